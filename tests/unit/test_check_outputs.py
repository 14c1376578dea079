"""The formats of a check: valid where there is a schema, never green with something unread, and safe with hostile text."""

from __future__ import annotations

import importlib
import json
from pathlib import Path
from xml.etree import ElementTree as ET

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from rich.cells import cell_len

from clausescan.lint.output import github
from clausescan.lint.output.common import marked_diff
from clausescan.lint.output.terminal import quote_lines
from clausescan.lint.rules import rules
from clausescan.lint.violations import CheckResult, FailOn, Note, Region, Unread, Violation, key_of
from clausescan.schema import Severity

FORMATS = ["terminal", "json", "sarif", "github", "gitlab", "junit", "markdown"]
SARIF = json.loads((Path(__file__).parent.parent / "schemas" / "sarif-schema-2.1.0.json").read_text(encoding="utf-8"))


def violation(code: str = "CS302", quote: str = "联系您的亲属。", **more: object) -> Violation:
    fields = {"path": "drafts/甲 乙.md", "severity": "high", "key": key_of(quote), "occurrence": 1} | more
    return Violation.model_validate({"code": code, "quote": quote} | fields)


def result_of(*violations: Violation, unread: bool = False, fail_on: FailOn = FailOn.MEDIUM) -> CheckResult:
    return CheckResult(
        tool_version="1.2.3",
        fail_on=fail_on,
        checked=("drafts/甲 乙.md", "clean.pdf"),
        violations=violations,
        unread=(Unread(path="scan.pdf", reason="全部 3 页都没有可读的文字层"),) if unread else (),
        notes=(Note(kind="unused_suppression", path="drafts/甲 乙.md", line=4, detail="CS302, 理由"),),
    )


def rendered(name: str, result: CheckResult, lang: str = "zh") -> str:
    text = importlib.import_module(f"clausescan.lint.output.{name}").render(result, lang=lang)
    assert isinstance(text, str)
    return text


REGION = Region(line=3, column=1, end_line=4, end_column=8)
EVERYTHING = result_of(
    *(violation(code, page=None if n % 2 else 2, region=REGION if n % 2 else None) for n, code in enumerate(rules())),
    violation("CS501", "", occurrence=2),
    violation(occurrence=2, changed_from="联系您的朋友。", needs_review=True, spans=((0, 2),)),
    unread=True,
)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("result", [EVERYTHING, result_of(), result_of(unread=True)], ids=["all", "clean", "unread"])
def test_sarif_is_valid_by_the_official_schema(result: CheckResult, lang: str) -> None:
    log = json.loads(rendered("sarif", result, lang))
    jsonschema.Draft7Validator(SARIF, format_checker=jsonschema.FormatChecker()).validate(log)
    (run,) = log["runs"]
    for found in run["results"]:
        assert run["tool"]["driver"]["rules"][found["ruleIndex"]]["id"] == found["ruleId"]
        assert found["partialFingerprints"]


def test_the_schema_test_can_fail() -> None:
    log = json.loads(rendered("sarif", EVERYTHING))
    log["runs"][0]["results"][0]["level"] = "fatal"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft7Validator(SARIF).validate(log)


