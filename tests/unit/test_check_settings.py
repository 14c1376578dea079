"""Settings of a check: where they are found, what is an error, which prefix wins."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from clausescan.errors import ConfigError
from clausescan.lint.rules import rules
from clausescan.lint.settings import Settings, load_settings
from clausescan.schema import Kind, Severity


def settings_of(folder: Path, text: str, name: str = "clausescan.toml") -> Settings:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return load_settings(file)


def test_the_nearest_file_is_used_and_a_pyproject_without_the_table_is_passed_over(tmp_path: Path) -> None:
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    (tmp_path / "clausescan.toml").write_text('fail-on = "high"', encoding="utf-8")
    (tmp_path / "a" / "pyproject.toml").write_text('[project]\nname = "x"', encoding="utf-8")
    assert load_settings(start=inner).fail_on == "high"
    assert load_settings(start=inner).root == tmp_path
    (tmp_path / "a" / "pyproject.toml").write_text('[tool.clausescan]\nfail-on = "low"', encoding="utf-8")
    assert load_settings(start=inner).fail_on == "low"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("ingore = []", "did you mean 'ignore'"),
        ("fail_on = 'low'\nfail-onn = 'low'", "did you mean 'fail-on'"),
        ("per_file_ignore = {}", "did you mean 'per-file-ignores'"),
        ("select = ['CS999']", "did you mean 'CS9"),
        ("select = ['']", "unknown rule"),
        ("severity = { CS77 = 'low' }", "unknown rule 'CS77'"),
        ("severity = { CS101 = 'fatal' }", "severity.CS101"),
        ("per-file-ignores = { 'a.md' = ['X1'] }", "unknown rule 'X1'"),
        ("kinds = { 'a.md' = 'novel' }", "loan_agreement"),
        ("fail-on = 1", "fail-on"),
        ("exclude = ['[z-a]']", "no path pattern"),
        ("kinds = { '!' = 'privacy_policy' }", "no path pattern"),
        ("root = '/'", "root"),
        ("select = [", "not valid TOML"),
    ],
)
def test_a_slip_is_an_error_that_names_file_and_key(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(ConfigError) as caught:
        settings_of(tmp_path, text)
    assert words in str(caught.value)
    assert "clausescan.toml" in str(caught.value)


def test_the_longest_prefix_wins_and_ignore_wins_a_tie(tmp_path: Path) -> None:
    settings = settings_of(tmp_path, "select = ['CS3', 'CS401']\nignore = ['CS302', 'CS401', 'CS4']")
    draft = tmp_path / "a.md"
    assert settings.reports("CS301", draft)
    assert not settings.reports("CS302", draft)
    assert not settings.reports("CS401", draft)
    assert not settings.reports("CS101", draft)
    again = settings.with_options(select=("CS302", "CS4"), ignore=("CS3",))
    assert again.reports("CS302", draft)
    assert not again.reports("CS301", draft)


def test_paths_are_matched_from_the_folder_of_the_settings_file(tmp_path: Path) -> None:
    settings = settings_of(
        tmp_path,
        """
        per-file-ignores = { "old/" = ["CS1"], "*.txt" = ["CS2"] }
        severity = { CS1 = "low", CS101 = "medium" }
        kinds = { "*.md" = "privacy_policy", "drafts/loan.md" = "loan_agreement" }
        """,
    )
    assert not settings.reports("CS101", tmp_path / "old" / "deep" / "a.md")
    assert settings.reports("CS101", tmp_path / "new" / "a.md")
    assert not settings.reports("CS201", tmp_path / "new" / "a.txt")
    assert settings.severity_of("CS101", Severity.HIGH) is Severity.MEDIUM
    assert settings.severity_of("CS102", Severity.HIGH) is Severity.LOW
    assert settings.severity_of("CS301", Severity.HIGH) is Severity.HIGH
    assert settings.kind_of(tmp_path / "a.md") is Kind.PRIVACY_POLICY
    assert settings.kind_of(tmp_path / "drafts" / "loan.md") is Kind.LOAN_AGREEMENT
    assert settings.kind_of(tmp_path / "a.pdf") is None
    assert settings.kind_of(tmp_path / "old" / ".." / "drafts" / "loan.md") is Kind.LOAN_AGREEMENT


def test_required_disclosures_are_gathered_by_path(tmp_path: Path) -> None:
    settings = settings_of(tmp_path, "require = { '*.md' = ['CS508'], 'privacy/' = ['CS501', 'CS508'] }")
    assert settings.required_of(tmp_path / "privacy" / "a.md") == ("CS501", "CS508")
    assert settings.required_of(tmp_path / "a.md") == ("CS508",)
    assert settings.required_of(tmp_path / "a.pdf") == ()
    with pytest.raises(ConfigError, match="no disclosure"):
        settings_of(tmp_path, "require = { '*' = ['CS101'] }")


_prefixes = st.lists(st.sampled_from(sorted({code[:n] for code in rules() for n in (2, 3, 4, 5)})), max_size=5)


@hypothesis_settings(deadline=None)
@given(_prefixes, _prefixes, st.sampled_from(sorted(rules())))
def test_selection_follows_the_longest_prefix(select: list[str], ignore: list[str], code: str) -> None:
    settings = Settings(select=tuple(select), ignore=tuple(ignore))
    chosen = max((len(p) for p in select if code.startswith(p)), default=-1)
    left_out = max((len(p) for p in ignore if code.startswith(p)), default=-1)
    assert settings.reports(code, Path("a.md")) is (chosen > left_out)
