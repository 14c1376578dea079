"""Every hostile file that the project makes itself, by name; made when asked for, the same bytes each time.

python -m tests.hostile.generate DIRECTORY        writes them all, for other readers to be tried on
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from tests.hostile.archives import DOCX, docx
from tests.hostile.pdfs import PDFS, cut, flipped, page
from tests.hostile.texts import CHARACTERS, HTML, MARKDOWN, PICTURES, TEXT, repeated

SAMPLES = Path(__file__).resolve().parents[2] / "corpora" / "samples"
_SEEDS = range(12)


def hostile() -> dict[str, Callable[[], bytes]]:
    """File names and what makes their bytes."""
    return dict(_files())


def _files() -> Iterator[tuple[str, Callable[[], bytes]]]:
    for suffix, made in (
        (".pdf", PDFS),
        (".docx", DOCX),
        (".html", HTML),
        (".md", MARKDOWN),
        (".txt", TEXT),
        (".png", PICTURES),
    ):
        yield from ((name + suffix, make) for name, make in made.items())
    for character in CHARACTERS:
        yield f"megabyte-u{ord(character):04x}.txt", partial(repeated, character)
    yield from _encrypted()
    yield from _broken()


def _encrypted() -> Iterator[tuple[str, Callable[[], bytes]]]:
    def locked(user: str) -> bytes:
        from reportlab.lib.pdfencrypt import StandardEncryption

        from tests.conftest import make_pdf

        return make_pdf([["我们会读取您的通讯录。"]], encrypt=StandardEncryption(user, ownerPassword="owner"))

    yield "encrypted.pdf", lambda: locked("secret")
    yield "encrypted-empty-password.pdf", lambda: locked("")


def _broken() -> Iterator[tuple[str, Callable[[], bytes]]]:
    text = "<w:p><w:r><w:t>我们会读取您的通讯录。</w:t></w:r></w:p>" * 50
    whole: dict[str, Callable[[], bytes]] = {
        "plain.pdf": page,
        "sample.pdf": (SAMPLES / "ordinary.pdf").read_bytes,
        "text.docx": partial(docx, text),
    }
    for name, make in whole.items():
        for seed in _SEEDS:
            yield f"flipped-{seed}-{name}", partial(_changed, make, partial(flipped, seed=seed))
            yield f"cut-{seed}-{name}", partial(_changed, make, partial(cut, seed=seed))
        for share in (1, 25, 50, 75, 99):
            yield f"truncated-{share}-{name}", partial(_changed, make, partial(_truncated, share=share))


def _changed(make: Callable[[], bytes], change: Callable[[bytes], bytes]) -> bytes:
    return change(make())


def _truncated(data: bytes, share: int) -> bytes:
    return data[: len(data) * share // 100]


def main() -> None:
    """Write them all."""
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for name, make in hostile().items():
        (folder / name).write_bytes(make())


if __name__ == "__main__":
    main()
