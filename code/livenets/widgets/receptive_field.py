"""Layers are stacked, and what one output pixel sees grows."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import traitlets as t

from livenets.widgets.base import Widget, script
from livenets.widgets.pictures import SIDE, beside, signed, square

Layer = Mapping[str, Any]
CHOICES = {
    "kind": ("conv", "max", "mean"),
    "kernel": (1, 2, 3, 4, 5, 7, 9, 11),
    "stride": (1, 2, 3, 4),
    "dilation": (1, 2, 4, 8),
}


def layer(
    kernel: int, kind: str = "conv", stride: int = 1, dilation: int = 1
) -> dict[str, Any]:
    """One layer of a stack: kind "conv", "max" or "mean"."""
    return {
        "kind": kind,
        "kernel": kernel,
        "stride": stride,
        "dilation": dilation,
    }


POOL = layer(2, "max", stride=2)
STACKS = {
    "one 3 × 3": [layer(3)],
    "three 3 × 3": [layer(3)] * 3,
    "one 7 × 7": [layer(7)],
    "eight 3 × 3": [layer(3)] * 8,
    "LeNet-5": [layer(5), layer(2, "mean", stride=2)] * 2,
    "the first stages of VGG-16": [layer(3), layer(3), POOL] * 2,
    "strides of 2": [layer(3, stride=2)] * 4,
    "dilations 1, 2, 4, 8": [layer(3, dilation=d) for d in (1, 2, 4, 8)],
}


class ReceptiveField(Widget):
    """A stack of layers, and the pixels that one of its outputs can see."""

    _esm = script(
        "convolve.js", "map_view.js", "pick_picture.js", "receptive_field.js"
    )

    # RGB octets, 64×64
    photo = t.Bytes().tag(sync=True)
    # from the first: {"kind", "kernel", "stride", "dilation"}
    layers = t.List(t.Dict()).tag(sync=True)
    # the output pixel; the last one if it is beyond
    row = t.Int(32, min=0).tag(sync=True)
    col = t.Int(32, min=0).tag(sync=True)
    # name → layers
    presets = t.Dict().tag(sync=True)

    def __init__(
        self,
        photo: np.ndarray,
        layers: Sequence[Layer] = STACKS["three 3 × 3"],
        **traits: Any,
    ) -> None:
        """`photo`: uint8 (H, W, 3). `layers`: as `layer(kernel, …)` gives."""
        super().__init__(
            photo=square(photo).tobytes(),
            layers=[dict(part) for part in layers],
            presets=STACKS,
            **traits,
        )

    @t.validate("layers")
    def _layers_are_offered(self, proposal: dict[str, Any]) -> list[Layer]:
        layers = proposal["value"]
        if not 1 <= len(layers) <= 8:
            raise t.TraitError(f"layers: want 1 … 8, got {len(layers)}.")
        for i, part in enumerate(layers):
            for key, offered in CHOICES.items():
                if part.get(key) not in offered:
                    raise t.TraitError(
                        f"layers[{i}]: {key} is {part.get(key)!r}, want one"
                        f" of {', '.join(map(str, offered))}."
                    )
        return layers

    def influence(self) -> np.ndarray:
        """How many paths lead from each pixel to the output: (64, 64)."""
        return np.outer(self.paths(self.row), self.paths(self.col))

    def paths(self, at: int) -> np.ndarray:
        """Along one side: paths from output `at` to each pixel, (64,)."""
        steps, n = [], SIDE
        for part in self.layers:
            d = 1 if part["kind"] == "mean" else part["dilation"]
            k, s = part["kernel"], part["stride"]
            p = d * (k - 1) // 2 if part["kind"] == "conv" else 0
            steps.append((n, k, s, p, d))
            n = (n + 2 * p - d * (k - 1) - 1) // s + 1
        if n < 1:
            raise ValueError("layers: a kernel does not fit into its map.")
        counts = np.zeros(n)
        counts[min(at, n - 1)] = 1
        for n, k, s, p, d in reversed(steps):
            before = np.zeros(n + 2 * p)
            for tap in range(k):
                before[tap * d :: s][: len(counts)] += counts
            counts = before[p : p + n]
        return counts

    def alt(self) -> str:
        """What the stored picture shows."""
        along = np.flatnonzero(self.paths(self.col))
        down = np.flatnonzero(self.paths(self.row))
        high, wide = np.ptp(down) + 1, np.ptp(along) + 1
        return (
            f"What one output pixel of {len(self.layers)} stacked layers sees"
            f" of a photograph: {high} × {wide} pixels, the middle ones most."
        )

    def picture(self) -> bytes:
        """What is seen is lit; beside it, how many paths lead there."""
        ways = self.influence()
        photo = np.frombuffer(self.photo, np.uint8).reshape(SIDE, SIDE, 3)
        photo = photo / 255
        lit = np.where(ways[..., None] > 0, photo, 0.75 + photo / 4)
        return beside([lit, signed(ways)])
