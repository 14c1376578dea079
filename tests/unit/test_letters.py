"""Letters: what they quote and cite, what they leave blank, and that nothing in a document can steer them."""

from __future__ import annotations

import io
import re
import zipfile

import docx
import markdown_it
import pytest

import clausescan
from clausescan import knowledge
from clausescan.errors import ConfigError, NoGroundsError
from clausescan.letters import _templates
from clausescan.schema import Severity
from tests.conftest import SAMPLES

KINDS = ("withdraw", "delete", "complaint")
REPORT = clausescan.analyze(SAMPLES / "predatory.pdf")


@pytest.mark.parametrize("kind", KINDS)
def test_templates_name_what_exists_and_say_the_same_in_both_languages(kind: str) -> None:
    template = _templates()[kind]
    assert set(template.practices) <= set(knowledge.practices())
    assert set(template.provisions) <= set(knowledge.provisions())
    assert {channel.id for channel in template.channel} <= set(knowledge.channels())
    for lines in (template.opening, template.requests, template.closing, template.notes):
        assert len(lines.zh) == len(lines.en)
        for zh, en in zip(lines.zh, lines.en, strict=True):
            assert zh.count("{") == en.count("{")
    words = " ".join([*template.opening.zh, *template.requests.zh, *template.closing.zh, *template.notes.zh])
    assert not re.search("违法|非法|诈骗|高利贷", words)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_letter_quotes_the_agreement_and_says_may_touch(kind: str, lang: str) -> None:
    draft = clausescan.letter(REPORT, kind=kind, to="某某消费金融有限公司", sender="张三", lang=lang)
    quotes = {" ".join(f.quote.split()) for f in REPORT.asserted if f.severity.rank >= Severity.MEDIUM.rank}
    assert draft.grounds
    assert {ground.quote for ground in draft.grounds} <= quotes
    assert all(("可能涉及" if lang == "zh" else "May touch") in ground.note for ground in draft.grounds)
    assert "某某消费金融有限公司" in draft.recipient
    assert any("张三" in line for line in draft.signature)
    assert clausescan.Letter.model_validate_json(draft.model_dump_json()) == draft


def test_what_only_the_borrower_knows_is_a_marked_blank() -> None:
    draft = clausescan.letter(REPORT, kind="complaint")
    assert "【请填写：" in draft.recipient
    text = draft.to_markdown()
    assert text.count("【请填写：") > 6
    assert "{" not in text
    assert "12378" in text
    assert "12363" in text or not any(f.practice in ("credit_reporting", "auto_debit") for f in REPORT.asserted)


def test_names_and_quotes_stay_text() -> None:
    hostile = "# 标题\n我们会读取您的通讯录并上传<script>alert(1)</script>*全部*[联系人](https://example.org)\u202e，用于催收。"
    report = clausescan.analyze_text(hostile)
    draft = clausescan.letter(report, kind="withdraw", to="{blank:x} [a](b) {sender}", sender="<b>\x00李四</b>")
    tokens = markdown_it.MarkdownIt().parse(draft.to_markdown())
    inline = [child.type for token in tokens for child in token.children or ()]
    assert not {"link_open", "html_inline", "em_open", "strong_open", "image"} & set(inline)
    assert "{blank:x} [a](b) {sender}" in draft.recipient
    assert "\u202e" not in draft.to_markdown()
    paragraphs = docx.Document(io.BytesIO(draft.to_docx())).paragraphs
    assert any("<script>alert(1)</script>" in p.text for p in paragraphs)


@pytest.mark.parametrize("kind", KINDS)
def test_the_docx_reads_back_and_is_the_same_every_time(kind: str) -> None:
    draft = clausescan.letter(REPORT, kind=kind)
    data = draft.to_docx()
    assert data == draft.to_docx()
    assert {entry.date_time[0] for entry in zipfile.ZipFile(io.BytesIO(data)).infolist()} == {1980}
    document = docx.Document(io.BytesIO(data))
    texts = [paragraph.text for paragraph in document.paragraphs]
    assert texts[0] == draft.title
    assert document.paragraphs[0].style.name == "Title"
    for part in (draft.recipient, *draft.opening, draft.closing, *draft.signature):
        assert part in texts
    for ground in draft.grounds:
        assert f"「{ground.quote}」" in texts
    assert f"1. {draft.requests.items[0]}" in texts


def test_long_agreements_are_quoted_in_part_and_say_so() -> None:
    clauses = [f"平台有权将您的全部个人信息提供给合作机构{n}及任何第三方，无需另行取得您的同意。" for n in range(40)]
    draft = clausescan.letter(clausescan.analyze_text("\n".join(clauses)), kind="withdraw")
    assert len(draft.grounds) == 12
    assert "28" in draft.more


def test_without_grounds_there_is_no_letter() -> None:
    report = clausescan.analyze_text("本产品使用说明书共十页，请妥善保管。")
    with pytest.raises(NoGroundsError):
        clausescan.letter(report.model_copy(update={"findings": (), "patterns": ()}), kind="withdraw")
    with pytest.raises(ConfigError, match="withdraw"):
        clausescan.letter(REPORT, kind="threaten")
