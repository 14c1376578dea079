"""What a page shows beside its own words: frames and templates within it, its pictures, and those that are not in the file."""

from __future__ import annotations

import re
from typing import NamedTuple

from selectolax.lexbor import LexborNode

from clausescan.document import Remedy
from clausescan.errors import DecodingError, InputError
from clausescan.read.embedded import File, Files, markup_of
from clausescan.read.pasted import Absent, Beside, Pasted, is_page

_LAZY = ("data-src", "data-original", "data-lazy-src", "srcset", "data-srcset")
"""Where pages keep a picture that a script puts in the place of a small one once a reader comes to it."""
_SOURCES = {
    "img": ("src", *_LAZY),
    "image": ("href", "xlink:href"),
    "input": ("src",),
    "iframe": ("src", "data-src"),
    "frame": ("src",),
    "embed": ("src",),
    "object": ("data",),
}
"""Attributes that name what an element shows."""
CARRIERS = frozenset({*_SOURCES, "canvas", "template", "script"})
"""Elements that show something beside their own words."""
_PICTURES = frozenset({"img", "image", "input"})
_MARKUP = ("text/", "application/xhtml")
_SVG = (b"<svg", b"<?xml")
_TEMPLATE = re.compile("template|html|handlebars|mustache", re.IGNORECASE)
_NOWHERE = re.compile(r"#|about:|javascript:|data:|$", re.IGNORECASE)
_STYLED = re.compile(
    r"(?:^|;)\s*(width|height)\s*:\s*(\d{1,5}(?:\.\d{1,5})?)(px|pt|in|cm|mm)\s*(?:!important\s*)?(?=;|$)", re.IGNORECASE
)
_PIXELS = re.compile(r"(\d{1,5}(?:\.\d{1,5})?)(?:px)?")
_POINTS = {"px": 0.75, "pt": 1.0, "in": 72.0, "cm": 28.35, "mm": 2.835}
_LEAST = 32
"""Pixels: a picture with fewer on a side holds no words, however large it is drawn."""
_LEAST_BYTES = 128
"""A smaller file holds no words either: pages keep the place of a picture with a dot."""
_ABSENT = (
    "a picture or frame that is not in the file: save the page with its pictures (MHTML), or give screenshots of it"
)
_PDF = "a PDF within the page: save it, and give it as a file of its own"
_NO_TEXT = "a frame within the page whose bytes are not text"


class Within(NamedTuple):
    """Markup within a page, and the files as it calls them."""

    markup: str
    files: Files


class Shown:
    """Gathers what a page shows beside its words."""

    def __init__(self) -> None:
        self._pictures: dict[bytes, Pasted] = {}
        self._elsewhere: dict[str, Absent] = {}
        self._unread: dict[bytes, Absent] = {}
        self._begun: set[bytes] = set()

    @property
    def beside(self) -> Beside:
        """What was gathered."""
        return Beside(list(self._pictures.values()), list(self._unread.values()), list(self._elsewhere.values()))

    def miss(self, data: bytes, note: str) -> None:
        """Gather a file that cannot be read."""
        self._unread[data] = Absent(note)

    def take(self, node: LexborNode, hidden: str, files: Files, name: str) -> Within | None:
        """Markup that an element shows, to be read in its place; whatever else it shows is gathered.

        Args:
            node: any element.
            hidden: why nobody can see it, "" where it can be seen.
            files: within the page.
            name: of the document, for messages.
        """
        tag, attributes = node.tag or "", node.attributes
        if tag == "template":
            return Within((node.html or "").partition(">")[2].removesuffix("</template>"), files)
        if tag == "script":
            return Within(node.inner_html or "", files) if _TEMPLATE.search(attributes.get("type") or "") else None
        if tag == "iframe" and attributes.get("srcdoc"):
            return Within(attributes["srcdoc"] or "", files)
        size = _size(attributes)
        elsewhere = ""
        for address in _addresses(tag, attributes):
            file = files.named(address)
            if file is None:
                elsewhere = elsewhere or address
            elif file.data and _is_markup(file, tag):
                return self._markup(file, files, name)
            elif file.data and self._kept(file, tag, size, hidden):
                return None
        if elsewhere and is_page(*size) and hidden != "not_displayed":
            self._elsewhere[elsewhere] = Absent(_ABSENT, Remedy.SAVE_WITH_PICTURES)
        return None

    def _markup(self, file: File, files: Files, name: str) -> Within | None:
        if file.data in self._begun:
            return None  # a drawing shown again, or a frame that shows itself
        self._begun.add(file.data)
        try:
            return Within(markup_of(file, name), files.at(file.address))
        except DecodingError:
            self.miss(file.data, _NO_TEXT)
            return None

    def _kept(self, file: File, tag: str, size: tuple[float | None, float | None], hidden: str) -> bool:
        """Whether a file within the page may hold clauses, and was gathered for that."""
        if file.kind == "application/pdf":
            self.miss(file.data, _PDF)
        elif (tag in _PICTURES or file.kind.startswith("image/")) and _is_large(file.data, *size):
            self._pictures.setdefault(file.data, Pasted(file.data, hidden))
        else:
            return False
        return True


def _addresses(tag: str, attributes: dict[str, str | None]) -> list[str]:
    """What an element shows, or may show later."""
    if tag == "canvas":
        return ["canvas"]  # drawn by a script, and not kept when the page is saved
    if tag == "input" and (attributes.get("type") or "").lower() != "image":
        return []
    found = []
    for attribute in _SOURCES.get(tag, ()):
        if not (value := attributes.get(attribute)):
            continue
        address = value.strip()
        if attribute.endswith("srcset"):
            address = address.partition(" ")[0].rstrip(",")
        if address[:5].lower() == "data:" or not _NOWHERE.match(address):
            found.append(address)
    return found


def _is_markup(file: File, tag: str) -> bool:
    """Whether a file is read as a page or a drawing of words is."""
    if file.kind.startswith("image/svg") or (tag in _PICTURES and file.data[:200].lstrip().startswith(_SVG)):
        return True
    return tag not in _PICTURES and (not file.kind or file.kind.startswith(_MARKUP))


def _size(attributes: dict[str, str | None]) -> tuple[float | None, float | None]:
    """Width and height as drawn, in points; None for a side that depends on the window or on the picture."""
    points = {}
    for side in ("width", "height"):
        if match := _PIXELS.fullmatch((attributes.get(side) or "").strip()):
            points[side] = float(match[1]) * _POINTS["px"]
    for match in _STYLED.finditer(attributes.get("style") or ""):
        points[match[1].lower()] = float(match[2]) * _POINTS[match[3].lower()]
    return points.get("width"), points.get("height")


def _is_large(data: bytes, width: float | None, height: float | None) -> bool:
    """Whether a picture may hold clauses, drawn at this size, or else at its own; one that cannot be opened may."""
    from clausescan.read.pictures import size_of

    if len(data) < _LEAST_BYTES or not is_page(width, height):
        return False
    try:
        wide, tall = size_of(data, "")
    except InputError:
        return True
    if min(wide, tall) < _LEAST:
        return False
    if width is None:
        width = _POINTS["px"] * wide if height is None else height * wide / tall
    return is_page(width, width * tall / wide if height is None else height)
