"""Self-contained HTML pages by Jinja2: no request leaves them.

Everything from a document is escaped by Jinja2's autoescape. The content security policy admits exactly the style and the script of the
page, by their digests.
"""

from __future__ import annotations

import base64
import functools
import hashlib
from collections.abc import Sequence
from importlib.resources import files

import jinja2
from markupsafe import Markup, escape

from clausescan.knowledge import Lang
from clausescan.report.inert import CONTROL, visible
from clausescan.report.outline import say

_TEMPLATES = "report/templates"


def page(template: str, *, styles: Sequence[str], script: str = "", lang: Lang, **values: object) -> str:
    """A page from a template on base.html.j2.

    Args:
        template: its file name; it fills the blocks of base.html.j2.
        styles: names of the style sheets it takes, in order.
        script: name of its script, "" for none.
        lang: language of the page.
        values: what the template shows.
    """
    style, code = "\n".join(_template_text(name) for name in styles), _template_text(script) if script else ""
    return (
        _environment()
        .get_template(template)
        .render(
            **values,
            lang=lang,
            say=functools.partial(_say, lang),
            style=Markup(style),  # noqa: S704 - our own file
            script=Markup(code),  # noqa: S704 - our own file
            style_hash=_digest(style),
            script_hash=_digest(code),
        )
    )


def _say(lang: Lang, key: str, **values: object) -> str:
    return say(key, lang, **values)


@functools.cache
def _environment() -> jinja2.Environment:
    loader = jinja2.FunctionLoader(_template_text)
    environment = jinja2.Environment(loader=loader, autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True)
    environment.filters["inert"] = _inert
    environment.filters["visible"] = visible
    return environment


@functools.cache
def _template_text(name: str) -> str:
    return files("clausescan").joinpath(_TEMPLATES, name).read_text(encoding="utf-8")


def _digest(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")


def _inert(text: str) -> Markup:
    """Text escaped, with characters that would turn its direction shown as what they are instead of obeyed."""
    control = Markup('<span class="control">U+{:04X}</span>')
    parts = CONTROL.split(text)
    controls = [control.format(ord(c)) for c in CONTROL.findall(text)]
    return Markup("").join(
        piece for pair in zip(map(escape, parts), [*controls, Markup("")], strict=True) for piece in pair
    )
