"""Scopes of negation."""

from __future__ import annotations

import pytest

from clausescan.classify.stance import negated_spans


@pytest.mark.parametrize(
    ("text", "inside", "outside"),
    [
        ("我们不会读取您的通讯录,但会收集位置。", "读取您的通讯录", "收集位置"),
        ("未经您单独同意,不得向第三方提供。", "向第三方提供", "。"),
        ("包括但不限于通讯录", None, "通讯录"),
        ("不可撤销地授权读取通讯录", None, "读取通讯录"),
        ("严禁向亲友催收", "向亲友催收", None),
    ],
)
def test_scope(text: str, inside: str | None, outside: str | None) -> None:
    covered = "|".join(text[a:b] for a, b in negated_spans(text))
    assert inside is None or inside in covered
    assert outside is None or outside not in covered
