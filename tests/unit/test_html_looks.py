"""What a page's styles hide or set off, in style attributes and in its own style sheets."""

from __future__ import annotations

import pytest

from clausescan import errors
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


@pytest.mark.parametrize(
    ("style", "reason"),
    [
        ("height:0;overflow:hidden", "not_displayed"),
        ("max-height:1px;overflow:hidden", "not_displayed"),
        ("position:absolute;clip:rect(0, 0, 0, 0)", "not_displayed"),
        ("clip-path:inset(50%)", "not_displayed"),
        ("transform:scale(0)", "not_displayed"),
        ("color:transparent", "invisible"),
        ("color:rgba(0,0,0,0)", "invisible"),
        ("color:rgb(0 0 0 / 0%)", "invisible"),
        ("margin-left:-9999px", "off_page"),
        ("position:fixed;right:-9999px", "off_page"),
    ],
)
def test_styles_that_cut_away(style: str, reason: str) -> None:
    assert hidden(f'<p>第一条</p><div style="{style}"><p>{CLAUSE}</p></div>') == [(CLAUSE, reason)]


@pytest.mark.parametrize(
    "style",
    [
        *(
            "color:rgb(0,0,0)",
            "color:rgba(0,0,0,0.8)",
            "color:hsl(0, 0%, 0%)",
            "height:0",
            "height:100%;overflow:hidden",
        ),
        *("height:auto;overflow:hidden", "transform:scale(0.5)", "clip:auto", "clip-path:none", "right:-9999px"),
    ],
)
def test_styles_that_cut_nothing_away(style: str) -> None:
    assert hidden(f'<p style="{style}">{CLAUSE}</p>') == []


def test_rules_for_every_screen_count_and_those_for_some_do_not() -> None:
    for rule in ("@media screen", "@media only screen", "@media all", "@layer a", "@supports (display:grid)"):
        assert hidden(f"<style>{rule} {{ .x {{ display:none }} }}</style><p>甲</p><p class=x>{CLAUSE}</p>")
    for rule in ("@media print", "@media screen and (max-width:600px)", "@media not screen"):
        assert not hidden(f"<style>{rule} {{ .x {{ display:none }} }}</style><p>甲</p><p class=x>{CLAUSE}</p>")


def text(body: str) -> str:
    return read(f"<!doctype html><meta charset=utf-8>{body}".encode()).text


def test_form_fields_are_read_as_filled_in() -> None:
    page = "<p>金额<input value=50000>元，<input type=hidden value=x>期限<select><option>3期<option selected>12期</select></p>"
    assert text(page) == "金额50000元，期限12期"
    assert text("<p><input type=checkbox checked>同意<input type=radio>不同意</p>") == "☑同意☐不同意"
    assert text("<textarea>第一条\n第二条</textarea>") == "第一条\n第二条"


@pytest.mark.parametrize(
    ("page", "read_as"),
    [
        ("<ol><li>读取；<li>共享。</ol>", "1. 读取；\n2. 共享。"),
        ("<ol start=3 type=a><li>读取；<li value=7>共享。</ol>", "c. 读取；\ng. 共享。"),
        ("<style>ol{list-style:cjk-ideographic}</style><ol><li>读取；<li>共享。</ol>", "一、读取；\n二、共享。"),
        ("<ol style='list-style-type:none'><li>读取；</ol>", "读取；"),
        ("<ol><li>1.1 读取；<li>（二）共享。<li>第三条 催收</ol>", "1.1 读取；\n（二）共享。\n第三条 催收"),
        ("<ol><li>甲<ol><li>乙</ol><li>丙</ol>", "1. 甲\n1. 乙\n2. 丙"),
        ("<ul><li>读取；</ul>", "读取；"),
    ],
)
def test_items_have_the_numbers_that_a_browser_draws(page: str, read_as: str) -> None:
    assert text(page) == read_as


def test_line_ends_are_kept_where_a_browser_keeps_them() -> None:
    for open_, close in (("<pre>", "</pre>"), ("<div style='white-space:pre-wrap'>", "</div>")):
        assert text(f"{open_}第一条\n第二条{close}第三条") == "第一条\n第二条\n第三条"
    assert text("<pre>第一条\n<span style='white-space:normal'>第二\n条</span></pre>") == "第一条\n第二 条"


def test_a_reading_above_a_character_is_no_part_of_the_word() -> None:
    assert text("<p><ruby>催<rp>(</rp><rt>cuī</rt><rp>)</rp></ruby>收</p>") == "催收"


def test_a_page_that_scripts_fill_in_says_how_to_save_it() -> None:
    with pytest.raises(errors.NoTextError, match="save it from a browser"):
        text("<div id=app></div><script>render('我们会读取您的通讯录')</script>")
