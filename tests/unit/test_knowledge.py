"""The knowledge files hold together: ids resolve, texts are in both languages, every practice has examples of both kinds."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest

import clausescan
from clausescan import knowledge
from clausescan.errors import ConfigError
from clausescan.schema import Severity, Stance, Status
from tests.conftest import SAMPLES

TAXONOMY = [
    "contact_access",
    "emergency_contact",
    "device_data",
    "sensitive_data",
    "indirect_collection",
    "credit_reporting",
    "third_party_sharing",
    "marketing_profiling",
    "retention",
    "collection_methods",
    "collection_third_party_contact",
    "collection_outsourcing",
    "debt_assignment",
    "public_disclosure",
    "blanket_consent",
    "unilateral_change",
    "auto_debit",
    "liability_waiver",
    "dispute_terms",
    "user_rights",
    "security_measures",
]


def test_the_taxonomy_is_that_of_the_guidelines() -> None:
    assert list(knowledge.practices()) == TAXONOMY


def test_the_guidelines_name_the_same_practices(shared: Path) -> None:
    text = (shared / "corpora/loan/GUIDELINES.md").read_text(encoding="utf-8")
    assert re.findall(r"^- `(\w+)`", text, re.MULTILINE) == TAXONOMY


@pytest.mark.parametrize("practice", TAXONOMY)
def test_every_practice_is_complete(practice: str) -> None:
    entry = knowledge.practices()[practice]
    assert entry.group in knowledge.groups()
    assert re.fullmatch(r"CS[1-6]\d\d", entry.code)
    assert len(entry.examples.asserted) >= 3
    assert len(entry.examples.denied) >= 2
    assert entry.near_misses
    assert entry.provisions
    assert entry.advice
    for provision in entry.provisions:
        assert provision in knowledge.provisions()
    for piece in entry.advice:
        assert piece in knowledge.advice()
    for text in (entry.name, entry.what, entry.why):
        assert text.zh
        assert text.en.isascii() or "'" in text.en


def test_codes_are_unique() -> None:
    codes = [entry.code for entry in knowledge.practices().values()]
    assert len(codes) == len(set(codes))


def test_provisions_say_where_and_when_they_were_read() -> None:
    for entry in knowledge.provisions().values():
        assert entry.sources
        assert all(source.startswith("http") for source in entry.sources)
        dt.date.fromisoformat(entry.effective)
        dt.date.fromisoformat(entry.checked_on)


def test_patterns_refer_to_what_exists() -> None:
    for pattern in knowledge.patterns().values():
        assert all(p in knowledge.practices() for link in pattern.links for p in link.any_of)
        assert all(p in knowledge.practices() for p in pattern.absent)
        assert all(p in knowledge.provisions() for p in pattern.provisions)
        assert all(a in knowledge.advice() for a in pattern.advice)


def test_cues_do_something_and_apply_to_practices() -> None:
    for cue in knowledge.cues().values():
        assert cue.effect or cue.cap or cue.floor
        assert cue.any_of
        assert all(p in knowledge.practices() for p in cue.practices)


def test_messages_cover_every_verdict_and_keep_their_placeholders() -> None:
    for severity in Severity:
        assert f"verdict_{severity}" in knowledge.messages()
        assert f"severity_{severity}" in knowledge.messages()
    for status in (Status.UNREADABLE, Status.NOT_AN_AGREEMENT):
        assert f"verdict_{status}" in knowledge.messages()
    for text in knowledge.messages().values():
        assert set(re.findall(r"\{\w+\}", text.zh)) == set(re.findall(r"\{\w+\}", text.en))


def test_reports_never_call_a_clause_illegal_or_a_document_safe() -> None:
    data = Path(knowledge.__file__).parent / "data"
    for path in data.glob("*.toml"):
        if path.name in ("provisions.toml", "advice.toml"):
            continue  # they quote the law's own words, and the names of offices
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"是违法|属于违法|可以放心签(?!署。)", text), path.name


def test_an_unknown_practice_gets_a_suggestion() -> None:
    with pytest.raises(ConfigError, match="contact_access"):
        knowledge.practice("contact_acces")
    assert knowledge.practice("CS101").id == "contact_access"
    assert Stance.ASSERTED == "asserted"


def test_data_kept_for_ever_were_said_to_have_no_period_without_a_reason() -> None:
    retention = knowledge.disclosures()["retention_period"]
    assert "终点" in retention.name.zh
    assert "永久" in retention.looked_for.zh
    assert "permanently" in retention.looked_for.en
    assert retention.id in {missing.id for missing in clausescan.analyze(SAMPLES / "predatory.md").missing}