def test_sarif_fixes_put_our_wording_in_the_place_of_the_clause() -> None:
    log = json.loads(rendered("sarif", result_of(violation(region=REGION), violation(page=3, path="a.pdf")), "en"))
    in_text, in_pdf = log["runs"][0]["results"]
    (replacement,) = in_text["fixes"][0]["artifactChanges"][0]["replacements"]
    suggestion = rules()["CS302"].suggestion
    assert suggestion is not None
    assert replacement["insertedContent"]["text"] == suggestion.zh, (
        "the contract is in Chinese whatever the reader's language"
    )
    assert replacement["deletedRegion"]["startLine"] == 3
    assert in_text["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "drafts/%E7%94%B2%20%E4%B9%99.md"
    assert "fixes" not in in_pdf
    assert in_pdf["properties"]["suggestion"] == suggestion.en
    assert "region" not in in_pdf["locations"][0]["physicalLocation"]


@pytest.mark.parametrize("violations", [(), (violation(),)])
def test_nothing_unread_looks_green_in_any_format(violations: tuple[Violation, ...]) -> None:
    result = result_of(*violations, unread=True, fail_on=FailOn.NEVER)
    assert result.exit_code == 3
    for name in FORMATS:
        text = rendered(name, result)
        assert "scan.pdf" in text, name
        assert "CS302, 理由" in text, name
        assert "通过：" not in text.replace("未通过：", ""), name
    (run,) = json.loads(rendered("sarif", result))["runs"]
    assert run["invocations"][0]["executionSuccessful"] is False
    assert len(run["invocations"][0]["toolExecutionNotifications"]) == 1
    assert "::error file=scan.pdf" in rendered("github", result)
    assert [i["severity"] for i in json.loads(rendered("gitlab", result)) if i["location"]["path"] == "scan.pdf"] == [
        "blocker"
    ]
    assert ET.fromstring(rendered("junit", result)).get("errors") == "1"


def test_junit_counts_what_fails_and_passes_what_is_clean() -> None:
    root = ET.fromstring(rendered("junit", result_of(violation(), violation("CS405", severity="low"))))
    assert (root.get("tests"), root.get("failures"), root.get("errors")) == ("3", "1", "0")
    assert [suite.get("name") for suite in root] == ["drafts/甲 乙.md", "clean.pdf"]
    assert root.find("testsuite[@name='clean.pdf']/testcase/failure") is None


def test_gitlab_fingerprints_are_unique() -> None:
    issues = json.loads(rendered("gitlab", EVERYTHING))
    assert len({issue["fingerprint"] for issue in issues}) == len(issues)
    assert {issue["severity"] for issue in issues} <= {"info", "minor", "major", "critical", "blocker"}


HOSTILE = "]]>&\x00\x0b\x1b[31m<script>alert(1)</script>\n::error file=x::y %0A @everyone `**[a](b)**` --> \u202e ![i](http://e.cn/p)"


@pytest.mark.parametrize("name", FORMATS)
def test_hostile_text_stays_text(name: str) -> None:
    text = rendered(name, result_of(violation(quote=HOSTILE, path="a,b:c%.md"), unread=True))
    if name in ("json", "sarif", "gitlab"):
        json.loads(text)
    elif name == "junit":
        ET.fromstring(text)
    elif name == "terminal":
        assert "\x1b" not in text
        assert "\u202e" not in text
    elif name == "github":
        assert not any(line.startswith("::error file=x") for line in text.splitlines())
        assert "file=a%2Cb%3Ac%25.md" in text
    elif name == "markdown":
        html = MarkdownIt("commonmark", {"html": False}).render(text)
        assert "<strong>[" not in html
        assert "<a " not in html
        assert "<img" not in html
        assert "\\@everyone" in text
        assert "\\<script\\>" in text


@given(st.text("甲a（，\n\t", max_size=80), st.data())
@settings(deadline=None)
def test_carets_stand_under_the_words_marked(quote: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(quote)))
    end = data.draw(st.integers(start, len(quote)))
    lines = list(quote_lines(quote, ((start, end),), width=20))
    assert "".join(line for line, _ in lines) == quote.replace("\n", " ").replace("\t", " ")
    assert all(cell_len(line) <= 20 for line, _ in lines)
    marked = "".join(c for line, carets in lines for c, at in _columns(line) if carets[at : at + 1] == "^")
    assert marked == quote[start:end].replace("\n", " ").replace("\t", " ")


def _columns(line: str) -> list[tuple[str, int]]:
    return [(character, cell_len(line[:at])) for at, character in enumerate(line)]


def test_github_escapes_as_the_runner_reads() -> None:
    text = github.render(result_of(violation(quote="一%\n二", region=REGION)), lang="zh")
    line = next(line for line in text.splitlines() if line.startswith("::error"))
    assert "一%25 二" in line
    assert ",line=3,endLine=4,title=CS302 " in line


def test_a_changed_clause_shows_what_went_and_what_came() -> None:
    changed = violation(quote="联系您的亲属和同事。", changed_from="联系您的亲属、朋友。")
    assert marked_diff(changed) == "联系您的亲属[-、朋友-]{+和同事+}。"


def test_severities_below_the_limit_do_not_fail() -> None:
    low = violation("CS405", severity=Severity.LOW)
    assert result_of(low).exit_code == 0
    assert result_of(low, fail_on=FailOn.LOW).exit_code == 1
    assert result_of(violation(), fail_on=FailOn.NEVER).exit_code == 0


def test_notes_on_files_that_are_no_documents_are_in_every_format() -> None:
    note = Note(kind="unused_suppression", path="side.toml", detail="CS302, 理由")
    result = result_of().model_copy(update={"notes": (note,)})
    for name in FORMATS:
        text = rendered(name, result)
        assert "side.toml" in text, name
        assert "CS302, 理由" in text, name
