"""Which number stands for which character."""

import unicodedata
from typing import NamedTuple

import numpy as np

MARKS = 30  # on one letter, as in Unicode's stream-safe text


def composed(text: str) -> str:
    """The text in NFC, which takes time quadratic in a letter's marks.

    `ValueError` where a letter has more than 30.
    """
    run = 0
    for char in () if text.isascii() else text:
        run = run + 1 if unicodedata.combining(char) else 0
        if run > MARKS:
            raise ValueError(
                f"The text has a letter with more than {MARKS} marks: take"
                " some away."
            )
    return unicodedata.normalize("NFC", text)


class Alphabet(NamedTuple):
    """The characters that a network knows; its symbol i is `symbols[i]`.

    An alphabet without capitals reads capitals as small letters.
    """

    symbols: str
    unknown: str = ""  # the symbol for all other characters, if there is one

    @classmethod
    def of(cls, text: str) -> "Alphabet":
        """Every character of a text, in Unicode's order."""
        return cls("".join(sorted(set(text))))

    @classmethod
    def frequent(cls, text: str, most: int, unknown: str) -> "Alphabet":
        """The `most` frequent characters of a text, and the unknown one."""
        found, counts = np.unique(list(text), return_counts=True)
        chosen = found[np.argsort(-counts, kind="stable")][:most]
        return cls(unknown + "".join(chosen), unknown)

    def read(self, text: str) -> str:
        """The text as the network is given it: NFC, small if need be."""
        if self.symbols == self.symbols.lower():
            text = text.lower()
        return composed(text)

    def strangers(self, text: str) -> str:
        """The characters of a text that are not in the alphabet, each once."""
        known = set(self.symbols)
        return "".join(
            c for c in dict.fromkeys(self.read(text)) if c not in known
        )

    def encode(self, text: str) -> np.ndarray:
        """Its symbols' numbers, int64 (T,).

        `ValueError` for a stranger if there is no unknown symbol.
        """
        strangers = self.strangers(text)
        if strangers and not self.unknown:
            some = " ".join(strangers[:20]) + " …" * (len(strangers) > 20)
            raise ValueError(f"Not in the alphabet: {some}")
        number = {symbol: i for i, symbol in enumerate(self.symbols)}
        other = number.get(self.unknown, -1)
        return np.array(
            [number.get(c, other) for c in self.read(text)], np.int64
        )

    def decode(self, numbers: np.ndarray) -> str:
        """The text of symbols' numbers (T,)."""
        return "".join(self.symbols[i] for i in numbers)
