"""Names and shapes of the reference implementations, and weights for them."""

import math
from pathlib import Path

import torch

LAYOUTS = {}
for line in (Path(__file__).parent / "layouts.txt").read_text().splitlines():
    if line.startswith("["):
        tensors = LAYOUTS.setdefault(line.strip("[]"), {})
    elif not line.startswith("#"):
        module, what, *more = line.split()
        if what == "norm":
            (size,) = map(int, more)
            tensors[f"{module}.weight"] = (size,)
            tensors[f"{module}.bias"] = (size,)
            tensors[f"{module}.running_mean"] = (size,)
            tensors[f"{module}.running_var"] = (size,)
            tensors[f"{module}.num_batches_tracked"] = ()
        else:
            tensors[f"{module}.weight"] = tuple(map(int, what.split("x")))
            if more == ["+bias"]:
                tensors[f"{module}.bias"] = tensors[f"{module}.weight"][:1]


def layout(name):
    """Like official weights, but each tensor is full of its own number."""
    return {
        tensor: torch.tensor(float(i)).expand(shape)
        for i, (tensor, shape) in enumerate(LAYOUTS[name].items())
    }


def sawtooth(shape, start=0):
    """Numbers in [-1, 1] that any program can make again."""
    n = torch.arange(math.prod(shape)) * 37 + start
    return ((n % 101 - 50) / 50).double().reshape(shape)


def made_up_weights(tensors):
    """A sawtooth in each tensor, scaled so that what comes out is of size."""
    weights = {}
    for i, (tensor, shape) in enumerate(tensors.items()):
        wave = sawtooth(shape, start=i)
        if len(shape) > 1:
            weights[tensor] = wave * math.sqrt(6 / math.prod(shape[1:]))
        elif tensor.endswith("running_var"):
            weights[tensor] = 1 + wave / 2
        elif tensor.endswith("weight"):
            weights[tensor] = 1 + wave / 10
        else:
            weights[tensor] = wave / 10
    return weights
