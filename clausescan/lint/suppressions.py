"""Suppressions: single violations that someone answers for, with a reason, for as long as they say.

In HTML and Markdown as a comment, in plain text as a line of its own, about the line it stands in and the next one that is not blank:

    <!-- clausescan: ignore CS301, CS204 until 2026-12-31: agreed with legal, ticket 42 -->
    # clausescan: ignore-file CS5: this is an annex

and for every other format in a side file (`clausescan-suppressions.toml`):

    [[suppress]]
    path = "drafts/*.pdf"
    rule = "CS301"
    quote = "part of the clause"     # optional
    reason = "agreed with legal"
    expires = 2026-12-31             # optional
"""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from clausescan.errors import ConfigError
from clausescan.lint.settings import require_pattern
from clausescan.lint.violations import Violation

SIDE_FILE = "clausescan-suppressions.toml"
_COMMENT = re.compile(r"<!--\s{0,20}clausescan:(.{0,600}?)-->", re.DOTALL)
_TEXT_LINE = re.compile(r"^[ \t]{0,20}(?:#|//|%|;)?[ \t]{0,4}clausescan:(.{0,600})$", re.MULTILINE)
_ORDER = re.compile(
    r"\s*(?P<verb>ignore(?:-file)?)\s+(?P<codes>CS\d{0,3}(?:\s*[,，、]\s*CS\d{0,3})*)"
    r"(?:\s+until\s+(?P<until>\d{4}-\d\d-\d\d))?\s*[:：]\s*(?P<reason>\S.*?)\s*",
    re.DOTALL,
)
_GRAMMAR = "write: clausescan: ignore CS301 [until 2026-12-31]: reason"


@dataclass(frozen=True, slots=True)
class Suppression:
    """One suppression, as far as it concerns one document.

    Attributes:
        codes: rules or prefixes of rules.
        reason: who answers for it, and why.
        expires: the last day on which it holds, or None.
        origin, line: where it is written, for messages.
        lines: first and last line of the source that it is about, or None for the whole document.
        quote: part of the clause that it is about, normalised; "" for any.
    """

    codes: tuple[str, ...]
    reason: str
    expires: dt.date | None
    origin: str
    line: int | None
    lines: tuple[int, int] | None = None
    quote: str = ""

    def covers(self, violation: Violation) -> bool:
        """Whether a violation of the document is meant."""
        if not violation.code.startswith(self.codes):
            return False
        if self.lines is not None:
            region = violation.region
            return region is not None and region.line <= self.lines[1] and region.end_line >= self.lines[0]
        return not self.quote or self.quote in _key(violation.quote)

    def expired(self, today: dt.date) -> bool:
        """Whether its last day is over."""
        return self.expires is not None and self.expires < today


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    path: Annotated[str, AfterValidator(require_pattern)] = Field(min_length=1)
    rule: str = Field(pattern=r"^CS\d{0,3}$")
    quote: str = ""
    reason: str = Field(pattern=r"\S")
    expires: dt.date | None = None


class _SideFile(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    suppress: tuple[_Entry, ...] = ()


@dataclass(frozen=True, slots=True)
class SideFile:
    """The side file: pairs of path pattern and suppression."""

    entries: tuple[tuple[str, Suppression], ...] = ()

    def about(self, path: Path, matches: Callable[[str, Path], bool]) -> tuple[Suppression, ...]:
        """The suppressions whose path pattern takes in a document."""
        return tuple(suppression for pattern, suppression in self.entries if matches(pattern, path))


def load_side_file(file: Path) -> SideFile:
    """Read the side file.

    Raises:
        ConfigError: it cannot be read or has something missing or unknown, such as an entry without a reason.
    """
    try:
        parsed = _SideFile.model_validate(tomllib.loads(file.read_text(encoding="utf-8")))
    except OSError as error:
        raise ConfigError(f"cannot read {file}: {error.strerror}", hint="check the path") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{file} is not valid TOML: {error}", hint="correct the file") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise ConfigError(f"{file}: {where}: {first['msg']}", hint="each entry needs path, rule and reason") from error
    return SideFile(
        tuple(
            (e.path, Suppression((e.rule,), e.reason, e.expires, str(file), None, None, _key(e.quote)))
            for e in parsed.suppress
        )
    )


def inline_suppressions(source: str, origin: str, *, markup: bool) -> Iterator[Suppression]:
    """The suppressions written into a document: as comments in markup, or else as lines of their own.

    Raises:
        ConfigError: one cannot be understood or gives no reason.
    """
    if "clausescan:" not in source:
        return
    starts = [0, *(match.end() for match in re.finditer("\n", source))]
    lines = source.split("\n")
    for match in (_COMMENT if markup else _TEXT_LINE).finditer(source):
        first, last = bisect_right(starts, match.start()), bisect_right(starts, match.end() - 1)
        order = _ORDER.fullmatch(match.group(1))
        if order is None:
            raise ConfigError(f"{origin}:{first}: a suppression that cannot be understood", hint=_GRAMMAR)
        following = (n for n in range(last + 1, len(lines) + 1) if lines[n - 1].strip())
        whole = order["verb"] == "ignore-file"
        yield Suppression(
            codes=tuple(re.findall(r"CS\d*", order["codes"])),
            reason=order["reason"],
            expires=_date(order["until"], f"{origin}:{first}"),
            origin=origin,
            line=first,
            lines=None if whole else (first, next(following, last)),
        )


def _date(text: str | None, where: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError as error:
        raise ConfigError(f"{where}: {error}", hint=_GRAMMAR) from None


def _key(quote: str) -> str:
    from clausescan.segment.numbering import quote_key

    return quote_key(quote)
