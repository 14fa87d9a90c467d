"""Whom each head of a Transformer reads, on the text of the reader."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import traitlets as t

from livenets.alphabet import Alphabet
from livenets.engine import Arrays, Engine
from livenets.widgets.base import script
from livenets.widgets.live import NetworkWidget, as_bytes
from livenets.widgets.pictures import montage

# The network runs on 64 places, always. A shorter text has any symbols behind
# it: under a causal mask no place reads what comes later, so they change
# nothing, and one graph of one size is enough.
LENGTH = 64
# what makes a module an attention that this widget can open
PARTS = ("query", "key", "value", "scale", "scores", "weights", "heads")
SEEN = ("query", "key", "value", "weights")
TURNED = ("scale", "scores", "heads")


class Attention(NetworkWidget):
    """Every head's map, one head at one place with all its numbers.

    For a network that takes symbols (1, T) and places (T,), gives scores
    (1, T, V) of the next symbol, and whose attention is causal: each module
    that has the parts of `MultiHeadAttention` is found and shown.
    """

    _esm = script(
        "live.js",
        "scores.js",
        "map_view.js",
        "maps.js",
        "type_text.js",
        "attention_math.js",
        "attention_view.js",
        "attention_step.js",
        "attention.js",
    )

    # the network's symbol i is character i
    symbols = t.Unicode().tag(sync=True)
    text = t.Unicode().tag(sync=True)
    # names of the attention modules, in the order in which they run
    layers = t.List(t.Unicode()).tag(sync=True)
    # "layer.head" → what it was found to do, a few words
    roles = t.Dict().tag(sync=True)
    # how many places the network has codes for
    max_len = t.Int().tag(sync=True)
    # the head and the place that are opened first
    layer = t.Int(0).tag(sync=True)
    head = t.Int(0).tag(sync=True)
    place = t.Int(0).tag(sync=True)

    def __init__(
        self,
        model: Any,
        alphabet: Alphabet,
        text: str,
        max_len: int,
        roles: Mapping[str, str] | None = None,
        **traits: Any,
    ) -> None:
        """`text`: 2 to 64 characters of the alphabet; its result is stored.

        `max_len`: places of the network, 64 or more. `roles`: "0.3" (layer,
        head) → a few words. Raises `ValueError` for another text, or where
        there is no attention to open.
        """
        symbols = alphabet.encode(text)
        if not 2 <= len(symbols) <= LENGTH:
            raise ValueError(
                f"text: {len(symbols)} characters, want 2 to {LENGTH}."
            )
        layers = attentions(model)
        inputs = padded(symbols)
        engine = Engine(
            model,
            inputs,
            watch=[f"{name}.{part}" for name in layers for part in SEEN],
            knobs=[f"{name}.{part}" for name in layers for part in TURNED],
        )
        self.size = len(symbols)
        super().__init__(
            {"network": engine},
            symbols=alphabet.symbols,
            text=text,
            layers=layers,
            roles=dict(roles or {}),
            max_len=max_len,
            **traits,
        )
        # a page stores what is seen first: all maps, the numbers of one layer
        opened = f"{layers[self.layer]}."
        self.stored = {
            name: as_bytes(values)
            for name, values in self.first.items()
            if name.startswith(opened)
            or name.endswith(".weights")
            or name == "output"
        }

    @t.validate("layer", "head", "place")
    def _is_there(self, proposal: dict[str, Any]) -> int:
        name, value = proposal["trait"].name, proposal["value"]
        weights = self.first[f"{self.layers[0]}.weights"]
        most = {
            "layer": len(self.layers),
            "head": weights.shape[1],
            "place": self.size,
        }[name]
        if not 0 <= value < most:
            raise t.TraitError(f"{name}: want 0 … {most - 1}, got {value}.")
        return value

    def alt(self) -> str:
        """What the stored picture shows, and the chosen place's reading."""
        weights = self.first[f"{self.layers[self.layer]}.weights"][0]
        row = weights[self.head, self.place, : self.place + 1]
        read, heads = int(row.argmax()), len(weights)
        asks, answers = (words(self.text[i]) for i in (self.place, read))
        return (
            f"Attention maps of {len(self.layers)} layers with {heads} heads"
            f" each, on the text “{words(self.text)}”: row by row, how much"
            f" each character reads of the ones before it. In layer"
            f" {self.layer}, head {self.head}, “{asks}” at place"
            f" {self.place} reads most of “{answers}” at place {read}"
            f" ({100 * row[read]:.0f} %)."
        )

    def picture(self) -> bytes:
        """A row of maps for each layer; darker is more."""
        n = self.size
        return montage(
            [
                np.sqrt(self.first[f"{name}.weights"][0, :, :n, :n])
                for name in self.layers
            ],
            tile=128,
        )


def attentions(model: Any) -> list[str]:
    """Names of the modules that have the parts of an attention."""
    names = [
        name
        for name, module in model.named_modules()
        if all(hasattr(module, part) for part in PARTS)
    ]
    if not names:
        raise ValueError(
            f"{type(model).__name__} has no attention to open: want a module"
            f" with the parts {', '.join(PARTS)}."
        )
    return names


def padded(symbols: np.ndarray) -> Arrays:
    """(n,) → the network's inputs: symbols (1, 64) and places (64,)."""
    row = np.zeros((1, LENGTH), np.float32)
    row[0, : len(symbols)] = symbols
    return {"symbols": row, "places": np.arange(LENGTH, dtype=np.float32)}


def words(text: str) -> str:
    """The text in one line, its breaks to be seen."""
    return text.replace("\n", "⏎")
