"""The gate of every channel in every squeeze-excite block, twice."""

import io
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import traitlets as t

from livenets.engine import Arrays, Engine
from livenets.widgets.any_model import class_names, one_row_of_scores
from livenets.widgets.base import script
from livenets.widgets.live import as_bytes
from livenets.widgets.pictures import PictureNetwork, planes

SQUASH = ("Sigmoid", "Hardsigmoid")  # classes whose output is in [0, 1]


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
    # gate → the module whose maps it scales
    scaled = t.Dict().tag(sync=True)

    def __init__(
        self,
        networks: Mapping[str, Any] | Any,
        pictures: Mapping[str, np.ndarray],
        means: Mapping[str, Mapping[str, np.ndarray]] | None = None,
        classes: Sequence[str] = (),
        **traits: Any,
    ) -> None:
        """`networks`: one with squeeze-excite gates, or label → network.

        `pictures`: two or more, uint8, of which the first two are stored as A
        and B. `means`: label → name of the gate → its mean, (C,); by default
        over `pictures`.
        """
        if not isinstance(networks, Mapping):
            networks = {type(networks).__name__: networks}
        if len(pictures) < 2:
            raise ValueError("pictures: want two or more, to compare.")
        names = list(pictures)
        pair = [planes(pictures[name]) for name in names[:2]]
        example = {"input": np.concatenate(pair)}
        engines, scaled, found = {}, {}, {}
        for label, model in networks.items():
            gates = gates_of(model, example["input"])
            scaled |= gates
            each = Engine(model, example, [*gates, *gates.values()], [*gates])
            one_row_of_scores(model, each)
            found[label] = (means or {}).get(label) or over(each, pictures)
            if set(found[label]) != set(gates):
                raise ValueError(f"means: want those of {', '.join(gates)}.")
            engines[label] = each
        scores = next(iter(engines.values())).card()["outputs"]["output"]
        super().__init__(
            pictures,
            engines,
            classes=class_names(classes, scores[-1]),
            scaled=scaled,
            other=names[1],
            means={
                label: {gate: as_bytes(v) for gate, v in each.items()}
                for label, each in found.items()
            },
            **traits,
        )

    def gates(self) -> dict[str, np.ndarray]:
        """The stored gates: name → (2, C), of A and of B."""
        pairs = {name: self.first[name] for name in self.scaled}
        return {name: pair.reshape(2, -1) for name, pair in pairs.items()}

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


def gates_of(model: Any, x: np.ndarray) -> dict[str, str]:
    """A network's squeeze-excite gates → the modules whose maps they scale.

    A gate puts out one number a channel, in [0, 1]; what it scales is what
    ran last before with as many channels, in maps. Raises `ValueError` where
    there is none.
    """
    from livenets.probe import outputs

    able = {n for n, m in model.named_modules() if type(m).__name__ in SQUASH}
    gates: dict[str, str] = {}
    maps: dict[int, str] = {}  # channels → who put them out last
    for name, shape in outputs(model, x).items() if able else ():
        size = int(np.prod(shape[1:]))
        if len(shape) == 4 and size > shape[1]:
            maps[shape[1]] = name
        elif name in able and size == shape[1] and size in maps:
            gates[name] = maps[size]
    if not gates:
        raise ValueError(
            f"{type(model).__name__} has no squeeze-excite gate: want an"
            " nn.Sigmoid or nn.Hardsigmoid that puts out a number a channel."
        )
    return gates


def over(engine: Engine, pictures: Mapping[str, np.ndarray]) -> Arrays:
    """The mean of each gate over some pictures."""
    pair = len(engine.example["input"])
    rows: dict[str, list[np.ndarray]] = {name: [] for name in engine.knobs}
    for picture in pictures.values():
        batch = {"input": np.repeat(planes(picture), pair, axis=0)}
        for name, values in engine.run(batch, engine.knobs)[1].items():
            rows[name].append(values[0].ravel())
    return {name: np.mean(each, axis=0) for name, each in rows.items()}
