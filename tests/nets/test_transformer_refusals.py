"""What attention and its layers refuse, in a sentence."""

import pytest
import torch
from nets.attending import HEADS, B, D, F, S, T, padding, small
from torch import nn

from livenets.nets import (
    MultiHeadAttention,
    Transformer,
    TransformerDecoderLayer,
    TransformerEncoderLayer,
    causal_mask,
    load_torch_transformer,
)

X = torch.zeros(T, B, D)
HEARD = (X, X, X)
REFUSED = {
    "heads": (lambda _: MultiHeadAttention(D, 3), "dealt to 3 heads"),
    "bias_kv": (
        lambda _: MultiHeadAttention(D, HEADS, add_bias_kv=True),
        "left out",
    ),
    "size": (lambda m: m(X[..., 1:], X, X), r"query is .*\(3, any, 8\)"),
    "batch": (lambda m: m(X[:, :1], X, X), "key is"),
    "axes": (lambda m: m(X[None], X, X), "2 or 3 axes, not 4"),
    "values": (lambda m: m(X, X, X[1:]), "5 keys, but 4 values"),
    "hint": (lambda m: m(*HEARD, is_causal=True), "give the attn_mask"),
    "mask": (
        lambda m: m(*HEARD, attn_mask=causal_mask(S)),
        r"attn_mask has shape \(7, 7\), but \(5, 5\)",
    ),
    "padding": (lambda m: m(*HEARD, padding(S)), r"\(3, 7\), but \(3, 5\)"),
    "ints": (lambda m: m(*HEARD, padding(T).int()), "bool or float"),
    "activation": (
        lambda _: TransformerEncoderLayer(D, HEADS, activation="elu"),
        "relu, gelu or a function, not 'elu'",
    ),
    "d_model": (
        lambda _: Transformer(D, HEADS, 1, 1)(X, X[..., 1:]),
        "8 and 7 numbers at each place, but d_model is 8",
    ),
    "long": (
        lambda _: small()(torch.zeros(1, S + 1)),
        "8 symbols are more than the 7",
    ),
}


@pytest.mark.parametrize(("call", "words"), REFUSED.values(), ids=REFUSED)
def test_refuses_in_a_sentence(call, words):
    with pytest.raises((ValueError, RuntimeError), match=words):
        call(MultiHeadAttention(D, HEADS))


def test_refuses_weights_that_do_not_fit():
    state = dict(nn.TransformerDecoderLayer(D, HEADS, F).state_dict())
    ours = TransformerDecoderLayer(D, HEADS, F)
    load_torch_transformer(ours, state)
    with pytest.raises(ValueError, match=r"has no 'cross_attention\.query"):
        load_torch_transformer(TransformerEncoderLayer(D, HEADS, F), state)
    with pytest.raises(ValueError, match=r"has no 'norm4\.weight'"):
        load_torch_transformer(ours, {**state, "norm4.weight": X})
    packed = "self_attn.in_proj_weight"
    with pytest.raises(ValueError, match=r"wants \(8, 8\)"):
        load_torch_transformer(ours, {**state, packed: state[packed][1:]})
    del state["norm3.bias"]
    with pytest.raises(ValueError, match=r"lacks .*'norm_feed\.bias'"):
        load_torch_transformer(ours, state)
