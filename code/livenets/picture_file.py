"""A reader's own picture file as pixels, or a sentence why not.

The page reads the same kinds of files within the same limits.
"""

import io
from pathlib import Path

import numpy as np

KINDS = ("PNG", "JPEG", "GIF", "WEBP", "AVIF", "BMP")
BYTES = 20_000_000
PIXELS = 50_000_000  # of 8 bits; those of 16 take twice as long
LARGE = PIXELS // 4  # a JPEG of more is read at half its sides
SCANS = 100  # of a JPEG; a camera writes 1, a progressive file about 10
STRIP = 64  # rows
TO_OCTET = 1 / 257  # 65535 → 255


def read(file: str | Path | bytes) -> np.ndarray:
    """The picture as uint8 (H, W, 4), upright: red, green, blue, opacity.

    `file` is its path or its octets; of one that moves the first picture is
    read, and a JPEG of more than 12.5 million pixels comes at half its sides,
    in a quarter of the time. Raises `ValueError` with a sentence where it is
    none, not whole, of more than 20 MB or of more than 50 million pixels (of
    16 bits: 25).
    """
    if isinstance(file, bytes):
        name, size = "The file", len(file)
    else:
        name, size = Path(file).name, Path(file).stat().st_size
    if size > BYTES:
        raise ValueError(f"{name} is larger than 20 MB: take a smaller copy.")
    data = file if isinstance(file, bytes) else Path(file).read_bytes()
    return decoded(data, name)


def decoded(data: bytes, name: str) -> np.ndarray:
    """`read`, of octets within the limit."""
    from PIL import Image, UnidentifiedImageError

    try:
        image = Image.open(io.BytesIO(data), formats=KINDS)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise ValueError(too_many(name)) from None
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError):
        raise ValueError(
            f"{name} is not a picture that is read here: PNG, JPEG, GIF, WebP,"
            " AVIF or BMP."
        ) from None
    pixels, deep = image.width * image.height, sixteen(image, data)
    if pixels > PIXELS or (deep and pixels > PIXELS // 2):
        raise ValueError(too_many(name, image.size, pixels <= PIXELS))
    try:
        if image.format == "JPEG" and data.count(b"\xff\xda") > SCANS:
            raise OSError("too many scans")
        if pixels > LARGE:  # does nothing to other kinds
            image.draft(None, (image.width // 2, image.height // 2))
        return upright(image)
    except (OSError, ValueError, SyntaxError, EOFError) as error:
        raise ValueError(
            f"{name} could not be read as a picture, or ends before its"
            f" picture does ({error})."
        ) from None


def sixteen(image: object, data: bytes) -> bool:
    """Is this opened picture one of 16 bits, which Pillow may hide?"""
    return image.format == "PNG" and data[24] == 16


def too_many(
    name: str, size: tuple[int, int] | None = None, deep: bool = False
) -> str:
    """What is said of more pixels than are read."""
    what = f"is {size[0]} × {size[1]} pixels" if size else "has more pixels"
    if deep:
        what += " of 16 bits"
    most = "25 million of those" if deep else "50 million"
    return f"{name} {what}, and at most {most} are read: take a smaller copy."


def upright(image: object) -> np.ndarray:
    """An opened picture's pixels, turned as its camera was held."""
    from PIL import Image, ImageOps

    image.load()
    if image.mode.startswith("I"):  # 16 bits: Pillow's own way clips
        deep = np.asarray(image, np.float32) * TO_OCTET
        image = Image.fromarray(deep.round().clip(0, 255).astype(np.uint8))
    ImageOps.exif_transpose(image, in_place=True)
    pixels = np.empty((image.height, image.width, 4), np.uint8)
    for top in range(0, image.height, STRIP):  # no second copy of the whole
        box = 0, top, image.width, min(top + STRIP, image.height)
        pixels[top : top + STRIP] = image.crop(box).convert("RGBA")
    return pixels
