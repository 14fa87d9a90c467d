"""What a separable convolution costs, against a standard one."""

import io

import traitlets as t

from livenets.widgets.base import Widget, script

CHANNELS = [1, 2, 3, 4, 8, 16, 32, 64, 128, 256, 512, 1024]
SIDES = [7, 14, 28, 56, 112, 224]
# the layers of MobileNetV1: name → c_in, c_out, pixels a side of the output
LAYERS = {
    "block 0": [32, 64, 112],
    "block 1": [64, 128, 56],
    "block 2": [128, 128, 56],
    "block 3": [128, 256, 28],
    "block 4": [256, 256, 28],
    "block 5": [256, 512, 14],
    "blocks 6 to 10, the paper's table 3": [512, 512, 14],
    "block 11": [512, 1024, 7],
    "block 12": [1024, 1024, 7],
}


class SeparableCost(Widget):
    """Multiply-adds of both ways for any layer, and their ratio."""

    _esm = script("map_view.js", "separable_cost.js")

    # kernel size K
    size = t.Enum([1, 3, 5, 7, 9, 11], 3).tag(sync=True)
    # C_in, C_out
    c_in = t.Enum(CHANNELS, 512).tag(sync=True)
    c_out = t.Enum(CHANNELS, 512).tag(sync=True)
    # pixels a side of the output
    side = t.Enum(SIDES, 14).tag(sync=True)
    channels = t.List(t.Int(), CHANNELS).tag(sync=True)
    sides = t.List(t.Int(), SIDES).tag(sync=True)
    layers = t.Dict(LAYERS).tag(sync=True)

    def macs(self) -> tuple[int, int, int]:
        """Multiply-adds: standard, depthwise, pointwise."""
        pixels = self.side**2
        depthwise = self.size**2 * self.c_in * pixels
        pointwise = self.c_in * self.c_out * pixels
        return depthwise * self.c_out, depthwise, pointwise

    def alt(self) -> str:
        """What the stored picture shows."""
        standard, depthwise, pointwise = self.macs()
        return (
            f"Multiply-adds of a layer of {self.c_in} to {self.c_out} channels"
            f" with {self.size} × {self.size} kernels on {self.side} ×"
            f" {self.side} pixels: {standard / 1e6:.1f} million for a standard"
            f" convolution, {depthwise / 1e6:.1f} + {pointwise / 1e6:.1f}"
            " million for a separable one."
        )

    def picture(self) -> bytes:
        """Two bars: standard; depthwise and pointwise."""
        from PIL import Image, ImageDraw

        standard, depthwise, pointwise = self.macs()
        most = max(standard, depthwise + pointwise)
        image = Image.new("RGB", (640, 110), "white")
        pen = ImageDraw.Draw(image)
        ends = [620 * n / most for n in (standard, depthwise, pointwise)]
        pen.rectangle((10, 10, 10 + ends[0], 50), "#0072b2")
        pen.rectangle((10, 60, 10 + ends[1], 100), "#d55e00")
        pen.rectangle(
            (10 + ends[1], 60, 10 + ends[1] + ends[2], 100), "#56b4e9"
        )
        buffer = io.BytesIO()
        image.save(buffer, "PNG")
        return buffer.getvalue()
