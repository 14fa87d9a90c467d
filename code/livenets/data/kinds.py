"""What each data set gives, field by field."""

from typing import NamedTuple

import numpy as np


class Labelled(NamedTuple):
    """Pictures and what they show."""

    pixels: np.ndarray  # uint8 (N, 28, 28): ink 255, paper 0
    labels: np.ndarray  # int64 (N,): 0 … 9


class Digits(NamedTuple):
    """MNIST's first 10,000 training digits, each part 0 … 9, 0 … 9, …

    The last fifth of each digit is the test part; MNIST is ordered by writer,
    so hardly a writer is in both.
    """

    train: Labelled  # N = 8,000
    test: Labelled  # N = 2,000


class Emoji(NamedTuple):
    """Pictures of emoji; one emoji has up to six, one a vendor."""

    pixels: np.ndarray  # uint8 (N, size, size, 4): red, green, blue, opacity
    labels: np.ndarray  # int64 (N,): index into `Emoji10.classes`
    emoji: np.ndarray  # str (N,): the character, "🦊"
    names: np.ndarray  # str (N,): Unicode's name, "fox"
    vendors: np.ndarray  # str (N,): whose drawing, "noto"


class Emoji10(NamedTuple):
    """Emoji of ten kinds. No emoji is in both parts, nor a near copy of it.

    Near copies are a man and a woman cook, a dog and a guide dog, thumbs up
    and thumbs down: what differs by sex, side or a small sign.
    """

    train: Emoji
    test: Emoji
    classes: tuple[str, ...]


class Names(NamedTuple):
    """Surnames and where they come from."""

    names: np.ndarray  # str (N,), as written: "Ó Súilleabháin"
    labels: np.ndarray  # int64 (N,): index into `Surnames.languages`


class Surnames(NamedTuple):
    """Surnames of 13 languages; a name that two of them have is in neither.

    No name is in both parts, nor one that differs by accents, particle or
    sex only: Novák and Nováková, Ó Flannáin and Ní Fhlannáin.
    """

    train: Names  # N = 10,276
    test: Names  # N = 2,554
    languages: tuple[str, ...]


class Text(NamedTuple):
    """A text to learn, and another one to be tested on."""

    train: str
    test: str


class Poems(NamedTuple):
    """Poems of 28 characters: "…，…。…，…。", no line in two of them."""

    train: tuple[str, ...]
    test: tuple[str, ...]


class Weather(NamedTuple):
    """Seattle's weather, day after day from 2012-01-01 to 2015-12-31."""

    days: np.ndarray  # datetime64[D] (1461,)
    rain: np.ndarray  # float32 (1461,): mm
    high: np.ndarray  # float32 (1461,): °C
    low: np.ndarray  # float32 (1461,): °C
    wind: np.ndarray  # float32 (1461,): m/s
