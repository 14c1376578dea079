"""Settings of a check: `[tool.clausescan]` of pyproject.toml, or clausescan.toml."""

from __future__ import annotations

import difflib
import os
import re
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from pathspec import GitIgnoreSpec
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from clausescan.errors import ConfigError
from clausescan.lint.violations import FailOn
from clausescan.schema import Kind, Severity

OWN_FILE = "clausescan.toml"
_PROJECT_FILE = "pyproject.toml"


def _kebab(name: str) -> str:
    return name.replace("_", "-")


class Settings(BaseModel):
    """What to check and when to fail. Unknown keys and codes are errors that name the nearest known one.

    Codes may be prefixes: "CS3" is all of CS3xx. Paths are patterns as in .gitignore, relative to the folder of the settings file.

    Attributes:
        select, ignore: rules to report; the longest matching prefix wins, and ignore wins a tie.
        per_file_ignores: further codes to ignore, by path pattern.
        severity: severities to use instead, by code; the longest prefix wins.
        fail_on: the severity from which a violation fails the check.
        kinds: the kind of document, by path pattern, where it should not be guessed.
        require: disclosures (CS5xx) to look for by path pattern, besides those that the kind of document calls for.
        allowed_partners: full names of recipients that sharing clauses may name.
        exclude: path patterns to leave out when a folder is searched.
        baseline, suppressions: files, relative to the folder of the settings file.
        root: that folder.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", alias_generator=_kebab, populate_by_name=True)

    select: tuple[str, ...] = ("CS",)
    ignore: tuple[str, ...] = ()
    per_file_ignores: Mapping[str, tuple[str, ...]] = Field(default_factory=dict)
    severity: Mapping[str, Severity] = Field(default_factory=dict)
    fail_on: FailOn = FailOn.MEDIUM
    kinds: Mapping[str, Kind] = Field(default_factory=dict)
    require: Mapping[str, tuple[str, ...]] = Field(default_factory=dict)
    allowed_partners: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    baseline: Path | None = None
    suppressions: Path | None = None
    root: Path = Field(default_factory=Path.cwd)

    @field_validator("select", "ignore")
    @classmethod
    def _known_codes(cls, codes: tuple[str, ...]) -> tuple[str, ...]:
        for code in codes:
            _require_code(code)
        return codes

    @field_validator("require")
    @classmethod
    def _disclosures(cls, table: Mapping[str, tuple[str, ...]]) -> Mapping[str, tuple[str, ...]]:
        for code in (code for codes in table.values() for code in codes):
            _require_code(code)
            if not code.startswith("CS5"):
                raise ValueError(f"{code} is no disclosure; those are CS5xx")
        return table

    @field_validator("per_file_ignores", "severity")
    @classmethod
    def _known_codes_within(cls, table: Mapping[str, Any]) -> Mapping[str, Any]:
        for key, value in table.items():
            for code in value if isinstance(value, tuple) else (key,):
                _require_code(code)
        return table

    @field_validator("per_file_ignores", "kinds", "require", "exclude")
    @classmethod
    def _patterns(cls, patterns: Any) -> Any:  # noqa: ANN401 - a table by pattern, or patterns
        for pattern in patterns:
            require_pattern(pattern)
        return patterns

    def reports(self, code: str, path: Path) -> bool:
        """Whether a rule is reported for a file."""
        ignored = [
            *self.ignore,
            *(c for g, codes in self.per_file_ignores.items() if self.matches(g, path) for c in codes),
        ]
        chosen, left_out = _longest(self.select, code), _longest(ignored, code)
        return chosen is not None and (left_out is None or len(chosen) > len(left_out))

    def severity_of(self, code: str, found: Severity) -> Severity:
        """The severity to give a violation: the one set for its rule, or else the one found."""
        prefix = _longest(self.severity, code)
        return found if prefix is None else self.severity[prefix]

    def kind_of(self, path: Path) -> Kind | None:
        """The kind set for a file by the last matching pattern, or None to let it be guessed."""
        return next((kind for glob, kind in reversed(list(self.kinds.items())) if self.matches(glob, path)), None)

    def required_of(self, path: Path) -> tuple[str, ...]:
        """The disclosures that a file has to make whatever its kind, sorted."""
        return tuple(sorted({c for glob, codes in self.require.items() if self.matches(glob, path) for c in codes}))

    def matches(self, pattern: str, path: Path) -> bool:
        """Whether a path pattern takes in a file."""
        return GitIgnoreSpec.from_lines([pattern]).match_file(self.relative(path))

    def relative(self, path: Path) -> str:
        """A path as patterns and baselines see it: from the root, with forward slashes; absolute outside of it."""
        whole = Path(os.path.normpath(Path.cwd() / path))
        return (whole.relative_to(self.root) if whole.is_relative_to(self.root) else whole).as_posix()

    def with_options(self, **options: object) -> Settings:
        """These settings with the options of a command line that were given.

        Raises:
            ConfigError: an option cannot be used.
        """
        given = {name: value for name, value in options.items() if value not in (None, ())}
        return _validated(self.model_dump() | given, "command line") if given else self


def load_settings(file: Path | None = None, *, start: Path | None = None) -> Settings:
    """The settings in `file`, or in the nearest settings file of `start` (the working directory) and its parents, or the defaults.

    Raises:
        ConfigError: the file cannot be read, or holds something unknown; names the nearest known key.
    """
    file = file or _nearest(start or Path.cwd())
    if file is None:
        return Settings(root=start or Path.cwd())
    table = _table(file)
    if table is None:
        raise ConfigError(f"{file} has no [tool.clausescan]", hint="add the table, or name another file")
    if "root" in table:
        raise ConfigError(f"{file}: unknown key 'root'", hint="the root is the folder of the settings file")
    return _validated(table | {"root": file.resolve().parent}, str(file))


def _nearest(start: Path) -> Path | None:
    for folder in (start, *start.parents):
        own, project = folder / OWN_FILE, folder / _PROJECT_FILE
        if own.is_file():
            return own
        if project.is_file() and _table(project) is not None:
            return project
    return None


def _table(file: Path) -> dict[str, Any] | None:
    try:
        values = tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(f"cannot read {file}: {error.strerror}", hint="check the path") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{file} is not valid TOML: {error}", hint="correct the file") from error
    if file.name != _PROJECT_FILE:
        return values
    tool: dict[str, Any] | None = values.get("tool", {}).get("clausescan")
    return tool


def _validated(values: Mapping[str, Any], origin: str) -> Settings:
    try:
        return Settings.model_validate(values)
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        if first["type"] == "extra_forbidden":
            known = [_kebab(name) for name in Settings.model_fields if name != "root"]
            raise ConfigError(f"{origin}: unknown key {key!r}", hint=_nearest_of(key, known)) from None
        raise ConfigError(f"{origin}: {key}: {first['msg']}", hint="correct the value") from None


def require_pattern(pattern: str) -> str:
    """A path pattern that can be used.

    Raises:
        ValueError: it cannot.
    """
    try:
        GitIgnoreSpec.from_lines([pattern])
    except (ValueError, re.error) as error:
        raise ValueError(f"{pattern!r} is no path pattern: {error}") from None
    return pattern


def _require_code(code: str) -> None:
    from clausescan.lint.rules import rules

    if not code or not any(known.startswith(code) for known in rules()):
        raise ValueError(f"unknown rule {code!r}; {_nearest_of(code, rules())}")


def _nearest_of(name: str, known: Iterable[str]) -> str:
    names = sorted(known)
    near = difflib.get_close_matches(name, names, n=1)
    return f"did you mean {near[0]!r}?" if near else f"known: {', '.join(names)}"


def _longest(prefixes: Iterable[str], code: str) -> str | None:
    return max((prefix for prefix in prefixes if code.startswith(prefix)), key=len, default=None)
