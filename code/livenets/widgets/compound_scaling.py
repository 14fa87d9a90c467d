"""Width, depth and resolution, and what an EfficientNet of them costs."""

import io
import math
from collections.abc import Mapping
from typing import Any

import traitlets as t

from livenets.widgets.base import Widget, script

WIDTH = (0.25, 3.0)  # times B0's
DEPTH = (0.25, 8.0)
SIDE = (64, 800)  # pixels
B0_SIDE = 224


class CompoundScaling(Widget):
    """Three sliders; the settings that cost the same, and named ones on them.

    The costs are computed in the page, by compound.js.
    """

    _esm = script("compound.js", "compound_view.js", "compound_scaling.js")

    # times as wide and as deep as B0, for pictures of side × side pixels
    width = t.Float(1.0, min=WIDTH[0], max=WIDTH[1]).tag(sync=True)
    depth = t.Float(1.0, min=DEPTH[0], max=DEPTH[1]).tag(sync=True)
    side = t.Int(B0_SIDE, min=SIDE[0], max=SIDE[1]).tag(sync=True)
    # the least and the most of each slider
    ranges = t.Dict().tag(sync=True)
    # {"name", "width", "depth", "side", "top1": %, of the paper; "family"}
    settings = t.List(t.Dict()).tag(sync=True)

    def __init__(
        self,
        family: Mapping[str, tuple[float, float, int, float]],
        others: Mapping[str, tuple[float, float, int, float]] | None = None,
        **traits: Any,
    ) -> None:
        """Name → width, depth, side, the paper's top-1 accuracy in %.

        `family` stand in the drawing; `others` can only be chosen.
        """
        super().__init__(
            settings=[
                {
                    "name": name,
                    "width": width,
                    "depth": depth,
                    "side": side,
                    "top1": top1,
                    "family": name in family,
                }
                for name, (width, depth, side, top1) in {
                    **family,
                    **(others or {}),
                }.items()
            ],
            ranges={"width": WIDTH, "depth": DEPTH, "side": SIDE},
            **traits,
        )

    def alt(self) -> str:
        """What the stored picture shows."""
        names = [s["name"] for s in self.settings if s["family"]]
        cost = self.depth * self.width**2 * (self.side / B0_SIDE) ** 2
        return (
            "Two drawings in doublings of cost: depth against width, and the"
            " network against its pixels. On the straight lines everything"
            f" costs the same. The points {', '.join(names)} stand near a ray"
            f" from B0. Chosen: {self.width:g} times as wide, {self.depth:g}"
            f" times as deep, {self.side} pixels a side: {cost:.2g} times B0."
        )

    def picture(self) -> bytes:
        """The family and the chosen setting in both drawings."""
        from PIL import Image, ImageDraw

        image = Image.new("RGB", (660, 320), "white")
        pen = ImageDraw.Draw(image)
        for panel in (0, 1):
            left = 10 + 330 * panel
            pen.rectangle((left, 10, left + 300, 310), outline="#b3b3b3")
            here = point(self.width, self.depth, self.side, panel, left)
            total = here[0] - left - (here[1] - 310)
            ends = (left, 310 - total, left + total, 310)
            pen.line(ends, fill="#a84a00", width=2)
            for s in self.settings:
                if s["family"]:
                    x, y = point(
                        s["width"], s["depth"], s["side"], panel, left
                    )
                    dot(pen, x, y, 4, "#0072b2")
            dot(pen, *here, 7, "#a84a00")
        buffer = io.BytesIO()
        image.save(buffer, "PNG")
        return buffer.getvalue()


def point(
    width: float, depth: float, side: int, panel: int, left: int
) -> tuple[float, float]:
    """Where a setting stands in the stored picture, in pixels."""
    d, w = math.log2(depth), 2 * math.log2(width)
    x, y = (d, w) if panel == 0 else (d + w, 2 * math.log2(side / B0_SIDE))
    return left + 60 + 50 * x, 250 - 50 * y


def dot(pen: Any, x: float, y: float, r: float, colour: str) -> None:
    """A filled circle."""
    pen.ellipse((x - r, y - r, x + r, y + r), fill=colour)
