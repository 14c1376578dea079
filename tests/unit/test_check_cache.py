"""The cache of a check: what makes another entry, and that damage or a full disk only costs time."""

from __future__ import annotations

from pathlib import Path

import pytest

from clausescan.lint import cache
from clausescan.lint.settings import Settings
from clausescan.lint.violations import Mark, Outcome
from clausescan.schema import Severity

OUTCOME = Outcome(marks=(Mark(code="CS101", severity=Severity.HIGH, start=3, end=9, spans=((4, 6),), key="ab"),))


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLAUSESCAN_CACHE_DIR", str(tmp_path / "cache"))


def test_an_outcome_comes_back_for_the_same_question_only() -> None:
    kept = cache.user_cache(Settings())
    kept.save(b"x", "a.md", "None ()", OUTCOME)
    assert kept.load(b"x", "b.md", "None ()") == OUTCOME, "the name does not matter"
    assert kept.load(b"y", "a.md", "None ()") is None
    assert kept.load(b"x", "a.txt", "None ()") is None, "but Markdown is read otherwise than text"
    assert kept.load(b"x", "a.md", "privacy_policy ()") is None


def test_settings_and_libraries_that_change_the_outcome_make_another_entry(monkeypatch: pytest.MonkeyPatch) -> None:
    cache.user_cache(Settings()).save(b"x", "a.md", "", OUTCOME)
    assert cache.user_cache(Settings(ignore=("CS1",))).load(b"x", "a.md", "") == OUTCOME
    assert cache.user_cache(Settings(allowed_partners=("甲",))).load(b"x", "a.md", "") is None
    monkeypatch.setattr(cache, "_version", lambda library: "9" if library == "rapidocr" else "")
    assert cache.user_cache(Settings()).load(b"x", "a.md", "") is None


@pytest.mark.parametrize(
    "damage", [b"", b"{", b"[]", b'{"marks": 3}', b'{"marks": [], "unread": "", "more": 1}', b"\xff"]
)
def test_a_damaged_entry_is_no_entry(damage: bytes) -> None:
    kept = cache.user_cache(Settings())
    kept.save(b"x", "a.md", "", OUTCOME)
    (entry,) = kept.folder.iterdir()
    entry.write_bytes(damage)
    assert kept.load(b"x", "a.md", "") is None


def test_a_disk_that_takes_nothing_is_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_self: Path, _target: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    kept = cache.user_cache(Settings())
    kept.save(b"x", "a.md", "", OUTCOME)
    assert list(kept.folder.iterdir()) == []


def test_the_folder_is_private() -> None:
    kept = cache.user_cache(Settings())
    kept.save(b"x", "a.md", "", OUTCOME)
    assert kept.folder.stat().st_mode & 0o077 == 0
