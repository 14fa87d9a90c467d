"""A reader's own picture file as pixels, or a sentence why not.

The page reads the same kinds of files within the same limits.
"""

import io
from pathlib import Path

import numpy as np

KINDS = ("PNG", "JPEG", "GIF", "WEBP", "AVIF", "BMP")
BYTES = 20_000_000
PIXELS = 50_000_000
TO_OCTET = 1 / 257  # 65535 → 255


def read(file: str | Path | bytes) -> np.ndarray:
    """The picture as uint8 (H, W, 4), upright: red, green, blue, opacity.

    `file` is its path or its octets; of one that moves the first picture is
    read. Raises `ValueError` with a sentence where it is none, not whole, of
    more than 20 MB or of more than 50 million pixels.
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
    if image.width * image.height > PIXELS:
        raise ValueError(too_many(name, image.size))
    try:
        return upright(image)
    except (OSError, ValueError, SyntaxError, EOFError) as error:
        raise ValueError(
            f"{name} could not be read as a picture, or ends before its"
            f" picture does ({error})."
        ) from None


def too_many(name: str, size: tuple[int, int] | None = None) -> str:
    """What is said of more pixels than are read."""
    what = f"is {size[0]} × {size[1]} pixels" if size else "has more pixels"
    return (
        f"{name} {what}, and at most 50 million are read: take a smaller copy."
    )


def upright(image: object) -> np.ndarray:
    """An opened picture's pixels, turned as its camera was held."""
    from PIL import Image, ImageOps

    image.load()
    if image.mode.startswith("I"):  # 16 bits: Pillow's own way clips
        deep = np.asarray(image, np.float32) * TO_OCTET
        image = Image.fromarray(deep.round().clip(0, 255).astype(np.uint8))
    return np.asarray(ImageOps.exif_transpose(image).convert("RGBA"))
