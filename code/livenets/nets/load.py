"""Load the reference implementations' weights: rename, then be strict."""

from collections.abc import Callable, Mapping

from torch import Tensor, nn


def load_renamed(
    model: nn.Module,
    state_dict: Mapping[str, Tensor],
    rename: Callable[[str], str],
) -> None:
    """Copy `state_dict` into `model`, each name passed through `rename`.

    Raises `ValueError` with a sentence that names the first tensor that is
    missing, left over, doubled or of another shape; `model` is untouched then.
    """
    renamed: dict[str, Tensor] = {}
    theirs: dict[str, str] = {}  # our name → the name in `state_dict`
    for name, tensor in state_dict.items():
        ours = rename(name)
        if ours in renamed:
            raise ValueError(
                f"{theirs[ours]!r} and {name!r} both mean our {ours!r}."
            )
        renamed[ours], theirs[ours] = tensor, name
    wanted = model.state_dict()
    kind = type(model).__name__
    for name, tensor in renamed.items():
        if name not in wanted:
            raise ValueError(
                f"The state dict has {theirs[name]!r}, but {kind} has no"
                f" {name!r}."
            )
        if tensor.shape != wanted[name].shape:
            raise ValueError(
                f"{theirs[name]!r} has shape {tuple(tensor.shape)}, but"
                f" {kind}'s {name!r} wants {tuple(wanted[name].shape)}."
            )
    for name in wanted:
        if name not in renamed:
            raise ValueError(
                f"The state dict lacks a tensor for {kind}'s {name!r}."
            )
    model.load_state_dict(renamed, strict=True)
