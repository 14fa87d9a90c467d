"""Files and strings that a reader should never have to be afraid of.

All are made here, the same in every run. A picture is (name, octets, what is
to be said of it): words of the page's sentence, and of Python's.
"""

import struct
import zlib
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

import numpy as np
from forged import bomb, chunk, coloured, png, saved, scans
from PIL import Image

OK = "Your picture is drawn here only"
KIND = "is not a picture that is read here"
PIXELS = "pixels, and at most 50 million are read"
DEEP = "pixels of 16 bits, and at most 25 million of those are read"
CUT = "ends before its picture does"
BROKEN = "could not be read as a picture"
LARGE = "is larger than 20 MB"
MOVES = "It moves: its first picture is taken."


class File(NamedTuple):
    """A file as a reader might pick it."""

    name: str
    data: bytes
    says: str  # in the page and in Python
    python: str = ""  # where Python says another thing


def orders() -> Iterator[File]:
    """What cameras and programs write: all these are read."""
    rgb = coloured()
    for form in ("PNG", "JPEG", "GIF", "WEBP", "BMP", "AVIF"):
        yield File(f"plain.{form.lower()}", saved(rgb, form), OK)
    for turn in range(1, 9):
        exif = Image.Exif()
        exif[0x0112] = turn
        yield File(f"turned{turn}.jpg", saved(rgb, "JPEG", exif=exif), OK)
    yield File("cmyk.jpg", saved(rgb.convert("CMYK"), "JPEG"), OK)
    yield File("grey.jpg", saved(rgb.convert("L"), "JPEG"), OK)
    yield File("progressive.jpg", saved(rgb, "JPEG", progressive=True), OK)
    yield File("palette.png", saved(rgb.quantize(5), "PNG"), OK)
    yield File("bilevel.png", saved(rgb.convert("1"), "PNG"), OK)
    yield File("opacity.png", saved(rgb.convert("RGBA"), "PNG"), OK)
    grey = rgb.convert("LA")
    grey.putalpha(0)
    yield File("unseen.png", saved(grey, "PNG"), OK)
    deep = np.linspace(0, 65535, 96 * 64).astype(np.uint16).reshape(64, 96)
    yield File("deep.png", saved(Image.fromarray(deep), "PNG"), OK)
    deep_rgb = b"".join(b"\0" + bytes(6 * 8) for _ in range(8))
    yield File("deeprgb.png", png(8, 8, zlib.compress(deep_rgb), 16, 2), OK)
    frames = [coloured(), coloured().rotate(180)]
    for form in ("GIF", "WEBP", "PNG"):
        data = saved(frames[0], form, save_all=True, append_images=frames[1:])
        yield File(f"moving.{form.lower()}", data, MOVES)
    for w, h in ((1, 1), (20_000, 1), (1, 20_000), (20_000, 30)):
        yield File(f"{w}x{h}.png", saved(coloured(w, h), "PNG"), OK)
    yield File("1x1.gif", saved(coloured(1, 1), "GIF"), OK)
    yield from at_the_limit()


def at_the_limit() -> Iterator[File]:
    """As large as is read, of the kinds that take longest."""
    yield File("most.png", bomb(10_000, 5_000), OK)
    yield File("most deep.png", bomb(5_000, 5_000, 8, 16, 6), OK)
    large = coloured(8_000, 6_000)
    yield File("most.jpg", saved(large, "JPEG", progressive=True), OK)
    exif = Image.Exif()
    exif[0x0112] = 6
    for w, h in ((4_000, 3_000), (1_000, 9_000)):
        data = saved(coloured(w, h), "JPEG", exif=exif)
        yield File(f"large turned {w}x{h}.jpg", data, OK)
    yield File("most scans.jpg", scans(90, 248), OK)


