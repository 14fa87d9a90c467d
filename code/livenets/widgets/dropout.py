"""Dropout live: many masks on a trained network, against one pass without."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import traitlets as t

from livenets.engine import Engine
from livenets.widgets.base import script
from livenets.widgets.live import as_bytes
from livenets.widgets.pictures import PictureNetwork, montage, planes

MOST = 100  # masks that the reader can ask for


class Dropout(PictureNetwork):
    """What a trained network says of a picture under one mask after another.

    A mask drops each unit with probability p and scales the others by
    1 / (1 - p); it is drawn from a seed, in the page as in Python.
    """

    _esm = script(
        "live.js",
        "scores.js",
        "pick_picture.js",
        "units.js",
        "masks.js",
        "mask_view.js",
        "dropout.js",
    )

    # names of the modules whose units are dropped, in the order they run
    layers = t.List(t.Unicode()).tag(sync=True)
    # names of the scores
    classes = t.List(t.Unicode()).tag(sync=True)
    # the probability that a unit is dropped, in [0, 0.95]
    p = t.Float(0.5).tag(sync=True)
    # masks to draw, and what they are drawn from
    masks = t.Int(20).tag(sync=True)
    seed = t.Int(0).tag(sync=True)
    # float32 (masks, classes): the scores under the first masks
    stored_masks = t.Bytes().tag(sync=True)
    # pixels a side that the network gets: 64, 32 or 16
    side = t.Int().tag(sync=True)

    def __init__(
        self,
        model: Any,
        pictures: Mapping[str, np.ndarray],
        layers: Sequence[str],
        classes: Sequence[str],
        side: int = 32,
        **traits: Any,
    ) -> None:
        """`layers`: names of submodules that put out units, (1, n).

        Raises `ValueError` where one puts out maps, or a class is missing.
        """
        first = planes(next(iter(pictures.values())), side)
        engine = Engine(model, {"input": first}, layers, knobs=layers)
        shapes = engine.card()["outputs"]
        for name in layers:
            if len(shapes[name]) != 2:
                raise ValueError(
                    f"{name!r} puts out {tuple(shapes[name])}: want units,"
                    " (1, n)."
                )
        if len(classes) != shapes["output"][-1]:
            raise ValueError(
                f"classes: {len(classes)} names for"
                f" {shapes['output'][-1]} scores."
            )
        super().__init__(
            pictures,
            {"network": engine},
            layers=list(layers),
            classes=list(classes),
            side=side,
            **traits,
        )
        self.under = np.stack(
            [self.scores(first, i) for i in range(self.masks)]
        )
        self.stored_masks = as_bytes(self.under)

    @t.validate("p")
    def _p_leaves_units(self, proposal: dict[str, Any]) -> float:
        if not 0 <= proposal["value"] <= 0.95:
            raise t.TraitError(f"p: want 0 … 0.95, got {proposal['value']}.")
        return proposal["value"]

    @t.validate("masks")
    def _some_masks(self, proposal: dict[str, Any]) -> int:
        if not 1 <= proposal["value"] <= MOST:
            raise t.TraitError(f"masks: want 1 … {MOST}.")
        return proposal["value"]

    def scores(self, x: np.ndarray, i: int) -> np.ndarray:
        """(classes,) under mask number `i`."""
        card = self.networks["network"]["knobs"]
        sizes = [card[name] for name in self.layers]
        masks = scaled(self.p, self.seed, i, sizes)
        knobs = {
            name: (mask.tolist(), 0)
            for name, mask in zip(self.layers, masks, strict=True)
        }
        engine = self._engines["network"]
        return engine.run({"input": x}, ["output"], knobs)[1]["output"][0]

    def alt(self) -> str:
        """What the stored picture shows: verdicts with masks and without."""
        whole = shares(self.first["output"])[0]
        each = shares(self.under)
        best = int(whole.argmax())
        agree = int((each.argmax(axis=1) == best).sum())
        return (
            f"Dropout on a trained network that looks at a picture"
            f" ({self.names[0]}). All units: {self.classes[best]}"
            f" ({100 * whole[best]:.0f} %). With a share of {self.p:g}"
            f" dropped, {agree} of {self.masks} random masks say the same, and"
            f" their mean gives it {100 * each.mean(axis=0)[best]:.0f} %."
        )

    def picture(self) -> bytes:
        """A row a class: its share under each mask, the mean, all units."""
        each = shares(self.under)
        rows = np.concatenate(
            [each, each.mean(axis=0)[None], shares(self.first["output"])]
        )  # (masks + 2, classes)
        return montage([rows.T[None]], tile=320)


def shares(scores: np.ndarray) -> np.ndarray:
    """Scores (n, classes) → shares of 1."""
    e = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def scaled(
    p: float, seed: int, i: int, sizes: Sequence[int]
) -> list[np.ndarray]:
    """Mask number `i`, a layer each: 0 if dropped, else 1 / (1 - p)."""
    numbers = np.array(uniform(seed * 1_000_003 + i, sum(sizes)))
    mask = np.where(numbers < p, 0, 1 / (1 - p))
    return np.split(mask, np.cumsum(sizes)[:-1])


def uniform(seed: int, n: int) -> list[float]:
    """`n` numbers in [0, 1): mulberry32, as masks.js has it."""
    numbers, state = [], seed & 0xFFFFFFFF
    for _ in range(n):
        state = (state + 0x6D2B79F5) & 0xFFFFFFFF
        v = (state ^ (state >> 15)) * (state | 1) & 0xFFFFFFFF
        v ^= (v + ((v ^ (v >> 7)) * (v | 61) & 0xFFFFFFFF)) & 0xFFFFFFFF
        numbers.append((v ^ (v >> 14)) / 2**32)
    return numbers
