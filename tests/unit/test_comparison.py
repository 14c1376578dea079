"""Comparisons: what counts as a change, that the two directions mirror each other, and the words of a reworded clause."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import clausescan
from clausescan.comparison.align import align
from clausescan.comparison.schema import Comparison, Effect, Happened
from clausescan.comparison.words import Wording, pieces_of
from clausescan.document import Document
from clausescan.errors import NoTextError
from clausescan.report.comparison import comparison_outline
from clausescan.schema import Status
from clausescan.segment import clauses_of
from tests.conftest import SAMPLES, make_pdf

PREDATORY = clausescan.analyze(SAMPLES / "predatory.pdf")
GOOD = clausescan.analyze(SAMPLES / "good.pdf")
CLAUSES = (
    "我们会读取您手机中的通讯录，并上传至服务器。",
    "我们不会读取您手机中的通讯录，也不会上传。",
    "逾期时，我们有权联系您的亲友和工作单位，告知欠款情况。",
    "平台有权将您的信息提供给合作机构及任何第三方，无需另行取得您的同意。",
    "借款期限为十二个月，自放款之日起计算。",
    "借款期限为二十四个月，自放款之日起计算。",
    "本协议一式两份，双方各执一份。",
    "乙方应于到期日18:00前将应还本息存入还款账户。",
    "本协议未尽事宜，由双方协商解决。",
)
documents = st.lists(st.sampled_from(CLAUSES), min_size=1, max_size=9)


def clauses(texts: list[str]) -> tuple:
    return clauses_of(Document("a", "b", "text/plain", "\n".join(texts)))


def changes(comparison: Comparison) -> list[tuple[Happened, str, str]]:
    return [(c.happened, c.old.text if c.old else "", c.new.text if c.new else "") for c in comparison.clauses]


def numbered(lines: list[str], style: str) -> str:
    han = "一二三四五六七八九十"
    marks = {"article": "第{}条 ", "paren": "（{}）", "digit": "{}. "}
    return "\n".join(marks[style].format(n + 1 if style == "digit" else han[n]) + line for n, line in enumerate(lines))


@pytest.mark.parametrize("report", [PREDATORY, GOOD], ids=["predatory", "good"])
def test_a_document_compared_with_itself_has_not_changed(report: clausescan.Report) -> None:
    comparison = clausescan.compare(report, report)
    assert not comparison.clauses
    assert not (comparison.findings or comparison.practices or comparison.patterns or comparison.missing)
    assert comparison.effect is Effect.NEUTRAL
    assert comparison.unchanged > 20


def test_another_file_format_is_no_change() -> None:
    comparison = clausescan.compare(PREDATORY, SAMPLES / "predatory.md")
    assert not comparison.clauses
    assert not comparison.findings
    assert comparison.old.source.media_type != comparison.new.source.media_type


@pytest.mark.parametrize("style", ["paren", "digit"])
def test_renumbering_width_and_line_breaks_are_no_change(style: str) -> None:
    lines = [CLAUSES[0], *CLAUSES[2:5]]
    old, new = numbered(lines, "article"), numbered(lines, style).replace("，", ",").replace("。", "。\n\n")
    comparison = clausescan.compare(clausescan.analyze_text(old), clausescan.analyze_text(new))
    assert changes(comparison) == []
    assert comparison.unchanged == 4


def test_references_that_follow_a_renumbering_are_no_change_and_others_are() -> None:
    lines = [*CLAUSES[2:5], "借款人违反第二条的，按第三条处理。"]
    old = clausescan.analyze_text(numbered(lines, "article"))
    shifted = [CLAUSES[6], *CLAUSES[2:5], "借款人违反第三条的，按第四条处理。"]
    comparison = clausescan.compare(old, clausescan.analyze_text(numbered(shifted, "article")))
    assert changes(comparison) == [(Happened.ADDED, "", CLAUSES[6])]
    elsewhere = [*CLAUSES[2:5], "借款人违反第二条的，按第一条处理。"]
    comparison = clausescan.compare(old, clausescan.analyze_text(numbered(elsewhere, "article")))
    assert changes(comparison) == [(Happened.CHANGED, lines[-1], elsewhere[-1])]


@settings(max_examples=60, deadline=None)
@given(documents, documents)
def test_alignment_pairs_each_clause_once_and_mirrors(old: list[str], new: list[str]) -> None:
    one, other = clauses(old), clauses(new)
    there, back = align(one, other), align(other, one)
    for name in ("same", "reworded", "moved"):
        assert {(j, i) for i, j in getattr(there, name)} == getattr(back, name)
    pairs = there.same | there.reworded
    assert len({i for i, _ in pairs}) == len({j for _, j in pairs}) == len(pairs)
    assert there.moved <= pairs
    assert not there.same & there.reworded
    in_order = sorted(pairs - there.moved)
    assert in_order == sorted(in_order, key=lambda pair: pair[1])


@settings(max_examples=25, deadline=None)
@given(documents, documents)
def test_comparing_backwards_mirrors(old: list[str], new: list[str]) -> None:
    one, other = clausescan.analyze_text("\n".join(old)), clausescan.analyze_text("\n".join(new))
    there, back = clausescan.compare(one, other), clausescan.compare(other, one)
    turned = {Happened.ADDED: Happened.REMOVED, Happened.REMOVED: Happened.ADDED}
    assert sorted(changes(there)) == sorted((turned.get(h, h), b, a) for h, a, b in changes(back))
    flipped = {Effect.WORSE: Effect.BETTER, Effect.BETTER: Effect.WORSE, Effect.NEUTRAL: Effect.NEUTRAL}
    for name in ("findings", "practices"):
        there_all = [(c.practice, c.effect, c.old_severity, c.new_severity) for c in getattr(there, name)]
        back_all = [(c.practice, flipped[c.effect], c.new_severity, c.old_severity) for c in getattr(back, name)]
        assert sorted(map(repr, there_all)) == sorted(map(repr, back_all))
    for name in ("patterns", "missing"):
        assert {(c.id, c.effect) for c in getattr(there, name)} == {
            (c.id, flipped[c.effect]) for c in getattr(back, name)
        }
    assert (there.effect is Effect.NEUTRAL) == (back.effect is Effect.NEUTRAL)
    assert there.unchanged == back.unchanged


@settings(max_examples=80, deadline=None)
@given(
    st.text("甲乙丙收集信息不会12 3.5abc，。（）", max_size=30),
    st.text("甲乙丙收集信息不会12 3.5abc，。（）", max_size=30),
)
def test_pieces_spell_out_both_versions_and_mirror(old: str, new: str) -> None:
    pieces = pieces_of(Wording(old, old), Wording(new, new))
    assert "".join(p.text for p in pieces if p.part != "added") == old
    assert "".join(p.text for p in pieces if p.part != "removed") == new
    back = pieces_of(Wording(new, new), Wording(old, old))
    for part, other in (("same", "same"), ("added", "removed"), ("removed", "added")):
        assert [p.text for p in pieces if p.part == part] == [p.text for p in back if p.part == other]


def test_a_changed_amount_is_told_by_words_not_characters() -> None:
    comparison = clausescan.compare(
        clausescan.analyze_text("借款期限为十二个月，自放款之日起计算。"),
        clausescan.analyze_text("借款期限为36个月，自放款之日起计算。"),
    )
    (change,) = comparison.clauses
    assert change.happened is Happened.CHANGED
    apart = [(p.part, p.text) for p in change.pieces if p.part != "same"]
    assert apart == [("removed", "十二个"), ("added", "36个")]


def test_moved_added_and_removed_clauses() -> None:
    lines = [CLAUSES[i] for i in (0, 4, 6, 7)]
    comparison = clausescan.compare(
        clausescan.analyze_text("\n".join(lines)),
        clausescan.analyze_text("\n".join([lines[1], lines[2], lines[0], CLAUSES[8]])),
    )
    assert [(h, a or b) for h, a, b in changes(comparison)] == [
        (Happened.REMOVED, lines[3]),
        (Happened.MOVED, lines[0]),
        (Happened.ADDED, CLAUSES[8]),
    ]


def test_what_got_worse_and_back_again() -> None:
    lines = [*CLAUSES[4:5], *CLAUSES[6:8]]
    harmless, grasping = "\n".join(lines), "\n".join([*lines, CLAUSES[0]])
    comparison = clausescan.compare(clausescan.analyze_text(harmless), clausescan.analyze_text(grasping))
    assert comparison.got_worse
    (row,) = [change for change in comparison.practices if change.practice == "contact_access"]
    assert (row.old_severity, row.new_severity, row.effect) == (None, "high", Effect.WORSE)
    assert any(c.practice == "contact_access" and "通讯录" in c.new_quote for c in comparison.findings)
    samples = clausescan.compare(GOOD, PREDATORY)
    assert ("contact_bombing", Effect.WORSE) in [(p.id, p.effect) for p in samples.patterns]
    assert samples.new.verdict.grade.rank > samples.old.verdict.grade.rank
    back = clausescan.compare(clausescan.analyze_text(grasping), clausescan.analyze_text(harmless))
    assert "contact_access" in {c.practice for c in back.practices if c.effect is Effect.BETTER}


def test_partly_read_and_other_documents_are_pointed_out() -> None:
    side = PREDATORY.model_copy(update={"status": Status.PARTIAL, "reason": "有 1 页没有读出来"})
    other = clausescan.analyze_text("红烧肉的做法：先把肉洗净切块，再放入锅中。").model_copy(
        update={"status": Status.NOT_AN_AGREEMENT}
    )
    outline = comparison_outline(clausescan.compare(side, other), "zh")
    assert "有 1 页没有读出来" in outline.warnings[0]
    assert "不是贷款协议" in outline.warnings[1]
    assert outline.verdicts.endswith("没有结论")


def test_a_negation_taken_back_is_a_changed_clause_that_got_worse() -> None:
    comparison = clausescan.compare(
        clausescan.analyze_text("我们不会读取您手机中的通讯录。"),
        clausescan.analyze_text("我们会读取您手机中的通讯录。"),
    )
    assert [c.happened for c in comparison.clauses] == [Happened.CHANGED]
    assert {c.practice for c in comparison.findings if c.effect is Effect.WORSE} >= {"contact_access"}


def test_an_unread_document_is_an_error_and_never_an_improvement() -> None:
    scan = clausescan.analyze(make_pdf([[]], draw=lambda canvas, _n: canvas.rect(9, 9, 99, 99, fill=1)))
    for pair in ((PREDATORY, scan), (scan, PREDATORY)):
        with pytest.raises(NoTextError):
            clausescan.compare(*pair)


def test_a_thousand_clauses_align() -> None:
    old = [f"第{n}项：乙方应于每月{n % 28 + 1}日前偿还人民币{n * 7}元，逾期按日计收违约金{n}元。" for n in range(1000)]
    new = [line.replace("乙方", "借款人") if n % 3 else line for n, line in enumerate(old)]
    alignment = align(clauses(old), clauses(new))
    assert len(alignment.same | alignment.reworded) >= 1000


def test_json_is_stable_and_reads_back() -> None:
    comparison = clausescan.compare(GOOD, PREDATORY)
    text = comparison.to_json()
    assert text == clausescan.compare(GOOD, PREDATORY).to_json()
    assert Comparison.model_validate_json(text) == comparison
    assert json.loads(text)["schema_version"] == "1.0"
