"""What the fuzzer starts from: small files of every form, the layouts, and the small ones among the hostile files."""

from __future__ import annotations

from collections.abc import Iterator

from tests.fuzz.target import numbered
from tests.hostile.generate import SAMPLES, hostile
from tests.layouts import LAYOUTS

_SMALL = 20_000
_FOR_THE_SANDBOX = (
    *("bomb-", "picture-", "megabyte-", "million", "members-", "sizes-lie", "zip-of", "pages-10000"),
    *("form-loop", "form-ladder", "glyphs-", "grid-", "turned-"),
)
"""Files that take up time or memory until they are ended: fuzzing runs in one process without bounds."""
_MARKS = {".html": b"h", ".md": b"m", ".txt": b"t"}
_BODY = (
    '<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr><w:r><w:rPr><w:b/><w:vanish/>'
    '<w:sz w:val="2"/><w:color w:val="ffffff"/></w:rPr><w:t>我们会读取您的通讯录</w:t><w:tab/><w:br/></w:r></w:p>'
    "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>甲</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
    "<w:p><w:ins><w:r><w:t>共享</w:t></w:r></w:ins><w:del><w:r><w:delText>不</w:delText></w:r></w:del></w:p>"
)
_PAGE = (
    "<style>.x{display:none} p{color:#fff;font-size:1px}</style><p class=x style='left:-999px;position:absolute'>读取</p>"
    "<iframe srcdoc='&lt;p&gt;共享'></iframe><template><td>甲<td>乙</template><script type=text/template><b>催收</script>"
)


def seeds(target: str) -> Iterator[bytes]:
    """The seeds of a target of `target.TARGETS`."""
    suffixes = {"pdf": (".pdf",), "marked": (".html", ".md", ".txt"), "text": (".txt", ".md")}[target]
    for name, make in hostile().items():
        if name.endswith(suffixes) and not any(part in name for part in _FOR_THE_SANDBOX):
            data = make()
            if len(data) <= _SMALL:
                yield _MARKS[name[name.rindex(".") :]] + data if target == "marked" else data
    if target == "pdf":
        yield from (layout.pdf() for layout in LAYOUTS)
    elif target == "marked":
        yield from (b"w" + _BODY.encode(), b"h" + _PAGE.encode(), b"m" + (SAMPLES / "good.md").read_bytes())
        yield from (mark + numbered()[f"word/{part}.xml"] for mark, part in ((b"n", "numbering"), (b"s", "styles")))
    else:
        yield from (path.read_bytes()[:4_000] for path in sorted(SAMPLES.glob("*.md")))
