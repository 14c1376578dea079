"""How a page's styles make an element look: whether it can be seen at all, and whether it is set off.

Style attributes and the page's own style sheets are read, for the few properties that matter; selectors are matched by Lexbor. Later
rules win over earlier ones and style attributes over rules, without the finer points of the cascade.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

_PROPERTIES = frozenset(
    [
        "display",
        "visibility",
        "opacity",
        "font-size",
        "font-weight",
        "color",
        "background",
        "background-color",
        "text-decoration",
        "text-decoration-line",
        "text-indent",
        "left",
        "top",
        "right",
        "bottom",
        "position",
        "margin-left",
        "margin-top",
        "overflow",
        "overflow-y",
        "height",
        "max-height",
        "width",
        "max-width",
        "clip",
        "clip-path",
        "transform",
        "white-space",
        "list-style",
        "list-style-type",
    ]
)
_RULE = re.compile(r"([^{}]{1,500})\{([^{}]{0,5000})\}")
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_EVERY_SCREEN = re.compile(r"@(?:media\s+(?:only\s+)?(?:screen|all)\s*$|layer|supports)", re.IGNORECASE)
_NESTED = 4
_MOST_RULES = 3000
_HEX = re.compile(r"#([0-9a-f]{3}|[0-9a-f]{6})\b")
_RGB = re.compile(r"rgba?\(\s*(\d{1,3})[\s,]+(\d{1,3})[\s,]+(\d{1,3})(?:[\s,/]+([\d.]+)(%?))?")
_NAMED = {"white": (255, 255, 255), "black": (0, 0, 0), "yellow": (255, 255, 0), "red": (255, 0, 0)}
_CLEAR = re.compile(
    r"transparent|(?:rgba|hsla)\((?:[^(),]{1,20},){3}\s*(?:0|0?\.0+)%?\s*\)|(?:rgb|hsl)a?\([^()/]{1,60}/\s*(?:0|0?\.0+)%?\s*\)"
)
_NOTHING = re.compile(
    r"rect\((?:\s*[01](?:px)?[\s,]*){4}\)|inset\((?:50|100)%|circle\(0|scale[xy]?\(\s*0(?:\.0+)?\s*[,)]"
)
"""Clips and scales that leave nothing of an element, or a dot."""
_LENGTH = re.compile(r"(-?[\d.]{1,8})\s*(px|pt|em|rem|%|vw|vh)?")
_WHITE = (255, 255, 255)
_FAINT = 25
_TINTED = 40
_TINY = 3.0
"""Type smaller than this, in pixels, cannot be read."""
_FAR = -500.0
"""Pixels left of or above the page from which nobody scrolls there."""
_TAGS = {"b": "bold", "strong": "bold", "u": "underlined", "ins": "underlined", "mark": "highlighted"}

_Colour = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Look:
    """How an element shows its text: why it cannot be seen, how it is set off, its colour and what lies under it.

    Attributes:
        keeps_lines: line ends of the source are drawn, as in `pre`.
        list_style: how list items are numbered, "" where nothing says so.
    """

    hidden: str = ""
    emphasis: str = ""
    colour: _Colour = (0, 0, 0)
    ground: _Colour = _WHITE
    keeps_lines: bool = False
    list_style: str = ""


class Styles:
    """The styles of one page."""

    def __init__(self, page: LexborHTMLParser) -> None:
        self._rules: dict[int, dict[str, str]] = {}
        sheet = "\n".join(node.inner_html or "" for node in page.css("style"))
        for selector, body in _rules(sheet):
            properties = _declared(body)
            if properties:
                for node in _matched(page, selector):
                    self._rules.setdefault(node.mem_id, {}).update(properties)

    def look(self, node: LexborNode, around: Look) -> Look:
        """How a node looks within what is `around` it."""
        attributes = node.attributes
        style = {**self._rules.get(node.mem_id, {}), **_declared(attributes.get("style") or "")}
        kind = _TAGS.get(node.tag or "", "")
        keeps = node.tag in ("pre", "textarea")
        if not style and not kind and not keeps and "hidden" not in attributes:
            return around
        look = replace(around, emphasis=kind or around.emphasis, keeps_lines=keeps or around.keeps_lines)
        if style:
            look = _styled(look, style)
        if "hidden" in attributes and style.get("display", "none") == "none":
            look = replace(look, hidden=look.hidden or "not_displayed")
        return look


def _rules(sheet: str) -> list[tuple[str, str]]:
    """Rules for screens, in order; what stands in other at-rules (print, narrow screens, animation) is left out."""
    found = (_RULE.fullmatch(rule.strip()) for rule in _blocks(_COMMENT.sub("", sheet))[:_MOST_RULES])
    return [(match.group(1), match.group(2)) for match in found if match]


def _blocks(sheet: str, *, depth: int = 0) -> list[str]:
    """Blocks of a sheet with what stands before them, those within at-rules that hold for every screen among them."""
    level, kept, start, body = 0, [], 0, 0
    for match in re.finditer(r"[{}]", sheet):
        if match.group() == "{":
            body = match.end() if level == 0 else body
            level += 1
        elif level:
            level -= 1
            if level == 0:
                before = sheet[start : body - 1].strip()
                if not before.startswith("@"):
                    kept.append(sheet[start : match.end()])
                elif depth < _NESTED and _EVERY_SCREEN.match(before):
                    kept += _blocks(sheet[body : match.start()], depth=depth + 1)
                start = match.end()
    return kept


def _matched(page: LexborHTMLParser, selector: str) -> list[LexborNode]:
    if ":" in selector:
        return []  # states and generated content
    try:
        return page.css(selector.strip())
    except SelectolaxError:
        return []


def _declared(body: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for declaration in body.split(";"):
        key, _, value = declaration.partition(":")
        key = key.strip().lower()
        if key in _PROPERTIES:
            found[key] = value.replace("!important", "").strip().lower()
    return found


def _styled(look: Look, style: dict[str, str]) -> Look:
    colour = _colour(style.get("color", "")) or look.colour
    ground = _colour(style.get("background-color") or style.get("background", ""))
    emphasis = look.emphasis
    if style.get("font-weight", "") in ("bold", "bolder", "600", "700", "800", "900"):
        emphasis = "bold"
    elif style.get("font-weight", "") in ("normal", "400") and emphasis == "bold":
        emphasis = ""
    if "underline" in style.get("text-decoration", "") + style.get("text-decoration-line", ""):
        emphasis = emphasis or "underlined"
    if ground and max(ground) - min(ground) > _TINTED and max(ground) > 200:
        emphasis = emphasis or "highlighted"
    ground = ground or look.ground
    hidden = look.hidden or _hiding(style)
    if not hidden and "color" in style and max(abs(a - b) for a, b in zip(colour, ground, strict=True)) < _FAINT:
        hidden = "same_colour"
    space = style.get("white-space")
    keeps = look.keeps_lines if space is None else space in ("pre", "pre-wrap", "pre-line", "break-spaces")
    listed = style.get("list-style-type") or style.get("list-style")
    return Look(hidden, emphasis, colour, ground, keeps, listed.split()[0] if listed else look.list_style)


def _hiding(style: dict[str, str]) -> str:
    if style.get("display") == "none" or _is_cut_away(style):
        return "not_displayed"
    if style.get("visibility") in ("hidden", "collapse") or _pixels(style.get("opacity", "1")) < 0.05:
        return "invisible"
    if _CLEAR.fullmatch(style.get("color", "")):
        return "invisible"
    if _pixels(style.get("font-size", "16px")) < _TINY:
        return "tiny"
    return "off_page" if _is_far(style) else ""


def _is_cut_away(style: dict[str, str]) -> bool:
    """Whether an element is clipped, or scaled, to nothing."""
    sides = (style.get(side, "auto") for side in ("height", "max-height", "width", "max-width"))
    hides = style.get("overflow", "") in ("hidden", "clip") or style.get("overflow-y", "") in ("hidden", "clip")
    if hides and any(_LENGTH.match(side) and _pixels(side) < _TINY for side in sides):
        return True
    return any(_NOTHING.search(style.get(way, "")) for way in ("clip", "clip-path", "transform"))


def _is_far(style: dict[str, str]) -> bool:
    moved = style.get("position") in ("absolute", "fixed")
    ways = ("text-indent", "margin-left", "margin-top", *(("left", "top", "right", "bottom") if moved else ()))
    return any(_pixels(style.get(way, "0")) < _FAR for way in ways)


def _pixels(value: str) -> float:
    """A length in pixels, a bare number as it is; what is no length counts as ordinary."""
    match = _LENGTH.match(value)
    if not match:
        return 16.0
    try:
        number = float(match.group(1))
    except ValueError:
        return 16.0
    return number * {"em": 16.0, "rem": 16.0, "%": 0.16, "pt": 4 / 3, "vw": 4.0, "vh": 8.0}.get(
        match.group(2) or "", 1.0
    )


def _colour(value: str) -> _Colour | None:
    if match := _HEX.search(value):
        digits = match.group(1) if len(match.group(1)) == 6 else "".join(c + c for c in match.group(1))
        return int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:], 16)
    if match := _RGB.search(value):
        if match.group(4) and float(match.group(4).strip(".") or 0) == 0:
            return None
        return int(match.group(1)), int(match.group(2)), int(match.group(3))
    return next((rgb for name, rgb in _NAMED.items() if name in value.split()), None)
