"""Families: the groups that comparing every document with every template gives, found without doing so."""

from __future__ import annotations

import random
import sys
from pathlib import Path

import pytest

import clausescan
from clausescan.batch.families import THRESHOLD, Count, counts, families_of, group, largest
from clausescan.batch.rows import Settings, rows_of
from clausescan.batch.shingles import Sketch, similarity, sketch_of
from clausescan.batch.store import Store
from clausescan.batch.tables import FAMILIES
from clausescan.errors import MissingExtraError

WORDS = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥"
READS = "我们会读取您手机中的通讯录，并上传至我们的服务器。"
TELLS = "您逾期后，我们有权将欠款情况告知您的家人、朋友和同事。"


def _forms(templates: int, copies: int) -> list[tuple[str, Sketch]]:
    """Copies of random templates: every fifth clause has its blank filled in, up to four are left out; in random order."""
    chance = random.Random(3)
    made = []
    for _ in range(templates):
        template = [chance.choices(WORDS, k=40) for _ in range(30)]
        for _ in range(copies):
            filled = [c + chance.choices(WORDS, k=2) if n % 5 == 0 else c for n, c in enumerate(template)]
            made += ["\n".join("".join(c) for c in filled[: 30 - chance.randrange(5)])]
    chance.shuffle(made)
    return [(f"{n:04}", sketch_of(text)) for n, text in enumerate(made)]


def test_families_are_those_of_comparing_with_every_template() -> None:
    pytest.importorskip("datasketch")
    forms = _forms(12, 10)
    templates: dict[str, Sketch] = {}
    wanted = {}
    for doc_id, sketch in forms:
        best = max(((similarity(sketch, other), t) for t, other in templates.items()), default=(0.0, ""))
        if best[0] < THRESHOLD:
            templates[doc_id], best = sketch, (1.0, doc_id)
        wanted[doc_id] = best[1]
    assert {row["doc_id"]: row["family"] for row in families_of(iter(forms))} == wanted
    assert len(set(wanted.values())) < 40


def test_every_member_is_at_least_as_similar_to_its_template_as_asked() -> None:
    pytest.importorskip("datasketch")
    forms = dict(_forms(5, 8))
    for threshold in (0.6, 0.9):
        for row in families_of(iter(forms.items()), threshold):
            assert row["similarity"] == similarity(forms[row["doc_id"]], forms[row["family"]]) >= threshold


def test_documents_without_text_are_no_family() -> None:
    pytest.importorskip("datasketch")
    empty = sketch_of("")
    assert [row["family"] for row in families_of(iter([("a", empty), ("b", empty)]))] == ["a", "b"]


@pytest.fixture
def store(tmp_path: Path) -> Store:
    # Two copies of one form, one of them twice, and another agreement.
    terms = "本协议自双方签署之日起生效，未尽事宜由双方协商解决，协商不成的提交合同签订地人民法院处理。" * 4
    files = {
        "1": f"{READS}\n{terms}\n姓名：张三",
        "2": f"{READS}\n{terms}\n姓名：李四",
        "3": f"{READS}\n{terms}\n姓名：李四",
    }
    for name, text in (files | {"4": f"{READS}\n{TELLS}\n本授权书一式两份，授权人与被授权人各执一份。"}).items():
        (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")
    path = tmp_path / "r.db"
    with Store(path, write=True) as opened:
        for result in clausescan.scan(sorted(tmp_path.glob("*.txt")), workers=1):
            opened.put(rows_of(result, Settings("model", "config")), 1)
    return Store(path, write=True)


def test_findings_count_once_a_document_and_once_a_template(store: Store) -> None:
    pytest.importorskip("datasketch")
    for _ in range(2):
        group(store)
        assert Count("contact_access", documents=4, templates=2) in counts(store)
        assert [f.documents for f in largest(store, 9)] == [3, 1]
    assert len(list(store.rows(FAMILIES))) == 3
    assert [f.documents for f in largest(store, 1)] == [3]


def test_without_the_extra_families_names_it(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "datasketch", None)
    with pytest.raises(MissingExtraError, match=r"clausescan\[batch\]"):
        group(store)
    assert list(store.rows(FAMILIES)) == []
