"""A kernel slides over a picture: every product, every sum."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import traitlets as t

from livenets.widgets.base import script
from livenets.widgets.pictures import (
    LUMA,
    SIDE,
    PictureWidget,
    beside,
    chosen,
    signed,
)


def preset(kernel: list[list[float]], colours: str) -> dict[str, Any]:
    """A kernel, and how its map is best drawn."""
    return {"kernel": kernel, "colours": colours}


PRESETS = {
    "identity": preset([[0, 0, 0], [0, 1, 0], [0, 0, 0]], "grey"),
    "blur": preset([[1 / 9] * 3] * 3, "grey"),
    "sharpen": preset([[0, -1, 0], [-1, 5, -1], [0, -1, 0]], "grey"),
    "vertical edges (Sobel)": preset(
        [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]], "signed"
    ),
    "horizontal edges (Sobel)": preset(
        [[-1, -2, -1], [0, 0, 0], [1, 2, 1]], "signed"
    ),
    "all edges (Laplace)": preset(
        [[0, 1, 0], [1, -4, 1], [0, 1, 0]], "signed"
    ),
    "emboss": preset([[-2, -1, 0], [-1, 1, 1], [0, 1, 2]], "grey"),
}


class SlidingKernel(PictureWidget):
    """A picture, the kernel on it, and the map that it makes."""

    _esm = script(
        "convolve.js", "map_view.js", "pick_picture.js", "sliding_kernel.js"
    )

    # pixels a side that the picture is reduced to
    side = t.Enum([8, 16, 32, 64], 64).tag(sync=True)
    mode = t.Enum(["kernel", "max", "mean"], "kernel").tag(sync=True)
    # k rows of k numbers, k in 1, 2, 3, 5, 7
    kernel = t.List(t.List(t.Float())).tag(sync=True)
    # k of a pooling window
    window = t.Enum([1, 2, 3, 5, 7], 2).tag(sync=True)
    stride = t.Int(1, min=1, max=4).tag(sync=True)
    padding = t.Int(0, min=0, max=6).tag(sync=True)
    dilation = t.Int(1, min=1, max=4).tag(sync=True)
    # True: convolve as in mathematics; False: correlate, as networks do
    flip = t.Bool(False).tag(sync=True)
    # pixels that the picture is moved to the right
    shift = t.Int(0, min=0, max=16).tag(sync=True)
    # the pixel of the map that is looked at; the last one if it is beyond
    row = t.Int(20, min=0).tag(sync=True)
    col = t.Int(20, min=0).tag(sync=True)
    colours = t.Enum(["grey", "signed"], "signed").tag(sync=True)
    # name → {"kernel": …, "colours": …}
    presets = t.Dict().tag(sync=True)

    def __init__(
        self,
        pictures: Mapping[str, np.ndarray],
        learned: np.ndarray | None = None,
        **traits: Any,
    ) -> None:
        """`pictures`: uint8 (H, W), (H, W, 3) or (H, W, 4: opacity last).

        `learned`: kernels (n, k, k) of a trained layer, put to the presets.
        """
        presets = dict(PRESETS)
        for i, kernel in enumerate([] if learned is None else learned):
            rounded = np.asarray(kernel, float).round(3).tolist()
            presets[f"learned by LeNet-5, {i}"] = preset(rounded, "signed")
        first = PRESETS["vertical edges (Sobel)"]["kernel"]
        super().__init__(
            pictures, presets=presets, **{"kernel": first, **traits}
        )

    @t.validate("kernel")
    def _kernel_is_square(self, proposal: dict[str, Any]) -> list[list[float]]:
        rows = proposal["value"]
        k = len(rows)
        if k not in (1, 2, 3, 5, 7) or any(len(row) != k for row in rows):
            raise t.TraitError("kernel: want k rows of k, k in 1, 2, 3, 5, 7.")
        if not np.isfinite(rows).all():
            raise t.TraitError("kernel: want finite numbers.")
        return rows

    def map(self) -> np.ndarray:
        """What the kernel or window makes of the picture: (o, o)."""
        block = SIDE // self.side
        grey = chosen(self) @ LUMA / 255  # (64, 64)
        grey = grey.reshape(self.side, block, self.side, block).mean((1, 3))
        grey = np.roll(grey, self.shift, axis=1)
        kernel = np.array(self.kernel)[:: -1 if self.flip else 1]
        kernel = kernel[:, :: -1 if self.flip else 1]
        k = len(kernel) if self.mode == "kernel" else self.window
        if self.mode != "kernel" and self.padding > k // 2:
            raise ValueError("padding: pooling pads by half a window at most.")
        dilation = 1 if self.mode == "mean" else self.dilation
        fill = -np.inf if self.mode == "max" else 0
        padded = np.pad(grey, self.padding, constant_values=fill)
        size = len(padded) - dilation * (k - 1)
        if size < 1:
            raise ValueError("The kernel does not fit into the picture.")
        taps = np.stack(
            [padded[i * dilation :, j * dilation :][:size:, :size]
             for i in range(k) for j in range(k)]
        )[:, :: self.stride, :: self.stride]  # fmt: skip
        if self.mode == "kernel":
            return np.tensordot(kernel.ravel(), taps, 1)
        return taps.max(0) if self.mode == "max" else taps.mean(0)

    def alt(self) -> str:
        """What the stored picture shows."""
        found = self.map()
        what = "window" if self.mode != "kernel" else "kernel"
        k = len(self.kernel) if self.mode == "kernel" else self.window
        return (
            f"A picture ({self.selected}) of {self.side} × {self.side} pixels,"
            f" and the {len(found)} × {len(found)} map that a {k} × {k} {what}"
            f" makes of it, from {found.min():.2f} to {found.max():.2f}."
        )

    def picture(self) -> bytes:
        """The picture in grey, and the map: orange above 0, blue below."""
        found = self.map()
        grey = chosen(self) @ LUMA / 255
        if self.colours == "grey" or self.mode != "kernel":
            return beside(
                [np.repeat(a[..., None], 3, 2) for a in (grey, found)]
            )
        return beside([np.repeat(grey[..., None], 3, 2), signed(found)])
