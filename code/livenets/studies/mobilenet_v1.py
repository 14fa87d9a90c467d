"""What kills a depthwise kernel, and what width and resolution are worth.

python -m livenets.studies.mobilenet_v1

About nine minutes on one CPU thread; it writes mobilenet_v1.json beside it,
and goes on where it was stopped.
"""

from functools import partial
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.functional import adaptive_avg_pool2d

from livenets import count, nets
from livenets.probe import probe
from livenets.recipes import EMOJI, emoji
from livenets.studies import runs
from livenets.train import Data, accuracy, fit

PATH = Path(__file__).parent / "mobilenet_v1.json"
SEEDS = (0, 1, 2)
DECAYS = (0.0, 3e-2)  # on depthwise kernels; all other weights have 5e-4
WIDTHS = (0.25, 0.5)
SIDES = (16, 32)  # pixels
SHORT = EMOJI._replace(epochs=8)
SHORTER = EMOJI._replace(epochs=6)
EMPTY = 0.01  # of the largest weight of the layer
SILENT = 1e-3  # between lowest and highest, over all test pictures
BINS = [-6 + 0.25 * i for i in range(25)]  # log10, from 1e-6 to 1


def build(width: float, seed: int) -> nn.Module:
    """An untrained MobileNetV1 for small pictures."""
    torch.manual_seed(seed)
    return nets.mobilenet_v1(10, width=width, stride=1)


def depthwise(model: nn.Module) -> list[nn.Conv2d]:
    """Its depthwise convolutions, from the picture to the scores."""
    return [block.depthwise.conv for block in model.blocks]


def decayed(model: nn.Module, decay: float) -> None:
    """Let depthwise kernels decay by `decay`, not by the recipe's.

    In SGD weight decay is a part of the gradient, so a hook can add it.
    """
    more = decay - SHORT.decay
    for conv in depthwise(model):
        conv.weight.register_hook(partial(plus, conv.weight, more))


def plus(weight: Tensor, share: float, gradient: Tensor) -> Tensor:
    """A gradient, and so much of the weight."""
    return gradient + share * weight.detach()


def sizes(model: nn.Module) -> list[Tensor]:
    """Each kernel's largest weight, as a share of its layer's largest."""
    largest = [
        conv.weight.detach().abs().flatten(1).amax(dim=1)
        for conv in depthwise(model)
    ]
    return [size / size.max() for size in largest]


def ranges(model: nn.Module, x: Tensor) -> dict[str, Tensor]:
    """Activation → (C,): highest minus lowest number, over all of `x`."""
    names = [name for name, _ in model.named_modules() if name.endswith("act")]
    low: dict[str, Tensor] = {}
    high: dict[str, Tensor] = {}
    for some in x.split(250):
        for name, y in probe(model, some, names).items():
            least, most = y.amin(dim=(0, 2, 3)), y.amax(dim=(0, 2, 3))  # (C,)
            low[name] = torch.minimum(low.get(name, least), least)
            high[name] = torch.maximum(high.get(name, most), most)
    return {name: high[name] - low[name] for name in names}


def autopsy(model: nn.Module, x: Tensor) -> dict[str, Any]:
    """Empty kernels, silent channels, and what is before and after them."""
    rows = []
    found = ranges(model, x)
    before = found["stem.act"] < SILENT
    for i, size in enumerate(sizes(model)):
        dead = found[f"blocks.{i}.depthwise.act"] < SILENT
        empty = size < EMPTY
        mix = model.blocks[i].pointwise.conv.weight.detach()
        column = mix.abs().flatten(1).amax(dim=0)  # (c_in,)
        unread = column < EMPTY * column.max()
        rows.append(
            {
                "kernels": len(size),
                "silent": int(dead.sum()),
                "silent_input": int(before.sum()),
                "empty": int(empty.sum()),
                "empty_and_silent": int((empty & dead).sum()),
                "empty_and_unread": int((empty & unread).sum()),
            }
        )
        before = found[f"blocks.{i}.pointwise.act"] < SILENT
    total = {key: sum(row[key] for row in rows) for key in rows[0]}
    return {**total, "blocks": rows}


def without_empty(model: nn.Module) -> None:
    """Set every empty kernel to 0."""
    for conv, size in zip(depthwise(model), sizes(model), strict=True):
        with torch.no_grad():
            conv.weight[size < EMPTY] = 0


def with_decay(decay: float, seed: int) -> dict[str, Any]:
    """Train one network, look at its kernels, cut the empty ones off."""
    d = emoji()
    model = build(0.25, seed)
    decayed(model, decay)
    fit(model, d, SHORT, seed)
    logs = torch.cat(sizes(model)).clamp(min=1e-6).log10()
    found = {
        "accuracy": round(accuracy(model, d.test_x, d.test_y), 4),
        "histogram": torch.histc(logs, len(BINS) - 1, -6, 0).int().tolist(),
        **autopsy(model, d.test_x),
    }
    without_empty(model)
    cut = accuracy(model, d.test_x, d.test_y)
    return found | {"accuracy_without_empty": round(cut, 4)}


def smaller(d: Data, side: int) -> Data:
    """The same pictures with `side` pixels a side."""
    small = partial(adaptive_avg_pool2d, output_size=side)
    return d._replace(x=small(d.x), test_x=small(d.test_x))


def with_size(width: float, side: int, seed: int) -> dict[str, Any]:
    """Train one network of a width on pictures of a resolution."""
    d = smaller(emoji(), side)
    model = build(width, seed)
    fit(model, d, SHORTER, seed)
    return {
        "parameters": count.parameters(model),
        "macs": count.macs(model, d.test_x[:1]),
        "accuracy": round(accuracy(model, d.test_x, d.test_y), 4),
    }


def results() -> dict[str, Any]:
    """What the study found, as shipped."""
    return runs.read(PATH)


def main() -> None:
    """Train what is missing, and write what was found."""
    head = {
        "command": "python -m livenets.studies.mobilenet_v1",
        "torch": torch.__version__,
        "bins": BINS,
    }
    rows = [{"decay": d, "seed": seed} for seed in SEEDS for d in DECAYS]
    runs.complete(PATH, head, rows, with_decay, "decay")
    rows = [
        {"width": width, "side": side, "seed": seed}
        for seed in SEEDS
        for width in WIDTHS
        for side in SIDES
    ]
    runs.complete(PATH, head, rows, with_size, "size")


if __name__ == "__main__":
    main()
