"""A curve through a random matrix and ReLU, and what comes back of it."""

import io
from typing import Any

import numpy as np
import traitlets as t

from livenets.widgets.base import Widget, script

COUNT = 400  # points of a curve
MOST = 600  # points that a reader may draw


class ReluCollapse(Widget):
    """Figure 1 of the MobileNetV2 paper, to be moved.

    Points x of a plane become ReLU(T x + β) in n channels, and are read back.
    """

    _esm = script("collapse.js", "relu_collapse.js")

    shape = t.Enum(["spiral", "circle", "grid", "own"], "spiral").tag(
        sync=True
    )
    # points (x, y) that the reader drew, each in [-1, 1]
    own = t.List(t.List(t.Float())).tag(sync=True)
    # channels, and the seed of the n×2 matrix T
    n = t.Int(3, min=2, max=30).tag(sync=True)
    seed = t.Int(0, min=0, max=999).tag(sync=True)
    relu = t.Bool(True).tag(sync=True)
    # a bias, the same for every channel
    beta = t.Float(0.0, min=-2, max=2).tag(sync=True)
    # read back by the pseudo-inverse of T, or of its rows that are on
    knows = t.Bool(False).tag(sync=True)
    # the point that is looked at
    x = t.Float(0.9, min=-1.2, max=1.2).tag(sync=True)
    y = t.Float(-0.3, min=-1.2, max=1.2).tag(sync=True)

    @t.validate("own")
    def _own_is_in_the_plane(self, proposal: dict[str, Any]) -> list[Any]:
        points = proposal["value"]
        if len(points) > MOST or any(len(p) != 2 for p in points):
            raise t.TraitError(f"own: want at most {MOST} points (x, y).")
        if points and not np.abs(points).max() <= 1.25:
            raise t.TraitError("own: want x and y in [-1.25, 1.25].")
        return points

    def points(self) -> np.ndarray:
        """The curve, (N, 2)."""
        if self.shape == "own":
            return np.array(self.own, float).reshape(-1, 2)
        return curve(self.shape)

    def collapse(self) -> tuple[np.ndarray, np.ndarray]:
        """How many channels each point keeps, (N,), and what is read back."""
        points, rows = self.points(), matrix(self.n, self.seed)
        values = points @ rows.T + self.beta  # (N, n)
        on = np.ones_like(values, bool)
        if self.relu:
            on = values > 0
            values = np.where(on, values, 0)
        read = on if self.knows else np.ones_like(on)
        back = [
            np.linalg.pinv(rows[r]) @ (v[r] - self.beta) if r.any() else (0, 0)
            for v, r in zip(values, read, strict=True)
        ]
        return on.sum(axis=1), np.array(back).reshape(-1, 2)

    def unique(self) -> float:
        """The share of points that come from one place of the plane only."""
        on, _ = self.collapse()
        return float((on >= 2).mean()) if len(on) else 0.0

    def alt(self) -> str:
        """What the stored picture shows."""
        through = "with ReLU" if self.relu else "without ReLU"
        return (
            f"A {self.shape} of {len(self.points())} points, and what is read"
            f" back of it from {self.n} random channels {through}:"
            f" {100 * self.unique():.0f} % of its points still come from one"
            " place only."
        )

    def picture(self) -> bytes:
        """The curve, and what comes back; blue at its start, then orange."""
        from PIL import Image, ImageDraw

        image = Image.new("RGB", (528, 256), "white")
        pen = ImageDraw.Draw(image)
        _, back = self.collapse()
        for left, points in ((0, self.points()), (272, back)):
            reach = max(1.25, np.abs(points).max(initial=0))
            pen.rectangle((left, 0, left + 255, 255), outline="#b3b3b3")
            for i, (x, y) in enumerate(points):
                share = i / len(points)
                ink = np.array((0, 114, 178)) * (1 - share)
                ink = ink + np.array((213, 94, 0)) * share
                u, v = left + 128 + 126 * x / reach, 128 - 126 * y / reach
                pen.ellipse(
                    (u - 2, v - 2, u + 2, v + 2), tuple(ink.astype(int))
                )
        buffer = io.BytesIO()
        image.save(buffer, "PNG")
        return buffer.getvalue()


def curve(shape: str) -> np.ndarray:
    """The points of a shape, (400, 2), as collapse.js has them."""
    i = np.arange(COUNT)
    if shape == "grid":
        return np.stack([i % 20, i // 20], axis=1) / 9.5 - 1
    along = np.sqrt((i + 1) / COUNT) if shape == "spiral" else np.ones(COUNT)
    turn = 4 * np.pi * along if shape == "spiral" else 2 * np.pi * i / COUNT
    return along[:, None] * np.stack([np.cos(turn), np.sin(turn)], axis=1)


def matrix(n: int, seed: int) -> np.ndarray:
    """n random rows, (n, 2), normal; more rows keep the first ones."""
    u = np.array(uniform(seed, 4 * n)).reshape(-1, 2)
    v = np.sqrt(-2 * np.log(u[:, 0])) * np.cos(2 * np.pi * u[:, 1])
    return v.reshape(n, 2)


def uniform(seed: int, count: int) -> list[float]:
    """Numbers in (0, 1) by mulberry32, which JavaScript can do as well."""
    mask, state, out = 0xFFFFFFFF, seed, []
    for _ in range(count):
        state = (state + 0x6D2B79F5) & mask
        v = (state ^ (state >> 15)) * (1 | state) & mask
        v = (v + ((v ^ (v >> 7)) * (61 | v) & mask)) & mask ^ v
        out.append(((v ^ (v >> 14)) + 0.5) / 2**32)
    return out
