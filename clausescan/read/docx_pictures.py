"""The pictures of a Word document that are large enough to be pages: scans and screenshots that somebody pasted into it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from clausescan.read.docx_looks import R, W
from clausescan.read.pasted import Absent, Beside, Pasted, is_page

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_V = "{urn:schemas-microsoft-com:vml}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_LINKED = "a picture that is linked to and not in the file: insert it, or give it as a file of its own"
_UNITS = 12_700
"""English metric units in a point."""
_SIDE = re.compile(r"(?:^|;)\s*(width|height)\s*:\s*(\d{1,5}(?:\.\d{1,5})?)(pt|in|cm|mm|px)?", re.IGNORECASE)
_POINTS = {"pt": 1.0, "in": 72.0, "cm": 28.35, "mm": 2.835, "px": 0.75}


def pictures_of(document: Any) -> Beside:  # noqa: ANN401 - python-docx has no types
    """The large pictures of a document's body, in order, each once, and those that are only linked to."""
    relations = document.part.rels
    found: dict[str, Pasted] = {}
    linked: dict[str, Absent] = {}
    for name in _names(document.element.body):
        relation = relations.get(name)
        if relation is None or name in found:
            continue
        if relation.is_external:
            linked[relation.target_ref] = Absent(_LINKED)
        else:
            found[name] = Pasted(relation.target_part.blob)
    return Beside(list(found.values()), list(linked.values()))


def _names(body: Any) -> Iterator[str]:  # noqa: ANN401 - lxml elements
    for node in body.iter(f"{W}drawing", f"{W}pict", f"{W}object"):
        if (
            next(node.iterancestors(_FALLBACK), None) is not None
            or next(node.iterancestors(f"{W}del"), None) is not None
        ):
            continue
        if is_page(*_size(node)):
            for blip in node.iter(f"{_A}blip"):
                yield str(blip.get(f"{R}embed") or blip.get(f"{R}link"))
            for image in node.iter(f"{_V}imagedata"):
                yield str(image.get(f"{R}id") or image.get(f"{R}href"))


def _size(node: Any) -> tuple[float, float]:  # noqa: ANN401
    """Width and height on paper, in points."""
    extent = next(node.iter(f"{_WP}extent"), None)
    if extent is not None:
        return int(extent.get("cx", "0")) / _UNITS, int(extent.get("cy", "0")) / _UNITS
    shape = next((child for child in node if child.get("style")), None)
    style = "" if shape is None else str(shape.get("style"))
    sides = {m[1].lower(): float(m[2]) * _POINTS[m[3] or "pt"] for m in _SIDE.finditer(style)}
    return sides.get("width", 0.0), sides.get("height", 0.0)
