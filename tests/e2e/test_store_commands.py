"""export, families and verify, through the real command line."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import pytest

from tests.conftest import SAMPLES
from tests.e2e.test_scan import run


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    here = tmp_path_factory.mktemp("batch")
    for name in ("predatory.md", "good.md", "predatory.pdf"):
        shutil.copy(SAMPLES / name, here)
    (here / "cut.pdf").write_bytes((SAMPLES / "good.pdf").read_bytes()[:900])
    assert run("scan", here, "--store", here / "r.db").returncode == 3
    return here


def test_export(folder: Path, tmp_path: Path) -> None:
    done = run("export", folder / "r.db", tmp_path / "out", "--format", "csv")
    assert done.returncode == 0, done.stderr
    assert {Path(line).name for line in done.stdout.split()} == {p.name for p in (tmp_path / "out").iterdir()}
    none = run("export", tmp_path / "gone.db", tmp_path / "out")
    assert none.returncode == 2
    assert "no such store" in none.stderr
    assert none.stderr.count("\n") == 1


def test_families(folder: Path) -> None:
    pytest.importorskip("datasketch")
    out = run("families", folder / "r.db", "--lang", "en").stdout
    assert "3 document(s) in 2 templates" in out
    assert "contact_access" in out
    assert run("families", folder / "r.db").stdout.startswith("3 份文件归为 2 个模板")


def test_verify_proves_rows_and_names_what_differs(folder: Path, tmp_path: Path) -> None:
    store = tmp_path / "r.db"
    shutil.copy(folder / "r.db", store)
    same = run("verify", store, "--lang", "en")
    assert (same.returncode, same.stdout) == (0, "4 document(s) analysed again: every row came out the same\n")
    with sqlite3.connect(store) as connection:
        connection.execute("UPDATE findings_of SET severity = 'forged' WHERE ordinal = 2")
        connection.execute("UPDATE content SET pages = 99 WHERE status = 'failed'")
        connection.execute("DELETE FROM patterns_of")
    connection.close()
    done = run("verify", store, "--sample", 0, "--lang", "en")
    assert done.returncode == 1
    assert "findings[2].severity: 'forged' -> " in done.stdout
    assert "documents.pages: 99 -> None" in done.stdout
    assert "patterns[0]: None -> 'contact_bombing'" in done.stdout
    assert done.stdout.endswith("4 differ, see above\n")


def test_verify_tells_a_changed_file_and_a_missing_one(tmp_path: Path) -> None:
    docs, store = tmp_path / "docs", tmp_path / "r.db"
    docs.mkdir()
    for name in ("a.txt", "b.txt"):
        (docs / name).write_text("我们会读取您的通讯录。", encoding="utf-8")
    run("scan", docs, "--store", store)
    (docs / "a.txt").write_text("我们不会读取您的通讯录。", encoding="utf-8")
    (docs / "b.txt").unlink()
    done = run("verify", store)
    assert done.returncode == 1
    assert done.stdout.count("documents.doc_id") == 2
    assert "unopened:" in done.stdout


def test_verify_from_another_folder_says_where_relative_paths_start(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "a.txt").write_text("我们会读取您的通讯录。", encoding="utf-8")
    run("scan", "a.txt", "--store", "r.db", cwd=tmp_path)
    done = run("verify", "../r.db", "--lang", "en", cwd=tmp_path / "elsewhere")
    assert done.returncode == 1
    assert "1 cannot be opened" in done.stderr
    assert "run verify in the folder where scan was run" in done.stderr
    (tmp_path / "r.db").rename(tmp_path / "moved.db")
    assert run("verify", "moved.db", cwd=tmp_path).returncode == 0


def test_the_sample_is_chosen_by_the_seed(folder: Path) -> None:
    assert "抽查 2 份" in run("verify", folder / "r.db", "--sample", 2, "--seed", 5).stdout


def test_settings_of_another_version_are_refused(folder: Path, tmp_path: Path) -> None:
    store = tmp_path / "r.db"
    shutil.copy(folder / "r.db", store)
    with sqlite3.connect(store) as connection:
        connection.execute("""UPDATE runs SET config = '{"later": 1}'""")
    connection.close()
    done = run("verify", store)
    assert done.returncode == 2
    assert "its settings are of clausescan" in done.stderr
