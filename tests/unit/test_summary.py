"""The figures of a summary against plain SQL and hand counts; metadata that is right, short or wrong."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from clausescan.batch.metadata import Facts, lenders_by_folder, read_metadata
from clausescan.batch.prevalence import Judged
from clausescan.batch.store import Store
from clausescan.batch.summary import Summary
from clausescan.batch.tables import FAMILIES
from clausescan.errors import ConfigError
from clausescan.report.dashboard import percent
from tests.making_store import AGREEMENTS, READ, make_store

JUDGED = {"contact_access": Judged(40, 3, 10, 47)}


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_store(tmp_path_factory.mktemp("store") / "r.db")


@pytest.fixture
def summary(path: Path) -> Iterator[Summary]:
    with Store(path) as store:
        yield Summary(store, {}, JUDGED)


def test_shares_equal_sql_over_the_store(summary: Summary, path: Path) -> None:
    counted = dict(
        sqlite3.connect(path).execute(
            f"SELECT practice, count(DISTINCT path) FROM findings JOIN documents USING (doc_id) WHERE {READ} AND stance = 'asserted' GROUP BY 1"
        )
    )
    overall = summary.overall()
    assert overall.documents == len(AGREEMENTS)
    assert {name: cell.count for name, cell in overall.practices.items() if cell.count} == counted
    assert all(cell.of == len(AGREEMENTS) for cell in overall.practices.values())
    assert sum(cell.count for cell in overall.grades.values()) == len(AGREEMENTS)


def test_only_measured_practices_are_corrected(summary: Summary) -> None:
    corrected = {name for name, cell in summary.overall().practices.items() if cell.corrected}
    assert corrected == set(JUDGED)


def test_lenders_are_folders_and_groups_add_up(summary: Summary) -> None:
    lenders = summary.by("lender")
    assert [(g.name, g.documents) for g in lenders] == [("甲", 3), ("乙", 2), ("丙", 1)]
    overall = summary.overall().practices
    for practice, cell in overall.items():
        assert sum(g.practices[practice].count for g in lenders) == cell.count
    assert sum(g.documents for g in summary.by("kind")) == len(AGREEMENTS)
    assert summary.by("period") == []


def test_patterns_and_missing_count_agreements_once(summary: Summary, path: Path) -> None:
    sql = "SELECT {0}, count(DISTINCT path) FROM {1} JOIN documents USING (doc_id) WHERE {2} GROUP BY 1"
    rows = sqlite3.connect(path)
    assert {name: cell.count for name, cell in summary.patterns()} == dict(
        rows.execute(sql.format("pattern", "patterns", READ))
    )
    assert {name: cell.count for name, cell in summary.missing()} == dict(
        rows.execute(sql.format("disclosure", "missing", READ))
    )
    assert all(0 < cell.count <= cell.of for _, cell in (*summary.patterns(), *summary.missing()))


def test_worst_clauses_are_high_and_the_most_frequent_come_first(summary: Summary) -> None:
    worst = summary.worst(1000)
    assert {clause.severity for clause in worst} == {"high"}
    assert [c.documents for c in worst] == sorted((c.documents for c in worst), reverse=True)
    assert max(c.documents for c in worst) >= 2
    assert len(summary.worst(3)) == 3


def test_failures_are_told_by_reason_and_in_no_share(summary: Summary) -> None:
    found = [(f.error, f.documents, f.example) for f in summary.failures()]
    assert found == [("DamagedFileError", 2, "甲/x.pdf"), ("EmptyInputError", 1, "z.pdf"), ("", 1, "w.md")]
    assert summary.files == summary.overall().documents + 4


def test_templates_count_once(tmp_path: Path) -> None:
    path = make_store(tmp_path / "r.db")
    with Store(path, write=True) as store:
        ids = [str(i) for (i,) in store.query(f"SELECT doc_id FROM documents WHERE {READ} GROUP BY 1 ORDER BY 1")]
        store.replace(FAMILIES, [{"doc_id": i, "family": ids[0], "similarity": 1.0} for i in ids])
    with Store(path) as store:
        summary = Summary(store, {}, {})
        first = {
            p for (p,) in store.query("SELECT practice FROM findings WHERE doc_id = ? AND stance = 'asserted'", ids[:1])
        }
        assert summary.overall().templates == 1
        assert {name for name, cell in summary.templates().items() if cell.count} == first
        assert {cell.of for cell in summary.templates().values()} == {1}


def test_metadata_by_path_and_by_digest(path: Path, tmp_path: Path) -> None:
    file = tmp_path / "m.csv"
    file.write_text(
        "\ufeffpath,lender,kind,date\n甲/a.md,丁,privacy_policy,2024-10-31\n甲/c.md,丁,,2024-9\n", encoding="utf-8"
    )
    with pytest.raises(ConfigError, match="line 3"):
        read_metadata(file)
    file.write_text(
        "\ufeffpath,lender,kind,date\n甲/a.md,丁,privacy_policy,2024-10-31\n甲/c.md,,,2023\ngone,,,\n", encoding="utf-8"
    )
    with Store(path) as store:
        facts = read_metadata(file)
        summary = Summary(store, facts, {})
        assert {g.name: g.documents for g in summary.by("lender")} == {"甲": 2, "乙": 2, "丙": 1, "丁": 1}
        assert [g.name for g in summary.by("period")] == ["2023", "2024-10"]
        assert summary.unmatched(facts) == 1
    with Store(path) as store:
        ((digest,),) = store.query("SELECT sha256 FROM documents WHERE path = '甲/a.md'")
        summary = Summary(store, {str(digest): Facts(version="10")} | {"乙/e.md": Facts(version="9")}, {})
        assert [(g.name, g.documents) for g in summary.by("period")] == [("9", 1), ("10", 2)]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("lender\n甲\n", "path and sha256"),
        ("path,sha256\n", "path and sha256"),
        ("path,colour\n", "unknown column 'colour'"),
        ("path,kind\na,mortgage\n", "line 2"),
        ("path,kind\na,,x\n", "line 2"),
        ("", "path and sha256"),
    ],
)
def test_metadata_of_another_form_is_refused(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "m.csv").write_text(text)
    with pytest.raises(ConfigError, match=message):
        read_metadata(tmp_path / "m.csv")


def test_metadata_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "m.csv").write_bytes("path,lender\na,甲\n".encode("gb18030"))
    for path in (tmp_path / "m.csv", tmp_path / "gone.csv"):
        with pytest.raises(ConfigError, match="cannot read"):
            read_metadata(path)


def test_the_lender_is_the_first_folder_beneath_the_shared_one() -> None:
    found = lenders_by_folder(["/d/x/甲/1/a", "/d/x/乙/b", "/d/x/c"])
    assert list(found.values()) == ["甲", "乙", ""]
    assert set(lenders_by_folder(["a/1", "a/2"]).values()) == {""}
    assert set(lenders_by_folder(["a/1", "/b/2"]).values()) == {""}
    assert lenders_by_folder([]) == {}


def test_percent_never_rounds_to_none_or_all() -> None:
    assert [percent(v) for v in (0, 0.001, 0.5, 0.999, 1)] == ["0%", "<1%", "50%", ">99%", "100%"]


def test_an_empty_store_has_a_summary(tmp_path: Path) -> None:
    Store(tmp_path / "e.db", write=True).close()
    with Store(tmp_path / "e.db") as store:
        assert Summary(store, {}, {}).overall().documents == 0
