"""Small data sets that ship with the book; nothing is ever downloaded.

`manifest.json` says who made each file; LICENSES.md what they allow.
Every file is compared with its sha256 before it is used.

Pixels are uint8, 0 … 255, as stored; `to_input` makes of them what networks
take: float32 in [0, 1], channels first. Nothing is centred or standardised,
so that a page can feed a network what is on a canvas.

A text is a `str`; which number stands for which of its characters is decided
by an `Alphabet` (livenets.alphabet).
"""

import gzip
import hashlib
import io
import json
from pathlib import Path

import numpy as np

from livenets.data.kinds import (
    Digits,
    Emoji,
    Emoji10,
    Labelled,
    Names,
    Poems,
    Surnames,
    Text,
    Weather,
)

HERE = Path(__file__).parent
STORED = 64  # pixels, the side of an emoji on its sheet


def read(name: str) -> bytes:
    """The file `name` of this folder; `ValueError` if it was changed."""
    manifest = json.loads((HERE / "manifest.json").read_text("utf-8"))
    if name not in manifest:
        raise ValueError(f"No {name!r} in the data: {', '.join(manifest)}.")
    data = (HERE / name).read_bytes()
    wanted, found = manifest[name]["sha256"], hashlib.sha256(data).hexdigest()
    if found != wanted:
        raise ValueError(
            f"{HERE / name} is not the file that the book was made with:"
            f" its sha256 is {found}, expected was {wanted}. Take it from the"
            " repository again."
        )
    return data


def mnist() -> Digits:
    """10,000 handwritten digits, 28×28, white (255) on black (0)."""
    with np.load(io.BytesIO(read("mnist.npz"))) as a:
        parts = [
            Labelled(a[f"{part}_pixels"], a[f"{part}_labels"].astype(np.int64))
            for part in ("train", "test")
        ]
    return Digits(*parts)


def emoji10(size: int = 32) -> Emoji10:
    """Emoji of ten kinds, size×size pixels (64, 32 or 16), see-through."""
    if size not in (64, 32, 16):
        raise ValueError(f"size: want 64, 32 or 16, got {size}.")
    rows = json.loads(read("emoji10.json"))
    classes = tuple(dict.fromkeys(row["class"] for row in rows))
    vendors = list(dict.fromkeys(v for row in rows for v in row["vendors"]))
    pixels, drawn = [], []
    for vendor in vendors:
        its = [row for row in rows if vendor in row["vendors"]]
        sheet = picture(read(f"emoji10/{vendor}.webp"), "WEBP", "RGBA")
        pixels.append(smaller(tiles(sheet)[: len(its)], STORED // size))
        drawn += [(row, vendor) for row in its]
    everything = Emoji(
        np.concatenate(pixels),
        np.array([classes.index(row["class"]) for row, _ in drawn]),
        np.array([row["emoji"] for row, _ in drawn]),
        np.array([row["name"] for row, _ in drawn]),
        np.array([vendor for _, vendor in drawn]),
    )
    test = np.array([row["test"] for row, _ in drawn])
    parts = [Emoji(*(field[p] for field in everything)) for p in (~test, test)]
    return Emoji10(*parts, classes)


def photos() -> tuple[str, ...]:
    """The names that `photo` knows."""
    return tuple(sorted(p.stem for p in (HERE / "photos").glob("*.jpg")))


def photo(name: str) -> np.ndarray:
    """A photograph, uint8 (H, W, 3), the longer side 256 pixels."""
    if name not in photos():
        raise ValueError(f"No photo {name!r}: {', '.join(photos())}.")
    return picture(read(f"photos/{name}.jpg"), "JPEG", "RGB")


def surnames() -> Surnames:
    """About 13,000 surnames of 13 languages, a fifth of them to be tested."""
    lines = read("surnames.txt").decode().splitlines()
    rows = [line.split("\t") for line in lines]
    languages = tuple(sorted({language for language, _, _ in rows}))
    parts = []
    for part in ("train", "test"):
        its = [row for row in rows if row[1] == part]
        labels = np.array(
            [languages.index(language) for language, _, _ in its]
        )
        parts.append(Names(np.array([name for _, _, name in its]), labels))
    return Surnames(*parts, languages)


def shakespeare() -> Text:
    """Nine tragedies to learn, 1.2 million characters; Macbeth to be tested.

    A speech is the speaker's name and a colon, the lines, an empty line.
    """
    plays = gzip.decompress(read("shakespeare.txt.gz")).decode().split("# ")
    texts = dict(play.split("\n", 1) for play in plays[1:])
    macbeth = texts.pop("macbeth")
    return Text("".join(texts.values()), macbeth)


def tang() -> Poems:
    """9,846 quatrains of the Tang, every tenth to be tested."""
    poems = gzip.decompress(read("tang.txt.gz")).decode().splitlines()
    train = tuple(p for i, p in enumerate(poems) if i % 10 < 9)
    return Poems(train, tuple(poems[9::10]))


def weather() -> Weather:
    """Four years of Seattle's days."""
    lines = read("weather.csv").decode().splitlines()
    days, *numbers = zip(*(line.split(",") for line in lines[1:]), strict=True)
    iso = np.array([d.replace("/", "-") for d in days], "datetime64[D]")
    return Weather(iso, *(np.array(n, np.float32) for n in numbers))


def to_input(
    pixels: np.ndarray, background: int = 255, border: int = 0
) -> np.ndarray:
    """uint8 (N, H, W) or (N, H, W, 3 or 4) → float32 (N, 1 or 3, H', W').

    The result is in [0, 1]. What is see-through shows the `background`
    (a grey, 0 … 255); `border` black pixels are put around.
    """
    x = pixels.astype(np.float32) / 255
    x = x[:, None] if x.ndim == 3 else x.transpose(0, 3, 1, 2)  # (N, C, H, W)
    if x.shape[1] == 4:
        opacity = x[:, 3:]
        x = x[:, :3] * opacity + background / 255 * (1 - opacity)
    sides = ((0, 0), (0, 0), (border, border), (border, border))
    return np.ascontiguousarray(np.pad(x, sides))


def picture(data: bytes, form: str, mode: str) -> np.ndarray:
    """A picture file of the format `form` as uint8 (H, W, C)."""
    from PIL import Image

    with Image.open(io.BytesIO(data), formats=[form]) as image:
        return np.asarray(image.convert(mode))


def tiles(sheet: np.ndarray) -> np.ndarray:
    """(R·64, C·64, 4) → its tiles row by row, (R·C, 64, 64, 4)."""
    down, across = (n // STORED for n in sheet.shape[:2])
    x = sheet.reshape(down, STORED, across, STORED, 4).swapaxes(1, 2)
    return x.reshape(-1, STORED, STORED, 4)


def smaller(pixels: np.ndarray, times: int) -> np.ndarray:
    """Means of times×times pixels, each weighed by its opacity."""
    if times == 1:
        return pixels
    n, side, _, _ = pixels.shape
    x = pixels.astype(np.float32)
    x[..., :3] *= x[..., 3:]
    x = x.reshape(n, side // times, times, side // times, times, 4)
    x = x.mean(axis=(2, 4))  # (N, size, size, 4)
    x[..., :3] /= np.maximum(x[..., 3:], 1e-6)
    return x.round().astype(np.uint8)
