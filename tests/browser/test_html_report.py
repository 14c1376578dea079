"""The HTML report in a real browser: what a borrower sees, can reach by keyboard, and what a hostile document cannot do."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import clausescan
from clausescan.report.outline import outline_of
from clausescan.schema import Report, Severity, Stance
from tests.conftest import SAMPLES
from tests.unit.making import finding

Open = Callable[..., Any]


@pytest.fixture(scope="module")
def predatory() -> Report:
    return clausescan.analyze(SAMPLES / "predatory.pdf")


def squeezed(text: str) -> str:
    return "".join(text.split())


def test_the_page_says_what_the_json_says(opened: Open, sample: Path) -> None:
    report = clausescan.analyze(sample)
    page = opened(report.to_html())
    assert squeezed(page.locator(".sentence").inner_text()) in squeezed(report.verdict.sentence)
    for severity in Severity:
        wanted = sorted(squeezed(f.quote) for f in report.asserted if f.severity is severity)
        shown = page.locator(f"#findings [data-finding][data-severity={severity}] .quote").all_inner_texts()
        assert sorted(map(squeezed, shown)) == wanted
    assert page.locator(".document .text").evaluate("e => e.textContent") == report.text
    marks = page.locator("mark").all_text_contents()
    assert marks == [
        report.text[start:end]
        for start, end in sorted(
            {(f.start, f.end) for f in report.asserted}
            | {(d.finding.start, d.finding.end) for d in outline_of(report, "zh").denied}
        )
    ]
    assert page.locator(".pattern h3").count() == len(report.patterns)
    assert page.locator("[data-missing]").count() == len(report.missing)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(("width", "scheme"), [(390, "light"), (390, "dark"), (1280, "light"), (1280, "dark")])
def test_axe_finds_nothing(opened: Open, predatory: Report, lang: str, width: int, scheme: str) -> None:
    axe = pytest.importorskip(
        "axe_playwright_python.sync_playwright", reason="axe is not installed (pip install .[dev])"
    )
    page = opened(predatory.to_html(lang=lang), width=width, color_scheme=scheme, reduced_motion="reduce")
    page.evaluate("for (const d of document.querySelectorAll('details')) d.open = true")
    violations = axe.Axe().run(page).response["violations"]
    assert [(v["id"], v["impact"], v["nodes"][0]["html"]) for v in violations] == []


def test_nothing_is_wider_than_a_phone(opened: Open, sample: Path) -> None:
    for lang in ("zh", "en"):
        page = opened(clausescan.analyze(sample).to_html(lang=lang), width=320, height=640)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320


def shown(page: Any) -> int:
    return page.locator("#findings [data-finding]:visible").count()


def test_filters(opened: Open, predatory: Report) -> None:
    page = opened(predatory.to_html())
    total = len(predatory.asserted)
    high = sum(f.severity is Severity.HIGH for f in predatory.asserted)
    assert shown(page) == total
    page.locator(".pills label.high").click()
    assert shown(page) == total - high
    assert page.locator("output").inner_text() == f"显示 {total - high} / {total} 处"
    assert page.locator("[data-level]:visible").count() == len({f.severity for f in predatory.asserted}) - 1
    page.locator(".pills label.high").click()
    page.locator("select[name=practice]").select_option("contact_access")
    assert shown(page) == sum(f.practice == "contact_access" for f in predatory.asserted)
    page.locator("select[name=practice]").select_option("")
    page.locator("select[name=group]").select_option("debt_collection")
    assert shown(page) == sum(f.group == "debt_collection" for f in predatory.asserted)
    page.locator("select[name=group]").select_option("")
    page.locator("input[name=review]").check()
    assert shown(page) == sum(f.needs_review for f in predatory.asserted)


@pytest.mark.parametrize("width", [390, 1280])
def test_a_finding_leads_to_its_clause_and_back(opened: Open, predatory: Report, width: int) -> None:
    page = opened(predatory.to_html(), width=width, reduced_motion="reduce")
    last = predatory.asserted[-1]
    page.locator(f"#findings a[href='#t-{last.start}']").first.click()
    mark = page.locator(f"#t-{last.start}")
    assert in_view(mark)
    assert page.evaluate("document.activeElement.parentElement.id") == f"t-{last.start}"
    target = mark.locator("a").get_attribute("href")
    page.locator(f".pills label.{last.severity}").evaluate("label => label.click()")
    page.keyboard.press("Enter") if page.evaluate("document.activeElement.localName") == "a" else mark.locator(
        "a"
    ).click()
    # The page hears of its new hash only after the click is done with; a finding that a filter hides is shown again when it is asked for.
    page.locator(target).wait_for(state="visible", timeout=5000)
    assert in_view(page.locator(target))


def in_view(locator: Any) -> bool:
    return locator.evaluate(
        "e => { const r = e.getBoundingClientRect(); return r.bottom > 0 && r.top < innerHeight && "
        "document.elementsFromPoint(r.x + 3, Math.max(r.y, 0) + 3).some(at => e.contains(at)) }"
    )


def test_a_link_into_a_folded_part_unfolds_it(opened: Open, predatory: Report) -> None:
    page = opened(predatory.to_html().replace("</main>", '<details><p id="inside">x</p></details></main>'))
    page.evaluate("location.hash = 'inside'")
    page.wait_for_selector("#inside", state="visible")


def test_the_keyboard_reaches_everything(opened: Open, predatory: Report) -> None:
    page = opened(predatory.to_html(), reduced_motion="reduce")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert in_view(page.locator("#h-findings"))
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name") == "severity":
            break
    before = shown(page)
    page.keyboard.press("Space")
    assert shown(page) < before
    reached = page.evaluate(
        "Array.from(document.querySelectorAll('a[href], summary, input, select')).every(e => e.tabIndex === 0)"
    )
    assert reached


def test_without_scripts_everything_is_there(opened: Open, predatory: Report) -> None:
    page = opened(predatory.to_html(), java_script_enabled=False)
    assert shown(page) == len(predatory.asserted)
    assert not page.locator("form.filters").is_visible()
    summary = page.locator("#findings summary").first
    summary.click()
    assert page.locator("#findings details[open] li").first.is_visible()


def test_it_prints_whole(opened: Open, predatory: Report) -> None:
    import pypdfium2 as pdfium

    page = opened(predatory.to_html())
    pdf = pdfium.PdfDocument(page.pdf(format="A4"))
    printed = squeezed("".join(p.get_textpage().get_text_range() for p in pdf)).replace("\ufffe", "")
    assert "高风险" in printed
    assert "12378" in printed, "folded parts are opened for print"
    assert "在全文中查看" not in printed
    for asserted in predatory.asserted:
        assert squeezed(asserted.quote)[:12] in printed


HOSTILE = """第一条 信息
我们会读取您手机中的通讯录<script>window.pwned = 1</script>，并上传至服务器。
第二条 <img src=x onerror="window.pwned = 2">
逾期后我们会联系您的亲友和单位"><svg onload=window.pwned=3>，告知您的欠款情况。
第三条 {{ 7 * 7 }} ${window.pwned=4} </style></script><!--
\u202e平台有权永久保存并继续使用您的信息，无需另行通知。
末尾的普通文字甲乙丙丁。"""


def test_a_hostile_document_is_inert(opened: Open) -> None:
    report = clausescan.analyze_text(HOSTILE)
    assert any("<script>" in f.quote for f in report.findings)
    name = '"><script>window.pwned=5</script>\u202e.pdf'
    report = report.model_copy(update={"source": report.source.model_copy(update={"name": name})})
    for lang in ("zh", "en"):
        page = opened(report.to_html(lang=lang))
        assert page.evaluate("window.pwned") is None
        assert page.locator("script").count() == 1
        assert page.locator("main img, .document img").count() == 0
        assert "<script>window.pwned = 1</script>" in page.locator(".document .text").inner_text()
        assert "U+202E" in page.locator(".document .text").inner_text()
        assert page.locator(".document .text").evaluate(
            """e => {
              const walk = document.createTreeWalker(e, NodeFilter.SHOW_TEXT);
              const at = (word) => { walk.currentNode = e; for (let n; (n = walk.nextNode());) { const i = n.data.indexOf(word); if (i < 0) continue;
                const r = document.createRange(); r.setStart(n, i); r.setEnd(n, i + 1); return r.getBoundingClientRect().x; } };
              return at("甲乙") < at("乙丙") && at("平台有权") < at("有权永久") }"""
        ), "the text runs from left to right after a character that would turn it"


def test_the_policy_refuses_what_is_not_ours(chromium: Any, tmp_path: Path, predatory: Report) -> None:
    html = predatory.to_html().replace(
        "</body>", "<script>window.pwned = 1</script><p style='color:red' id=p>x</p></body>"
    )
    file = tmp_path / "x.html"
    file.write_text(html, encoding="utf-8")
    page = chromium.new_page()
    page.goto(file.as_uri())
    assert page.evaluate("window.pwned") is None
    assert page.evaluate("getComputedStyle(document.getElementById('p')).color") != "rgb(255, 0, 0)"
    page.close()


def test_a_clause_of_100_000_characters_stays_in_its_box(opened: Open) -> None:
    quote = "我们会读取您的通讯录" + "、通话记录和短信" * 12_500 + "。"
    plain = clausescan.analyze_text(quote)
    findings = (finding("contact_access", Severity.HIGH, quote),)
    page = opened(plain.model_copy(update={"findings": findings}).to_html(), width=390)
    box = page.locator("#findings .quote").bounding_box()
    assert box["height"] < 400
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_a_reference_leads_to_where_it_stands(opened: Open) -> None:
    report = clausescan.analyze_text("第一条 说明\n" + "借款人应当如实填写。\n" * 60 + "您已阅读并接受《隐私政策》。")
    page = opened(report.to_html(), width=390, height=700, reduced_motion="reduce")
    page.get_by_role("link", name="《隐私政策》").click()
    assert in_view(page.locator(f"#t-{report.references[0].start}"))


def test_denials_are_marked_as_such(opened: Open) -> None:
    quote = "我们不会读取您的通讯录。"
    plain = clausescan.analyze_text(quote)
    denied = finding("contact_access", Severity.NONE, quote, stance=Stance.DENIED)
    page = opened(plain.model_copy(update={"findings": (denied,)}).to_html(lang="en"))
    assert page.locator("mark").get_attribute("data-names") == "Address-book access (denied)"
    assert page.locator("[aria-labelledby=h-denied] .quote").inner_text() == quote


def test_a_notebook_shows_it_in_a_frame(opened: Open, predatory: Report) -> None:
    page = opened(f"<!doctype html><title>notebook</title>{predatory._repr_html_()}")
    frame = page.frame_locator("iframe")
    assert frame.locator(".grade").inner_text() == "高风险"
