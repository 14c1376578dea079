"""Every hostile file ends in a Report or a typed error, within its limits. All of them: benchmarks/robustness.py."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from clausescan import errors
from clausescan.config import Config
from clausescan.limits import Limits
from clausescan.read import read
from clausescan.sandbox import Sandbox
from tests.hostile.generate import hostile
from tests.hostile.trial import GRACE, tried

LIMITS = Limits(seconds=4.0, memory=1 << 30)
FILES = hostile()
SLOW_TO_MAKE = ("bomb-1gb.pdf", "bomb-4gb-twice.pdf", "picture-10-gigapixels.pdf", "bomb-1gb.docx", "bomb-40000.png")
SLOW_TO_READ = (
    *("attributes.html", "entities.html", "tags-unclosed.html", "line-of-5-mb.docx", "paragraphs-1-million.docx"),
    *("brackets.md", "brackets-closed.md", "links.md", "images.md", "clauses-100000.txt", "six-million-characters.txt"),
    *(
        "form-ladder-30.pdf",
        "form-loop.pdf",
        "glyphs-2-million.pdf",
        "grid-20000.pdf",
        "turned-20000.pdf",
    ),
)
SERIES = ("megabyte-", *(f"{how}-{seed}" for how in ("flipped", "cut") for seed in range(1, 10)))
QUICK = [
    name for name in FILES if name not in SLOW_TO_MAKE and name not in SLOW_TO_READ and not name.startswith(SERIES)
]


@pytest.fixture(scope="module")
def box() -> Iterator[Sandbox]:
    with Sandbox(Config(limits=LIMITS)) as warm:
        yield warm


@pytest.mark.parametrize("name", QUICK)
def test_a_hostile_file_of_ours(box: Sandbox, name: str) -> None:
    trial = tried(box, name, FILES[name]())
    assert trial.seconds < LIMITS.seconds + GRACE
    assert trial.peak < LIMITS.memory / (1 << 20)


def test_the_odd_files_of_other_projects(box: Sandbox, shared: Path) -> None:
    paths = sorted((shared / "hostile").glob("*.pdf"))
    assert paths
    for path in paths[::4]:
        trial = tried(box, path.name, path.read_bytes())
        assert trial.seconds < LIMITS.seconds + GRACE, trial


@pytest.mark.parametrize(
    ("name", "outcome"),
    [
        ("bomb-xml.docx", "LimitExceededError"),
        ("members-20000.docx", "LimitExceededError"),
        ("pages-10000-empty.pdf", "LimitExceededError"),
        ("billion-laughs.docx", "DamagedFileError"),
        ("nested-divs.html", "DamagedFileError"),
        ("nested-lists.html", "DamagedFileError"),
        ("encrypted.pdf", "EncryptedFileError"),
        ("external-entity.docx", "NoTextError"),
        ("zip-of-zips.docx", "UnsupportedFormatError"),
        ("nulls.txt", "DecodingError"),
    ],
)
def test_bombs_are_refused_before_they_go_off(name: str, outcome: str) -> None:
    with pytest.raises(getattr(errors, outcome)):
        read(FILES[name](), name=name)


def test_a_pdf_with_an_empty_user_password_is_read() -> None:
    assert read(FILES["encrypted-empty-password.pdf"]()).text == "我们会读取您的通讯录。"


def test_tables_in_tables_are_read_once() -> None:
    assert read(FILES["nested-tables-80.docx"]()).text == "我们会读取您的通讯录。"
