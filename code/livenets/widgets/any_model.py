"""What lets a widget take any reader's network: names and sizes offered.

What does not fit is refused in a sentence: what was given, what is wanted.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from livenets import count
from livenets.engine import Engine
from livenets.widgets.pictures import planes

SIDES = (32, 64, 16)  # pixels a side that a network may get, tried in turn


def several(pictures: Any) -> dict[str, np.ndarray]:
    """`pictures` by name; one alone (an array, or Pillow's) is "picture"."""
    if isinstance(pictures, Mapping):
        return dict(pictures)
    if hasattr(pictures, "convert"):  # Pillow's
        pictures = pictures.convert("RGBA")
    return {"picture": np.asarray(pictures)}


def side_for(model: Any, pictures: Mapping[str, np.ndarray]) -> int:
    """The pixels a side that `model` takes: the first of SIDES that it runs.

    Raises `ValueError` where it takes none.
    """
    from livenets.probe import outputs

    picture = next(iter(pictures.values()))
    for side in SIDES:
        try:
            outputs(model, planes(picture, side))
        except (RuntimeError, ValueError) as error:
            said = str(error).partition("\n")[0]
        else:
            return side
    raise ValueError(
        f"{type(model).__name__} takes no picture (1, 3, side, side) of"
        f" {', '.join(map(str, SIDES))} pixels a side: {said} Put before it"
        " what it needs: nn.Sequential(nn.Upsample((224, 224)), model)."
    )


def one_row_of_scores(model: Any, engine: Engine) -> dict[str, list[int]]:
    """The shapes that the engine puts out, if it ends in one row of scores."""
    shapes = engine.card()["outputs"]
    found = shapes["output"]
    if len(found) != 2 or found[0] != len(engine.example["input"]):
        raise ValueError(
            f"{type(model).__name__} puts out {tuple(found)}: want one row of"
            " scores a picture, (1, classes)."
        )
    return shapes


def class_names(classes: Sequence[str], count: int) -> list[str]:
    """A name for each of `count` scores: its number where none is given."""
    if len(classes) not in (0, count):
        raise ValueError(f"classes: {len(classes)} names for {count} scores.")
    return list(classes) or [str(i) for i in range(count)]


def blocks_of(model: Any, x: np.ndarray) -> list[str]:
    """The submodules that most of the network is made of, in their order.

    Of the classes that occur twice or more (torch's own containers last), the
    one whose members have the most weights.
    """
    from livenets.probe import find, outputs

    kinds: dict[type, list[str]] = {}
    for name, shape in outputs(model, x).items():
        module = find(model, name)
        if len(shape) == 4 and len(parameters_of(module)) > 1:
            kinds.setdefault(type(module), []).append(name)

    def rank(kind: type) -> tuple[bool, bool, float]:
        names = kinds[kind]
        weights = sum(count.parameters(find(model, name)) for name in names)
        ours = not kind.__module__.startswith("torch.nn.")
        return len(names) > 1, ours, weights / len(names)

    if not kinds:
        raise ValueError(
            f"{type(model).__name__} has no submodules made of steps: name"
            " them in `blocks`."
        )
    found = kinds[max(kinds, key=rank)]
    return [n for n in found if not any(n.startswith(f"{o}.") for o in found)]


def parameters_of(block: Any) -> list[str]:
    """The parts of a block, one level down, that have weights."""
    return [
        n
        for n, part in block.named_children()
        if next(part.parameters(), None) is not None
    ]


def parts_of(model: Any, blocks: Sequence[str]) -> list[str]:
    """The steps of all blocks, each once, in the order of the fullest."""
    from livenets.probe import find

    parts = [parameters_of(find(model, block)) for block in blocks]
    parts.sort(key=len, reverse=True)
    return list(dict.fromkeys(part for each in parts for part in each))


def runs_before(model: Any, x: np.ndarray, block: str) -> str:
    """The module that finishes last before `block` begins."""
    from livenets.probe import outputs

    last = ""
    for name, shape in outputs(model, x).items():
        if name == block or name.startswith(f"{block}."):
            break
        if len(shape) == 4:
            last = name
    if not last:
        raise ValueError(
            f"{block!r} gets the picture itself: let a module before it, such"
            " as nn.Identity(), hand it on, and name that in `before`."
        )
    return last
