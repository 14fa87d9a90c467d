"""Pictures that a reader chooses, and how a stored picture is drawn."""

import io
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import traitlets as t

from livenets.widgets.base import Widget
from livenets.widgets.live import NetworkWidget

SIDE = 64  # pixels, of every picture
OCTETS = 3 * SIDE * SIDE
LUMA = np.array([0.299, 0.587, 0.114])  # Rec. 601


class PictureWidget(Widget):
    """A widget whose reader picks a picture, types an emoji or opens a file.

    Its script has `pick_picture.js` before it.
    """

    # names of the pictures, and their RGB octets, 64×64 each, one by one
    names = t.List(t.Unicode()).tag(sync=True)
    pictures = t.Bytes().tag(sync=True)
    # one of `names`, or "own": the reader's picture, RGB octets or nothing
    selected = t.Unicode().tag(sync=True)
    own = t.Bytes(b"").tag(sync=True)

    def __init__(
        self,
        pictures: Mapping[str, np.ndarray],
        *args: Any,
        **traits: Any,
    ) -> None:
        """`pictures`: uint8 (H, W), (H, W, 3) or (H, W, 4: opacity last)."""
        super().__init__(
            *args,
            names=list(pictures),
            pictures=b"".join(square(p).tobytes() for p in pictures.values()),
            **{"selected": next(iter(pictures), ""), **traits},
        )

    @t.validate("selected")
    def _picture_is_there(self, proposal: dict[str, Any]) -> str:
        name = proposal["value"]
        if name != "own" and name not in self.names:
            raise t.TraitError(
                f"selected: want one of {', '.join(self.names)}, own."
            )
        return name

    @t.validate("own")
    def _own_has_its_size(self, proposal: dict[str, Any]) -> bytes:
        if len(proposal["value"]) not in (0, OCTETS):
            raise t.TraitError(
                f"own: want 64·64·3 = {OCTETS} octets, or none."
            )
        return proposal["value"]


class PictureNetwork(PictureWidget, NetworkWidget):
    """A network that computes on the picture that the reader picks.

    Pass the pictures, then the engines; each engine's example must be what
    `planes` makes of the first picture, for that result is stored.
    """


def square(picture: np.ndarray) -> np.ndarray:
    """The middle square as uint8 (64, 64, 3), on white."""
    from PIL import Image

    fits = picture.ndim == 2 or (
        picture.ndim == 3 and picture.shape[2] in (3, 4)
    )
    if picture.dtype != np.uint8 or not fits or not picture.size:
        raise ValueError(
            "A picture is uint8 (H, W), (H, W, 3) or (H, W, 4), not"
            f" {picture.dtype} {picture.shape}."
        )
    height, width = picture.shape[:2]
    side = min(height, width)
    top, left = (height - side) // 2, (width - side) // 2
    middle = picture[top : top + side, left : left + side]
    image = Image.fromarray(np.ascontiguousarray(middle))
    if image.mode == "RGBA" and middle[..., 3].min() < 255:
        white = Image.new("RGBA", image.size, "white")
        image = Image.alpha_composite(white, image)
    image = image.convert("RGB")
    return np.asarray(image.resize((SIDE, SIDE), Image.Resampling.BOX))


def planes(picture: np.ndarray, side: int = 32) -> np.ndarray:
    """What a network gets of a picture: float32 (1, 3, side, side) in [0, 1].

    `side` divides 64. pick_picture.js has the same for the page.
    """
    block = SIDE // side
    x = square(picture).reshape(side, block, side, block, 3) / 255
    x = x.mean(axis=(1, 3)).transpose(2, 0, 1)[None]  # (1, 3, side, side)
    return np.ascontiguousarray(x, dtype=np.float32)


def chosen(widget: PictureWidget) -> np.ndarray:
    """The selected picture, uint8 (64, 64, 3)."""
    if widget.selected == "own":
        octets = widget.own
    else:
        start = widget.names.index(widget.selected) * OCTETS
        octets = widget.pictures[start : start + OCTETS]
    return np.frombuffer(octets, np.uint8).reshape(SIDE, SIDE, 3)


def signed(values: np.ndarray) -> np.ndarray:
    """(H, W) as RGB in [0, 1]: white at 0, orange above, blue below."""
    strength = np.abs(values / (np.abs(values).max() or 1))[..., None]
    ink = np.where(values[..., None] < 0, (0, 114, 178), (213, 94, 0)) / 255
    return 1 + strength * (ink - 1)


def beside(
    pictures: Sequence[np.ndarray], side: int = 256, gap: int = 16
) -> bytes:
    """Pictures (H, W, 3) in [0, 1] in one row, as PNG."""
    from PIL import Image

    width = len(pictures) * (side + gap) - gap
    sheet = Image.new("RGB", (width, side), "white")
    for i, values in enumerate(pictures):
        octets = (np.clip(values, 0, 1) * 255).astype(np.uint8)
        image = Image.fromarray(octets).resize((side, side), 0)
        sheet.paste(image, (i * (side + gap), 0))
    buffer = io.BytesIO()
    sheet.save(buffer, "PNG")
    return buffer.getvalue()


def montage(rows: Sequence[np.ndarray], tile: int = 40) -> bytes:
    """Rows of maps (C, H, W) as PNG: orange is positive, blue negative."""
    from PIL import Image

    widest = max(len(row) for row in rows)
    sheet = np.full((len(rows) * (tile + 4), widest * (tile + 4), 3), 255)
    for r, row in enumerate(rows):
        scale = np.abs(row).max() or 1
        for c, values in enumerate(row):
            strength = np.abs(values / scale)[..., None]
            ink = np.where(values[..., None] < 0, (0, 114, 178), (213, 94, 0))
            pixels = (255 + strength * (ink - 255)).astype(np.uint8)
            image = Image.fromarray(pixels).resize((tile, tile), 0)
            y, x = r * (tile + 4), c * (tile + 4)
            sheet[y : y + tile, x : x + tile] = image
    buffer = io.BytesIO()
    Image.fromarray(sheet.astype(np.uint8)).save(buffer, "PNG")
    return buffer.getvalue()
