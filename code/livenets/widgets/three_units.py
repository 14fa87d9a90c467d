"""A recurrent network of three units, with every product to be seen."""

from typing import Any

import numpy as np
import traitlets as t

from livenets.widgets.base import Widget, script
from livenets.widgets.pictures import montage

UNITS = 3
MOMENTS = 16
IMPULSE = [1] + [0] * (MOMENTS - 1)
WEIGHT_X = [1.0, -0.5, 0.0]
# two units that turn each other round, and a third that listens
WEIGHT_H = [[0.6, -0.6, 0.0], [0.6, 0.6, 0.0], [0.3, 0.0, 0.5]]
SHAPES = {
    "weight_x": (UNITS,),
    "weight_h": (UNITS, UNITS),
    "bias": (UNITS,),
    "inputs": (MOMENTS,),
}


class ThreeUnits(Widget):
    """Step through sixteen moments; edit any weight; scale W_h at a stroke.

    It is only arithmetic, so it needs no engine.
    """

    _esm = script("three_units_math.js", "echo_plot.js", "three_units.js")

    # W_x, its rows W_h, b
    weight_x = t.List(t.Float(), WEIGHT_X).tag(sync=True)
    weight_h = t.List(t.List(t.Float()), WEIGHT_H).tag(sync=True)
    bias = t.List(t.Float(), [0.0] * UNITS).tag(sync=True)
    # of each moment: -1, 0 or 1
    inputs = t.List(t.Int(min=-1, max=1), IMPULSE).tag(sync=True)
    # the moment that is looked at, counted from 0
    moment = t.Int(0, min=0, max=MOMENTS - 1).tag(sync=True)
    activation = t.Enum(("tanh", "none"), "tanh").tag(sync=True)

    @t.validate(*SHAPES)
    def _shape_is_right(self, proposal: dict[str, Any]) -> list[Any]:
        name = proposal["trait"].name
        want = SHAPES[name]
        try:
            array = np.array(proposal["value"], float)
        except ValueError:
            array = np.empty(0)
        if array.shape != want or not np.isfinite(array).all():
            raise t.TraitError(
                f"{name}: want {' × '.join(map(str, want))} finite numbers."
            )
        return proposal["value"]

    def states(self) -> np.ndarray:
        """The hidden state after each moment, (T, 3)."""
        h, rows = np.zeros(UNITS), []
        w_x, w_h = np.array(self.weight_x), np.array(self.weight_h)
        for x in self.inputs:
            h = w_x * x + w_h @ h + self.bias
            h = np.tanh(h) if self.activation == "tanh" else h
            rows.append(h)
        return np.array(rows)

    def radius(self) -> float:
        """The spectral radius of W_h: its largest eigenvalue's size."""
        return float(np.abs(np.linalg.eigvals(self.weight_h)).max())

    def alt(self) -> str:
        """What the stored picture shows."""
        sizes = np.linalg.norm(self.states(), axis=1)
        return (
            f"The three hidden units of a recurrent network over {MOMENTS}"
            f" moments. W_h has the spectral radius {self.radius():.2f}: the"
            f" state's size is {sizes[0]:.2g} after the first moment and"
            f" {sizes[-1]:.2g} after the last."
        )

    def picture(self) -> bytes:
        """Units down, moments to the right."""
        return montage([[self.states().T]], tile=260)
