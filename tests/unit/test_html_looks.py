"""What a page's styles hide or set off, in style attributes and in its own style sheets."""

from __future__ import annotations

import pytest

from clausescan.read import read

CLAUSE = "乙方同意甲方联系其亲友。"


def hidden(page: str) -> list[tuple[str, str]]:
    document = read(f"<!doctype html><meta charset=utf-8>{page}".encode())
    return [(document.text[m.start : m.end], m.kind) for m in document.hidden]


def emphasis(page: str) -> list[tuple[str, str]]:
    document = read(f"<!doctype html><meta charset=utf-8><p>第一条 借款用于日常消费，不得用于购房。</p>{page}".encode())
    return [(document.text[m.start : m.end], m.kind) for m in document.emphasis]


@pytest.mark.parametrize(
    ("style", "reason"),
    [
        ("display:none", "not_displayed"),
        ("DISPLAY: None !important", "not_displayed"),
        ("visibility:hidden", "invisible"),
        ("opacity:0", "invisible"),
        ("opacity:0.01", "invisible"),
        ("font-size:0", "tiny"),
        ("font-size:1px", "tiny"),
        ("color:#fff", "same_colour"),
        ("color:rgb(250, 250, 250)", "same_colour"),
        ("color:#000;background:black", "same_colour"),
        ("position:absolute;left:-9999px", "off_page"),
        ("text-indent:-9999px", "off_page"),
    ],
)
def test_styles_that_hide(style: str, reason: str) -> None:
    assert hidden(f'<p>第一条</p><div style="{style}"><p>{CLAUSE}</p></div>') == [(CLAUSE, reason)]
    assert hidden(f"<style>.x {{ {style} }}</style><p>第一条</p><div class=x><p>{CLAUSE}</p></div>") == [
        (CLAUSE, reason)
    ]


@pytest.mark.parametrize(
    "page",
    [
        f"<style>@media print {{ .x {{ display: none }} }}</style><p class=x>{CLAUSE}</p>",
        f"<style>.x:hover {{ display: none }} .y > {{ color }} ..z {{ display:none }}</style><p class=x>{CLAUSE}</p>",
        f'<div style="background:#222"><p style="color:white">{CLAUSE}</p></div>',
        f'<p style="opacity:0.9;font-size:12px;color:#333;left:10px">{CLAUSE}</p>',
        f'<p style="font-size:;opacity:..;color:#12">{CLAUSE}</p>',
    ],
)
def test_what_can_be_seen_is_not_called_hidden(page: str) -> None:
    assert hidden(page) == []


def test_the_hidden_attribute_hides_unless_a_style_shows() -> None:
    assert hidden(f"<p>甲</p><p hidden>{CLAUSE}</p>") == [(CLAUSE, "not_displayed")]
    assert hidden(f'<p>甲</p><p hidden style="display:block">{CLAUSE}</p>') == []


@pytest.mark.parametrize(
    ("markup", "kind"),
    [
        (f"<b>{CLAUSE}</b>", "bold"),
        (f"<p><strong>{CLAUSE}</strong></p>", "bold"),
        (f'<p style="font-weight:700">{CLAUSE}</p>', "bold"),
        (f"<style>#k {{font-weight:bold}}</style><p id=k>{CLAUSE}</p>", "bold"),
        (f"<u>{CLAUSE}</u>", "underlined"),
        (f"<mark>{CLAUSE}</mark>", "highlighted"),
        (f'<span style="background:yellow">{CLAUSE}</span>', "highlighted"),
    ],
)
def test_what_stands_out(markup: str, kind: str) -> None:
    assert emphasis(markup) == [(CLAUSE, kind)]


def test_a_page_in_bold_throughout_sets_nothing_off() -> None:
    assert emphasis(f"<b>{CLAUSE * 40}</b>") == []


def test_pages_within_pages_are_read_where_they_stand() -> None:
    inner = "&lt;p&gt;第二条&lt;/p&gt;"
    page = (
        f"<p>第一条</p><iframe srcdoc='{inner}'></iframe><template><p>第三条</p><template>第四条</template></template>"
    )
    page += "<script type='text/x-template'><p>第五条</p></script><script>var x = '不是条款'</script><p>第六条</p>"
    assert read(page.encode()).text == "第一条\n第二条\n第三条\n第四条\n第五条\n第六条"


def test_a_million_characters_of_style_are_read_at_once() -> None:
    page = "<!doctype html><style>" + "{" * 300_000 + "}" * 300_000 + ".a{" * 100_000 + "</style><p>第一条</p>"
    assert read(page.encode()).text == "第一条"
