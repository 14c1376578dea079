"""What a check looks at in a folder."""

from __future__ import annotations

from pathlib import Path

from clausescan.lint.discovery import documents
from clausescan.lint.settings import Settings


def test_pictures_beside_drafts_are_left_alone_unless_named(tmp_path: Path) -> None:
    draft, picture = tmp_path / "授权书.md", tmp_path / "流程图.png"
    draft.write_text("我们会读取您的通讯录。", encoding="utf-8")
    picture.write_bytes(b"\x89PNG\r\n\x1a\n")
    settings = Settings(root=tmp_path)
    assert documents([tmp_path], settings) == (draft,)
    assert documents([picture], settings) == (picture,)
