"""How the words of a Word document look: what hides them or sets them off, in their own properties and in their styles."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from clausescan.read.marks import Piece

W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_TINY = 2.5
"""Type smaller than this, in points, cannot be read."""
_NEAR_WHITE = ("fff", "fefefe", "fdfdfd", "fcfcfc")
_UNPAINTED = ("", "auto", "ffffff")
_OFF = ("0", "false", "none", "off")
_DEEPEST = 20
"""Styles that rest on others are followed so far: hostile ones rest on themselves."""

Values = Mapping[str, str]
"""Properties of a run by name, in lower case."""


def value_of(element: Any, tag: str, default: str) -> str:  # noqa: ANN401 - lxml elements
    """The value of the first `tag` within an element."""
    found = next(element.iter(f"{W}{tag}"), None)
    return default if found is None else str(found.get(f"{W}val", default))


class StyleTable:
    """The styles of a document: what each makes of a run, and which list it belongs to, those it rests on included."""

    def __init__(self, root: Any) -> None:  # noqa: ANN401
        self._styles: dict[str, Any] = {}
        self._default = ""
        for style in root.iter(f"{W}style"):
            name = str(style.get(f"{W}styleId"))
            self._styles[name] = style
            if style.get(f"{W}type") == "paragraph" and style.get(f"{W}default") in ("1", "true"):
                self._default = name
        self._known: dict[str, Values] = {}

    def of_paragraph(self, paragraph: Any) -> Values:  # noqa: ANN401
        """What a paragraph's style says of its runs."""
        properties = paragraph.find(f"{W}pPr")
        name = self._default if properties is None else value_of(properties, "pStyle", self._default)
        return self._values(name)

    def look(self, run: Any, around: Values, *, painted: bool) -> Piece:  # noqa: ANN401
        """How a run looks, as an empty piece.

        Args:
            run: the element.
            around: what its paragraph's style says.
            painted: whether it stands on a coloured ground.
        """
        properties = run.find(f"{W}rPr")
        if properties is None:
            return _look(around, painted=painted)
        own = _values(properties)
        return _look({**around, **self._values(own.get("rStyle", "")), **own}, painted=painted)

    def list_of(self, name: str) -> tuple[str, int]:
        """List and level of a paragraph style, ("0", 0) where it has none."""
        for style in self._chain(name):
            number = next(style.iter(f"{W}numId"), None)
            if number is not None:
                return str(number.get(f"{W}val")), int(value_of(style, "ilvl", "0"))
        return "0", 0

    def _values(self, name: str) -> Values:
        if name not in self._known:
            found: dict[str, str] = {}
            for style in reversed(self._chain(name)):
                properties = style.find(f"{W}rPr")
                if properties is not None:
                    found.update(_values(properties))
            self._known[name] = found
        return self._known[name]

    def _chain(self, name: str) -> list[Any]:
        """A style and those that it rests on."""
        found: list[Any] = []
        while (style := self._styles.get(name)) is not None and len(found) < _DEEPEST:
            found.append(style)
            name = value_of(style, "basedOn", "")
        return found


def is_painted(paragraph: Any) -> bool:  # noqa: ANN401
    """Whether a paragraph, or the table cell around it, has a coloured ground."""
    grounds = [paragraph.find(f"{W}pPr/{W}shd")]
    grounds += [cell.find(f"{W}tcPr/{W}shd") for cell in paragraph.iterancestors(f"{W}tc")]
    return any(shade is not None and _fill(shade) not in _UNPAINTED for shade in grounds)


def _fill(shade: Any) -> str:  # noqa: ANN401
    return str(shade.get(f"{W}fill", "")).lower()


def _values(properties: Any) -> dict[str, str]:  # noqa: ANN401
    found: dict[str, str] = {}
    for child in properties:
        if isinstance(child.tag, str):
            name = child.tag.removeprefix(W)
            value = _fill(child) if name == "shd" else str(child.get(f"{W}val", "on"))
            found[name] = value if name == "rStyle" else value.lower()
    return found


def _look(values: Values, *, painted: bool) -> Piece:
    on = {name for name, value in values.items() if value not in _OFF}
    emphasis = ""
    if "b" in on or values.get("rStyle", "").lower() == "strong":
        emphasis = "bold"
    elif "u" in on or "highlight" in on:
        emphasis = "underlined" if "u" in on else "highlighted"
    painted = painted or "highlight" in on or values.get("shd", "") not in _UNPAINTED
    return Piece("", _hiding(values, on, painted=painted), emphasis)


def _hiding(values: Values, on: set[str], *, painted: bool) -> str:
    if "vanish" in on:
        return "not_displayed"
    size = values.get("sz", "")
    if size.isdecimal() and int(size) < 2 * _TINY:  # half points
        return "tiny"
    return "same_colour" if values.get("color", "").startswith(_NEAR_WHITE) and not painted else ""
