"""The agreements we wrote, read as training reads them."""

from __future__ import annotations

from pathlib import Path

import pytest

from clausescan.errors import InputError
from clausescan.knowledge import practices
from clausescan.training.corpora import check_labels, own_agreements
from tests.conftest import ROOT

WRITTEN = """# title: 借款合同
# kind: loan_agreement
\t0\t第一条 信息
contact_access\t3\t甲方读取乙方的通讯录。
-third_party_sharing,security_measures\t0\t+未经乙方同意，甲方不向他人提供。
"""


def test_units_are_cut_and_labelled_in_context(tmp_path: Path) -> None:
    (tmp_path / "a-01.tsv").write_text(WRITTEN, encoding="utf-8")
    (passage,) = own_agreements(tmp_path, weight=0.5)
    assert [clause.text for clause in passage.clauses] == [
        "信息",
        "甲方读取乙方的通讯录。",
        "未经乙方同意,甲方不向他人提供。",
    ]
    assert passage.labels == (
        frozenset(),
        frozenset({"contact_access"}),
        frozenset({"-third_party_sharing", "security_measures"}),
    )
    assert passage.clauses[2].path == ("第一条 信息",)
    assert (passage.risks, passage.weight, passage.judged, passage.source) == ((0, 3, 0), 0.5, False, "own/a-01")


@pytest.mark.parametrize("line", ["contact_access\t3", "contact_access\t4\t甲方读取通讯录。", "a\tb\tc\td", "\t0\t"])
def test_a_line_of_another_form_is_named(tmp_path: Path, line: str) -> None:
    (tmp_path / "a.tsv").write_text(f"# title: x\n{line}\n", encoding="utf-8")
    with pytest.raises(InputError, match="line 2"):
        own_agreements(tmp_path)


def test_our_agreements_have_labels_of_the_taxonomy_and_no_text_twice() -> None:
    passages = own_agreements(ROOT / "corpora" / "agreements")
    check_labels(passages, practices())
    assert len(passages) >= 100
    sentences = [clause.text for passage in passages for clause in passage.clauses if len(clause.text) > 30]
    assert len(set(sentences)) > 0.99 * len(sentences)
