"""swish, and the straight lines that MobileNetV3 puts in its place."""

import io
from typing import Any

import numpy as np
import traitlets as t

from livenets.widgets.base import Widget, script

INKS = {"swish": "#0072b2", "h-swish": "#a84a00", "ReLU6": "#595959"}
LOW, HIGH = -6.0, 6.0


class HardSwish(Widget):
    """Three activations over x; how far apart they are, and what they cost."""

    _esm = script("bends.js", "hard_swish.js")

    x = t.Float(-1.0).tag(sync=True)
    show = t.Enum(["value", "slope", "distance"], "value").tag(sync=True)

    @t.validate("x")
    def _x_is_in_the_plot(self, proposal: dict[str, Any]) -> float:
        if not LOW <= proposal["value"] <= HIGH:
            raise t.TraitError(f"x: want {LOW:g} … {HIGH:g}.")
        return proposal["value"]

    def alt(self) -> str:
        """What the stored picture shows."""
        x = np.linspace(LOW, HIGH, 1201)
        gap = np.abs(curves(x)["h-swish"] - curves(x)["swish"]).max()
        return (
            "Three curves from −6 to 6: swish, smooth, with a dip below 0;"
            f" h-swish, never more than {gap:.2f} from it; ReLU6, flat below"
            " 0 and from 6 on."
        )

    def picture(self) -> bytes:
        """The three curves."""
        from PIL import Image, ImageDraw

        width, height, top, bottom = 640, 320, 6.2, -0.8
        sheet = Image.new("RGB", (width, height), "white")
        pen = ImageDraw.Draw(sheet)
        x = np.linspace(LOW, HIGH, width)
        zero = height * top / (top - bottom)
        pen.line((0, zero, width, zero), "#b3b3b3")
        pen.line((width / 2, 0, width / 2, height), "#b3b3b3")
        for name, y in curves(x).items():
            rows = height * (top - y) / (top - bottom)
            pen.line([*enumerate(rows.tolist())], INKS[name], width=3)
        buffer = io.BytesIO()
        sheet.save(buffer, "PNG")
        return buffer.getvalue()


def curves(x: np.ndarray) -> dict[str, np.ndarray]:
    """The three activations at x."""
    return {
        "swish": x / (1 + np.exp(-x)),
        "h-swish": x * np.clip(x + 3, 0, 6) / 6,
        "ReLU6": np.clip(x, 0, 6),
    }
