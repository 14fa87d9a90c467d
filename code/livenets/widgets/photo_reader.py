"""A network trained on ImageNet, on the reader's photograph, at any size."""

import io
from collections.abc import Mapping, Sequence
from copy import deepcopy
from typing import Any

import numpy as np
import traitlets as t

from livenets import count
from livenets.engine import Engine
from livenets.widgets.base import script
from livenets.widgets.live import NetworkWidget, as_bytes
from livenets.widgets.pictures import montage

FINEST = 320  # pixels a side that are kept of a photograph
OWN = 224  # the side that the network was trained with
SIDES = (64, 96, 128, 160, 192, 224, 256, 288, 320)


class PhotoReader(NetworkWidget):
    """The five likeliest classes, and the maps of any stage.

    For a network of pictures (1, 3, side, side), (v − 127) / 128 of octets,
    that takes each of `SIDES`. In the page its file comes at the first change.
    """

    _esm = script(
        "live.js",
        "maps.js",
        "scores.js",
        "pick_picture.js",
        "pick_photo.js",
        "share_plot.js",
        "mosaic.js",
        "photo_reader.js",
    )

    # names of the photographs, and each one's JPEG file
    names = t.List(t.Unicode()).tag(sync=True)
    photos = t.List(t.Bytes()).tag(sync=True)
    # one of `names`, or "own": the reader's, a square's RGB octets or nothing
    selected = t.Unicode().tag(sync=True)
    own = t.Bytes(b"").tag(sync=True)
    # names of the watched modules, in the order in which they run
    stages = t.List(t.Unicode()).tag(sync=True)
    # index into `stages`: the one that is opened first
    opened = t.Int(0).tag(sync=True)
    # names of the scores
    classes = t.List(t.Unicode()).tag(sync=True)
    # side → multiply-accumulates
    macs = t.Dict().tag(sync=True)
    # scores of the first photograph, float32: a row for each side
    sweep = t.Bytes().tag(sync=True)

    def __init__(
        self,
        model: Any,
        photos: Mapping[str, bytes],
        classes: Sequence[str],
        stages: Sequence[str],
        opened: int = 0,
        **traits: Any,
    ) -> None:
        """`photos`: name → JPEG; `stages`: modules that put out maps."""
        first = middle(next(iter(photos.values())))
        engines = {
            str(side): Engine(
                model, {"input": resized(first, side)}, stages, light=True
            )
            for side in SIDES
        }
        super().__init__(
            {str(OWN): engines[str(OWN)]},
            names=list(photos),
            photos=list(photos.values()),
            selected=next(iter(photos)),
            stages=list(stages),
            opened=opened,
            classes=list(classes),
            **traits,
        )
        if len(classes) != self.first["output"].shape[-1]:
            raise ValueError(
                f"classes: {len(classes)} names for"
                f" {self.first['output'].shape[-1]} scores."
            )
        self._engines = engines
        seen = {
            side: engine.run(engine.example, [*stages, "output"])[1]
            for side, engine in engines.items()
        }
        # one file for all sides
        self.networks = {
            side: self.networks[str(OWN)]
            | {
                "inputs": {
                    "input": list(engines[side].example["input"].shape)
                },
                "outputs": {n: list(v.shape) for n, v in found.items()},
            }
            for side, found in seen.items()
        }
        self.macs = costs(model, engines)
        self.sweep = as_bytes(
            np.concatenate([found["output"] for found in seen.values()])
        )
        kept = ("output", self.stages[self.opened])
        self.stored = {name: self.stored[name] for name in kept}

    @t.validate("opened")
    def _stage_is_there(self, proposal: dict[str, Any]) -> int:
        if not 0 <= proposal["value"] < len(self.stages):
            raise t.TraitError(f"opened: want 0 … {len(self.stages) - 1}.")
        return proposal["value"]

    def alt(self) -> str:
        """What the stored picture shows, with the network's verdict."""
        scores = self.first["output"][0]
        share = np.exp(scores - scores.max())
        share /= share.sum()
        best = ", ".join(
            f"{self.classes[i]} ({100 * share[i]:.0f} %)"
            for i in np.argsort(-share)[:5]
        )
        stage = self.stages[self.opened]
        return (
            f"Feature maps of {stage} for a photograph ({self.names[0]}) of"
            f" {OWN} × {OWN} pixels. The network reads: {best}."
        )

    def picture(self) -> bytes:
        """Sixteen maps of the opened stage, in two rows."""
        maps = self.first[self.stages[self.opened]][0]
        rows = [maps[i : i + 8] for i in range(0, min(16, len(maps)), 8)]
        return montage(rows, tile=72)


def costs(model: Any, engines: Mapping[str, Engine]) -> dict[str, int]:
    """Side → multiply-accumulates of one pass; nothing is computed."""
    shapes_only = deepcopy(model).to("meta")
    return {
        side: sum(
            n
            for name, n in count.macs_by_module(
                shapes_only, engine.example["input"]
            ).items()
            if "." not in name
        )
        for side, engine in engines.items()
    }


def middle(jpeg: bytes) -> np.ndarray:
    """The middle square of a photograph, uint8 (side, side, 3)."""
    from PIL import Image

    with Image.open(io.BytesIO(jpeg), formats=["JPEG"]) as image:
        image = image.convert("RGB")
    side = min(image.size)
    left, top = (image.width - side) // 2, (image.height - side) // 2
    image = image.crop((left, top, left + side, top + side))
    if side > FINEST:
        image = image.resize((FINEST, FINEST), Image.Resampling.BILINEAR)
    return np.asarray(image)


def resized(square: np.ndarray, side: int = OWN) -> np.ndarray:
    """uint8 (n, n, 3) → what the network gets: float32 (1, 3, side, side).

    Each pixel is a mean under a triangle as wide as it needs to be.
    pick_photo.js has the same for the page.
    """
    n = len(square)
    reach = max(1, n / side)
    centres = (np.arange(side)[:, None] + 0.5) * n / side
    weights = 1 - np.abs(np.arange(n) + 0.5 - centres) / reach
    weights = np.clip(weights, 0, None)  # (side, n)
    weights /= weights.sum(axis=1, keepdims=True)
    x = square.transpose(2, 0, 1).astype(np.float64)  # (3, n, n)
    x = weights @ x @ weights.T  # (3, side, side)
    return ((x - 127) / 128).astype(np.float32)[None]
