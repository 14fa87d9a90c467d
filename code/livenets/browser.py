"""A probed network → ONNX, for the page.

The same watch and knobs as `probe`: each watched module is an output of the
graph, each knob two inputs, `NAME.a` and `NAME.b`, one number per channel.
"""

import hashlib
import logging
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

import torch
from torch import Tensor, nn

from livenets.probe import evaluating, hooked, probe


class Graph(NamedTuple):
    """A network as a file, and what a page must know to run it."""

    onnx: bytes
    inputs: dict[str, list[int]]  # name → shape
    outputs: dict[str, list[int]]  # watched name → shape; "output" is the last
    knobs: dict[str, int]  # name → channels

    @property
    def sha256(self) -> str:
        """Of the file, as hexadecimal digits."""
        return hashlib.sha256(self.onnx).hexdigest()


class _Watched(nn.Module):
    """`model` with its knobs as arguments and its insides as results."""

    def __init__(
        self,
        model: nn.Module,
        arity: int,
        watch: Sequence[str],
        knobs: Sequence[str],
    ) -> None:
        super().__init__()
        self.model = model
        self.arity = arity
        self.watch = list(watch)
        self.knobs = list(knobs)

    def forward(self, *args: Tensor) -> tuple[Tensor, ...]:
        """The model's inputs, then a and b of each knob → all outputs."""
        ab = args[self.arity :]
        knobs = {
            name: (ab[2 * i], ab[2 * i + 1])
            for i, name in enumerate(self.knobs)
        }
        with hooked(self.model, self.watch, knobs) as calls:
            output = self.model(*args[: self.arity])
        return (*(calls[name][0] for name in self.watch), *flat(output))


def flat(output: Any) -> tuple[Tensor, ...]:
    """The tensors of a network's output, nested tuples opened in order."""
    if isinstance(output, Tensor):
        return (output,)
    return tuple(t for part in output for t in flat(part))


def export(
    model: nn.Module,
    inputs: Mapping[str, Tensor],
    watch: Sequence[str] = (),
    knobs: Sequence[str] = (),
    results: Sequence[str] = ("output",),
    light: bool = False,
) -> Graph:
    """Write `model` as it is on `inputs` (name → example) in ONNX, fp32.

    `light`: weights that 16 bits hold exactly are stored in 16 bits, and
    pictures may have any height and width that the network takes.

    `results` names the tensors that the model returns. A recurrent net is
    exported as its cell, which the page steps: its state is among `inputs`
    and `results`. Raises `ValueError` where a watched module runs more than
    once, or the number of results is another.
    """
    example = tuple(inputs.values())
    seen = probe(model, example, watch=[*watch, *knobs])
    for name, kept in seen.calls.items():
        if len(kept) > 1:
            raise ValueError(
                f"{name!r} runs {len(kept)} times a pass: export the cell."
            )
    outs = flat(seen.output)
    if len(outs) != len(results):
        raise ValueError(
            f"{type(model).__name__} returns {len(outs)} tensors, but"
            f" `results` names {len(results)}: {', '.join(results)}."
        )
    channels = {name: channels_of(seen[name]) for name in knobs}
    defaults = [
        filled
        for n in channels.values()
        for filled in (torch.ones(n), torch.zeros(n))
    ]
    with evaluating(model), _quiet():
        program = torch.onnx.export(
            _Watched(model, len(example), watch, knobs).eval(),
            (*example, *defaults),
            dynamo=True,
            verbose=False,
            input_names=[
                *inputs,
                *(f"{name}.{ab}" for name in knobs for ab in "ab"),
            ],
            output_names=[*watch, *results],
            optimize=not light,  # it would fold batch norms into weights
        )
    proto = program.model_proto
    if light:
        halve(proto)
        loosen(proto)
    shapes = {name: list(seen[name].shape) for name in watch}
    shapes |= {n: list(t.shape) for n, t in zip(results, outs, strict=True)}
    return Graph(
        stripped(proto),
        {name: list(t.shape) for name, t in inputs.items()},
        shapes,
        channels,
    )


@contextmanager
def _quiet() -> Iterator[None]:
    """The exporter without what it says of torch itself and torchvision."""
    log = logging.getLogger("torch.onnx")
    level = log.level
    log.setLevel(logging.ERROR)
    try:
        with warnings.catch_warnings():
            # torch's own use of its deprecated LeafSpec
            warnings.simplefilter("ignore", FutureWarning)
            yield
    finally:
        log.setLevel(level)


def halve(proto: Any) -> None:
    """Store in 16 bits what they hold exactly; the graph casts it back."""
    import onnx

    graph = proto.graph
    for kept in list(graph.initializer):
        values = onnx.numpy_helper.to_array(kept)
        half = values.astype("float16")
        if values.size < 1024 or (half.astype(values.dtype) != values).any():
            continue
        name = f"{kept.name}.half"
        graph.initializer.remove(kept)
        graph.initializer.append(onnx.numpy_helper.from_array(half, name))
        cast = onnx.helper.make_node(
            "Cast", [name], [kept.name], to=onnx.TensorProto.FLOAT
        )
        graph.node.insert(0, cast)


def loosen(proto: Any) -> None:
    """Free the height and width of every picture in and every map out."""
    for value in (*proto.graph.input, *proto.graph.output):
        sides = value.type.tensor_type.shape.dim
        if len(sides) == 4:
            sides[2].dim_param = f"{value.name}.H"
            sides[3].dim_param = f"{value.name}.W"


def channels_of(y: Tensor) -> int:
    """How many numbers a knob on `y` has: axis 1 of images, else the last."""
    return y.shape[1] if y.ndim == 4 else y.shape[-1]


def stripped(proto: Any) -> bytes:
    """The file without what only a debugger reads."""
    del proto.metadata_props[:]
    graph = proto.graph
    for part in (*graph.node, *graph.input, *graph.output, *graph.initializer):
        part.doc_string = ""
        del part.metadata_props[:]
    graph.doc_string = ""
    del graph.metadata_props[:]
    del graph.value_info[:]
    return proto.SerializeToString(deterministic=True)
