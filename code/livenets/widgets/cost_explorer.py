"""A network as an editable list: what every layer costs, and where it goes."""

import io
from collections.abc import Mapping
from typing import Any

import traitlets as t

from livenets.widgets.base import Widget, script
from livenets.widgets.costs import Cost, costs

# Simonyan and Zisserman, table 1: columns A, B, D and E
VGG = {
    "vgg11": "64, M, 128, M, 256, 256, M, 512, 512, M, 512, 512, M",
    "vgg13": "64, 64, M, 128, 128, M, 256, 256, M, 512, 512, M, 512, 512, M",
    "vgg16": "64, 64, M, 128, 128, M, 256, 256, 256, M, 512, 512, 512, M,"
    " 512, 512, 512, M",
    "vgg19": "64, 64, M, 128, 128, M, 256, 256, 256, 256, M,"
    " 512, 512, 512, 512, M, 512, 512, 512, 512, M",
}
LINEAR = "4096, 4096, 1000"
COLOURS = ("#0072b2", "#d55e00", "#595959")


class CostExplorer(Widget):
    """Parameters, multiply-adds and memory of every layer, as bars.

    The list is text that a reader edits; what it may say is in costs.py.
    """

    _esm = script("costs.js", "cost_explorer.js")

    # convolutions and pools; outputs of the linear layers
    cfg = t.Unicode().tag(sync=True)
    linear = t.Unicode().tag(sync=True)
    # pixels of the picture
    side = t.Int(224).tag(sync=True)
    batch_norm = t.Bool(False).tag(sync=True)
    # the layer that is explained, from 0; the last one if it is beyond
    chosen = t.Int(0, min=0).tag(sync=True)
    # name → {"cfg", "linear", "side"}
    presets = t.Dict().tag(sync=True)

    def __init__(
        self,
        presets: Mapping[str, Mapping[str, Any]] | None = None,
        selected: str | None = None,
        **traits: Any,
    ) -> None:
        """`presets`: name → {"cfg", "linear", "side"}, by default the VGGs.

        `selected` is one of their names, by default the first. Raises
        `ValueError` where a list is none.
        """
        if presets is None:
            presets = {
                name: {"cfg": cfg, "linear": LINEAR, "side": 224}
                for name, cfg in VGG.items()
            }
        for preset in presets.values():
            costs(**preset)
        first = presets[selected or next(iter(presets))]
        super().__init__(
            presets={name: dict(preset) for name, preset in presets.items()},
            **{**first, **traits},
        )

    def rows(self) -> list[Cost]:
        """The cost of every layer."""
        return costs(
            self.cfg, self.linear, self.side, batch_norm=self.batch_norm
        )

    @t.validate("cfg", "linear", "side")
    def _the_list_is_one(self, proposal: dict[str, Any]) -> Any:
        name, value = proposal["trait"].name, proposal["value"]
        now = {"cfg": self.cfg, "linear": self.linear, "side": self.side}
        try:
            costs(**(now | {name: value}))
        except ValueError as error:
            raise t.TraitError(f"{name}: {error}") from None
        return value

    def alt(self) -> str:
        """What the stored picture shows."""
        rows = self.rows()
        total = sum(row.parameters for row in rows)
        macs = sum(row.macs for row in rows)
        most = max(range(len(rows)), key=lambda i: rows[i].parameters)
        busy = max(range(len(rows)), key=lambda i: rows[i].macs)
        return (
            f"Parameters, multiply-adds and memory of {len(rows)} layers as"
            f" bars: {total:,} parameters, {macs / 1e9:.3g} G multiply-adds"
            f" for a picture of {self.side} × {self.side}. Layer {most + 1}"
            f" has {rows[most].parameters / total:.0%} of the parameters,"
            f" layer {busy + 1} most multiply-adds."
        )

    def picture(self) -> bytes:
        """A row of bars a layer; the longest of each colour is full."""
        from PIL import Image, ImageDraw

        rows = self.rows()
        image = Image.new("RGB", (640, 18 * len(rows)), "white")
        pen = ImageDraw.Draw(image)
        columns = zip(COLOURS, ("parameters", "macs", "values"), strict=True)
        for i, (colour, name) in enumerate(columns):
            numbers = [getattr(row, name) for row in rows]
            for j, number in enumerate(numbers):
                x, y = 8 + 212 * i, 18 * j + 3
                wide = 196 * number / max(max(numbers), 1)
                pen.rectangle((x, y, x + wide, y + 11), fill=colour)
        buffer = io.BytesIO()
        image.save(buffer, "PNG")
        return buffer.getvalue()
