"""How each trained network of the sequence chapters was made.

python -m livenets.recipes_text --list
python -m livenets.recipes_text surname_lstm --seed 0 1 2
python -m livenets.recipes_text surname_lstm --add 3

As livenets.recipes, but on texts: every seed is trained and scored; the
weights of the first one are kept. The card also says the alphabet. `--add`
writes more seeds' scores into the card, and leaves its weights alone.
"""

import argparse
import time
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path
from typing import Any, NamedTuple

import torch
from torch import Tensor, nn

from livenets import cards, count, data, nets
from livenets import train_text as t
from livenets.alphabet import Alphabet

COMMAND = "python -m livenets.recipes_text"


class Corpus(NamedTuple):
    """A text to go on with; the score is nats a symbol."""

    alphabet: Alphabet
    train: Tensor  # int64 (N,)
    test: Tensor  # int64 (M,)


class Labelled(NamedTuple):
    """Texts of known class; the score is the share that is named rightly."""

    alphabet: Alphabet
    train: list[Tensor]  # each int64 (T,)
    train_y: Tensor  # int64 (N,)
    test: list[Tensor]
    test_y: Tensor
    classes: tuple[str, ...]


@cache
def surnames() -> Labelled:
    """13 languages; of small letters, space, apostrophe, hyphen, comma."""
    train, test, languages = data.surnames()
    names = [*train.names, *test.names]
    alphabet = Alphabet.of("".join(names).lower())
    symbols = [torch.from_numpy(alphabet.encode(n)) for n in names]
    n = len(train.names)
    return Labelled(
        alphabet,
        symbols[:n],
        torch.from_numpy(train.labels),
        symbols[n:],
        torch.from_numpy(test.labels),
        languages,
    )


@cache
def shakespeare() -> Corpus:
    """Nine tragedies, and Macbeth."""
    train, test = data.shakespeare()
    return corpus(Alphabet.of(train), train, test)


@cache
def tang() -> Corpus:
    """Quatrains, a line each; rare characters are all read as "□"."""
    train, test = ("\n".join(poems) + "\n" for poems in data.tang())
    return corpus(Alphabet.frequent(train, 2047, unknown="□"), train, test)


def corpus(alphabet: Alphabet, train: str, test: str) -> Corpus:
    """Both texts as numbers."""
    numbers = (torch.from_numpy(alphabet.encode(s)) for s in (train, test))
    return Corpus(alphabet, *numbers)


class Row(NamedTuple):
    """A network, what it learns from, and how."""

    name: str
    build: Callable[[], nn.Module]  # a factory and its arguments
    data: Callable[[], Corpus | Labelled]
    recipe: t.Recipe


NAMES = t.Recipe(epochs=12, batch=128, window=40, rate=8e-3)
# Shakespeare: all read the same 3.7 million characters, 2,048 an update (a
# Transformer sees no further than a window, so its windows are longer), and
# have about 190,000 parameters
PLAYS = t.Recipe(epochs=3, batch=32, window=64, rate=5e-3)
LONG_WINDOWS = PLAYS._replace(batch=16, window=128, rate=4e-3)
POEMS = t.Recipe(epochs=5, batch=32, window=66, rate=6e-3)

surname_rnn = partial(nets.char_rnn, 68, 13, embedding=16, width=64)
surname_lstm = partial(nets.char_lstm, 68, 13, embedding=16, width=64)
rnn = partial(nets.char_rnn, 63, embedding=32, width=384)
lstm = partial(nets.char_lstm, 63, embedding=32, width=192)
transformer = partial(nets.CharTransformer, 63, d_model=72, num_layers=3)
tang_lstm = partial(nets.char_lstm, 2048, embedding=48, width=128)

