"""The base of widgets whose numbers come from a network."""

import os
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import traitlets as t

from livenets.engine import Arrays, Engine
from livenets.widgets.base import BOOK, Widget, shipped


class NetworkWidget(Widget):
    """Serves its networks to the widget's script, message by message.

    In a kernel PyTorch answers; while the book is built every network is
    written as ONNX, and the page runs that.
    """

    # name → {inputs, outputs, knobs: {name: size}, carry: {input: result},
    # and file, bytes, sha256 in a book}
    networks = t.Dict().tag(sync=True)
    # name → float32 bytes: what the first network makes of its first input
    stored = t.Dict().tag(sync=True)

    def __init__(
        self,
        engines: Mapping[str, Engine],
        first_input: Arrays | None = None,
        **traits: Any,
    ) -> None:
        """The stored result is the first engine's.

        It is of `first_input`, or else of the engine's own example.
        """
        self._engines = dict(engines)
        cards = {name: engine.card() for name, engine in engines.items()}
        if BOOK in os.environ:
            for name, engine in engines.items():
                graph = engine.graph()
                cards[name]["file"] = shipped(graph.onnx, ".onnx")
                cards[name]["bytes"] = len(graph.onnx)
                cards[name]["sha256"] = graph.sha256
        name, engine = next(iter(engines.items()))
        _, self.first = engine.run(
            first_input or engine.example, [*cards[name]["outputs"]]
        )
        super().__init__(
            networks=cards,
            stored={name: as_bytes(v) for name, v in self.first.items()},
            **traits,
        )
        self.on_msg(self._answer)

    def _answer(
        self, _widget: Any, content: dict[str, Any], buffers: Sequence[Any]
    ) -> None:
        reply: dict[str, Any] = {"id": content["id"]}
        if content["kind"] == "ping":
            self.send(reply)
            return
        arrays: Arrays = {}
        try:
            engine = self._engines[content["network"]]
            inputs = {
                name: np.frombuffer(buffer, dtype=np.float32)
                for name, buffer in zip(content["names"], buffers, strict=True)
            }
            reply["device"], arrays = engine.run(
                inputs,
                content["watch"],
                content["knobs"],
                content.get("when"),
            )
            reply["names"] = list(arrays)
            if content.get("timed"):
                reply["ms"] = engine.milliseconds(inputs, content["watch"])
        except Exception as error:  # the reader must hear it, whatever it was
            reply["error"] = f"{type(error).__name__}: {error}"
        self.send(reply, buffers=[as_bytes(v) for v in arrays.values()])


def as_bytes(values: np.ndarray) -> bytes:
    """Little-endian float32, row by row."""
    return np.ascontiguousarray(values, dtype="<f4").tobytes()
