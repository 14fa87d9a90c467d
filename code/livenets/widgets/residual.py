"""What a shortcut carries and what a branch adds, in every block."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import traitlets as t

from livenets.engine import Engine
from livenets.widgets.any_model import (
    class_names,
    one_row_of_scores,
    several,
    side_for,
)
from livenets.widgets.base import script
from livenets.widgets.pictures import PictureNetwork, montage, planes

PATHS = ("shortcut", "branch")  # of a block, in the order of their sum
SHOWN = 8  # channels a row


class Residual(PictureNetwork):
    """A residual network as a stream with side arms that can be cut.

    Every block's shortcut and branch can be scaled by 0 … 2, and one block is
    opened to its maps. Beside it, a network that has no shortcuts.
    """

    _esm = script(
        "live.js",
        "maps.js",
        "scores.js",
        "pick_picture.js",
        "stream.js",
        "block_view.js",
        "residual.js",
    )

    # names of the blocks, in the order in which they run
    blocks = t.List(t.Unicode()).tag(sync=True)
    # those whose shortcut is a projection, not the identity
    projections = t.List(t.Unicode()).tag(sync=True)
    # names of the scores
    classes = t.List(t.Unicode()).tag(sync=True)
    # path ("stages.0.0.branch") → root mean square of the stored result
    sizes = t.Dict().tag(sync=True)
    # index into `blocks`: the block that is opened first
    opened = t.Int(1).tag(sync=True)
    # pixels a side that the network gets: 64, 32 or 16
    side = t.Int().tag(sync=True)

    def __init__(
        self,
        networks: Mapping[str, Any] | Any,
        pictures: Mapping[str, np.ndarray] | np.ndarray,
        classes: Sequence[str] = (),
        side: int | None = None,
        **traits: Any,
    ) -> None:
        """`networks`: one, or label → network with the same blocks.

        Each has a `branch` in each block; `classes`, `side`: as for
        `FeatureMaps`.

        The first one has a `shortcut` in each, too; its result for the first
        picture is stored: the scores, the maps of the opened block, and of
        the others their sizes only. Raises `ValueError` where a block or a
        class is missing.
        """
        if not isinstance(networks, Mapping):
            networks = {type(networks).__name__: networks}
        pictures = several(pictures)
        side = side or side_for(next(iter(networks.values())), pictures)
        first = {"input": planes(next(iter(pictures.values())), side)}
        paths = {name: paths_of(model) for name, model in networks.items()}
        blocks = {
            name: list(dict.fromkeys(p.rpartition(".")[0] for p in found))
            for name, found in paths.items()
        }
        (label, model), *_ = networks.items()
        if len(paths[label]) != 2 * len(blocks[label]) or not paths[label]:
            raise ValueError(
                f"{label}: want a shortcut and a branch in every block, as"
                " submodules of these names: what is no module (x + …) can be"
                " neither watched nor cut; nn.Identity() is one."
            )
        for other, found in blocks.items():
            if found != blocks[label]:
                raise ValueError(f"{other}: its blocks are not {label}'s.")
        engines = {
            name: Engine(each, first, paths[name], knobs=paths[name])
            for name, each in networks.items()
        }
        shapes = one_row_of_scores(model, engines[label])
        traits.setdefault("opened", min(1, len(blocks[label]) - 1))
        super().__init__(
            pictures,
            engines,
            blocks=blocks[label],
            projections=[
                block
                for block in blocks[label]
                if list(model.get_submodule(f"{block}.shortcut").children())
            ],
            classes=class_names(classes, shapes["output"][-1]),
            side=side,
            **traits,
        )
        self.sizes = {
            path: round(float(np.sqrt(np.mean(self.first[path] ** 2))), 4)
            for path in paths[label]
        }
        block = self.blocks[self.opened]
        kept = ["output", *(f"{block}.{path}" for path in PATHS)]
        self.stored = {name: self.stored[name] for name in kept}

    @t.validate("opened")
    def _block_is_there(self, proposal: dict[str, Any]) -> int:
        if not 0 <= proposal["value"] < len(self.blocks):
            raise t.TraitError(f"opened: want 0 … {len(self.blocks) - 1}.")
        return proposal["value"]

    def alt(self) -> str:
        """What the stored picture shows, with the network's verdict."""
        scores = self.first["output"][0]
        share = np.exp(scores - scores.max())
        share = share.max() / share.sum()
        block = self.blocks[self.opened]
        return (
            f"Maps of the block {block} for a picture ({self.names[0]}): what"
            " its shortcut carries, what its branch adds, and their sum. The"
            f" network reads: {self.classes[scores.argmax()]}"
            f" ({100 * share:.0f} %)."
        )

    def picture(self) -> bytes:
        """Three rows of maps: shortcut, branch, sum."""
        block = self.blocks[self.opened]
        x, y = (self.first[f"{block}.{path}"][0][:SHOWN] for path in PATHS)
        return montage([x, y, x + y], tile=64)


def paths_of(model: Any) -> list[str]:
    """The names of a network's shortcuts and branches, block by block."""
    modules = dict(model.named_modules())
    return [
        f"{name}.{path}"
        for name in modules
        for path in PATHS
        if f"{name}.{path}" in modules
    ]
