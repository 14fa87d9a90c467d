"""One picture through several networks, side by side."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import traitlets as t

from livenets.engine import Engine
from livenets.widgets.base import script
from livenets.widgets.live import as_bytes
from livenets.widgets.pictures import PictureNetwork, beside, planes, square

FACTS = ("year", "right", "parameters", "macs", "layers")


class Ladder(PictureNetwork):
    """A row for each network: what it says, what it costs, how long it takes.

    The stored result is what all of them say of the first picture. Times are
    only ever measured where the reader is.
    """

    _esm = script(
        "live.js",
        "scores.js",
        "pick_picture.js",
        "rungs.js",
        "rung_view.js",
        "ladder.js",
    )

    # label → {year, right: [%, one a seed], parameters, macs, layers}
    facts = t.Dict().tag(sync=True)
    # names of the scores
    classes = t.List(t.Unicode()).tag(sync=True)
    # name of a picture → its class, where it is known
    truths = t.Dict().tag(sync=True)
    # pixels a side that the networks get: 64, 32 or 16
    side = t.Int().tag(sync=True)

    def __init__(
        self,
        networks: Mapping[str, Any],
        facts: Mapping[str, Mapping[str, Any]],
        pictures: Mapping[str, np.ndarray],
        classes: Sequence[str],
        truths: Mapping[str, str] | None = None,
        side: int = 32,
        **traits: Any,
    ) -> None:
        """`networks`: label → network with one score a class.

        `facts`: the same labels → year, right, parameters, macs, layers.
        Raises `ValueError` where a fact, a class or a picture is missing.
        """
        self._refuse(networks, facts, pictures, classes, truths or {})
        first = {"input": planes(next(iter(pictures.values())), side)}
        super().__init__(
            pictures,
            {name: Engine(model, first) for name, model in networks.items()},
            facts={name: dict(facts[name]) for name in networks},
            classes=list(classes),
            truths=dict(truths or {}),
            side=side,
            **traits,
        )
        self.said = {
            name: engine.run(first, ["output"])[1]["output"][0]
            for name, engine in self._engines.items()
        }
        for name, scores in self.said.items():
            if len(scores) != len(classes):
                raise ValueError(
                    f"{name}: {len(scores)} scores, but {len(classes)}"
                    " classes are named."
                )
        self.stored = {name: as_bytes(v) for name, v in self.said.items()}

    @staticmethod
    def _refuse(
        networks: Mapping[str, Any],
        facts: Mapping[str, Mapping[str, Any]],
        pictures: Mapping[str, np.ndarray],
        classes: Sequence[str],
        truths: Mapping[str, str],
    ) -> None:
        for name in networks:
            missing = [f for f in FACTS if f not in facts.get(name, {})]
            if missing:
                raise ValueError(f"{name}: no {', '.join(missing)} in facts.")
        for name, truth in truths.items():
            if name not in pictures:
                raise ValueError(f"truths: there is no picture {name!r}.")
            if truth not in classes:
                raise ValueError(f"truths: {truth!r} is not a class.")

    def verdicts(self) -> dict[str, str]:
        """Label → what it says of the first picture."""
        return {
            name: self.classes[int(scores.argmax())]
            for name, scores in self.said.items()
        }

    def alt(self) -> str:
        """What the stored picture shows, in numbers."""
        said = list(self.verdicts().values())
        most = max(dict.fromkeys(said), key=said.count)
        return (
            f"What {len(said)} networks say of a picture ({self.names[0]}):"
            f" {said.count(most)} read {most}. Beside the picture a row for"
            f" each network, from {next(iter(self.said))} to"
            f" {list(self.said)[-1]}, and in it a square for each class, the"
            " darker the surer."
        )

    def picture(self) -> bytes:
        """The picture, and the shares: a row a network, a column a class."""
        scores = np.stack(list(self.said.values()))
        shares = np.exp(scores - scores.max(axis=1, keepdims=True))
        shares /= shares.sum(axis=1, keepdims=True)
        blue = np.array([0, 114, 178]) / 255
        sheet = 1 + shares[..., None] * (blue - 1)
        pixels = np.frombuffer(self.pictures, np.uint8)[: 3 * 64 * 64]
        shown = square(pixels.reshape(64, 64, 3)) / 255
        return beside([shown, sheet], side=320)
