"""One loop that trains every network of the book.

On one processor or one GPU: `fit(model, data, recipe)`. On many, of one
machine or more: the same under `torchrun`, which starts one process each.
A batch is then cut into equal shares and gradients are averaged: the same
steps as one process makes, but for rounding, which thousands of steps let
grow, and for batch norm, which sees its own share.
"""

import math
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

import torch
import torch.distributed as dist
from torch import Tensor, nn
from torch.nn.functional import cross_entropy
from torch.nn.parallel import DistributedDataParallel

# pictures, and for each a row of numbers in [0, 1), → pictures in [0, 1]
Augment = Callable[[Tensor, Tensor], Tensor]


class Data(NamedTuple):
    """What to learn, and what to be tested on."""

    x: Tensor  # (N, C, H, W), in [0, 1]
    y: Tensor  # (N,) class
    test_x: Tensor  # (M, C', H, W), in [0, 1]
    test_y: Tensor  # (M,)


class Recipe(NamedTuple):
    """How to train; with a seed, all that decides the result."""

    epochs: int
    batch: int  # pictures a step, over all processes
    rate: float  # the learning rate at its highest
    momentum: float | None = None  # of SGD; None: AdamW
    decay: float = 0.0  # weight decay
    warm_up: float = 0.0  # share of the steps in which the rate rises
    anneal: bool = True  # then down to 0 along a cosine, or constant
    smoothing: float = 0.0  # label smoothing
    augment: Augment | None = None  # for training pictures only


class Step(NamedTuple):
    """One update of the weights."""

    loss: float  # of the whole batch, before the update
    rate: float


def fit(
    model: nn.Module,
    data: Data,
    recipe: Recipe,
    seed: int = 0,
    device: str | torch.device = "cpu",
) -> list[Step]:
    """Train `model` in place, on `device`; the same seed, the same weights.

    The seed decides the order of pictures and how they are changed, not the
    first weights: seed torch before you build the model.
    """
    share, shares = place()
    if recipe.batch % shares:
        raise ValueError(
            f"A batch of {recipe.batch} pictures can't be cut into {shares}"
            " equal shares."
        )
    # channels last: 1.5 times as fast on a CPU
    model.to(device, memory_format=torch.channels_last).train()
    parallel = DistributedDataParallel(model) if shares > 1 else model
    optimiser, schedule = optimise(model, recipe, len(data.x))
    steps = []
    for chosen, numbers in batches(len(data.x), recipe, seed):
        mine = slice(share, None, shares)
        x, y = data.x[chosen[mine]], data.y[chosen[mine]]
        if recipe.augment:
            x = recipe.augment(x, numbers[mine])
        x = x.to(device, memory_format=torch.channels_last)
        logits = parallel(x)
        loss = cross_entropy(
            logits, y.to(device), label_smoothing=recipe.smoothing
        )
        optimiser.zero_grad()
        loss.backward()  # DDP averages the gradients here
        steps.append(Step(mean(loss), schedule.get_last_lr()[0]))
        optimiser.step()
        schedule.step()
    model.to(memory_format=torch.contiguous_format)
    return steps


def by_epoch(steps: list[Step], epochs: int) -> list[float]:
    """The mean loss of each epoch."""
    n = len(steps) // epochs
    parts = [steps[i : i + n] for i in range(0, len(steps), n)]
    return [round(sum(s.loss for s in part) / n, 4) for part in parts]


def batches(
    pictures: int, recipe: Recipe, seed: int
) -> Iterator[tuple[Tensor, Tensor]]:
    """Which pictures, (B,), and 12 random numbers for each, (B, 12).

    The same in every process. What does not fill a batch waits for the next
    epoch's order.
    """
    dice = torch.Generator().manual_seed(seed)
    for _ in range(recipe.epochs):
        order = torch.randperm(pictures, generator=dice)
        for start in range(0, pictures - recipe.batch + 1, recipe.batch):
            chosen = order[start : start + recipe.batch]
            yield chosen, torch.rand(len(chosen), 12, generator=dice)


def optimise(
    model: nn.Module, recipe: Recipe, pictures: int
) -> tuple[torch.optim.Optimizer, torch.optim.lr_scheduler.LambdaLR]:
    """The optimiser and the learning rate of every step."""
    groups = decaying(model, recipe.decay)
    if recipe.momentum is None:
        optimiser: torch.optim.Optimizer = torch.optim.AdamW(
            groups, lr=recipe.rate
        )
    else:
        optimiser = torch.optim.SGD(
            groups, lr=recipe.rate, momentum=recipe.momentum
        )
    total = recipe.epochs * (pictures // recipe.batch)
    return optimiser, rates(optimiser, total, recipe.warm_up, recipe.anneal)


def decaying(model: nn.Module, decay: float) -> list[dict[str, Any]]:
    """Weights, which decay; biases and the scales of batch norm, which don't.

    As an optimiser takes them.
    """
    weights = [p for p in model.parameters() if p.ndim > 1]
    others = [p for p in model.parameters() if p.ndim <= 1]
    return [
        {"params": weights, "weight_decay": decay},
        {"params": others, "weight_decay": 0.0},
    ]


def rates(
    optimiser: torch.optim.Optimizer,
    total: int,
    warm_up: float,
    anneal: bool = True,
) -> torch.optim.lr_scheduler.LambdaLR:
    """The rate of each of `total` steps: up along a line, down a cosine."""
    rising = warm_up * total

    def share_of_rate(step: int) -> float:
        if step < rising:
            return (step + 1) / (rising + 1)
        done = (step - rising) / max(1, total - rising)
        return (1 + math.cos(math.pi * done)) / 2 if anneal else 1.0

    return torch.optim.lr_scheduler.LambdaLR(optimiser, share_of_rate)


@torch.inference_mode()
def accuracy(
    model: nn.Module, x: Tensor, y: Tensor, batch: int = 250
) -> float:
    """The share of `x` that is seen as `y`, in [0, 1]."""
    training = model.training
    model.eval()
    device = next(model.parameters()).device
    right = 0
    for some, wanted in zip(x.split(batch), y.split(batch), strict=True):
        guess = model(some.to(device)).argmax(dim=1)  # (B,)
        right += int((guess == wanted.to(device)).sum())
    model.train(training)
    return right / len(y)


def place() -> tuple[int, int]:
    """Which process this is, and of how many."""
    if not dist.is_initialized():
        return 0, 1
    return dist.get_rank(), dist.get_world_size()


def mean(loss: Tensor) -> float:
    """The loss over all processes."""
    loss = loss.detach().clone()
    if dist.is_initialized():
        dist.all_reduce(loss)
        loss /= dist.get_world_size()
    return loss.item()


@contextmanager
def together(device: str | torch.device = "cpu") -> Iterator[torch.device]:
    """Join the processes that `torchrun` started; alone, do nothing.

    Gives the device of this process: its own GPU for "cuda".
    """
    if "WORLD_SIZE" not in os.environ:
        yield torch.device(device)
        return
    device = torch.device(device)
    if device.type == "cuda":
        device = torch.device("cuda", int(os.environ["LOCAL_RANK"]))
        torch.cuda.set_device(device)
    dist.init_process_group("nccl" if device.type == "cuda" else "gloo")
    try:
        yield device
    finally:
        dist.destroy_process_group()
