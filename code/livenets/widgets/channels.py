"""From three channels to many: one kernel, of three slices, for each."""

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

SOBEL = [[-0.25, 0, 0.25], [-0.5, 0, 0.5], [-0.25, 0, 0.25]]
BRIGHTNESS = LUMA.tolist()
# name → a share of each channel, and a kernel that slides over their mixture
RECIPES = {
    "brightness": {"mix": BRIGHTNESS, "kernel": [[1]]},
    "red against green": {"mix": [1, -1, 0], "kernel": [[1]]},
    "vertical edges": {"mix": BRIGHTNESS, "kernel": SOBEL},
    "horizontal edges": {
        "mix": BRIGHTNESS,
        "kernel": np.transpose(SOBEL).tolist(),
    },
    "blue against yellow": {"mix": [-0.5, -0.5, 1], "kernel": [[1]]},
    "blurred red": {"mix": [1, 0, 0], "kernel": [[1 / 9] * 3] * 3},
    "darkness": {"mix": [-c for c in BRIGHTNESS], "kernel": [[1]]},
    "edges of red against green": {"mix": [1, -1, 0], "kernel": SOBEL},
    "red": {"mix": [1, 0, 0], "kernel": [[1]]},
    "green": {"mix": [0, 1, 0], "kernel": [[1]]},
    "blue": {"mix": [0, 0, 1], "kernel": [[1]]},
    "red against blue": {"mix": [1, 0, -1], "kernel": [[1]]},
}


class Channels(PictureWidget):
    """A colour picture, its channels, and the maps that mix them."""

    _esm = script(
        "convolve.js",
        "map_view.js",
        "maps.js",
        "pick_picture.js",
        "channels.js",
    )

    # c_out × 3 × k × k, k 1 or 3, and c_out
    weight = t.List().tag(sync=True)
    bias = t.List(t.Float()).tag(sync=True)
    # the output channel, and its pixel, that are looked at
    chosen = t.Int(0, min=0).tag(sync=True)
    row = t.Int(24, min=0, max=SIDE - 1).tag(sync=True)
    col = t.Int(40, min=0, max=SIDE - 1).tag(sync=True)
    recipes = t.Dict().tag(sync=True)

    def __init__(
        self,
        pictures: Mapping[str, np.ndarray],
        weight: np.ndarray | None = None,
        bias: np.ndarray | None = None,
        **traits: Any,
    ) -> None:
        """`pictures`: uint8 (H, W, 3) or (H, W, 4: opacity last).

        `weight` (c_out, 3, k, k), k 1 or 3, and `bias` (c_out,) as in
        `nn.Conv2d(3, c_out, k, padding=k // 2)`.
        """
        if weight is None:
            first = list(RECIPES.values())[:4]
            weight = np.stack([slices(recipe, 3) for recipe in first])
        if bias is None:
            bias = np.zeros(len(weight))
        super().__init__(
            pictures,
            recipes=RECIPES,
            weight=np.asarray(weight, float).tolist(),
            bias=np.asarray(bias, float).tolist(),
            **traits,
        )

    @t.validate("weight")
    def _weight_is_of_a_conv(self, proposal: dict[str, Any]) -> list[Any]:
        wanted = "weight: want (1 … 8, 3, k, k), k 1 or 3, finite."
        try:
            array = np.array(proposal["value"], float)
        except ValueError:
            raise t.TraitError(wanted) from None
        if array.ndim != 4 or not 1 <= len(array) <= 8:
            raise t.TraitError(wanted)
        if array.shape[1:] not in ((3, 1, 1), (3, 3, 3)):
            raise t.TraitError(wanted)
        if not np.isfinite(array).all():
            raise t.TraitError(wanted)
        return proposal["value"]

    @t.validate("bias")
    def _bias_is_finite(self, proposal: dict[str, Any]) -> list[float]:
        if not np.isfinite(proposal["value"]).all():
            raise t.TraitError("bias: want finite numbers.")
        if len(proposal["value"]) != len(self.weight):
            raise t.TraitError("bias: want one number per output channel.")
        return proposal["value"]

    @t.validate("chosen")
    def _channel_is_there(self, proposal: dict[str, Any]) -> int:
        if proposal["value"] >= len(self.weight):
            raise t.TraitError(f"chosen: want 0 … {len(self.weight) - 1}.")
        return proposal["value"]

    @t.observe("weight")
    def _one_bias_a_channel(self, change: dict[str, Any]) -> None:
        n = len(change["new"])
        if len(self.bias) != n:
            self.bias = [*self.bias, *[0.0] * n][:n]
        self.chosen = min(self.chosen, n - 1)

    def maps(self) -> np.ndarray:
        """What each output channel is: (c_out, 64, 64)."""
        weight = np.array(self.weight)
        k = weight.shape[-1]
        x = np.pad(chosen(self) / 255, [(k // 2, k // 2)] * 2 + [(0, 0)])
        taps = np.stack(
            [x[i:, j:][:SIDE, :SIDE] for i in range(k) for j in range(k)]
        )  # (k·k, 64, 64, 3)
        flat = weight.reshape(len(weight), 3, k * k)
        return (
            np.einsum("ocn,nhwc->ohw", flat, taps)
            + np.array(self.bias)[:, None, None]
        )

    def alt(self) -> str:
        """What the stored picture shows."""
        n, k = len(self.weight), len(self.weight[0][0])
        return (
            f"A colour picture ({self.selected}) and {n} maps that kernels of"
            f" 3 × {k} × {k} weights make of its red, green and blue channels."
        )

    def picture(self) -> bytes:
        """The picture, then every output channel: orange > 0, blue < 0."""
        maps = [signed(values) for values in self.maps()]
        return beside([chosen(self) / 255, *maps], side=128, gap=8)


def slices(recipe: Mapping[str, Any], k: int) -> np.ndarray:
    """A recipe's three slices, (3, k, k); its kernel is not larger."""
    kernel = np.array(recipe["kernel"], float)
    kernel = np.pad(kernel, (k - len(kernel)) // 2)
    return np.array(recipe["mix"])[:, None, None] * kernel
