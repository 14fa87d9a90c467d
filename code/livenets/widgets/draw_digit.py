"""LeNet-5 on the digit that the reader draws, every layer of it."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import traitlets as t

from livenets.engine import Engine
from livenets.widgets.base import script
from livenets.widgets.live import NetworkWidget, as_bytes
from livenets.widgets.pictures import montage

LAYERS = ("c1.act", "s2", "c3.act", "s4")


class DrawDigit(NetworkWidget):
    """A pad, every map of every layer, and the sum behind each pixel."""

    _esm = script(
        "live.js", "maps.js", "scores.js", "draw_pad.js", "draw_digit.js"
    )

    # uint8, one 28×28 digit after the other, white ink 255
    examples = t.Bytes().tag(sync=True)
    labels = t.List(t.Int()).tag(sync=True)
    # network → "tanh", "relu" or "sigmoid"
    activations = t.Dict().tag(sync=True)
    # network → {"c1": float32 bytes (6, 1, 5, 5), "c1_bias": …, "c3": …}
    kernels = t.Dict().tag(sync=True)

    def __init__(
        self,
        networks: Mapping[str, Any],
        digits: np.ndarray,
        labels: Sequence[int],
        **traits: Any,
    ) -> None:
        """`networks`: label → LeNet5; `digits`: uint8 (n, 28, 28), ink 255.

        The result of the first network on the first digit is stored.
        """
        if digits.ndim != 3 or digits.shape[1:] != (28, 28):
            raise ValueError(f"digits: want (n, 28, 28), got {digits.shape}.")
        if digits.dtype != np.uint8:
            raise ValueError(f"digits: want uint8, got {digits.dtype}.")
        self.digit = np.pad(digits[0], 2).astype(np.float32) / 255
        engines = {
            name: Engine(
                model,
                {"input": self.digit[None, None]},
                watch=[*LAYERS, "c5.act", "f6.act"],
                knobs=["c1.act", "c3.act"],
            )
            for name, model in networks.items()
        }
        super().__init__(
            engines,
            examples=digits.tobytes(),
            labels=[int(label) for label in labels],
            activations={n: activation_of(m) for n, m in networks.items()},
            kernels={n: kernels_of(m) for n, m in networks.items()},
            **traits,
        )

    def alt(self) -> str:
        """What the stored picture shows, with the network's verdict."""
        e = np.exp(self.first["output"][0] - self.first["output"].max())
        share = e / e.sum()
        return (
            f"A handwritten {self.labels[0]} and the feature maps that"
            " LeNet-5 makes of it: 6 in C1, 6 in S2, 16 in C3, 16 in S4. The"
            f" network reads a {share.argmax()}"
            f" ({100 * share.max():.1f} %)."
        )

    def picture(self) -> bytes:
        """The digit and all maps, a row a layer."""
        rows = [self.digit[None], *(self.first[name][0] for name in LAYERS)]
        return montage(rows)


def activation_of(model: Any) -> str:
    """The page computes the sum behind a pixel again, so it must know it."""
    name = type(model.c1.act).__name__.lower()
    if name not in ("tanh", "relu", "sigmoid"):
        raise ValueError(f"networks: want tanh, relu or sigmoid, got {name}.")
    return name


def kernels_of(model: Any) -> dict[str, bytes]:
    """Weights and biases of the two convolutions."""
    found = {}
    for name in ("c1", "c3"):
        conv = model.get_submodule(name).conv
        found[name] = as_bytes(conv.weight.detach().cpu().numpy())
        found[f"{name}_bias"] = as_bytes(conv.bias.detach().cpu().numpy())
    return found
