"""One loop that trains every network of the book that reads letter by letter.

It learns from batches of symbols (B, T) and, for each, what is to be said
there: the next symbol of a text (`windows`), or the class of a whole one
(`labelled`), asked after every letter.

A long text is cut into B streams that are read side by side, T symbols a
step. A recurrent network goes on with the state that it had (Werbos, 1990:
truncated backpropagation through time: gradients end where the step began);
a Transformer sees the T symbols only.
"""

import math
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy
from torch.nn.utils import clip_grad_norm_

from livenets.train import Step, decaying, rates

SILENT = -100  # nothing is asked here, as `cross_entropy` marks it


class Recipe(NamedTuple):
    """How to train; with a seed, all that decides the result."""

    epochs: int
    batch: int  # texts side by side
    window: int  # symbols of each that are read in a step, at most
    rate: float  # of AdamW, at its highest; up a line, down a cosine
    decay: float = 0.01  # weight decay
    warm_up: float = 0.05  # share of the steps in which the rate rises
    clip: float = 1.0  # the gradient's norm, at most


class Batch(NamedTuple):
    """What is read in a step."""

    x: Tensor  # int64 (B, T)
    y: Tensor  # int64 (B, T): the class, or SILENT
    goes_on: bool  # from where the batch before it ended


def fit(
    model: nn.Module, batches: Iterable[Batch], total: int, recipe: Recipe
) -> list[Step]:
    """Train `model` in place on `total` batches; the loss in nats a symbol."""
    model.train()
    optimiser = torch.optim.AdamW(
        decaying(model, recipe.decay), lr=recipe.rate
    )
    schedule = rates(optimiser, total, recipe.warm_up)
    steps: list[Step] = []
    state: list[Tensor] = []
    for x, y, goes_on in batches:
        state = [s.detach() for s in state] if goes_on else []
        logits, *state = scores(model, x, state)  # (B, T, C)
        loss = cross_entropy(
            logits.flatten(0, 1), y.flatten(), ignore_index=SILENT
        )
        optimiser.zero_grad()
        loss.backward()
        clip_grad_norm_(model.parameters(), recipe.clip)
        steps.append(Step(loss.item(), schedule.get_last_lr()[0]))
        optimiser.step()
        schedule.step()
    return steps


def scores(model: nn.Module, x: Tensor, state: list[Tensor]) -> list[Tensor]:
    """(B, T), states → scores (B, T, C), states; a Transformer keeps none."""
    answer = model(x, *state)
    return [answer] if isinstance(answer, Tensor) else list(answer)


def windows_of(symbols: int, recipe: Recipe) -> int:
    """Steps that an epoch takes of a text of so many symbols."""
    return ((symbols - recipe.window) // recipe.batch - 1) // recipe.window


def windows(text: Tensor, recipe: Recipe, seed: int) -> Iterator[Batch]:
    """(N,) symbols → batches of a text; what comes next is to be said.

    Each epoch begins at another symbol, so that windows differ.
    """
    dice = torch.Generator().manual_seed(seed)
    for _ in range(recipe.epochs):
        skip = int(torch.randint(recipe.window, (), generator=dice))
        count, t = windows_of(len(text), recipe), recipe.window
        length = (len(text) - recipe.window) // recipe.batch
        streams = text[skip : skip + length * recipe.batch]
        streams = streams.view(recipe.batch, length)  # (B, L)
        for i in range(count):
            x = streams[:, i * t : (i + 1) * t + 1]  # (B, T + 1)
            yield Batch(x[:, :-1], x[:, 1:], goes_on=i > 0)


def labelled(
    texts: list[Tensor], labels: Tensor, recipe: Recipe, seed: int
) -> Iterator[Batch]:
    """Texts of unequal length and their classes → batches in random order.

    Texts are cut at `window`. The class is asked for after every symbol.
    """
    dice = torch.Generator().manual_seed(seed)
    for _ in range(recipe.epochs):
        order = torch.randperm(len(texts), generator=dice)
        for chosen in order.split(recipe.batch):
            some = [texts[i][: recipe.window] for i in chosen]
            x, there = padded(some)
            y = labels[chosen, None].where(there, SILENT)  # (B, T)
            yield Batch(x, y, goes_on=False)


def padded(texts: list[Tensor]) -> tuple[Tensor, Tensor]:
    """Texts (T_i,) → symbols (B, T) with zeros behind, and where they are."""
    x = nn.utils.rnn.pad_sequence(texts, batch_first=True)
    lengths = torch.tensor([len(text) for text in texts])
    return x, torch.arange(x.shape[1]) < lengths[:, None]


@torch.inference_mode()
def nats(
    model: nn.Module, text: Tensor, window: int, pieces: int = 16
) -> float:
    """Nats a symbol of a text (N,) that is read from left to right.

    A recurrent network reads `pieces` of the text, each from empty states. A
    Transformer reads windows that overlap by half and is asked for the later
    half: it has always seen window/2 symbols or more, but in the first one.
    """
    model.eval()
    length = (len(text) - 1) // pieces
    x = text[: length * pieces].view(pieces, length)
    y = text[1 : length * pieces + 1].view(pieces, length)
    state: list[Tensor] = []
    total, half = 0.0, window // 2
    for start in range(0, length, half):
        here = slice(start, start + half)
        if state or start == 0:  # recurrent, or nothing was read before
            logits, *state = scores(model, x[:, here], state)
        else:
            read = x[:, start - half : start + half]
            (logits,) = scores(model, read, [])
            logits = logits[:, half:]
        loss = cross_entropy(
            logits.flatten(0, 1), y[:, here].flatten(), reduction="sum"
        )
        total += loss.item()
    return total / (length * pieces)


@torch.inference_mode()
def guesses(model: nn.Module, texts: list[Tensor]) -> Tensor:
    """The class (N,) that is scored highest after each text's last symbol."""
    model.eval()
    answers = []
    for some in [texts[i : i + 256] for i in range(0, len(texts), 256)]:
        x, there = padded(some)
        logits, *_ = scores(model, x, [])  # (B, T, C)
        last = there.sum(dim=1) - 1  # (B,)
        answers.append(logits[torch.arange(len(x)), last].argmax(dim=-1))
    return torch.cat(answers)


@torch.inference_mode()
def generate(
    model: nn.Module,
    prompt: Tensor,
    length: int,
    temperature: float = 1.0,
    seed: int = 0,
    max_len: int | None = None,
) -> Tensor:
    """`length` symbols that go on from a prompt (T,), drawn one by one.

    Scores are divided by `temperature`: below 1 the likely gets likelier. A
    network that keeps no state reads the last `max_len` symbols each time.
    """
    if not len(prompt) or not math.isfinite(temperature) or temperature <= 0:
        raise ValueError("Want a prompt and a temperature above 0.")
    model.eval()
    dice = torch.Generator().manual_seed(seed)
    text, x, state = prompt, prompt, []
    for _ in range(length):
        logits, *state = scores(model, x[None], state)  # (1, T, C)
        chances = (logits[0, -1] / temperature).softmax(dim=-1)  # (C,)
        drawn = torch.multinomial(chances, 1, generator=dice)  # (1,)
        text = torch.cat([text, drawn])
        x = drawn if state else text[-(max_len or len(text)) :]
    return text[len(prompt) :]
