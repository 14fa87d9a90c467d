"""The seam: run a network, keep what named modules put out, turn knobs.

A knob replaces what a module puts out, y, by a·y + b before anything
downstream sees it. Everything a widget shows goes through here.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from difflib import get_close_matches
from typing import Any

import torch
from torch import Tensor, nn

Number = float | Tensor | list[float]
Knobs = Mapping[str, tuple[Number, Number]]


class Probed(dict[str, Tensor]):
    """What the watched modules put out, by name; `output` is the network's.

    A module that ran n > 1 times (a gate, once per time step) is stacked:
    (n, …). `calls[name]` is the list of its outputs, however often it ran.
    """

    def __init__(self, output: Any, calls: dict[str, list[Tensor]]) -> None:
        self.output = output
        self.calls = calls
        super().__init__(
            (name, kept[0] if len(kept) == 1 else torch.stack(kept))
            for name, kept in calls.items()
        )


def find(model: nn.Module, name: str) -> nn.Module:
    """`model.get_submodule(name)`, with an error that helps."""
    try:
        return model.get_submodule(name)
    except AttributeError:
        names = [known for known, _ in model.named_modules() if known]
        near = get_close_matches(name, names, n=3, cutoff=0.4) or names[:3]
        raise ValueError(
            f"{type(model).__name__} has no submodule {name!r}."
            f" Nearest: {', '.join(near)}."
        ) from None


def along_channels(name: str, value: Number, y: Tensor) -> Tensor:
    """`value` in the shape that broadcasts over `y`.

    A 1-D value is one number per channel: axis 1 of (B, C, H, W), else the
    last axis.
    """
    v = torch.as_tensor(value, dtype=y.dtype, device=y.device)
    if v.ndim == 1 and y.ndim == 4:
        v = v[:, None, None]
    try:
        fits = torch.broadcast_shapes(v.shape, y.shape) == y.shape
    except RuntimeError:
        fits = False
    if not fits:
        raise ValueError(
            f"The knob of {name!r} has shape {tuple(v.shape)}, but the module"
            f" puts out {tuple(y.shape)}: want a number, or one per channel."
        )
    return v


def _only_tensor(name: str, y: Any) -> Tensor:
    if not isinstance(y, Tensor):
        raise TypeError(
            f"{name!r} puts out a {type(y).__name__}, not one tensor: name a"
            " module inside it."
        )
    return y


@contextmanager
def hooked(
    model: nn.Module, watch: Iterable[str], knobs: Knobs
) -> Iterator[dict[str, list[Tensor]]]:
    """Within it, each forward pass turns `knobs` and fills what it yields."""
    calls: dict[str, list[Tensor]] = {name: [] for name in watch}
    handles = []

    def turn(name: str, a: Number, b: Number) -> Any:
        def hook(_module: nn.Module, _args: Any, y: Any) -> Tensor:
            y = _only_tensor(name, y)
            return along_channels(name, a, y) * y + along_channels(name, b, y)

        return hook

    def keep(name: str) -> Any:
        def hook(_module: nn.Module, _args: Any, y: Any) -> None:
            # a clone, since an in-place layer after it would overwrite it
            calls[name].append(_only_tensor(name, y).clone())

        return hook

    try:
        for name, (a, b) in knobs.items():  # first, so that watch sees them
            hook = turn(name, a, b)
            handles.append(find(model, name).register_forward_hook(hook))
        for name in calls:
            hook = keep(name)
            handles.append(find(model, name).register_forward_hook(hook))
        yield calls
    finally:
        for handle in handles:
            handle.remove()


@contextmanager
def evaluating(model: nn.Module) -> Iterator[None]:
    """Within it every module is in eval mode; after it each as it was."""
    training = {module: module.training for module in model.modules()}
    model.eval()
    try:
        yield
    finally:
        for module, was in training.items():
            module.training = was


def probe(
    model: nn.Module,
    inputs: Tensor | tuple[Any, ...],
    watch: Iterable[str] = (),
    knobs: Knobs | None = None,
) -> Probed:
    """Run `model` once on `inputs` (one, or a tuple of them), in eval mode.

    `watch`: names of submodules to keep. `knobs`: name → (a, b), each a number
    or one per channel; the module then puts out a·y + b, and that is what
    `watch` sees. The model is as it was when this returns or raises.
    Raises `ValueError` for a name that is not there or never ran, `TypeError`
    for a module that puts out something else than one tensor.
    """
    args = inputs if isinstance(inputs, tuple) else (inputs,)
    with evaluating(model), torch.inference_mode():
        with hooked(model, watch, knobs or {}) as calls:
            output = model(*args)
    for name, kept in calls.items():
        if not kept:
            raise ValueError(f"{name!r} never ran in this forward pass.")
    return Probed(output, calls)


def outputs(model: nn.Module, inputs: Any) -> dict[str, tuple[int, ...]]:
    """The shape of what each submodule puts out, in the order they finish.

    `inputs` as for `probe`, or arrays. Modules that never run, or put out
    something else than one tensor, are left out.
    """
    shapes: dict[str, tuple[int, ...]] = {}

    def keep(name: str) -> Any:
        def hook(_module: nn.Module, _args: Any, y: Any) -> None:
            if isinstance(y, Tensor):
                shapes.pop(name, None)
                shapes[name] = tuple(y.shape)

        return hook

    device = next(model.parameters(), torch.empty(0)).device
    args = inputs if isinstance(inputs, tuple) else (inputs,)
    args = tuple(torch.as_tensor(x, device=device) for x in args)
    handles = [
        module.register_forward_hook(keep(name))
        for name, module in model.named_modules()
        if name
    ]
    try:
        with evaluating(model), torch.inference_mode():
            model(*args)
    finally:
        for handle in handles:
            handle.remove()
    return shapes