# name, network, data, recipe
ROWS = [
    Row("surname_rnn", surname_rnn, surnames, NAMES),
    Row("surname_lstm", surname_lstm, surnames, NAMES),
    Row("shakespeare_rnn", rnn, shakespeare, PLAYS._replace(rate=1.5e-3)),
    Row("shakespeare_lstm", lstm, shakespeare, PLAYS),
    Row("shakespeare_transformer", transformer, shakespeare, LONG_WINDOWS),
    Row("tang_lstm", tang_lstm, tang, POEMS),
]


def find(name: str) -> Row:
    """The row called `name`."""
    return cards.find(ROWS, name)


def train(row: Row, seed: int) -> tuple[nn.Module, dict[str, Any]]:
    """A trained network and its scores."""
    d, recipe = row.data(), row.recipe
    torch.manual_seed(seed)
    model = row.build()
    start = time.process_time()
    if isinstance(d, Corpus):
        total = recipe.epochs * t.windows_of(len(d.train), recipe)
        batches = t.windows(d.train, recipe, seed)
    else:
        total = recipe.epochs * -(-len(d.train) // recipe.batch)
        batches = t.labelled(d.train, d.train_y, recipe, seed)
    steps = t.fit(model, batches, total, recipe)
    seconds = time.process_time() - start
    last = [step.loss for step in steps[-max(1, len(steps) // 10) :]]
    return model, {
        "seed": seed,
        **score(model, row),
        "loss_of_last_tenth": round(sum(last) / len(last), 4),
        "cpu_seconds": round(seconds),
    }


def score(model: nn.Module, row: Row) -> dict[str, float]:
    """What the card says of the test part."""
    d = row.data()
    if isinstance(d, Corpus):
        return {
            "test_nats": round(t.nats(model, d.test, row.recipe.window), 4)
        }
    right = t.guesses(model, d.test) == d.test_y
    return {"test_accuracy": round(right.float().mean().item(), 4)}


def save(
    row: Row, model: nn.Module, runs: list[dict[str, Any]], folder: Path
) -> None:
    """Write NAME.safetensors and NAME.json."""
    d, seeds = row.data(), " ".join(str(run["seed"]) for run in runs)
    units = "symbols" if isinstance(d, Corpus) else "texts"
    with_data = {
        "set": row.data.__name__,
        f"train_{units}": len(d.train),
        f"test_{units}": len(d.test),
    }
    if isinstance(d, Labelled):
        with_data["classes"] = list(d.classes)
    card = {
        "name": row.name,
        "network": cards.described(row.build),
        "command": f"{COMMAND} {row.name} --seed {seeds}",
        "data": with_data,
        "symbols": d.alphabet.symbols,
        "unknown": d.alphabet.unknown,
        "recipe": row.recipe._asdict(),
        **runs[0],
        "runs": runs,
        "parameters": count.parameters(model),
    }
    cards.write(card, model, folder)


def add(row: Row, runs: list[dict[str, Any]], folder: Path) -> None:
    """Write more seeds' scores into NAME.json; no seed stands there twice."""
    card = cards.read(row.name, folder)
    known = {run["seed"] for run in card["runs"]}
    card["runs"] += [run for run in runs if run["seed"] not in known]
    seeds = " ".join(str(run["seed"]) for run in card["runs"])
    card["command"] = f"{COMMAND} {row.name} --seed {seeds}"
    cards.put(card, folder)


def main() -> None:
    """Train what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("name", nargs="?")
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--seed", type=int, nargs="+", default=[0, 1, 2])
    parser.add_argument("--add", type=int, nargs="+", default=[])
    parser.add_argument("--out", type=Path, default=cards.FOLDER)
    args = parser.parse_args()
    if args.list or not args.name:
        for row in ROWS:
            print(f"{row.name:24} {cards.described(row.build)}")
        return
    torch.set_num_threads(1)  # another number, another order of sums
    row = find(args.name)
    trained = [train(row, seed) for seed in args.add or args.seed]
    runs = [scores for _, scores in trained]
    for run in runs:
        print(row.name, run)
    if args.add:
        add(row, runs, args.out)
    else:
        save(row, trained[0][0], runs, args.out)


if __name__ == "__main__":
    main()