def lies() -> Iterator[File]:
    """What is no picture, no whole one, or too much of one."""
    rgb = coloured()
    yield File("empty.png", b"", KIND)
    yield File("one.png", b"\x89", KIND)
    yield File("sign.png", b"\x89PNG\r\n\x1a\n", KIND)
    yield File("letter.png", b"Dear reader, I am no picture.", KIND)
    yield File("page.jpg", b"<!doctype html><script>hacked=1</script>", KIND)
    drawing = b'<svg xmlns="http://www.w3.org/2000/svg" onload="hacked=1"/>'
    yield File("drawing.svg", drawing, KIND)
    yield File("book.pdf", b"%PDF-1.7\n1 0 obj<</JS(hacked=1)>>", KIND)
    yield File("archive.zip", b"PK\x03\x04" + bytes(60), KIND)
    yield File("scan.tif", saved(rgb, "TIFF"), KIND)
    yield File("icon.ico", saved(rgb, "ICO"), KIND)
    yield File("noise.gif", bytes(range(256)) * 40, KIND)
    yield File("zero.png", png(0, 0, b""), KIND)
    yield File("zero high.png", png(8, 0, b""), KIND)
    noise = np.random.default_rng(0).integers(0, 256, (64, 96, 3), np.uint8)
    for form in ("PNG", "JPEG", "GIF"):
        data = saved(Image.fromarray(noise), form)
        yield File(f"half.{form.lower()}", data[: len(data) // 2], CUT)
    exif = Image.Exif()
    exif[0x0112] = 6
    whole = saved(rgb, "JPEG", exif=exif)
    yield File("half turned.jpg", whole[: len(whole) - 40], CUT)
    yield File("head.webp", saved(rgb, "WEBP")[:40], BROKEN)
    yield File("head.avif", saved(rgb, "AVIF")[:330], BROKEN)
    yield File("torn.png", png(96, 64, zlib.compress(bytes(9))[:4]), BROKEN)
    yield File("odd depth.png", png(8, 8, zlib.compress(bytes(72)), 7), BROKEN)
    yield File("20000.png", bomb(20_000, 20_000), PIXELS)
    yield File("too deep.png", bomb(10_000, 5_000, 8, 16, 6), DEEP)
    yield File("scans.jpg", scans(1_000), BROKEN)
    yield File("billions.png", png(2**31 - 1, 2**31 - 1, b"x"), PIXELS)
    wide = bytearray(saved(rgb, "GIF"))
    wide[6:10] = b"\xff\xff\xff\xff"
    yield File("wide.gif", bytes(wide), PIXELS)
    jpeg = bytearray(saved(rgb, "JPEG"))
    at = jpeg.index(b"\xff\xc0") + 5
    jpeg[at : at + 4] = struct.pack(">HH", 65_000, 65_000)
    yield File("lying.jpg", bytes(jpeg), PIXELS)
    wide = bytearray(saved(rgb, "BMP"))
    wide[18:26] = struct.pack("<ii", 30_000, 30_000)
    yield File("lying.bmp", bytes(wide), PIXELS)
    yield File("heavy.png", saved(rgb, "PNG") + bytes(21_000_000), LARGE)


def polyglots() -> Iterator[File]:
    """Pictures that are something else besides: they are pictures here."""
    rgb = coloured()
    script = b"<script>hacked=1</script>"
    yield File("also a zip.png", saved(rgb, "PNG") + b"PK\x05\x06" * 9, OK)
    yield File("also a page.gif", saved(rgb, "GIF") + script, OK)
    yield File("also a page.jpg", saved(rgb, "JPEG", comment=script), OK)
    text = saved(rgb, "PNG")
    note = chunk(b"tEXt", b"Title\0" + script)
    yield File("told.png", text[:33] + note + text[33:], OK)
    zeros = b"Title\0\0" + zlib.compress(bytes(100_000_000), 1)
    for kind in (b"zTXt", b"iCCP"):
        data = text[:33] + chunk(kind, zeros) + text[33:]
        yield File(f"{kind.decode()}.png", data, OK, python=KIND)
    rows = zlib.compress(bytes(100_000_000), 1)
    yield File("more rows.png", png(8, 8, rows), OK)
    yield File("<img src=x onerror=hacked=1>.png", text, OK)
    yield File('"onload="hacked=1" x=".png', text, OK)
    yield File("<script>hacked=1</script>.txt", b"x", KIND)
    yield File("\u202egnp.exe", b"x", KIND)
    yield File("a\u200b\u2066\u0007b.png", b"x", KIND)
    yield File("ملف.png", b"x", KIND)
    yield File("🦊" * 50 + ".png", b"x", KIND)


@cache
def files() -> list[File]:
    """All of them."""
    return [*orders(), *lies(), *polyglots()]


PAYLOADS = (
    "<script>hacked=1</script>",
    "<img src=x onerror=hacked=1>",
    '"><svg onload=hacked=1>',
    "' onfocus='hacked=1' autofocus='",
    "javascript:hacked=1",
    "{{constructor.constructor('hacked=1')()}}",
    "</script><script>hacked=1</script>",
    "]]><!--<script>hacked=1//-->",
    "\\u003cscript\\u003ehacked=1",
    "__proto__",
)
CLUMSY = (
    *("", " ", "\0\1\2\x7f"),
    "🦊👩‍🍳🇦🇶",
    *("שלום עולם", "مرحبا بالعالم"),
    "abc\u202edef\u2066",
    "\u200b\u200d\ufeff\u2060",
    *("e" + "\u0301" * 500, "\ud800"),
    "ﬃ Ǆ İ ß ŉ",
    "a\r\nb\rc\u2028d",
    "x" * 1_000_000,
    "🦊" * 250_000,
    "\u0315\u0300" * 500_000,
)
