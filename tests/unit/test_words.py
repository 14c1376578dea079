"""jieba is kept quiet and leaves nothing behind."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from clausescan.segment.words import words


def test_words_drop_signs_and_digits() -> None:
    assert words("读取您的通讯录,共12次") == ["读取", "您", "的", "通讯录", "共", "次"]


def test_no_cache_is_read_from_or_written_to_the_shared_temporary_directory(tmp_path: Path) -> None:
    code = "from clausescan.segment.words import words; words('读取通讯录')"
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={"TMPDIR": str(tmp_path), "PATH": "/usr/bin:/bin"},
    )
    assert done.stdout == ""
    assert done.stderr == ""
    assert list(tmp_path.iterdir()) == []
    assert tempfile.gettempdir() != str(tmp_path)
