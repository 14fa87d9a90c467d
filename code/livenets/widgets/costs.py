"""What each layer of a plain network costs, from a list written as text.

"64, 64k7s2, M, A7": a convolution with 64 kernels of 3×3, one with 64 of 7×7
and stride 2, a max pool of 2×2, an average pool to 7×7. costs.js is the same
for the page, sentence by sentence.
"""

import math
import re
from typing import NamedTuple

MOST = 80  # words
LIMITS = {"k": 31, "s": 16, "p": 31, "g": 65_536}
WIDEST = 65_536  # channels
LARGEST = 1024  # pixels a side
CONV = re.compile(r"(\d+)((?:[kspg]\d+)*)", re.ASCII)
POOL = re.compile(r"m((?:[ks]\d+)*)", re.ASCII)
MEAN = re.compile(r"a(\d+)", re.ASCII)
WHOLE = re.compile(r"\d+", re.ASCII)


class Cost(NamedTuple):
    """One layer of C channels and n×n pixels; its numbers have 4 bytes."""

    word: str
    kind: str  # "conv", "max", "mean" or "linear"
    channels: int
    side: int  # n
    sees: int | None  # pixels of the picture a side; None: all there are
    parameters: int
    macs: int
    values: int  # C·n·n


def words(text: str) -> list[str]:
    """The words of a list, whether or not it has brackets and quotes."""
    return re.sub(r"[\[\]'\",;]", " ", text).split()


def costs(
    cfg: str,
    linear: str = "",
    side: int = 224,
    channels: int = 3,
    batch_norm: bool = False,
) -> list[Cost]:
    """Every layer's cost for one picture (channels, side, side).

    `linear`: the outputs of each linear layer, "4096, 4096, 1000". Raises
    `ValueError` with a sentence for a reader.
    """
    layers, widths = words(cfg), words(linear)
    if not 1 <= side <= LARGEST:
        raise ValueError(
            f"A picture here has 1 to {LARGEST} pixels a side, not {side}."
        )
    if not layers:
        raise ValueError(
            "The list is empty: write a number of channels, such as 64."
        )
    if len(layers) + len(widths) > MOST:
        raise ValueError(
            f"{len(layers) + len(widths)} layers are more than the {MOST} that"
            " this table takes."
        )
    found, c, n, seen, jump = [], channels, side, 1, 1.0
    for i, word in enumerate(layers, 1):
        kind, more = layer(i, word, c, n)
        k, s, p = more["k"], more["s"], more["p"]
        parameters = macs = 0
        after = (n + 2 * p - k) // s + 1
        if kind == "mean":
            after, s = more["to"], n / more["to"]
        if kind == "conv":
            weights = k * k * (c // more["g"]) * more["out"]
            c = more["out"]
            parameters = weights + c * (3 if batch_norm else 1)
            macs = weights * after * after
        n = after
        seen, jump = seen + (k - 1) * jump, jump * s
        sees = math.floor(seen + 0.5)
        found.append(Cost(word, kind, c, n, sees, parameters, macs, c * n * n))
    inputs = c * n * n
    for i, word in enumerate(widths, 1):
        if not WHOLE.fullmatch(word) or not 1 <= int(word) <= WIDEST:
            raise ValueError(
                f'Linear layer {i}, "{word}": write a whole number from 1 to'
                f" {WIDEST}."
            )
        out = int(word)
        macs = inputs * out
        found.append(Cost(word, "linear", out, 1, None, macs + out, macs, out))
        inputs = out
    return found


def layer(i: int, word: str, c: int, n: int) -> tuple[str, dict[str, int]]:
    """The `i`th word's kind and numbers, on a map of c channels, n×n."""
    lower = word.lower()
    if match := MEAN.fullmatch(lower):
        to = int(match[1])
        if not 1 <= to <= n:
            raise ValueError(
                f'Layer {i}, "{word}": the map is {n} × {n} by then, so it can'
                f" be averaged to 1 × 1 up to {n} × {n}."
            )
        widest = max(
            math.ceil((j + 1) * n / to) - j * n // to for j in range(to)
        )
        return "mean", {"k": widest, "s": 1, "p": 0, "to": to}
    if match := POOL.fullmatch(lower):
        more = {"k": 2, "s": 2, "p": 0} | numbers(i, word, match[1])
        if more["k"] > n:
            raise ValueError(
                f'Layer {i}, "{word}": the map is only {n} × {n} by then, and'
                f" a window of {more['k']} × {more['k']} does not fit. Use"
                " fewer pools, or a larger picture."
            )
        return "max", more
    if match := CONV.fullmatch(lower):
        more = {"k": 3, "s": 1, "g": 1} | numbers(i, word, match[2])
        more = {"p": more["k"] // 2, "out": int(match[1])} | more
        check(i, word, c, n, more)
        return "conv", more
    raise ValueError(
        f'Layer {i}, "{word}", is none that this table knows: write a number'
        " of channels (64), M for a max pool, or A7 for an average pool to"
        " 7 × 7."
    )


def numbers(i: int, word: str, text: str) -> dict[str, int]:
    """ "k7s2" → {"k": 7, "s": 2}."""
    found = {key: int(v) for key, v in re.findall(r"([kspg])(\d+)", text)}
    for key, value in found.items():
        if not (key == "p" or value) or value > LIMITS[key]:
            least = 0 if key == "p" else 1
            raise ValueError(
                f'Layer {i}, "{word}": {key} can be {least} to {LIMITS[key]},'
                f" not {value}."
            )
    return found


def check(i: int, word: str, c: int, n: int, more: dict[str, int]) -> None:
    """Raise where the convolution cannot be."""
    k, out, g = more["k"], more["out"], more["g"]
    if not 1 <= out <= WIDEST:
        raise ValueError(
            f'Layer {i}, "{word}": a convolution has 1 to {WIDEST} channels,'
            f" not {out}."
        )
    if c % g or out % g:
        raise ValueError(
            f'Layer {i}, "{word}": {g} groups must divide the {c} channels'
            f" that come in and the {out} that go out."
        )
    if k > n + 2 * more["p"]:
        raise ValueError(
            f'Layer {i}, "{word}": the map is only {n} × {n} by then, and a'
            f" kernel of {k} × {k} does not fit."
        )
