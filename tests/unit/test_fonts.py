"""Tables of fonts as pdfminer is given them: whole, but for what no font has."""

from __future__ import annotations

import pytest
from pdfminer.pdffont import PDFCIDFont
from pdfminer.pdftypes import PDFStream
from pdfminer.psparser import LIT

from clausescan.read.careful import CarefulPdf
from clausescan.read.fonts import Fonts
from tests.hostile.generate import hostile

FONT = {"Type": LIT("Font"), "Subtype": LIT("CIDFontType2"), "BaseFont": LIT("A"), "FontDescriptor": {}}


def font(**tables: object) -> PDFCIDFont:
    found = Fonts().get_font(None, FONT | tables)
    assert isinstance(found, PDFCIDFont)
    return found


def test_tables_of_ordinary_fonts_stay_as_they_are() -> None:
    assert font(W=[1, [500, 600], 7, 9, 250.5]).widths == {1: 500, 2: 600, 7: 250.5, 8: 250.5, 9: 250.5}
    upright = font(Encoding=LIT("Identity-V"), W2=[3, 4, -900, 250, 880, 6, [-500, 1, 2]])
    assert (upright.widths, upright.disps) == ({3: -900, 4: -900, 6: -500}, {3: (250, 880), 4: (250, 880), 6: (1, 2)})


@pytest.mark.parametrize(("first", "last"), [(0, 10**9), (-(10**9), 10**9), (65_000, 10**12)])
def test_no_widths_are_kept_of_characters_that_no_font_has(first: int, last: int) -> None:
    assert set(font(W=[first, last, 500]).widths) == set(range(max(first, 0), 65_536))


def test_widths_that_are_given_again_and_again_end() -> None:
    assert font(W=[0, 65_535, 500] * 16 + [0, 65_535, 999] * 100_000).widths[0] == 500


@pytest.mark.parametrize(
    ("ranges", "known"),
    [
        (b"<0001> <0003> <4e00>", True),
        (b"<0001> <0003> [<4e00> <ffffffff> <4e02>]", True),
        (b"<00000001> <ffffffff> <4e00>", False),
        (b"<0000> <ffff> <4e00>" * 17, False),
    ],
)
def test_a_map_of_more_characters_than_a_font_has_is_none(ranges: bytes, known: bool) -> None:
    data = b"begincmap 1 beginbfchar <0009> <ffffff00> endbfchar 1 beginbfrange %s endbfrange endcmap" % ranges
    found = font(ToUnicode=PDFStream({}, data)).unicode_map
    assert (found is not None and found.get_unichr(1) == "一") is known


@pytest.mark.parametrize("name", ["font-widths-1-billion", "font-widths-65536-times", "font-meanings-4-billion"])
def test_pages_with_such_fonts_are_read_carefully(name: str) -> None:
    lines = CarefulPdf(hostile()[f"{name}.pdf"](), None).lines(1)
    assert lines is not None
    assert [line.text for line in lines[:2]] == ["We call your family.", "We read your contacts."]


def test_ranges_that_begin_again_and_again_and_never_end_hang_nothing() -> None:
    assert font(ToUnicode=PDFStream({}, b"beginbfrange " * 200_000)).unicode_map is not None
