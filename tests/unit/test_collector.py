"""Reports are made without cycles, so the collector rests meanwhile, and only then."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from clausescan import analyze_text, api
from clausescan.classify.model import default_model
from clausescan.errors import ModelError
from clausescan.read import read
from tests.conftest import SAMPLES


@pytest.fixture(autouse=True)
def _collector_as_it_was() -> Iterator[None]:
    enabled = gc.isenabled()
    yield
    (gc.enable if enabled else gc.disable)()


def test_a_report_leaves_no_cycles() -> None:
    document, model = read(SAMPLES / "predatory.pdf"), default_model()
    api.report_on(document, model)
    gc.collect()
    gc.disable()
    report = api.report_on(document, model)
    assert gc.collect() == 0
    assert report.findings


def test_the_collector_is_as_it_was_after_a_report(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[bool] = []
    made = api.findings_of

    def watched(*given: object) -> object:
        seen.append(gc.isenabled())
        return made(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(api, "findings_of", watched)
    for enabled in (True, False):
        (gc.enable if enabled else gc.disable)()
        analyze_text("借款人不可撤销地授权读取其通讯录。")
        assert gc.isenabled() is enabled
    assert seen == [False, False]


def test_the_collector_works_again_after_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(*_: object) -> None:
        raise ModelError("broken")

    monkeypatch.setattr(api, "findings_of", failing)
    with pytest.raises(ModelError):
        analyze_text("借款人不可撤销地授权读取其通讯录。")
    assert gc.isenabled()


def test_a_second_report_at_the_same_time_leaves_the_collector_to_the_first(monkeypatch: pytest.MonkeyPatch) -> None:
    made, seen = api.findings_of, []

    def nested(*given: object) -> object:
        monkeypatch.setattr(api, "findings_of", made)
        analyze_text("借款人不可撤销地授权读取其通讯录。")
        seen.append(gc.isenabled())
        return made(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(api, "findings_of", nested)
    analyze_text("借款人不可撤销地授权读取其通讯录。")
    assert seen == [False]
    assert gc.isenabled()
