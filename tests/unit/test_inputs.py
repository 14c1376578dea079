"""What a scan is given, and which files that names."""

from __future__ import annotations

import io
import os
from pathlib import Path

import pytest

from clausescan.batch.inputs import checked, paths_of, without
from clausescan.errors import ConfigError


@pytest.fixture(autouse=True)
def _tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("b/2.pdf", "b/1.pdf", "a.txt", "b/c/3.pdf", ".git/config", "b/.DS_Store"):
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text(name)


def _paths(*arguments: str, listing: bytes = b"") -> list[str]:
    return list(paths_of(arguments, io.BytesIO(listing)))


def test_a_folder_is_every_file_beneath_it_in_order_but_for_hidden_ones() -> None:
    assert _paths(".") == ["a.txt", "b/1.pdf", "b/2.pdf", "b/c/3.pdf"]


def test_patterns_files_and_arguments_that_look_like_patterns() -> None:
    assert sorted(_paths("b/**/*.pdf")) == ["b/1.pdf", "b/2.pdf", "b/c/3.pdf"]
    assert _paths("./a.txt") == ["a.txt"]
    Path("[1].txt").write_text("x")
    assert _paths("[1].txt") == ["[1].txt"]


def test_links_that_lead_upwards_are_not_followed() -> None:
    Path("b/up").symlink_to("..")
    Path("b/again").symlink_to(".")
    Path("b/link.pdf").symlink_to("1.pdf")
    files = ["b/1.pdf", "b/2.pdf", "b/c/3.pdf", "b/link.pdf"]
    assert sorted(_paths("b")) == files
    assert sorted(_paths("**/*.pdf")) == sorted(_paths("b/**")) == sorted(_paths("./b/**/*.pdf")) == files
    assert sorted(_paths(f"{Path.cwd()}/*/**/*.pdf")) == [f"{Path.cwd()}/{path}" for path in files]


def test_hidden_files_match_only_patterns_that_ask_for_them() -> None:
    Path("b/.hidden.pdf").write_text("x")
    assert "b/.hidden.pdf" not in [*_paths("b/*"), *_paths("**/*.pdf")]
    assert _paths("b/**/.*.pdf") == _paths("b/.*.pdf") == ["b/.hidden.pdf"]
    assert _paths("**/x**y") == []


def test_a_list_ends_its_paths_with_line_breaks_or_with_nul() -> None:
    assert _paths("-", listing=b"a b.pdf\r\n\nc.pdf\nd.pdf") == ["a b.pdf", "c.pdf", "d.pdf"]
    assert _paths("-", listing=b"line\nbreak.pdf\0c.pdf\0") == ["line\nbreak.pdf", "c.pdf"]
    many = [f"{n:06}.pdf" for n in range(30_000)]
    assert _paths("-", listing="\n".join(many).encode()) == many


def test_names_that_are_not_utf8_survive() -> None:
    (path,) = _paths("-", listing=b"bad\xff.pdf\n")
    assert os.fsencode(path) == b"bad\xff.pdf"


def test_what_names_nothing_is_refused_before_anything_is_read() -> None:
    checked(["a.txt", "b/*.pdf", "-", "b"])
    for wrong in ("gone.pdf", "b/*.docx"):
        with pytest.raises(ConfigError, match="nothing matches"):
            checked([wrong])


def test_the_store_is_not_scanned_into_itself() -> None:
    for name in ("r.db", "r.db-wal", "b/r.db"):
        Path(name).write_text("x")
    assert "b/r.db" in (left := list(without(_paths("."), Path("r.db"))))
    assert not {"r.db", "r.db-wal"} & set(left)


def test_a_folder_that_cannot_be_listed_is_not_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.scandir

    def refusing(path: str) -> object:
        if str(path).endswith("b"):
            raise PermissionError(13, "Permission denied", path)
        return real(path)

    monkeypatch.setattr(os, "scandir", refusing)
    assert _paths(".") == ["a.txt", "b"]
