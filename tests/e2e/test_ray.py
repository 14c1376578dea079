"""The distributed engine on a real Ray cluster: the rows of the local engine, whatever dies on the way. Deselect with `-m 'not ray'`."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from clausescan.batch.store import Store
from clausescan.batch.tables import DOCUMENTS, RUNS, TABLES
from tests.conftest import SAMPLES
from tests.e2e.test_scan import command, run

pq = pytest.importorskip("pyarrow.parquet")
pytest.importorskip("ray.data")
pytestmark = pytest.mark.ray

CLAUSE = "我们会读取您手机中的通讯录，并在您逾期后联系其中的联系人。"
PATIENCE = 300  # seconds; a Ray cluster starts slowly on a busy machine


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Agreements, copies, names that mislead, and files that cannot be read."""
    here = tmp_path / "docs"
    (here / "inner").mkdir(parents=True)
    for number in range(40):
        (here / f"{number:02}.txt").write_text(f"{CLAUSE}\n第{number}条 合同编号{number:x}。", encoding="utf-8")
    for name in ("_x.pdf", "copy.gz", "inner/a?b #1.pdf"):
        shutil.copy(SAMPLES / "predatory.pdf", here / name)
    (here / "empty.pdf").touch()
    (here / "cut.pdf").write_bytes((SAMPLES / "good.pdf").read_bytes()[:3000])
    (here / "dangling.pdf").symlink_to("nowhere")
    (here / "文.md").write_text(f"# 授权书\n\n{CLAUSE}", encoding="utf-8")
    return here


def rows_of_parts(out: Path) -> dict[str, list[dict[str, Any]]]:
    """All rows of a distributed result, as `Store.rows` gives them."""
    found = {}
    for folder in sorted(path for path in out.iterdir() if path.name != RUNS.name):
        table = TABLES[folder.name]
        rows = [row for part in folder.iterdir() for row in pq.read_table(part, partitioning=None).to_pylist()]
        found[table.name] = sorted(rows, key=lambda row: [row[name] for name in table.key])
    return found


def rows_of_store(store: Path) -> dict[str, list[dict[str, Any]]]:
    with Store(store) as opened:
        names = ("documents", "findings", "missing", "patterns", "signatures")
        return {name: sorted(opened.rows(t := TABLES[name]), key=lambda r: [r[n] for n in t.key]) for name in names}


def actors_at_work(ancestor: int) -> list[int]:
    """Ray actors below a process that have a document in their sandbox."""
    parent, words = {}, {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError):
                parent[int(entry.name)] = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
                words[int(entry.name)] = (entry / "cmdline").read_bytes()

    def below(pid: int) -> bool:
        return pid == ancestor or (pid in parent and below(parent[pid]))

    sandboxed = {parent[pid] for pid, line in words.items() if b"clausescan.sandbox" in line}
    return [pid for pid in sandboxed if b"MapWorker" in words.get(pid, b"") and below(pid)]


def test_a_killed_actor_changes_no_row(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    scan = subprocess.Popen(
        command("scan", "--engine", "ray", "--input", folder, "--output", out, "--workers", 2, "--lang", "en"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    end = time.monotonic() + PATIENCE
    while not (found := actors_at_work(scan.pid)):
        assert scan.poll() is None, scan.communicate()[1].decode()
        assert time.monotonic() < end
        time.sleep(0.02)
    os.kill(found[0], signal.SIGKILL)
    _, said = scan.communicate(timeout=PATIENCE)
    assert scan.returncode == 3, said.decode()
    assert "47 document(s): 47 analysed, 0 reused, 3 could not be read" in said.decode()

    assert run("scan", folder, "--store", tmp_path / "r.db").returncode == 3
    assert rows_of_parts(out) == rows_of_store(tmp_path / "r.db")
    (manifest,) = pq.read_table(out / "runs", partitioning=None).to_pylist()
    assert (manifest["analysed"], manifest["unread"], manifest["workers"]) == (47, 3, 2)
    assert manifest["inputs"] == json.dumps([str(folder)], ensure_ascii=False)


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """An S3 emulator on this machine; gives the URI of an empty bucket with a query that points there."""
    pytest.importorskip("moto.server")
    from pyarrow.fs import FileSystem

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    server = subprocess.Popen(
        [sys.executable, "-m", "moto.server", "-p", str(port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        while True:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port)):
                break
            assert server.poll() is None
            time.sleep(0.1)
        query = f"?scheme=http&endpoint_override=127.0.0.1:{port}&region=us-east-1&allow_bucket_creation=true"
        FileSystem.from_uri(f"s3://agreements/{query}")[0].create_dir("agreements")
        yield f"s3://agreements/{{}}{query}"
    finally:
        server.kill()
        server.wait()


def test_a_bucket_is_read_and_written(folder: Path, tmp_path: Path, bucket: str) -> None:
    from pyarrow.fs import FileSystem, copy_files

    files, place = FileSystem.from_uri(bucket.format("in"))
    for name in ("00.txt", "copy.gz", "empty.pdf"):
        copy_files(str(folder / name), f"{place}/{name}", destination_filesystem=files)
    scan = ("scan", "--engine", "ray", "--workers", 1)
    uris = ("--input", bucket.format("in"), "--output", bucket.format("out"))
    done = subprocess.run(command(*scan, *uris), capture_output=True, timeout=PATIENCE)
    assert done.returncode == 3, done.stderr.decode()
    files, place = FileSystem.from_uri(bucket.format("out"))
    copy_files(place, str(tmp_path / "out"), source_filesystem=files)
    found = rows_of_parts(tmp_path / "out")
    status = {row["path"]: row["status"] for row in found[DOCUMENTS.name]}
    prefix = "s3://agreements/in/"
    (manifest,) = pq.read_table(tmp_path / "out" / "runs", partitioning=None).to_pylist()
    assert manifest["inputs"] == '["s3://agreements/in"]'
    assert status == {f"{prefix}00.txt": "findings", f"{prefix}copy.gz": "findings", f"{prefix}empty.pdf": "failed"}


def test_what_cannot_be_scanned_is_said_before_a_cluster_starts(folder: Path, tmp_path: Path) -> None:
    ray = ("scan", "--engine", "ray")
    for given, message in (
        (("--input", folder), "needs --input and --output"),
        (("--input", tmp_path / "none", "--output", tmp_path / "out"), "nothing matches"),
        (("--input", "gopher://x", "--output", tmp_path / "out"), "cannot reach gopher://x"),
        (("--input", folder, "--output", folder), "is not empty"),
        (("--input", "s3://key:sec ret@x/y?z", "--output", tmp_path / "out"), "cannot reach s3://x/y: "),
    ):
        done = run(*ray, *given)
        assert (done.returncode, message in done.stderr) == (2, True), done.stderr
        assert "Traceback" not in done.stderr
        assert "sec ret" not in done.stderr


@pytest.mark.parametrize("address", ["nonsense", "127.0.0.1:1"])
def test_a_cluster_that_is_not_there_is_said(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setenv("RAY_ADDRESS", address)
    done = run("scan", "--engine", "ray", "--input", folder, "--output", tmp_path / "out")
    assert (done.returncode, "look at RAY_ADDRESS" in done.stderr) == (2, True), done.stderr
    assert "Traceback" not in done.stderr
