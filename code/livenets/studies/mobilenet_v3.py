"""Squeeze-excite taken out, narrowed, widened; and what its gates are for.

python -m livenets.studies.mobilenet_v3

About a quarter of an hour on one CPU thread; it writes mobilenet_v3.json
beside it, and goes on where it was stopped.
With the ratio of 4, seed 0 is the book's own network: `weights` has its card.
"""

from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from livenets import count, nets
from livenets.probe import Knobs, probe
from livenets.recipes import EMOJI, NO_BN, emoji
from livenets.studies import runs
from livenets.train import fit

PATH = Path(__file__).parent / "mobilenet_v3.json"
# squeezed by (None: no squeeze-excite), optimiser, seed
ROWS = [
    *[(ratio, "SGD", seed) for ratio in (None, 16, 2) for seed in (0, 1, 2)],
    *[(4, "SGD", seed) for seed in (1, 2)],
    (4, "AdamW", 0),
]
RECIPES = {"SGD": EMOJI, "AdamW": NO_BN}


def on_white() -> Tensor:
    """The training pictures as they are tested: (N, 3, 32, 32)."""
    x = emoji().x  # (N, 4, 32, 32), see-through
    return x[:, :3] * x[:, 3:] + 1 - x[:, 3:]


def gates_of(model: nn.Module) -> list[str]:
    """The names of its gates, from the first block on."""
    return [n for n, _ in model.named_modules() if n.endswith("se.gate")]


def gates(model: nn.Module, x: Tensor) -> dict[str, Tensor]:
    """Each gate's numbers for all of `x`, 250 at a time to save memory."""
    names = gates_of(model)
    parts = [probe(model, some, names) for some in x.split(250)]
    return {name: torch.cat([part[name] for part in parts]) for name in names}


def fixed(model: nn.Module, x: Tensor) -> dict[str, tuple[float, Tensor]]:
    """The knobs that set each gate to its mean over `x`."""
    seen = gates(model, x)
    return {name: (0.0, gate.mean(dim=0)) for name, gate in seen.items()}


def shuffled(
    model: nn.Module, x: Tensor, seed: int = 0
) -> dict[str, tuple[float, Tensor]]:
    """The knobs that give each picture of `x` the gates of another one."""
    seen = gates(model, x)
    dice = torch.Generator().manual_seed(seed)
    others = torch.randperm(len(x), generator=dice)
    return {name: (0.0, gate[others]) for name, gate in seen.items()}


def right(
    model: nn.Module, x: Tensor, y: Tensor, knobs: Knobs | None = None
) -> float:
    """The share of `x` that is seen as `y` with these knobs."""
    return (guesses(model, x, knobs) == y).float().mean().item()


def guesses(model: nn.Module, x: Tensor, knobs: Knobs | None = None) -> Tensor:
    """The class named for each of `x`, (N,), 130 at a time to save memory."""
    found = []
    for i in range(0, len(x), 130):
        some = {
            name: (a, b[i : i + 130] if per_picture(b, x) else b)
            for name, (a, b) in (knobs or {}).items()
        }
        output = probe(model, x[i : i + 130], knobs=some).output
        found.append(output.argmax(dim=1))
    return torch.cat(found)


def per_picture(b: Any, x: Tensor) -> bool:
    """Whether a knob has a number for each picture."""
    return isinstance(b, Tensor) and b.ndim == 4 and len(b) == len(x)


def between(values: Tensor, y: Tensor) -> float:
    """The share of the variance of (N, C) that lies between classes, [0, 1].

    0: every class has the same means; 1: a class's pictures are all alike.
    """
    off = values - values.mean(dim=0)  # (N, C)
    means = torch.stack([off[y == c].mean(dim=0) for c in y.unique()])
    weight = torch.bincount(y)[:, None] / len(y)
    share = (weight * means**2).sum() / off.square().mean(dim=0).sum()
    return share.item()


def spread(model: nn.Module, x: Tensor, y: Tensor) -> dict[str, Any]:
    """For each gate: how it differs between pictures, channels, classes."""
    found = {}
    for name, gate in probe(model, x, gates_of(model)).items():
        g = gate.flatten(1)  # (N, C)
        found[name] = {
            "over_pictures": round(g.std(dim=0).mean().item(), 4),
            "over_channels": round(g.mean(dim=0).std().item(), 4),
            "between": round(between(g, y), 3),
        }
    return found


def run(ratio: float | None, optimiser: str, seed: int) -> dict[str, Any]:
    """Train one network and try its gates."""
    torch.manual_seed(seed)
    model = nets.mobilenet_v3_small(10, width=0.35, stride=1, se_ratio=ratio)
    fit(model, emoji(), RECIPES[optimiser], seed)
    return measured(model)


def measured(model: nn.Module) -> dict[str, Any]:
    """Its size, what it gets right, and what is left without moving gates."""
    d = emoji()
    x, y = d.test_x, d.test_y
    found: dict[str, Any] = {
        "parameters": count.parameters(model),
        "macs": count.macs(model, x[:1]),
        "test_accuracy": round(right(model, x, y), 4),
    }
    if gates_of(model):
        knobs = {
            "fixed": fixed(model, on_white()),
            "shuffled": shuffled(model, x),
        }
        for name, turned in knobs.items():
            found[name] = round(right(model, x, y, turned), 4)
        found["gates"] = spread(model, x, y)
    return found


def results() -> dict[str, Any]:
    """What the study found, as shipped."""
    return runs.read(PATH)


def main() -> None:
    """Train what is missing, and write what was found."""
    head = {
        "command": "python -m livenets.studies.mobilenet_v3",
        "torch": torch.__version__,
    }
    names = ("ratio", "optimiser", "seed")
    rows = [dict(zip(names, row, strict=True)) for row in ROWS]
    runs.complete(PATH, head, rows, run)


if __name__ == "__main__":
    main()
