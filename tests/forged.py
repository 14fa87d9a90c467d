"""Picture files made by hand: whole ones, and such as no program writes."""

import io
import struct
import zlib
from functools import cache

import numpy as np
from PIL import Image


def coloured(w: int = 96, h: int = 64) -> Image.Image:
    """Red above, blue below, and a green left edge."""
    pixels = np.zeros((h, w, 3), np.uint8)
    pixels[: h // 2, :, 0] = 255
    pixels[h // 2 :, :, 2] = 255
    pixels[:, : max(1, w // 8)] = (0, 255, 0)
    return Image.fromarray(pixels)


def saved(image: Image.Image, form: str, **options: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, form, **options)
    return buffer.getvalue()


def chunk(kind: bytes, data: bytes) -> bytes:
    check = zlib.crc32(kind + data)
    return (
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", check)
    )


def png(w: int, h: int, rows: bytes, depth: int = 8, colour: int = 0) -> bytes:
    """A PNG whose header says what it likes; `rows` are packed as they are."""
    head = struct.pack(">IIBBBBB", w, h, depth, colour, 0, 0, 0)
    parts = [chunk(b"IHDR", head), chunk(b"IDAT", rows), chunk(b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


@cache
def bomb(w: int, h: int, octets: int = 1, *about: int) -> bytes:
    """Zeros, 1,000 times smaller than the pixels that they become.

    A pixel has so many `octets`; `about`: its depth and kind of colour.
    """
    packer = zlib.compressobj(1)
    row = bytes(1 + w * octets)
    rows = b"".join([packer.compress(row) for _ in range(h)])
    return png(w, h, rows + packer.flush(), *about)


def scans(count: int, side: int = 64) -> bytes:
    """A progressive JPEG, grey, that is gone through `count` times."""
    blocks = (side // 8) ** 2

    def part(kind: int, *data: int) -> bytes:
        return bytes([0xFF, kind, 0, 2 + len(data), *data])

    def scan(first: int, bits: str) -> bytes:
        whole = int(bits.ljust(8 * -(-len(bits) // 8), "0"), 2)
        head = part(0xDA, 1, 1, 0, first, first, 0)
        return head + whole.to_bytes(-(-len(bits) // 8), "big")

    tables = part(0xDB, 0, *[1] * 64)
    tables += part(0xC2, 8, 0, side, 0, side, 1, 1, 0x11, 0)
    for kind in (0, 0x10):  # one code, "0": nothing differs, a block is empty
        tables += part(0xC4, kind, 1, *[0] * 15, 0)
    later = [scan(1 + i % 62, "0" * blocks) for i in range(count - 1)]
    start = scan(0, "0" * blocks)
    return b"\xff\xd8" + tables + start + b"".join(later) + b"\xff\xd9"
