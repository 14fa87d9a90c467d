"""AlexNet's two columns: which maps each one sees, and where they talk."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import traitlets as t

from livenets.engine import Engine
from livenets.widgets.base import script
from livenets.widgets.pictures import PictureNetwork, montage, planes


class TwoColumns(PictureNetwork):
    """Two columns side by side, with the wires between them as sliders.

    Either column can be switched off, each wire turned down, and for any map
    the widget shows which maps it sees.
    """

    _esm = script(
        "live.js",
        "maps.js",
        "scores.js",
        "pick_picture.js",
        "units.js",
        "column_view.js",
        "two_columns.js",
    )

    # names of the layers, of whose channels each column has one half
    layers = t.List(t.Unicode()).tag(sync=True)
    # names of the modules that carry what one column takes from the other;
    # each is inside the layer that hears it
    wires = t.List(t.Unicode()).tag(sync=True)
    # names of the scores
    classes = t.List(t.Unicode()).tag(sync=True)
    # pixels a side that the network gets: 64, 32 or 16
    side = t.Int().tag(sync=True)

    def __init__(
        self,
        model: Any,
        pictures: Mapping[str, np.ndarray],
        layers: Sequence[str],
        wires: Sequence[str],
        classes: Sequence[str],
        side: int = 32,
        **traits: Any,
    ) -> None:
        """`model`: a network whose wires are modules, as `taken_apart` gives.

        Raises `ValueError` where a layer can't be halved, a wire is in no
        layer, or a class is missing.
        """
        for wire in wires:
            if not any(wire.startswith(f"{name}.") for name in layers):
                raise ValueError(
                    f"{wire!r} is in none of the layers {', '.join(layers)}."
                )
        first = planes(next(iter(pictures.values())), side)
        engine = Engine(
            model, {"input": first}, layers, knobs=[*layers, *wires]
        )
        card = engine.card()
        for name in layers:
            if card["knobs"][name] % 2:
                raise ValueError(
                    f"{name!r} has {card['knobs'][name]} channels: want an"
                    " even number, a half for each column."
                )
        count = card["outputs"]["output"][-1]
        if len(classes) != count:
            raise ValueError(
                f"classes: {len(classes)} names for {count} scores."
            )
        super().__init__(
            pictures,
            {"network": engine},
            layers=list(layers),
            wires=list(wires),
            classes=list(classes),
            side=side,
            **traits,
        )

    def alt(self) -> str:
        """What the stored picture shows, with the network's verdict."""
        scores = self.first["output"][0]
        share = np.exp(scores - scores.max())
        share = share.max() / share.sum()
        return (
            f"Maps of two columns of a network for a picture ({self.names[0]})"
            f", a row a layer, the left column's and then the right one's;"
            f" they hear each other in {len(self.wires)} of"
            f" {len(self.layers)} layers. The network reads:"
            f" {self.classes[scores.argmax()]} ({100 * share:.0f} %)."
        )

    def picture(self) -> bytes:
        """A row of at most 6 maps of each column for each layer of maps."""
        rows = [self.first[name][0] for name in self.layers]
        return montage(
            [
                np.concatenate([row[:6], row[len(row) // 2 :][:6]])
                for row in rows
                if row.ndim == 3
            ]
        )
