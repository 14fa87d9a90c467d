"""Which language is this surname? A recurrent network reads as you type."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import traitlets as t

from livenets.alphabet import Alphabet
from livenets.engine import Engine
from livenets.widgets.base import script
from livenets.widgets.live import NetworkWidget
from livenets.widgets.pictures import montage

LIMIT = 30  # letters
HIDDEN = "core.layers.0.hidden"
CELL = "core.layers.0.cell"
EXAMPLES = (
    "Jovanović",
    "Kowalski",
    "van Gogh",
    "Novák",
    "Virtanen",
    "García",
    "Garcia",
    "Hochreiter",
    "Schmidhuber",
    "O'Sullivan",
    "Dvořák",
)


class Surname(NetworkWidget):
    """The hidden state and the scores after every letter of a name.

    The state can be emptied after a letter, and any unit silenced. The page
    steps the cell, so it reads as the reader types.
    """

    _esm = script(
        "live.js",
        "scores.js",
        "sequence.js",
        "type_text.js",
        "letter_board.js",
        "surname.js",
    )

    # what the networks can read, and the names of their scores
    symbols = t.Unicode().tag(sync=True)
    classes = t.List(t.Unicode()).tag(sync=True)
    # network → the scores of a state of zeros, before any letter
    before = t.Dict().tag(sync=True)
    # the network that reads, and what
    network = t.Unicode().tag(sync=True)
    text = t.Unicode().tag(sync=True)
    examples = t.List(t.Unicode()).tag(sync=True)
    # letters, at most
    limit = t.Int(LIMIT).tag(sync=True)

    def __init__(
        self,
        models: Mapping[str, Any],
        symbols: str,
        classes: Sequence[str],
        text: str = EXAMPLES[0],
        examples: Sequence[str] = EXAMPLES,
        **traits: Any,
    ) -> None:
        """`models`: name → a `CharRNN` of one layer, on an RNN or an LSTM.

        What the first makes of `text` is stored. Raises `ValueError` for a
        text that it can't read, and where scores and `classes` differ.
        """
        engines = {name: engine(model) for name, model in models.items()}
        read = Alphabet(symbols).encode(text).astype(np.float32)
        if not 1 <= len(read) <= LIMIT:
            raise ValueError(
                f"text: {len(read)} letters in {text!r}, want 1 … {LIMIT}."
            )
        before = {name: nothing_read(made) for name, made in engines.items()}
        for name, scores in before.items():
            if len(scores) != len(classes):
                raise ValueError(
                    f"{name}: {len(scores)} scores for {len(classes)} classes."
                )
        first = next(iter(engines.values()))
        state = {name: first.example[name] for name in first.carry}
        super().__init__(
            engines,
            {"symbols": read, **state},
            symbols=symbols,
            classes=list(classes),
            before=before,
            network=next(iter(engines)),
            text=text,
            examples=list(examples),
            **traits,
        )
        self.read_first = text

    def shares(self) -> np.ndarray:
        """Of each class after each letter of the first text, (T, C)."""
        scores = self.first["scores"].reshape(-1, len(self.classes))
        e = np.exp(scores - scores.max(axis=1, keepdims=True))
        return e / e.sum(axis=1, keepdims=True)

    def alt(self) -> str:
        """What the stored picture shows, with the verdict."""
        hidden, last = self.first["next_h"], self.shares()[-1]
        return (
            f"A recurrent network reads “{self.read_first}” letter by letter:"
            f" {hidden.shape[-1]} hidden units down, {len(hidden)} letters to"
            f" the right, and below the shares of {len(last)} languages. Its"
            f" verdict: {self.classes[last.argmax()]}"
            f" ({100 * last.max():.0f} %)."
        )

    def picture(self) -> bytes:
        """Units × letters, then languages × letters."""
        hidden = self.first["next_h"]
        hidden = hidden.reshape(len(hidden), -1).T
        return montage([[hidden], [self.shares().T]], tile=220)


def engine(model: Any) -> Engine:
    """The network, a letter a step; its state can be turned."""
    sizes = dict(zip("hc", model.core.state_sizes, strict=False))
    state = {
        n: np.zeros((1, 1, size), np.float32) for n, size in sizes.items()
    }
    return Engine(
        model,
        {"symbols": np.zeros((1, 1), np.float32), **state},
        knobs=[HIDDEN, CELL][: len(sizes)],
        results=("scores", *(f"next_{name}" for name in sizes)),
        carry={name: f"next_{name}" for name in sizes},
    )


def nothing_read(made: Engine) -> list[float]:
    """The scores where the state is all zeros."""
    _, found = made.run(made.example, ["scores"], {HIDDEN: (0, 0)})
    return found["scores"].ravel().tolist()
