"""All gates of a trained LSTM on the text that the reader types."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import traitlets as t

from livenets.alphabet import Alphabet
from livenets.engine import Engine
from livenets.widgets.base import script
from livenets.widgets.live import NetworkWidget, as_bytes
from livenets.widgets.pictures import montage

LIMIT = 300  # characters
LAYER = "core.layers.0"
GATES = ("forget", "input", "candidate", "output")
FEW = 16  # units that are shown first


class Reader(NamedTuple):
    """A network that reads, and what it reads first."""

    model: Any  # a CharRNN on an LSTM of one layer
    symbols: str
    unknown: str  # the symbol for all other characters, or ""
    text: str
    # unit, what its cell follows, the correlation
    units: Sequence[tuple[int, str, float]] = ()


class Gates(NetworkWidget):
    """Four gates, cell and hidden state; any gate of any unit can be forced.

    The page steps the cell, so it reads as the reader types.
    """

    _esm = script(
        "live.js",
        "scores.js",
        "map_view.js",
        "sequence.js",
        "type_text.js",
        "gate_math.js",
        "gate_curves.js",
        "gate_maps.js",
        "gate_knobs.js",
        "next_symbols.js",
        "gate_writer.js",
        "gate_search.js",
        "gate_words.js",
        "gates.js",
    )

    # network → {"symbols", "unknown", "units": [{"unit", "name", "r"}]}
    readers = t.Dict().tag(sync=True)
    # network → what it reads first
    texts = t.Dict().tag(sync=True)
    # the network that reads
    network = t.Unicode().tag(sync=True)
    # characters, at most
    limit = t.Int(LIMIT).tag(sync=True)

    def __init__(self, readers: Mapping[str, Reader], **traits: Any) -> None:
        """What the first network makes of its text is stored."""
        engines = {name: engine(r.model) for name, r in readers.items()}
        for name, reader in readers.items():
            check(name, reader, engines[name])
        name, reader = next(iter(readers.items()))
        self.read = Alphabet(reader.symbols, reader.unknown)
        symbols = self.read.encode(reader.text).astype(np.float32)
        state = {k: engines[name].example[k] for k in ("h", "c")}
        super().__init__(
            engines,
            {"symbols": symbols, **state},
            readers={name: about(r) for name, r in readers.items()},
            texts={name: r.text for name, r in readers.items()},
            network=name,
            **traits,
        )
        self.stored = {n: as_bytes(short(v)) for n, v in self.first.items()}

    def shares(self) -> np.ndarray:
        """Of each symbol, after the first text; they add up to 1."""
        scores = self.first["scores"][-1].ravel()
        e = np.exp(scores - scores.max())
        return e / e.sum()

    def alt(self) -> str:
        """What the stored picture shows, with what is expected next."""
        shares = self.shares()
        likely = self.read.symbols[shares.argmax()]
        text = self.texts[self.network].replace("\n", " ")
        return (
            "The forget, input and output gate, the candidate, the cell and"
            f" the hidden state of an LSTM that reads “{text}”, unit by unit"
            f" and character by character. Next it expects “{likely}”"
            f" ({100 * shares.max():.0f} %)."
        )

    def picture(self) -> bytes:
        """Six maps: units down, characters to the right."""
        units = [u["unit"] for u in self.readers[self.network]["units"]]
        units = list(dict.fromkeys(units))[:FEW] or list(range(FEW))
        names = [f"{LAYER}.{gate}" for gate in GATES]
        maps = [
            self.first[name].reshape(len(self.first[name]), -1).T[units]
            for name in (*names, "next_c", "next_h")
        ]
        return montage([[m] for m in maps], tile=160)


def engine(model: Any) -> Engine:
    """The network, a character a step, with its gates to be turned."""
    gates = [f"{LAYER}.{gate}" for gate in GATES]
    size = model.core.state_sizes[-1]
    state = {name: np.zeros((1, 1, size), np.float32) for name in ("h", "c")}
    return Engine(
        model,
        {"symbols": np.zeros((1, 1), np.float32), **state},
        watch=gates,
        knobs=gates,
        results=("scores", "next_h", "next_c"),
        carry={"h": "next_h", "c": "next_c"},
    )


def short(values: np.ndarray) -> np.ndarray:
    """As precise as a reader can see (1 in 2,000), so that it packs well."""
    bits = np.ascontiguousarray(values, np.float32).view(np.uint32)
    return ((bits + 0x1000) & np.uint32(0xFFFFE000)).view(np.float32)


def check(name: str, reader: Reader, made: Engine) -> None:
    """Refuse in a sentence what can't be shown."""
    count = made.card()["outputs"]["scores"][-1]
    if count != len(reader.symbols):
        raise ValueError(
            f"{name}: {len(reader.symbols)} symbols, but {count} scores."
        )
    if not 1 <= len(reader.text) <= LIMIT:
        raise ValueError(
            f"{name}: the text has {len(reader.text)} characters, want"
            f" 1 … {LIMIT}."
        )
    size = made.example["c"].size
    for unit, *_ in reader.units:
        if not 0 <= unit < size:
            raise ValueError(f"{name}: no unit {unit}, want 0 … {size - 1}.")


def about(reader: Reader) -> dict[str, Any]:
    """What the widget's script knows of a network."""
    units = [
        {"unit": int(unit), "name": name, "r": float(r)}
        for unit, name, r in reader.units
    ]
    return {
        "symbols": reader.symbols,
        "unknown": reader.unknown,
        "units": units,
    }
