"""A standard convolution against a separable one, on a picture's channels."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import traitlets as t

from livenets.widgets.base import script
from livenets.widgets.pictures import (
    SIDE,
    PictureWidget,
    beside,
    chosen,
    signed,
)

VERTICAL = np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]) / 4
HORIZONTAL = VERTICAL.T
SPOTS = np.array([[0, 1, 0], [1, -4, 1], [0, 1, 0]]) / 4
TWIST = np.array([[1, 0, -1], [0, 0, 0], [-1, 0, 1]]) / 2
# four kernels of three slices: (4, 3, 3, 3)
BANKS = {
    "one question a channel, mixed": np.einsum(
        "oc,cij->ocij",
        [[1, 0, 0], [0, 1, 0], [1, 1, 0], [0.5, -0.5, 1]],
        [VERTICAL, HORIZONTAL, SPOTS],
    ),
    "four questions to every channel": np.einsum(
        "oij,c->ocij",
        [VERTICAL, HORIZONTAL, SPOTS, TWIST],
        [0.3, 0.6, 0.1],
    ),
}
ALL = 1_000_000  # multiplications: more than there are


class Separable(PictureWidget):
    """One output pixel, multiplication by multiplication, both ways.

    The separable layer is the one that is nearest to the standard one: of
    each input channel's (out, 9) weights it keeps the `filters` largest
    singular values.
    """

    _esm = script(
        "convolve.js",
        "map_view.js",
        "pick_picture.js",
        "separate.js",
        "wired.js",
        "separable.js",
    )

    # name → 4 × 3 × 9 weights
    banks = t.Dict().tag(sync=True)
    bank = t.Unicode().tag(sync=True)
    # output channels: the first ones of the bank
    out = t.Int(4, min=1, max=4).tag(sync=True)
    # depthwise kernels for each input channel
    filters = t.Int(1, min=1, max=4).tag(sync=True)
    # the pixel that is looked at
    row = t.Int(18, min=0, max=SIDE - 1).tag(sync=True)
    col = t.Int(28, min=0, max=SIDE - 1).tag(sync=True)
    # multiplications made of it; what is beyond the last is the last
    done = t.Int(ALL, min=0).tag(sync=True)

    def __init__(
        self,
        pictures: Mapping[str, np.ndarray],
        learned: Mapping[str, np.ndarray] | None = None,
        **traits: Any,
    ) -> None:
        """`learned`: name → weights (4, 3, 3, 3), put to the other kernels."""
        banks = {**BANKS, **(learned or {})}
        for name, weights in banks.items():
            if np.shape(weights) != (4, 3, 3, 3):
                raise ValueError(
                    f"{name!r}: want weights (4, 3, 3, 3), not"
                    f" {np.shape(weights)}."
                )
        rounded = {
            name: np.asarray(w, float).round(4).reshape(4, 3, 9).tolist()
            for name, w in banks.items()
        }
        super().__init__(
            pictures, banks=rounded, **{"bank": next(iter(banks)), **traits}
        )

    @t.validate("bank")
    def _bank_is_there(self, proposal: dict[str, Any]) -> str:
        if proposal["value"] not in self.banks:
            raise t.TraitError(f"bank: want one of {', '.join(self.banks)}.")
        return proposal["value"]

    def maps(self) -> tuple[np.ndarray, np.ndarray]:
        """The maps of the standard and of the separable way: (out, 64, 64)."""
        kernels = np.array(self.banks[self.bank])[: self.out]  # (out, 3, 9)
        near = nearest(kernels, self.filters)
        x = np.pad(chosen(self) / 255, ((1, 1), (1, 1), (0, 0)))
        taps = np.stack(
            [x[i:, j:][:SIDE, :SIDE] for i in range(3) for j in range(3)]
        )  # (9, 64, 64, 3)
        standard, separable = (
            np.einsum("oct,thwc->ohw", each, taps) for each in (kernels, near)
        )
        return standard, separable

    def alt(self) -> str:
        """What the stored picture shows."""
        n, m = self.out, self.filters
        standard, separable = self.maps()
        power = np.square(standard).sum() or 1
        gap = np.sqrt(np.square(separable - standard).sum() / power)
        return (
            f"A colour picture ({self.selected}), the {n} maps that a standard"
            f" convolution makes of its three channels with {n * 27}"
            f" multiplications a pixel, and those of a separable one with"
            f" {m * 27} + {n * m * 3}: they are off by {100 * gap:.0f} %."
        )

    def picture(self) -> bytes:
        """The picture, the standard maps, the separable ones."""
        maps = [signed(values) for part in self.maps() for values in part]
        return beside([chosen(self) / 255, *maps], side=96, gap=8)


def nearest(kernels: np.ndarray, filters: int) -> np.ndarray:
    """(out, c_in, taps) → the same with `filters` filters a channel."""
    u, s, v = np.linalg.svd(kernels.swapaxes(0, 1), full_matrices=False)
    m = min(filters, s.shape[-1])
    near = u[..., :m] * s[:, None, :m] @ v[:, :m]  # (c_in, out, taps)
    return near.swapaxes(0, 1)
