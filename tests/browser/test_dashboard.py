"""The dashboard in a real browser: figures that equal the store's, nothing that runs or leaves, readable by all."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from clausescan.batch.families import group
from clausescan.batch.prevalence import corrected, judged_by
from clausescan.batch.store import Store
from clausescan.classify.model import default_directory
from clausescan.cli import app
from clausescan.report.dashboard import interval, percent
from tests.making_store import AGREEMENTS, READ, make_store

Open = Callable[..., Any]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with families, a model with counts of its errors, and metadata."""
    pytest.importorskip("datasketch")
    here = tmp_path_factory.mktemp("summary")
    with Store(make_store(here / "r.db"), write=True) as store:
        group(store)
    shutil.copytree(default_directory(), here / "model")
    description = json.loads((here / "model" / "model.json").read_text(encoding="utf-8"))
    names = [label["practice"] for label in description["labels"] if label["stance"] == "asserted"]
    description["document_level"] = {name: [40 + n, 2, 5 + n, 60] for n, name in enumerate(names)}
    (here / "model" / "model.json").write_text(json.dumps(description), encoding="utf-8")
    dates = "".join(f"{path},202{n % 3}\n" for n, path in enumerate(AGREEMENTS))
    (here / "m.csv").write_text(f"path,date\n{dates}", encoding="utf-8")
    return here


def page_of(folder: Path, *more: str, lang: str = "zh") -> str:
    out = folder / "d.html"
    arguments = ["summary", folder / "r.db", "-o", out, "--lang", lang, *more]
    done = CliRunner().invoke(app, list(map(str, arguments)), catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return out.read_text(encoding="utf-8")


def full(folder: Path, lang: str = "zh") -> str:
    return page_of(folder, "--metadata", f"{folder / 'm.csv'}", "--model", f"{folder / 'model'}", lang=lang)


def rows(page: Any, selector: str) -> dict[str, list[str]]:
    found = page.locator(f"{selector} tr[data-row]").evaluate_all(
        "rows => rows.map(r => [r.dataset.row, [...r.cells].slice(1).map(c => c.textContent.trim().replace(/\\s+/g, ' '))])"
    )
    return dict(found)


def test_figures_equal_sql_over_the_store(opened: Open, folder: Path) -> None:
    page = opened(full(folder))
    store = sqlite3.connect(folder / "r.db")
    counted = dict(
        store.execute(
            f"SELECT practice, count(DISTINCT path) FROM findings JOIN documents USING (doc_id) WHERE {READ} AND stance = 'asserted' GROUP BY 1"
        )
    )
    judged, total = judged_by(folder / "model"), len(AGREEMENTS)
    shown = rows(page, "table[data-practices]")
    assert set(shown) == set(judged)
    for practice, cells in shown.items():
        count = counted.get(practice, 0)
        share = corrected(count, total, judged[practice])
        assert share is not None
        assert cells[0] == str(count)
        assert cells[1].startswith(f"{percent(count / total)} ")
        assert cells[2] == f"{percent(share.value)} {interval(share)}"
    for grade, count in store.execute(f"SELECT grade, count(*) FROM documents WHERE {READ} GROUP BY 1"):
        assert page.locator(f"[data-grade={grade}] b").inner_text() == str(count)
    for section, table, column in (("patterns", "patterns", "pattern"), ("missing", "missing", "disclosure")):
        wanted = store.execute(
            f"SELECT {column}, count(DISTINCT path) FROM {table} JOIN documents USING (doc_id) WHERE {READ} GROUP BY 1"
        )
        found = {k: int(v[0].split(" /")[0]) for k, v in rows(page, f"section[aria-labelledby={section}]").items()}
        assert found == dict(wanted)
    assert page.locator("[data-failure]").count() == 3
    assert (
        page.locator("[data-family]").count()
        == store.execute("SELECT count(DISTINCT family) FROM families").fetchone()[0]
    )
    assert page.locator("[data-grid=lender] thead th").count() == 1 + 3
    assert page.locator("svg.trend circle").count() == 3


def test_without_counts_the_page_says_so_and_corrects_nothing(opened: Open, folder: Path) -> None:
    description = json.loads((folder / "model" / "model.json").read_text(encoding="utf-8"))
    bare = folder / "bare"
    shutil.copytree(folder / "model", bare, dirs_exist_ok=True)
    (bare / "model.json").write_text(json.dumps(description | {"document_level": {}}), encoding="utf-8")
    page = opened(page_of(folder, "--model", str(bare)))
    assert page.locator(".warning", has_text="未校正").count() == 1
    assert page.locator("rect.corrected").count() == 0


def test_rows_of_another_model_are_not_corrected(opened: Open, folder: Path, tmp_path: Path) -> None:
    shutil.copy(folder / "r.db", tmp_path / "r.db")
    with Store(tmp_path / "r.db", write=True) as store:
        store.query("UPDATE content SET model_sha256 = 'other'")
    page = opened(page_of(tmp_path))
    assert page.locator(".warning", has_text="另一个模型").count() == 1
    assert page.locator("rect.corrected").count() == 0


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(("width", "scheme"), [(390, "light"), (390, "dark"), (1280, "light"), (1280, "dark")])
def test_axe_finds_nothing(opened: Open, folder: Path, lang: str, width: int, scheme: str) -> None:
    axe = pytest.importorskip(
        "axe_playwright_python.sync_playwright", reason="axe is not installed (pip install .[dev])"
    )
    page = opened(full(folder, lang), width=width, color_scheme=scheme)
    violations = axe.Axe().run(page).response["violations"]
    assert [(v["id"], v["impact"], v["nodes"][0]["html"]) for v in violations] == []


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_nothing_is_wider_than_a_phone(opened: Open, folder: Path, lang: str) -> None:
    page = opened(full(folder, lang), width=320, height=640)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_hostile_names_and_quotes_are_text(opened: Open, folder: Path) -> None:
    # The fixture fails on any dialog, request or policy report.
    html = full(folder)
    page = opened(html)
    assert page.locator("script, img, iframe, object, form").count() == 0
    assert "<img" not in html
    assert "\u202e" not in html
    assert "U+202E" in page.locator("section[aria-labelledby=worst]").inner_text()


def test_tables_that_scroll_are_reached_by_keyboard(opened: Open, folder: Path) -> None:
    page = opened(full(folder), width=390)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash") == "#practices"
    regions = page.locator(".scroll")
    assert regions.count() > 5
    grid = page.locator(".scroll", has=page.locator("[data-grid=lender]"))
    grid.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("e => e.scrollLeft > 0", arg=grid.element_handle())


def test_print_shows_whole_tables(opened: Open, folder: Path) -> None:
    page = opened(full(folder))
    page.emulate_media(media="print")
    assert page.locator(".scroll").first.evaluate("e => getComputedStyle(e).overflowX") == "visible"
    assert page.pdf().startswith(b"%PDF")
