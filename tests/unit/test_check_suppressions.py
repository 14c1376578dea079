"""Suppressions: their grammar, what they cover, and that nothing half-written passes."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clausescan.errors import ConfigError
from clausescan.lint.suppressions import Suppression, inline_suppressions, load_side_file
from clausescan.lint.violations import Region, Violation
from clausescan.schema import Severity

COMMENT = "<!-- clausescan: ignore CS301 until 2026-12-31: 法务已确认 -->"


def parsed(source: str, *, markup: bool = True) -> list[Suppression]:
    return list(inline_suppressions(source, "a.md", markup=markup))


def violation(line: int, code: str = "CS301", quote: str = "联系您的亲属。") -> Violation:
    region = Region(line=line, column=1, end_line=line, end_column=5)
    return Violation(path="a.md", code=code, severity=Severity.HIGH, quote=quote, region=region, key="k", occurrence=1)


def test_a_comment_covers_its_line_and_the_next_one_that_is_not_blank() -> None:
    (found,) = parsed(f"一\n{COMMENT}\n\n二\n三\n")
    assert found.lines == (2, 4)
    assert found.expires == dt.date(2026, 12, 31)
    assert found.reason == "法务已确认"
    assert [found.covers(violation(line)) for line in (1, 2, 4, 5)] == [False, True, True, False]
    assert not found.covers(violation(4, code="CS302"))


def test_the_last_day_still_holds() -> None:
    (found,) = parsed(COMMENT)
    assert not found.expired(dt.date(2026, 12, 31))
    assert found.expired(dt.date(2027, 1, 1))


def test_ignore_file_covers_the_document_and_several_codes() -> None:
    (found,) = parsed("# clausescan: ignore-file CS3、CS5： 附件\n正文", markup=False)
    assert found.lines is None
    assert found.covers(violation(99))
    assert found.covers(violation(99, code="CS501", quote=""))
    assert not found.covers(violation(99, code="CS101"))


@pytest.mark.parametrize(
    "body",
    ["ignore CS301", "ignore CS301:", "ignore CS301:  ", "ignore: why", "ignore XX1: why", "ignore CS301 until soon: why",
     "ignore CS301 until 2026-02-30: why", "allow CS301: why", "", "ignore CS1234: why"],
)  # fmt: skip
def test_a_suppression_without_reason_or_sense_is_an_error(body: str) -> None:
    for source, markup in ((f"x\n<!-- clausescan:{body} -->", True), (f"x\n# clausescan:{body}", False)):
        with pytest.raises(ConfigError, match=r"a\.md:2"):
            parsed(source, markup=markup)


def test_words_about_clausescan_are_no_suppressions() -> None:
    assert parsed("`clausescan: ignore CS301` 写在注释里") == []
    assert parsed("见 clausescan: ignore", markup=False) == []


_codes = st.lists(st.from_regex(r"CS\d{0,3}", fullmatch=True), min_size=1, max_size=4)
_reasons = st.text(st.characters(blacklist_characters="<>-", blacklist_categories=["C", "Z"]), min_size=1, max_size=40)


@settings(deadline=None)
@given(_codes, _reasons, st.none() | st.dates(), st.integers(0, 5), st.booleans())
def test_what_is_written_is_what_is_read(
    codes: list[str], reason: str, until: dt.date | None, before: int, markup: bool
) -> None:
    order = f"clausescan: ignore {', '.join(codes)}{f' until {until:%Y-%m-%d}' if until else ''}: {reason}"
    if until and until.year < 1000:
        order = order.replace(f"{until:%Y-%m-%d}", until.isoformat())
    (found,) = parsed("甲\n" * before + (f"<!-- {order} -->" if markup else f"# {order}") + "\n乙", markup=markup)
    assert (found.codes, found.reason, found.expires, found.line) == (tuple(codes), reason, until, before + 1)
    assert found.lines == (before + 1, before + 2)


def test_the_side_file_matches_by_path_rule_and_part_of_the_clause(tmp_path: Path) -> None:
    file = tmp_path / "s.toml"
    file.write_text(
        '[[suppress]]\npath = "*.pdf"\nrule = "CS3"\nquote = "您的　亲属"\nreason = "ok"\nexpires = 2030-01-01\n',
        encoding="utf-8",
    )
    side = load_side_file(file)
    (found,) = side.about(Path("x.pdf"), lambda pattern, path: path.match(pattern))
    assert side.about(Path("x.md"), lambda pattern, path: path.match(pattern)) == ()
    assert found.covers(violation(1))
    assert not found.covers(violation(1, quote="联系您的同事。"))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('[[suppress]]\npath = "a"\nrule = "CS301"', "reason"),
        ('[[suppress]]\npath = "a"\nrule = "CS301"\nreason = " "', "reason"),
        ('[[suppress]]\npath = "a"\nrule = "contact"\nreason = "x"', "rule"),
        ('[[suppress]]\npath = "a"\nrule = "CS301"\nreason = "x"\nuntil = 2026-01-01', "until"),
        ('[[suppress]]\npath = "!"\nrule = "CS301"\nreason = "x"', "path pattern"),
        ("[[suppres]]\n", "suppres"),
        ("suppress = [", "TOML"),
    ],
)
def test_a_broken_side_file_is_an_error(tmp_path: Path, text: str, words: str) -> None:
    file = tmp_path / "s.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError, match=words):
        load_side_file(file)
