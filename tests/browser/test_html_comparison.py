"""The comparison page in a real browser: what changed can be seen and reached, and neither document can do anything."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

import clausescan

Open = Callable[..., Any]

OLD = """借款协议
第一条 信息收集
我们不会读取您手机中的通讯录。
第二条 还款
借款期限为十二个月，自放款之日起计算。"""
NEW = """借款协议
第一条 信息收集
我们会读取您手机中的通讯录并上传至服务器。
第二条 还款
借款期限为二十一天，自放款之日起计算。
逾期时，我们有权联系您的亲友和工作单位，告知您的欠款情况。"""


@pytest.fixture(scope="module")
def comparison() -> clausescan.Comparison:
    return clausescan.compare(clausescan.analyze_text(OLD), clausescan.analyze_text(NEW))


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("width", [390, 1280])
def test_the_page_leads_with_what_got_worse_and_fits_the_screen(
    opened: Open, comparison: clausescan.Comparison, width: int, lang: str
) -> None:
    page = opened(comparison.to_html(lang=lang), width=width)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert page.locator("header .sentence").inner_text()
    worse = page.locator("section[aria-labelledby=h-worse] article")
    assert worse.count() >= 2
    assert page.locator("h1").count() == 1
    assert page.locator("#changes del").first.inner_text() == "不会"
    assert page.locator("#changes ins").first.inner_text() == "会"
    struck = page.evaluate("getComputedStyle(document.querySelector('del')).textDecorationLine")
    assert struck == "line-through"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(opened: Open, comparison: clausescan.Comparison, scheme: str) -> None:
    axe = pytest.importorskip(
        "axe_playwright_python.sync_playwright", reason="axe is not installed (pip install .[dev])"
    )
    page = opened(comparison.to_html(), color_scheme=scheme, reduced_motion="reduce")
    violations = axe.Axe().run(page).response["violations"]
    assert [(v["id"], v["impact"], v["nodes"][0]["html"]) for v in violations] == []


def test_hostile_text_is_inert(opened: Open) -> None:
    attack = '<script>alert(1)</script><img src=x onerror="alert(2)">\u202e"><svg/onload=alert(3)>javascript:alert(4)'
    long = "通讯录" * 20_000
    old, new = (
        clausescan.analyze_text(f"我们{not_}会读取您的通讯录{attack}{long}。\n{extra}")
        for not_, extra in (("不", ""), ("", attack))
    )
    page = opened(clausescan.compare(old, new).to_html())
    assert page.locator("#changes script, #changes img, #changes svg").count() == 0
    assert "<script>alert(1)</script>" in page.locator("#changes").inner_text()
    assert "\u202e" not in page.content()


def test_two_versions_that_say_the_same(opened: Open) -> None:
    report = clausescan.analyze_text(OLD)
    page = opened(clausescan.compare(report, report).to_html())
    assert page.locator("#changes section").count() == 0
