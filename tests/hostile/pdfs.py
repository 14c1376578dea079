"""Hostile PDFs, written byte by byte: each attacks one thing that readers of PDF have failed on."""

from __future__ import annotations

import random
import zlib
from collections.abc import Callable, Sequence

CONTENT = b"BT /F1 12 Tf 72 700 Td (We read your contacts.) Tj ET"
_FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"


def pdf(objects: Sequence[bytes], *, trailer: bytes = b"", header: bytes = b"%PDF-1.7\n") -> bytes:
    """A file of these objects, numbered from 1; the first is the catalogue."""
    out = bytearray(header)
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, trailer, start)
    return bytes(out)


def stream(body: bytes, extra: bytes = b"") -> bytes:
    """A stream object."""
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(body), extra, body)


def page(
    content: bytes = CONTENT,
    *,
    extra: bytes = b"",
    filters: bytes = b"",
    box: bytes = b"0 0 595 842",
    catalogue: bytes = b"",
    resources: bytes = b"",
    further: Sequence[bytes] = (),
) -> bytes:
    """A file of one page; `further` objects are numbered from 6."""
    return pdf(
        [
            b"<< /Type /Catalog /Pages 2 0 R %s >>" % catalogue,
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [%s] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> %s >> %s >>"
            % (box, resources, extra),
            stream(content, filters),
            _FONT,
            *further,
        ]
    )


def _deflated(size: int, times: int = 1) -> bytes:
    """`size` blanks, deflated again and again, without ever holding them at once."""
    packer = zlib.compressobj(9)
    block = b" " * (1 << 20)
    body = b"".join(packer.compress(block) for _ in range(size >> 20)) + packer.flush()
    for _ in range(times - 1):
        body = zlib.compress(body, 9)
    return body


def _flate(size: int, times: int) -> bytes:
    return page(_deflated(size, times), filters=b"/Filter [%s]" % (b"/FlateDecode " * times))


def _font(tables: bytes, further: bytes = b"", *, maps: bytes = b"") -> bytes:
    """A page drawn from the bottom up, which is read carefully for that, with a font of these tables of widths and these maps."""
    font = b"<< /Type /Font /Subtype /Type0 /BaseFont /A /Encoding /Identity-H %s /DescendantFonts [7 0 R] >>" % maps
    widths = (
        b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /A /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) "
        b"/Supplement 0 >> /FontDescriptor << /Type /FontDescriptor /FontName /A /Flags 4 >> %s >>" % tables
    )
    upwards = CONTENT + b" BT /F1 12 Tf 72 740 Td (We call your family.) Tj ET BT /F2 12 Tf <0001> Tj ET"
    resources = b"/Font << /F1 5 0 R /F2 6 0 R >>"
    return page(upwards, resources=resources, further=[font, widths, *([further] if further else ())])


def _meanings() -> bytes:
    """A font that gives the meaning of four billion characters."""
    cmap = b"begincmap 1 beginbfrange <00000000> <ffffffff> <4e00> endbfrange endcmap"
    return _font(b"", stream(cmap), maps=b"/ToUnicode 8 0 R")


def _pages(count: int, *, empty: bool) -> bytes:
    kids = b" ".join(b"%d 0 R" % (number + 5) for number in range(count))
    contents = b"" if empty else b"/Contents 3 0 R"
    leaf = (
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] %s /Resources << /Font << /F1 4 0 R >> >> >>" % contents
    )
    tree = b"<< /Type /Pages /Count %d /Kids [%s] >>" % (count, kids)
    return pdf([b"<< /Type /Catalog /Pages 2 0 R >>", tree, stream(CONTENT), _FONT, *[leaf] * count])


def _tree(node: bytes) -> bytes:
    return pdf([b"<< /Type /Catalog /Pages 2 0 R >>", node, b"<< /Type /Pages /Parent 2 0 R /Kids [2 0 R] /Count 1 >>"])


