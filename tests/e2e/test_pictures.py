"""Screenshots through the real command line: several make one document, and a missing extra is named."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.unit.test_ocr import LINES, picture, real

WITHOUT_OCR = (
    "from clausescan.read import ocr; ocr.is_installed = lambda: False; from clausescan.cli import main; main()"
)


@real
def test_several_screenshots_make_one_report(tmp_path: Path) -> None:
    names = [tmp_path / "1.png", tmp_path / "2.png"]
    for name, lines in zip(names, (LINES[:2], LINES[2:4]), strict=True):
        name.write_bytes(picture(lines))
    command = [sys.executable, "-m", "clausescan", "analyze", *map(str, names)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    assert "1.png, 2.png" in done.stdout
    assert "OCR" in done.stdout
    assert "通讯录" in done.stdout
    assert done.stderr == ""


def test_without_the_extra_the_command_line_names_it(tmp_path: Path) -> None:
    (tmp_path / "1.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(64))
    command = [sys.executable, "-c", WITHOUT_OCR, "analyze", str(tmp_path / "1.png"), "--no-sandbox"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert done.returncode != 0
    assert done.stdout == ""
    assert 'pip install "clausescan[ocr]"' in done.stderr
    assert "Traceback" not in done.stderr
