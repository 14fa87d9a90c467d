"""Load what `torch.nn`'s recurrent nets and Transformers have learned.

Gradients too: a dict of torch's gradients under its own names becomes one
under ours.
"""

import re
from collections.abc import Mapping

from torch import Tensor, nn

from livenets.nets.load import load_renamed
from livenets.nets.transformer import TransformerDecoderLayer

RECURRENT = {
    "weight_ih": "weight_x",
    "weight_hh": "weight_h",
    "bias_ih": "bias_x",
    "bias_hh": "bias_h",
    "weight_hr": "hidden.weight",
}


def load_torch_rnn(model: nn.Module, state_dict: Mapping[str, Tensor]) -> None:
    """Copy an `nn.RNN`'s, `nn.LSTM`'s or `nn.GRU`'s weights into ours.

    Raises `ValueError` with a sentence that names the first tensor that does
    not fit; `model` is untouched then.
    """

    def rename(name: str) -> str:
        found = re.fullmatch(r"(\w+?)_l(\d+)(_reverse)?", name)
        if found is None or found[1] not in RECURRENT:
            return name
        return f"layers{found[3] or ''}.{found[2]}.{RECURRENT[found[1]]}"

    load_renamed(model, state_dict, rename)


TRANSFORMER = {
    "self_attn": "self_attention",
    "multihead_attn": "cross_attention",
    "linear1": "feed_forward.expand",
    "linear2": "feed_forward.project",
    "q_proj_weight": "query.weight",
    "k_proj_weight": "key.weight",
    "v_proj_weight": "value.weight",
    "out_proj": "out",
    "norm1": "norm_self",
    "norm2": "norm_feed",
}
# in a decoder layer the second norm follows the cross-attention
DECODER = TRANSFORMER | {"norm2": "norm_cross", "norm3": "norm_feed"}


def load_torch_transformer(
    model: nn.Module, state_dict: Mapping[str, Tensor]
) -> None:
    """Copy torch's attention, layer, stack or `nn.Transformer` into ours.

    torch packs the query, key and value matrices (and biases) into one; ours
    are apart. Raises `ValueError` as `load_torch_rnn` does.
    """
    decoders = {
        name
        for name, module in model.named_modules()
        if isinstance(module, TransformerDecoderLayer)
    }

    def rename(name: str) -> str:
        parts = name.split(".")
        within = {".".join(parts[:i]) for i in range(len(parts))}
        words = DECODER if within & decoders else TRANSFORMER
        return ".".join(words.get(part, part) for part in parts)

    load_renamed(model, unpacked(state_dict), rename)


def unpacked(state_dict: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """`in_proj_weight` → `query.weight`, `key.weight`, `value.weight`."""
    apart: dict[str, Tensor] = {}
    for name, tensor in state_dict.items():
        prefix, packed, kind = name.rpartition("in_proj_")
        if not packed:
            apart[name] = tensor
            continue
        thirds = tensor.tensor_split(3)
        for part, third in zip(("query", "key", "value"), thirds, strict=True):
            apart[f"{prefix}{part}.{kind}"] = third
    return apart
