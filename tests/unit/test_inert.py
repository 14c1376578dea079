"""What a document writes is shown, never obeyed: in a terminal, in Markdown, in HTML."""

from __future__ import annotations

import io
import re

from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from clausescan.report import html, markdown, terminal
from clausescan.report.inert import CONTROL, visible
from clausescan.schema import Location, ModelId, Report, Severity, Source, Status, Verdict
from tests.unit.making import finding

HOSTILE = "\x1b[31m\x1b]0;owned\x07[bold]读取\u202e通讯录[/bold]</script><script>alert(1)</script>`*_#|\x9b2J"


def report(text: str) -> Report:
    first = finding("contact_access", Severity.HIGH, text)
    first = first.model_copy(update={"location": Location(heading_path=(text,))})
    return Report(
        tool_version="0",
        status=Status.FINDINGS,
        verdict=Verdict(grade=Severity.HIGH, sentence="高风险"),
        source=Source(name=text, sha256="", media_type="", pages=0, characters=0, clauses=0),
        model=ModelId(name="", version="", sha256=""),
        findings=(first,),
        text=text,
    )


def printed(made: Report, *, full: bool) -> str:
    stream = io.StringIO()
    terminal.render(made, Console(file=stream, width=100, highlight=False), full=full)
    return stream.getvalue()


def test_a_terminal_is_not_steered() -> None:
    for full in (False, True):
        out = printed(report(HOSTILE), full=full)
        assert not CONTROL.search(out)
        assert "[bold]" in out
        assert "⟨U+001B⟩" in out


def test_markdown_takes_no_markup() -> None:
    out = markdown.render(report(HOSTILE))
    assert not CONTROL.search(out)
    assert "<script" not in out.replace("\\<script", "")


def test_html_takes_no_tags() -> None:
    page = html.render(report(HOSTILE))
    assert page.count("<script>") == 1
    assert not CONTROL.search(page)


def test_every_text_survives_in_every_format() -> None:
    @given(st.text(min_size=1, max_size=60))
    def check(text: str) -> None:
        made = report(text)
        assert not CONTROL.search(printed(made, full=True))
        markdown.render(made)
        body = html.render(made)
        shown = re.search(r'<p class="quote[^>]*>(.*?)</p>', body, re.DOTALL)
        assert shown
        assert not CONTROL.search(body)

    check()


def test_plain_text_stays_as_it_is() -> None:
    assert visible("第一条\t您好\n") == "第一条\t您好\n"
