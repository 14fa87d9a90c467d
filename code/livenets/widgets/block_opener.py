"""A network's blocks, one opened at a time: every step of it, as maps."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import traitlets as t

from livenets import count
from livenets.engine import Engine
from livenets.widgets.any_model import (
    blocks_of,
    class_names,
    one_row_of_scores,
    parts_of,
    runs_before,
    several,
    side_for,
)
from livenets.widgets.base import script
from livenets.widgets.live import as_bytes
from livenets.widgets.pictures import PictureNetwork, montage, planes


class BlockOpener(PictureNetwork):
    """Widen, filter, narrow, add: the steps of a block, for any picture.

    For any network made of blocks that run one after the other and are made
    of named steps; a shortcut or a branch can be cut.
    """

    _esm = script(
        "live.js",
        "maps.js",
        "map_view.js",
        "scores.js",
        "pick_picture.js",
        "block_rules.js",
        "block_opener.js",
    )

    # for each block: {name, before, shortcut, steps: [{name, watch, weights,
    # macs, at, k}]}: `before` and `watch` are watched modules, `shortcut` the
    # module to cut, or ""; `at` is where the step's k×k kernels start
    blocks = t.List(t.Dict()).tag(sync=True)
    # float32: the kernels of all depthwise steps
    kernels = t.Bytes().tag(sync=True)
    # index of the block that is open
    block = t.Int(0, min=0).tag(sync=True)
    # the channel that is followed from step to step
    channel = t.Int(0, min=0).tag(sync=True)
    # block → "branch" or "shortcut", whichever is cut
    cuts = t.Dict().tag(sync=True)
    classes = t.List(t.Unicode()).tag(sync=True)
    # pixels a side that the network gets: 64, 32 or 16
    side = t.Int().tag(sync=True)

    def __init__(
        self,
        model: Any,
        pictures: Mapping[str, np.ndarray] | np.ndarray,
        blocks: Sequence[str] | None = None,
        steps: Sequence[str] | None = None,
        before: str | None = None,
        shortcut: str = "shortcut",
        classes: Sequence[str] = (),
        side: int | None = None,
        **traits: Any,
    ) -> None:
        """`blocks`: names of submodules, in the order in which they run.

        `steps` and `shortcut` are names within a block, `before` is the module
        that feeds the first one. A step that a block lacks, or that has no
        weights there, is left out. By default: the class of submodules that
        is there most often, its parts, and what runs before the first.
        """
        pictures = several(pictures)
        side = side or side_for(model, pictures)
        x = planes(next(iter(pictures.values())), side)
        blocks = blocks_of(model, x) if blocks is None else blocks
        steps = steps or parts_of(model, blocks)
        before = before or runs_before(model, x, blocks[0])
        macs = count.macs_by_module(model, x)
        rows, kernels = [], []
        for name in blocks:
            row, found = opened(model, name, steps, shortcut, macs)
            for step in row["steps"]:
                step["at"] = sum(map(len, kernels))
                kernels.append(found[step["name"]].ravel())
            rows.append({**row, "before": before})
            before = name
        named = [row["steps"][-1]["watch"] for row in rows if row["shortcut"]]
        named += [row["shortcut"] for row in rows if row["shortcut"]]
        watch = [rows[0]["before"]] if rows else []
        for row in rows:
            watch += [*(step["watch"] for step in row["steps"]), row["name"]]
        engine = Engine(model, {"input": x}, watch, knobs=named)
        scores = one_row_of_scores(model, engine)["output"][-1]
        super().__init__(
            pictures,
            {"network": engine},
            blocks=rows,
            kernels=as_bytes(np.concatenate(kernels)),
            classes=class_names(classes, scores),
            side=side,
            **traits,
        )
        shown = [*self.shown(), "output"]  # a page loads no more at first
        self.stored = {name: self.stored[name] for name in shown}

    @t.validate("block")
    def _block_is_there(self, proposal: dict[str, Any]) -> int:
        if proposal["value"] >= len(self.blocks):
            raise t.TraitError(f"block: want 0 … {len(self.blocks) - 1}.")
        return proposal["value"]

    @t.validate("cuts")
    def _cuts_are_of_shortcuts(self, proposal: dict[str, Any]) -> dict:
        able = {row["name"] for row in self.blocks if row["shortcut"]}
        for name, part in proposal["value"].items():
            if name not in able or part not in ("branch", "shortcut"):
                raise t.TraitError(
                    f"cuts: {name!r}: {part!r}; want a block with a shortcut,"
                    " and branch or shortcut."
                )
        return proposal["value"]

    def shown(self) -> list[str]:
        """The watched modules of the open block, from its input on."""
        row = self.blocks[self.block]
        steps = [step["watch"] for step in row["steps"]]
        return list(dict.fromkeys([row["before"], *steps, row["name"]]))

    def alt(self) -> str:
        """What the stored picture shows, with the network's verdict."""
        row = self.blocks[self.block]
        scores = self.first["output"][0]
        maps = ", ".join(
            f"{step['name']} {self.first[step['watch']].shape[1]}"
            for step in row["steps"]
        )
        return (
            f"The block {row['name']} of a network, opened, on a picture"
            f" ({self.names[0]}): {self.first[row['before']].shape[1]} maps"
            f" come in; then {maps}. The network reads:"
            f" {self.classes[scores.argmax()]}."
        )

    def picture(self) -> bytes:
        """A row of at most 16 maps for each step."""
        return montage([self.first[name][0][:16] for name in self.shown()])


def opened(
    model: Any,
    name: str,
    steps: Sequence[str],
    shortcut: str,
    macs: Mapping[str, int],
) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    """A block's row, and the kernels of each step (empty if not depthwise)."""
    from livenets.probe import find

    block = find(model, name)
    parts = dict(block.named_modules())
    rows, kernels = [], {}
    for step in steps:
        if step not in parts or not count.parameters(parts[step]):
            continue
        found = depthwise_kernels(parts[step])
        kernels[step] = found
        watch = f"{name}.{step}"
        rows.append(
            {
                "name": step,
                "watch": watch,
                "weights": count.parameters(parts[step]),
                "macs": macs.get(watch, 0),
                "k": found.shape[-1],
            }
        )
    if not rows:
        raise ValueError(f"{name!r} has none of {', '.join(steps)}.")
    cut = f"{name}.{shortcut}" if shortcut in parts else ""
    return {"name": name, "shortcut": cut, "steps": rows}, kernels


def depthwise_kernels(step: Any) -> np.ndarray:
    """(C, k, k) of the step's convolution with a kernel a channel, or none."""
    for module in step.modules():
        weight = getattr(module, "weight", None)
        if getattr(module, "groups", 1) > 1 and weight.shape[1] == 1:
            return weight.detach().cpu().numpy()[:, 0]
    return np.zeros((0, 0, 0), np.float32)
