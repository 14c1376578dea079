"""Where screenshots of one agreement meet."""

from __future__ import annotations

import pytest

from clausescan.read.seams import Seam, seam_of

A, B, C, D = (
    "甲方可以读取乙方的通讯录和通话记录",
    "并可以联系乙方通讯录中的亲友",
    "第四条 债权转让与通知的方式",
    "乙方逾期的，应当支付违约金",
)


@pytest.mark.parametrize(
    ("before", "after", "seam"),
    [
        ([A, B], [C, D], Seam(0, 0)),
        ([A, B], [B, C], Seam(0, 1)),
        ([A, B, C], [A, B, C, D], Seam(0, 3)),
        ([A, B, C], [B, C.replace("债", "偾"), D], Seam(0, 2)),  # one character read otherwise
        (["14:05", "借款合同", A, B, "同意并继续"], ["14:06", "借款合同", B, C], Seam(1, 3)),
        ([A, B, C, "乙万通期旳"], ["井可以联系乙", C, D], Seam(1, 2)),  # lines that the edges cut through
        (["是"], ["是", C], Seam(0, 1)),
        (["14:05", A], ["14:05", C], Seam(0, 0)),  # a clock is no seam
        ([A, "同意"], [B, "同意"], Seam(0, 0)),
        ([], [A], Seam(0, 0)),
    ],
)
def test_the_lines_that_both_have_are_left_out_once(before: list[str], after: list[str], seam: Seam) -> None:
    assert seam_of(before, after) == seam


def test_the_longest_run_wins() -> None:
    assert seam_of([A, B, A, B], [A, B, A, B, C]) == Seam(0, 4)
