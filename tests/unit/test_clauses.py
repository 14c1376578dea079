"""Clauses cover the text in order, sentences respect brackets, items know their list head."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from clausescan.document import Clause, Document
from clausescan.segment import clauses_of
from clausescan.segment.sentences import sentence_spans


def cut(text: str) -> tuple[Clause, ...]:
    return clauses_of(Document("x", "", "text/plain", text))


def pieces(text: str) -> list[str]:
    return [text[a:b] for a, b in sentence_spans(text)]


def test_sentences_end_at_full_stops_and_semicolons() -> None:
    assert pieces("读取通讯录;上传通话记录。停止!") == ["读取通讯录;", "上传通话记录。", "停止!"]


def test_brackets_and_quotations_hold_together() -> None:
    assert pieces("信息(姓名;电话;住址)将被收集。谢谢。") == ["信息(姓名;电话;住址)将被收集。", "谢谢。"]
    assert pieces('他说"不会读取;不会上传",但会共享。') == ['他说"不会读取;不会上传",但会共享。']


def test_an_unclosed_bracket_does_not_swallow_the_page() -> None:
    assert len(pieces("信息(姓名。" + "收集您的资料。" * 40)) > 30


def test_sentence_spans_cover_every_text() -> None:
    @given(st.text(alphabet='()"。;,通讯录《》!', max_size=80))
    def check(text: str) -> None:
        spans = sentence_spans(text)
        assert "".join(text[a:b] for a, b in spans) == text
        assert all(a < b for a, b in spans)

    check()


def test_every_visible_character_lies_in_one_clause() -> None:
    @given(st.text(alphabet="第一条、（一）1.① \n读取通讯录。；，：:*\u200b（）“”abc", max_size=200))
    def check(text: str) -> None:
        clauses = cut(text)
        assert all(a.end <= b.start for a, b in itertools.pairwise(clauses))
        covered = {i for c in clauses for i in range(c.start, c.end)}
        # Invisible characters and symbols that hold a word's letters apart need not lie in a clause; words do.
        assert all(i in covered for i, c in enumerate(text) if c in "读取通讯录第条abc。；")
        for clause in clauses:
            assert len(clause.offsets) == len(clause.text)
            assert all(clause.start <= o < clause.end for o in clause.offsets)

    check()


def test_items_inherit_their_list_head() -> None:
    clauses = cut("第三条 信息收集\n我们会收集以下信息：\n（1）通讯录；\n（2）通话记录。\n第四条 还款\n按月还款。")
    head = next(c for c in clauses if "以下信息" in c.text)
    items = [c for c in clauses if c.text.startswith(("通讯录", "通话记录"))]
    assert [c.head for c in items] == [head.index, head.index]
    assert items[0].path == ("第三条 信息收集", "(1)")
    assert next(c for c in clauses if "按月还款" in c.text).head is None


def test_circled_items_were_not_seen_as_numbered() -> None:
    clauses = cut("第三条 信息收集\n我们会收集以下信息：\n①通讯录；\n②通话记录。")
    assert [(c.text, c.path[-1]) for c in clauses[-2:]] == [("通讯录;", "①"), ("通话记录。", "②")]


def test_hard_wrapped_lines_are_joined() -> None:
    line = "乙方同意甲方可以将本协议项下的全部债权转让给任何第三人而无须另行通\n知乙方并且乙方对此没有任何异议也不会以此为由拒绝履行还款的全部义\n务。"
    clauses = cut("\n".join([line] * 6))
    assert len(clauses) == 6
    assert all(c.text.endswith("义务。") for c in clauses)


def test_a_number_alone_on_its_line_belongs_to_the_next() -> None:
    assert [c.text for c in cut("5)\n将不良信息报送征信机构。")] == ["将不良信息报送征信机构。"]
