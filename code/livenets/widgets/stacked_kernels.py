"""One large kernel beside the stack of 3×3 kernels that sees as much."""

import io
from typing import Any

import traitlets as t

from livenets.widgets.base import Widget, script
from livenets.widgets.costs import Cost, costs

KERNELS = (5, 7, 9, 11)
CHANNELS = (1, 3, 16, 64, 128, 256, 512)


class StackedKernels(Widget):
    """The two side by side: what they see, weigh, and how often they bend."""

    _esm = script("costs.js", "stacked_kernels.js")

    # of the one layer, one of `kernels`
    kernel = t.Int(7).tag(sync=True)
    # each one of `channels`
    c_in = t.Int(64).tag(sync=True)
    c_out = t.Int(64).tag(sync=True)
    kernels = t.List(t.Int(), KERNELS).tag(sync=True)
    channels = t.List(t.Int(), CHANNELS).tag(sync=True)

    @t.validate("kernel", "c_in", "c_out")
    def _is_offered(self, proposal: dict[str, Any]) -> int:
        name, value = proposal["trait"].name, proposal["value"]
        offered = KERNELS if name == "kernel" else CHANNELS
        if value not in offered:
            raise t.TraitError(
                f"{name}: want one of {', '.join(map(str, offered))}, got"
                f" {value}."
            )
        return value

    def stack(self) -> list[Cost]:
        """(kernel - 1) / 2 layers of 3×3, on a map as large as they see."""
        cfg = f"{self.c_out} " * (self.kernel // 2)
        return costs(cfg, side=self.kernel, channels=self.c_in)

    def one(self) -> list[Cost]:
        """The one layer."""
        cfg = f"{self.c_out}k{self.kernel}"
        return costs(cfg, side=self.kernel, channels=self.c_in)

    def alt(self) -> str:
        """What the stored picture shows."""
        stack, one = self.stack(), self.one()
        ours = sum(layer.parameters for layer in stack)
        return (
            f"{len(stack)} layers of 3 × 3 and one of {self.kernel} ×"
            f" {self.kernel} that see the same pixels, with {self.c_in}"
            f" channels in and {self.c_out} out: {ours:,} parameters against"
            f" {one[0].parameters:,}."
        )

    def picture(self) -> bytes:
        """What each dot of each layer sees: a stack of rows, and one row."""
        from PIL import Image, ImageDraw

        image = Image.new("RGB", (640, 200), "white")
        pen = ImageDraw.Draw(image)
        sides = ((160, [3] * (self.kernel // 2)), (480, [self.kernel]))
        for middle, kernels in sides:
            tall = 160 / len(kernels)
            dots, y = [middle], 20.0
            for k in kernels:
                reach = [x + 24 * (i - k // 2) for x in dots for i in range(k)]
                for x in dots:
                    for i in range(k):
                        end = (x + 24 * (i - k // 2), y + tall)
                        pen.line((x, y, *end), fill="#d55e00", width=2)
                dots, y = sorted(set(reach)), y + tall
        buffer = io.BytesIO()
        image.save(buffer, "PNG")
        return buffer.getvalue()
