"""Hostile DOCX files and other archives."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping

_NS = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
_RELATIONS = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    'Target="word/document.xml"/></Relationships>'
)
_LINE = "<w:p><w:r><w:t>我们会读取您的通讯录。</w:t></w:r></w:p>"
_LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))


def document(body: str, *, doctype: str = "") -> str:
    """word/document.xml with this body."""
    return f'<?xml version="1.0" encoding="UTF-8"?>{doctype}<w:document xmlns:w="{_NS}"><w:body>{body}</w:body></w:document>'


def archive(parts: Mapping[str, str | bytes]) -> bytes:
    """A DOCX of these parts, with the two that say what it is."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as out:
        for name, content in {"[Content_Types].xml": _TYPES, "_rels/.rels": _RELATIONS, **parts}.items():
            out.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def docx(body: str, *, doctype: str = "") -> bytes:
    """A DOCX with this body."""
    return archive({"word/document.xml": document(body, doctype=doctype)})


def _many_members(count: int) -> bytes:
    return archive({"word/document.xml": document(_LINE)} | {f"word/media/{n}.png": b"" for n in range(count)})


def _lying_sizes() -> bytes:
    """The directory declares ten bytes of what unpacks to 80 MB."""
    data = docx("<!--" + " " * 80_000_000 + "-->" + _LINE)
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        true = max(entry.file_size for entry in packed.infolist()).to_bytes(4, "little")
    return data.replace(true, (10).to_bytes(4, "little"))


def _encrypted_flag() -> bytes:
    data = bytearray(docx(_LINE))
    for signature, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = data.find(signature)
        while place >= 0:
            data[place + at] |= 1
            place = data.find(signature, place + 1)
    return bytes(data)


def _nested(element: str, depth: int, inner: str = _LINE) -> str:
    return f"<w:{element}>" * depth + inner + f"</w:{element}>" * depth


def _tables(depth: int) -> str:
    return "<w:tbl><w:tr><w:tc>" * depth + _LINE + "</w:tc></w:tr></w:tbl>" * depth


def _zip_of(name: str, content: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


DOCX: dict[str, Callable[[], bytes]] = {
    "plain": lambda: docx(_LINE),
    "bomb-1gb": lambda: archive({"word/document.xml": document(_LINE), "word/media/a.bin": bytes(1 << 30)}),
    "bomb-xml": lambda: docx("<w:p/>" * 20_000_000),
    "paragraphs-1-million": lambda: docx("<w:p/>" * 1_000_000 + _LINE),
    "members-20000": lambda: _many_members(20_000),
    "sizes-lie": _lying_sizes,
    "encrypted-flag": _encrypted_flag,
    "billion-laughs": lambda: docx(
        "<w:p><w:r><w:t>&l9;</w:t></w:r></w:p>", doctype=f'<!DOCTYPE x [<!ENTITY l0 "ha">{_LAUGHS}]>'
    ),
    "quadratic-entity": lambda: docx(
        "<w:p><w:r><w:t>" + "&a;" * 20_000 + "</w:t></w:r></w:p>",
        doctype=f'<!DOCTYPE x [<!ENTITY a "{"x" * 20_000}">]>',
    ),
    "external-entity": lambda: docx(
        "<w:p><w:r><w:t>&a;</w:t></w:r></w:p>", doctype='<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    ),
    "nested-controls-200": lambda: docx(_nested("sdt", 200)),
    "nested-tables-80": lambda: docx(_tables(80)),
    "nested-tables-5000": lambda: docx(_tables(5_000)),
    "line-of-5-mb": lambda: docx("<w:p><w:r><w:t>" + "我" * 1_700_000 + "</w:t></w:r></w:p>"),
    "no-document": lambda: archive({"word/document.xml": ""}),
    "document-is-text": lambda: archive({"word/document.xml": "我们会读取您的通讯录。"}),
    "other-root": lambda: archive({"word/document.xml": "<a/>"}),
    "no-body": lambda: archive({"word/document.xml": f'<w:document xmlns:w="{_NS}"/>'}),
    "parts-of-nothing": lambda: _zip_of("word/document.xml", document(_LINE).encode()),
    "numbers-of-nothing": lambda: docx('<w:p><w:pPr><w:numPr><w:ilvl w:val="x"/></w:numPr></w:pPr></w:p>' + _LINE),
    "zip-of-zips": lambda: _zip_of("a.zip", _zip_of("b.zip", _zip_of("c.txt", bytes(100_000_000)))),
}