def _glyphs(count: int) -> bytes:
    rows = (b"1 0 0 1 36 %d Tm (%s) Tj\n" % (800 - row % 780, b"contacts " * 22) for row in range(count // 198))
    return page(zlib.compress(b"BT /F1 5 Tf " + b"".join(rows) + b"ET"), filters=b"/Filter /FlateDecode")


def _grid(count: int) -> bytes:
    rules = (
        b"%d 20 m %d 800 l S 20 %d m 570 %d l S\n" % ((20 + n % 550,) * 2 + (20 + n % 780,) * 2) for n in range(count)
    )
    return page(zlib.compress(CONTENT + b"\n" + b"".join(rules)), filters=b"/Filter /FlateDecode")


def _turned(count: int) -> bytes:
    rows = (b"0.9%d 0.3 -0.3 0.9 %d %d Tm (contacts) Tj\n" % (n % 90, n % 500, n % 800) for n in range(count))
    return page(b"BT /F1 5 Tf " + b"".join(rows) + b"ET")


def _to_unicode(ranges: int) -> bytes:
    lines = b"\n".join(b"<0000> <ffff> <4e00>" for _ in range(ranges))
    cmap = b"begincmap 1 begincodespacerange <0000> <ffff> endcodespacerange %d beginbfrange %s endbfrange endcmap" % (
        ranges,
        lines,
    )
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /ToUnicode 6 0 R >>"
    return pdf(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
            stream(CONTENT),
            font,
            stream(cmap),
        ]
    )


def _picture(width: int, height: int) -> bytes:
    how = b"/Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /DeviceGray /BitsPerComponent 1 /Filter /FlateDecode"
    picture = stream(_deflated(width * height // 8), how % (width, height))
    return page(b"q 500 0 0 700 40 40 cm /I Do Q", resources=b"/XObject << /I 6 0 R >>", further=[picture])


def _form_loop() -> bytes:
    form = stream(
        b"/X Do /X Do", b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X 6 0 R >> >>"
    )
    return page(CONTENT + b" /X Do", resources=b"/XObject << /X 6 0 R >>", further=[form])


def _form_ladder(rungs: int) -> bytes:
    """Each form draws the next one twice: two to the power of `rungs` drawings."""
    forms = [
        stream(
            CONTENT if rung == rungs else b"/X Do /X Do",
            b"/Type /XObject /Subtype /Form /BBox [0 0 595 842] /Resources << /Font << /F1 5 0 R >> /XObject << /X %d 0 R >> >>"
            % (min(rung + 1, rungs) + 6),
        )
        for rung in range(rungs + 1)
    ]
    return page(b"/X Do", resources=b"/XObject << /X 6 0 R >>", further=forms)


def _annotations(count: int) -> bytes:
    refs = b" ".join(b"%d 0 R" % (number + 6) for number in range(count))
    note = b"<< /Type /Annot /Subtype /FreeText /Rect [10 10 90 90] /Contents (contacts) /DA (/F1 9 Tf) >>"
    return page(extra=b"/Annots [%s]" % refs, further=[note] * count)


def _embedded() -> bytes:
    names = b"/Names << /EmbeddedFiles << /Names [(virus.exe) 6 0 R] >> >>"
    entry = b"<< /Type /Filespec /F (virus.exe) /EF << /F 7 0 R >> >>"
    return page(catalogue=names, further=[entry, stream(b"MZ\x00\x00" * 100, b"/Type /EmbeddedFile")])


def _reprinted(count: int) -> bytes:
    """A table of references whose /Prev leads back to itself, after `count` updates."""
    out = bytearray(page())
    start = out.rindex(b"xref\n0")
    for _ in range(count):
        out += b"xref\n0 0\ntrailer\n<< /Size 6 /Root 1 0 R /Prev %d >>\nstartxref\n%d\n%%%%EOF\n" % (start, len(out))
        start = out.rindex(b"xref\n0")
    return bytes(out).replace(b"/Root 1 0 R  >>", b"/Root 1 0 R /Prev %d >>" % start)


def flipped(data: bytes, seed: int, *, share: float = 0.002) -> bytes:
    """`data` with some of its bits turned over; its first and last bytes kept so that it still looks like what it is."""
    chance = random.Random(seed)
    out = bytearray(data)
    for _ in range(max(int(len(out) * share), 3)):
        out[chance.randrange(16, len(out) - 64)] ^= 1 << chance.randrange(8)
    return bytes(out)


def cut(data: bytes, seed: int) -> bytes:
    """`data` with a stretch of it taken out."""
    chance = random.Random(seed)
    start = chance.randrange(16, len(data) // 2)
    return data[:start] + data[start + chance.randrange(1, len(data) // 4) :]


PDFS: dict[str, Callable[[], bytes]] = {
    "bomb-1gb": lambda: _flate(1 << 30, 1),
    "bomb-4gb-twice": lambda: _flate(1 << 32, 2),
    "filters-1000": lambda: page(b"<" + b"3" * 2000 + b">", filters=b"/Filter [%s]" % (b"/ASCIIHexDecode " * 1000)),
    "tree-loop": lambda: _tree(b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"),
    "tree-own-child": lambda: _tree(b"<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 2 >>"),
    "tree-count-lies": lambda: _tree(b"<< /Type /Pages /Kids [3 0 R] /Count 2147483647 >>"),
    "tree-count-2000": lambda: _tree(b"<< /Type /Pages /Kids [3 0 R] /Count 2000 >>"),
    "tree-count-negative": lambda: _tree(b"<< /Type /Pages /Kids [3 0 R] /Count -5 >>"),
    "pages-10000-empty": lambda: _pages(10_000, empty=True),
    "pages-2900-empty": lambda: _pages(2_900, empty=True),
    "pages-2900-same": lambda: _pages(2_900, empty=False),
    "glyphs-2-million": lambda: _glyphs(2_000_000),
    "grid-20000": lambda: _grid(20_000),
    "turned-20000": lambda: _turned(20_000),
    "mediabox-huge": lambda: page(box=b"0 0 1e30 1e30"),
    "mediabox-negative": lambda: page(box=b"900 900 -900 -900"),
    "mediabox-empty": lambda: page(box=b"0 0 0 0"),
    "mediabox-words": lambda: page(box=b"/a (b) null true"),
    "user-unit-huge": lambda: page(extra=b"/UserUnit 1e20"),
    "rotate-odd": lambda: page(extra=b"/Rotate 45"),
    "font-size-huge": lambda: page(b"BT /F1 1e30 Tf 72 700 Td (We read your contacts.) Tj ET"),
    "font-size-zero": lambda: page(b"BT /F1 0 Tf 72 700 Td (We read your contacts.) Tj ET"),
    "matrix-nan": lambda: page(b"1e38 0 0 1e38 1e38 1e38 cm " + CONTENT),
    "nested-arrays": lambda: page(extra=b"/X " + b"[" * 100_000 + b"]" * 100_000),
    "nested-dictionaries": lambda: page(extra=b"/X " + b"<< /X " * 50_000 + b"1" + b" >>" * 50_000),
    "nested-states": lambda: page(b"q " * 500_000 + CONTENT),
    "nested-texts": lambda: page(b"BT " * 200_000 + CONTENT),
    "form-loop": _form_loop,
    "font-widths-1-billion": lambda: _font(b"/W [0 1000000000 500]"),
    "font-widths-65536-times": lambda: _font(b"/W [%s]" % (b"0 65535 500 " * 65_536)),
    "font-meanings-4-billion": _meanings,
    "form-ladder-30": lambda: _form_ladder(30),
    "to-unicode-bomb": lambda: _to_unicode(5_000),
    "picture-100-megapixels": lambda: _picture(10_000, 10_000),
    "picture-10-gigapixels": lambda: _picture(100_000, 100_000),
    "annotations-50000": lambda: _annotations(50_000),
    "embedded-file": _embedded,
    "javascript": lambda: page(catalogue=b"/OpenAction << /S /JavaScript /JS (while(true){app.alert(1)}) >>"),
    "launch": lambda: page(catalogue=b"/OpenAction << /S /Launch /F (/bin/sh) >>"),
    "prev-loop": lambda: _reprinted(1),
    "prev-loop-3000": lambda: _reprinted(3_000),
    "header-only": lambda: b"%PDF-1.7\n%%EOF\n",
    "no-trailer": lambda: page().replace(b"trailer", b"trailor"),
    "xref-lies": lambda: page().replace(b"00000 n", b"99999 n"),
    "length-lies": lambda: page().replace(b"/Length ", b"/Length 99999999"),
    "garbage-before": lambda: b"\x00" * 900 + page(),
    "garbage-inside": lambda: b"%PDF-1.7\n" + random.Random(1).randbytes(200_000) + b"\n%%EOF",
    "two-files": lambda: page() + page(),
    "line-of-a-megabyte": lambda: page(b"BT /F1 1 Tf 1 1 Td (" + b"x" * 1_000_000 + b") Tj ET"),
}
