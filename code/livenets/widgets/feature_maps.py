"""The feature maps of a network's layers, for the picture of the reader."""

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
from livenets.widgets.pictures import PictureNetwork, montage, planes

ROWS = 8  # layers that are chosen where none are named


class FeatureMaps(PictureNetwork):
    """All maps of the chosen layers; any map can be enlarged or silenced.

    For any `nn.Module` that takes a picture (1, 3, side, side) in [0, 1] and
    puts out scores (1, classes).
    """

    _esm = script(
        "live.js",
        "maps.js",
        "map_view.js",
        "scores.js",
        "pick_picture.js",
        "feature_maps.js",
    )

    # names of the watched modules, in the order in which they run
    layers = t.List(t.Unicode()).tag(sync=True)
    # names of the scores
    classes = t.List(t.Unicode()).tag(sync=True)
    # pixels a side that the network gets: 64, 32 or 16
    side = t.Int().tag(sync=True)

    def __init__(
        self,
        model: Any,
        pictures: Mapping[str, np.ndarray] | np.ndarray,
        watch: Sequence[str] | None = None,
        classes: Sequence[str] = (),
        side: int | None = None,
        **traits: Any,
    ) -> None:
        """`pictures`: one or more, uint8 (H, W, 3) or (H, W, 4: opacity last).

        `watch`: names of submodules that put out maps (1, C, H, W); by default
        the last one of each size. `classes` names the scores; by default
        their numbers. `side`: by default 32, if the network takes it. Raises
        `ValueError` where a watched module puts out no maps.
        """
        pictures = several(pictures)
        side = side or side_for(model, pictures)
        first = planes(next(iter(pictures.values())), side)
        if watch is None:
            watch = last_of_each_size(model, first)
        engine = Engine(model, {"input": first}, watch, knobs=watch)
        shapes = one_row_of_scores(model, engine)
        for name in watch:
            if len(shapes[name]) != 4:
                raise ValueError(
                    f"{name!r} puts out {tuple(shapes[name])}: want maps,"
                    " (1, C, H, W)."
                )
        super().__init__(
            pictures,
            {"network": engine},
            layers=list(watch),
            classes=class_names(classes, shapes["output"][-1]),
            side=side,
            **traits,
        )

    def alt(self) -> str:
        """What the stored picture shows, with the network's verdict."""
        scores = self.first["output"][0]
        share = np.exp(scores - scores.max())
        share = share.max() / share.sum()
        rows = ", ".join(
            f"{self.first[name].shape[1]} of {name}" for name in self.layers
        )
        return (
            f"Feature maps that a network makes of a picture ({self.names[0]})"
            f": {rows}. It reads: {self.classes[scores.argmax()]}"
            f" ({100 * share:.0f} %)."
        )

    def picture(self) -> bytes:
        """A row of at most 16 maps for each layer."""
        return montage([self.first[name][0][:16] for name in self.layers])


def last_of_each_size(model: Any, x: np.ndarray) -> list[str]:
    """Of the modules that put out maps, the last of each (C, H, W)."""
    from livenets.probe import outputs

    sizes: dict[tuple[int, ...], str] = {}
    for name, shape in outputs(model, x).items():
        if len(shape) == 4 and min(shape[2:]) > 1:
            sizes.pop(shape[1:], None)  # so that the order is that of running
            sizes[shape[1:]] = name
    if not sizes:
        raise ValueError(
            f"No submodule of {type(model).__name__} puts out maps of more"
            " than one pixel: name the layers in `watch`."
        )
    return list(sizes.values())[-ROWS:]
