"""The gate of every channel in every squeeze-excite block, twice."""

import io
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import traitlets as t

from livenets.engine import Engine
from livenets.widgets.base import script
from livenets.widgets.live import as_bytes
from livenets.widgets.pictures import PictureNetwork, planes

GATE = ".se.gate"


class SEWeights(PictureNetwork):
    """Gates and the maps they scale; any of them can be forced.

    Two pictures go through the network as one batch of two, A and B: what is
    forced is forced in both.
    """

    _esm = script(
        "live.js", "pick_picture.js", "scores.js", "se_gates.js",
        "se_chart.js", "se_weights.js",
    )  # fmt: skip

    classes = t.List(t.Unicode()).tag(sync=True)
    # picture B, as `selected` and `own` are picture A
    other = t.Unicode().tag(sync=True)
    other_own = t.Bytes(b"").tag(sync=True)
    # network → gate → float32 bytes (C,): its mean over some pictures
    means = t.Dict().tag(sync=True)

    def __init__(
        self,
        networks: Mapping[str, Any],
        pictures: Mapping[str, np.ndarray],
        means: Mapping[str, Mapping[str, np.ndarray]],
        classes: Sequence[str],
        **traits: Any,
    ) -> None:
        """`networks`: label → a network with modules `NAME.se.gate`.

        `pictures`: two or more, uint8, of which the first two are stored as A
        and B. `means`: label → name of the gate → its mean, (C,).
        """
        if len(pictures) < 2:
            raise ValueError("pictures: want two or more, to compare.")
        names = list(pictures)
        pair = [planes(pictures[name]) for name in names[:2]]
        example = {"input": np.concatenate(pair)}
        engines = {}
        for label, model in networks.items():
            gates = gates_of(model)
            if set(means[label]) != set(gates):
                raise ValueError(f"means: want those of {', '.join(gates)}.")
            before = [depthwise(gate) for gate in gates]
            engines[label] = Engine(model, example, [*gates, *before], gates)
        super().__init__(
            pictures,
            engines,
            classes=list(classes),
            other=names[1],
            means={
                label: {gate: as_bytes(v) for gate, v in each.items()}
                for label, each in means.items()
            },
            **traits,
        )

    def gates(self) -> dict[str, np.ndarray]:
        """The stored gates: name → (2, C), of A and of B."""
        found = self.first.items()
        return {n: v[:, :, 0, 0] for n, v in found if n.endswith(GATE)}

    def alt(self) -> str:
        """What the stored picture shows."""
        gates = self.gates()
        far = {n: np.abs(v[0] - v[1]).mean() for n, v in gates.items()}
        last = list(gates)[-1]
        every = np.concatenate([v.ravel() for v in gates.values()])
        return (
            f"The gates of {len(gates)} squeeze-excite blocks, a tick for each"
            f" channel from 0 to 1, above for a picture ({self.selected}) and"
            f" below for another ({self.other}). They lie between"
            f" {every.min():.2f} and {every.max():.2f}; in the last block the"
            f" two differ by {far[last]:.2f} on average."
        )

    def picture(self) -> bytes:
        """A row for each block: its gates along a line from 0 to 1."""
        from PIL import Image, ImageDraw

        width, row = 640, 40
        gates = self.gates()
        sheet = Image.new("RGB", (width, row * len(gates)), "white")
        pen = ImageDraw.Draw(sheet)
        for i, pair in enumerate(gates.values()):
            top = i * row + 4
            pen.line((0, top + 16, width, top + 16), "#b3b3b3")
            for y, ink, values in zip(
                (0, 17), ("#0072b2", "#a84a00"), pair, strict=True
            ):
                for x in values * (width - 1):
                    pen.line((x, top + y, x, top + y + 14), ink)
        buffer = io.BytesIO()
        sheet.save(buffer, "PNG")
        return buffer.getvalue()


def gates_of(model: Any) -> list[str]:
    """The names of a network's squeeze-excite gates."""
    found = [n for n, _ in model.named_modules() if n.endswith(GATE)]
    if not found:
        raise ValueError(f"{type(model).__name__} has no module *{GATE}.")
    return found


def depthwise(gate: str) -> str:
    """The module whose maps this gate scales."""
    return gate.removesuffix(GATE) + ".depthwise"
