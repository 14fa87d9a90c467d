"""The depthwise kernels of a network, and the maps they make."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import traitlets as t

from livenets.engine import Engine
from livenets.widgets.any_model import (
    class_names,
    one_row_of_scores,
    several,
    side_for,
)
from livenets.widgets.base import script
from livenets.widgets.live import as_bytes
from livenets.widgets.pictures import PictureNetwork, montage, planes

EMPTY = 0.01  # of the largest weight of the layer


class DepthwiseKernels(PictureNetwork):
    """Each kernel of a layer with its map; any kernel can be set to 0.

    For any `nn.Module` with depthwise convolutions that takes a picture
    (1, 3, side, side) in [0, 1] and puts out scores (1, classes).
    """

    _esm = script(
        "live.js",
        "scores.js",
        "pick_picture.js",
        "map_view.js",
        "depthwise_kernels.js",
    )

    # names of the depthwise convolutions, in the order in which they stand
    layers = t.List(t.Unicode()).tag(sync=True)
    # all kernels, float32, layer by layer, k·k each; and k of each layer
    kernels = t.Bytes().tag(sync=True)
    sizes = t.List(t.Int()).tag(sync=True)
    # the layer that is shown, an index into `layers`
    layer = t.Int(0, min=0).tag(sync=True)
    # names of the scores
    classes = t.List(t.Unicode()).tag(sync=True)
    # pixels a side that the network gets: 64, 32 or 16
    side = t.Int().tag(sync=True)

    def __init__(
        self,
        model: Any,
        pictures: Mapping[str, np.ndarray] | np.ndarray,
        classes: Sequence[str] = (),
        side: int | None = None,
        **traits: Any,
    ) -> None:
        """`pictures`: one or more, uint8 (H, W, 3) or (H, W, 4: opacity last).

        `classes`, `side`: as for `FeatureMaps`. Raises `ValueError` where the
        network has no depthwise convolution.
        """
        self.weights = depthwise(model)
        if not self.weights:
            raise ValueError(
                f"{type(model).__name__} has no depthwise convolution: none"
                " has as many groups as channels."
            )
        pictures = several(pictures)
        side = side or side_for(model, pictures)
        layers = list(self.weights)
        shown = layers[traits.get("layer", 0)]
        first = planes(next(iter(pictures.values())), side)
        engine = Engine(model, {"input": first}, layers, layers)
        shapes = one_row_of_scores(model, engine)
        super().__init__(
            pictures,
            {"network": engine},
            layers=layers,
            kernels=b"".join(as_bytes(w) for w in self.weights.values()),
            sizes=[w.shape[-1] for w in self.weights.values()],
            classes=class_names(classes, shapes["output"][-1]),
            side=side,
            **traits,
        )
        # the maps of other layers are computed when they are asked for
        self.stored = {name: self.stored[name] for name in (shown, "output")}

    @t.validate("layer")
    def _layer_is_there(self, proposal: dict[str, Any]) -> int:
        if proposal["value"] >= len(self.layers):
            raise t.TraitError(f"layer: want 0 … {len(self.layers) - 1}.")
        return proposal["value"]

    def alt(self) -> str:
        """What the stored picture shows."""
        name = self.layers[self.layer]
        weights = self.weights[name]
        largest = np.abs(weights).max(axis=(1, 2))
        empty = (largest < EMPTY * largest.max()).sum()
        scores = self.first["output"][0]
        return (
            f"The {len(weights)} depthwise kernels of {name}, {empty} of them"
            f" empty, and under each the map that it makes of its channel of"
            f" a picture ({self.names[0]}). The network reads:"
            f" {self.classes[scores.argmax()]}."
        )

    def picture(self) -> bytes:
        """A row of at most 16 kernels, and a row of their maps."""
        name = self.layers[self.layer]
        return montage([self.weights[name][:16], self.first[name][0][:16]])


def depthwise(model: Any) -> dict[str, np.ndarray]:
    """Depthwise convolution → its kernels (C, k, k)."""
    return {
        name: module.weight.detach().cpu().float().numpy()[:, 0]
        for name, module in model.named_modules()
        if getattr(module, "groups", 1) > 1
        and module.groups == module.in_channels == module.out_channels
    }
