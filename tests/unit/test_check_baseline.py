"""The baseline: what stays accepted, what counts as changed, what is a broken file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clausescan.errors import ConfigError
from clausescan.lint.baseline import changed_clauses, load_baseline, write_baseline
from clausescan.lint.violations import Mark, Violation, key_of
from clausescan.schema import Severity

CLAUSE = "联系您通讯录中的亲属、朋友、同事，告知您的欠款情况，请其督促您还款；"


def violation(quote: str, *, code: str = "CS301", occurrence: int = 1, path: str = "a.md") -> Violation:
    return Violation(
        path=path, code=code, severity=Severity.HIGH, quote=quote, key=key_of(quote), occurrence=occurrence
    )


def mark(quote: str, occurrence: int = 1) -> Mark:
    return Mark(code="CS301", severity=Severity.HIGH, end=len(quote), key=key_of(quote), occurrence=occurrence)


_WIDE = str.maketrans("，；：（）！？、", ",;:()!?、")
_numbers = st.sampled_from(["（3）", "(3)", "3. ", "三、", "第十二条 ", "（二十）", "① ", "4.2 ", ""])


@settings(deadline=None)  # the first normalisation loads OpenCC
@given(
    st.sampled_from([CLAUSE, "平台可以永久保存您的信息。", "由甲方（出借人）所在地人民法院管辖！"]),
    _numbers,
    _numbers,
    st.data(),
)
def test_identity_survives_renumbering_width_and_line_breaks(
    clause: str, old: str, new: str, data: st.DataObject
) -> None:
    breaks = data.draw(st.sets(st.integers(1, len(clause) - 1), max_size=3))
    blank = data.draw(st.sampled_from(["\n", " ", "\u3000", "\u200b"]))
    edited = "".join(blank + c if at in breaks else c for at, c in enumerate(clause)).translate(_WIDE)
    assert key_of(old + clause) == key_of(new + edited)


@settings(deadline=None)
@given(st.sampled_from(["不", "亲", "7"]), st.integers(0, len(CLAUSE) - 2))
def test_identity_does_not_survive_another_word(word: str, at: int) -> None:
    assert key_of(CLAUSE[:at] + word + CLAUSE[at:]) != key_of(CLAUSE)


def test_what_was_written_is_accepted_again(tmp_path: Path) -> None:
    file = tmp_path / "baseline.json"
    draft = tmp_path / "a.md"
    draft.touch()
    write_baseline(
        file, [str(draft)], [violation(CLAUSE, path=str(draft)), violation(CLAUSE, occurrence=2, path=str(draft))]
    )
    accepted = {entry.identity for entry in load_baseline(file).accepted_in(draft, [])}
    assert accepted == {mark(CLAUSE).identity, mark(CLAUSE, 2).identity}
    assert mark(CLAUSE, 3).identity not in accepted
    assert list(json.loads(file.read_text(encoding="utf-8"))["documents"]) == ["a.md"]


def test_writing_keeps_documents_not_checked_and_drops_those_that_are_gone(tmp_path: Path) -> None:
    file = tmp_path / "baseline.json"
    for name in ("a.md", "b.md"):
        (tmp_path / name).touch()
        write_baseline(file, [str(tmp_path / name)], [violation(CLAUSE, path=str(tmp_path / name))])
    (tmp_path / "a.md").unlink()
    (tmp_path / "c.md").touch()
    write_baseline(file, [str(tmp_path / "c.md")], [])
    assert {name: len(entries) for name, entries in load_baseline(file).documents.items()} == {"b.md": 1, "c.md": 0}


def test_what_is_accepted_in_a_document_not_read_in_full_stays(tmp_path: Path) -> None:
    file, draft = tmp_path / "baseline.json", tmp_path / "a.md"
    draft.touch()
    write_baseline(file, [str(draft)], [violation(CLAUSE, path=str(draft))])
    before = file.read_bytes()
    write_baseline(file, [], [violation("平台可以永久保存您的信息。", path=str(draft))])
    assert file.read_bytes() == before


def test_an_older_version_that_cannot_be_rewritten_still_serves(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "baseline.json"
    file.write_text(json.dumps(OLD), encoding="utf-8")

    def read_only(_self: Path, _target: Path) -> None:
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr(Path, "replace", read_only)
    found = load_baseline(file)
    assert not found.was_upgraded
    assert found.accepted_in(tmp_path / "a.md", [])


def test_a_renamed_document_takes_its_entries_along(tmp_path: Path) -> None:
    file, old, new = tmp_path / "baseline.json", tmp_path / "a.md", tmp_path / "new.md"
    old.touch()
    write_baseline(file, [str(old)], [violation(CLAUSE, path=str(old)), violation("", code="CS501", path=str(old))])
    baseline = load_baseline(file)
    assert baseline.accepted_in(new, [mark(CLAUSE)]) == (), "a.md is still there, so new.md is another document"
    old.rename(new)
    assert len(baseline.accepted_in(new, [mark(CLAUSE)])) == 2
    assert baseline.accepted_in(new, [mark("别的条款完全不同。")]) == ()


def test_a_small_edit_is_a_changed_clause_and_another_clause_is_not(tmp_path: Path) -> None:
    file = tmp_path / "baseline.json"
    edited = CLAUSE.replace("、同事", "、同事和领导")
    (tmp_path / "a.md").touch()
    write_baseline(file, [str(tmp_path / "a.md")], [violation(CLAUSE, path=str(tmp_path / "a.md"))])
    gone = load_baseline(file).accepted_in(tmp_path / "a.md", [])
    found = changed_clauses(
        [violation("将您的欠款事实通知您的工作单位或者学校；"), violation(edited), violation(edited, occurrence=2)],
        gone,
    )
    assert [v.changed_from for v in found] == [None, CLAUSE, None], "an accepted clause excuses one edit, not two"


OLD = {"version": 1, "accepted": [{"path": "a.md", "rule": "CS301", "quote": CLAUSE, "occurrence": 1}]}


def test_an_older_version_is_upgraded_in_place(tmp_path: Path) -> None:
    file = tmp_path / "baseline.json"
    file.write_text(json.dumps(OLD), encoding="utf-8")
    first = load_baseline(file)
    assert first.was_upgraded
    assert [e.identity for e in first.accepted_in(tmp_path / "a.md", [])] == [mark(CLAUSE).identity]
    again = load_baseline(file)
    assert not again.was_upgraded
    assert again.documents == first.documents


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        '{"documents": {}}',
        '{"version": 99, "documents": {}}',
        '{"version": true, "documents": {}, "more": 1}',
        '{"version": 2}',
        '{"version": 2, "documents": {"a.md": [{"rule": "CS301"}]}}',
        '{"version": 1, "accepted": [{"path": "a.md"}]}',
        '{"version": 1, "accepted": 3}',
    ],
)
def test_a_broken_baseline_is_an_error_and_stays_as_it_was(tmp_path: Path, text: str) -> None:
    file = tmp_path / "baseline.json"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError, match="broken"):
        load_baseline(file)
    assert file.read_text(encoding="utf-8") == text


def test_a_missing_baseline_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="--write-baseline"):
        load_baseline(tmp_path / "none.json")


def test_a_failed_write_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "baseline.json"
    write_baseline(file, [], [])
    before = file.read_bytes()

    def full(_self: Path, _target: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(ConfigError, match="No space left"):
        write_baseline(file, [], [])
    assert file.read_bytes() == before
    assert [f.name for f in tmp_path.iterdir()] == ["baseline.json"]
