"""Picture files as pixels for OCR: upright, on white, no wider than it needs, every page of a TIFF."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image, UnidentifiedImageError

from clausescan.errors import DamagedFileError, LimitExceededError

Picture = NDArray[np.uint8]
"""Rows of pixels, blue, green and red, as RapidOCR takes them."""

_FORMATS = ("PNG", "JPEG", "WEBP", "BMP", "TIFF", "GIF")
_MAX_PIXELS = 80_000_000
"""As many as the best cameras of phones take, and as the longest screenshots have."""
_WIDEST = 1440
"""Wider pictures are made smaller: characters of a page this wide are tall enough, and memory is bounded."""
_MOST_FRAMES = 500
_ORIENTATION = 0x0112
_TURNED = (5, 6, 7, 8)
_UPRIGHT: Final = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""What turns a picture upright, by the orientation that its camera noted."""
_DAMAGE = (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError, KeyError, TypeError, UserWarning)
"""What Pillow raises on damaged files, and what it warns of where warnings are errors."""


def frames_of(data: bytes, name: str) -> int:
    """How many pages a picture has: those of a TIFF, as scanners and fax machines write them; one for others, moving ones too.

    Raises:
        LimitExceededError: it has more than 500.
    """
    count = 1
    try:
        with Image.open(io.BytesIO(data), formats=_FORMATS) as picture:
            if picture.format == "TIFF":
                while count <= _MOST_FRAMES:  # Pillow counts them all, in the square of their number
                    picture.seek(count)
                    count += 1
    except (*_DAMAGE, Image.DecompressionBombError, Image.DecompressionBombWarning):
        return count  # the end of the file; or damage, and to open it says what is wrong
    if count > _MOST_FRAMES:
        message = f"the picture has more than {_MOST_FRAMES} pages"
        raise LimitExceededError(name, message, hint="save it in parts, or as a PDF")
    return count


def size_of(data: bytes, name: str, frame: int = 0) -> tuple[int, int]:
    """A picture's width and height in pixels, without unpacking it.

    Raises:
        DamagedFileError, LimitExceededError: as `opened`, as far as its head tells.
    """
    with _source(data, name, frame) as source:
        return source.size


def opened(data: bytes, name: str, frame: int = 0) -> tuple[Picture, float]:
    """A picture's pixels, and how many pixels of the source one of them is.

    Raises:
        DamagedFileError: it cannot be opened.
        LimitExceededError: it has more than 80 million pixels.
    """
    with _source(data, name, frame) as source:
        orientation = source.getexif().get(_ORIENTATION, 1)
        clear = "A" in source.getbands() or "transparency" in source.info
        scale = max((source.height if orientation in _TURNED else source.width) / _WIDEST, 1.0)
        plain = _smaller(source.convert("RGBA" if clear else "RGB"), scale)
    if clear:
        plain = Image.alpha_composite(Image.new("RGBA", plain.size, "white"), plain).convert("RGB")
    if orientation in _UPRIGHT:
        plain = plain.transpose(_UPRIGHT[orientation])
    return np.asarray(plain)[:, :, ::-1].copy(), scale


@contextmanager
def _source(data: bytes, name: str, frame: int) -> Iterator[Image.Image]:
    """A picture as Pillow opens it, with what goes wrong meanwhile as errors of ours."""
    try:
        with Image.open(io.BytesIO(data), formats=_FORMATS) as source:
            source.seek(frame)
            if source.width * source.height > _MAX_PIXELS:
                raise _too_large(name)
            yield source
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_large(name) from error
    except _DAMAGE as error:
        raise DamagedFileError(name, "the picture is damaged and cannot be opened", hint="save it again") from error


def _smaller(picture: Image.Image, scale: float) -> Image.Image:
    """The picture made `scale` times smaller, before anything else is done to it that takes memory."""
    if scale == 1:
        return picture
    size = max(round(picture.width / scale), 1), max(round(picture.height / scale), 1)
    return picture.resize(size, Image.Resampling.LANCZOS)


def _too_large(name: str) -> LimitExceededError:
    return LimitExceededError(name, f"the picture has more than {_MAX_PIXELS:,} pixels", hint="save it smaller")
