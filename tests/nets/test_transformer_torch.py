"""Attention and its layers: equal to torch's."""

import pytest
import torch
from nets.attending import (
    DOUBLE,
    HEADS,
    MASKS,
    B,
    D,
    F,
    S,
    T,
    added,
    cast,
    padding,
    same,
    sequences,
)
from torch import nn

from livenets.nets import (
    MultiHeadAttention,
    Transformer,
    TransformerDecoder,
    TransformerDecoderLayer,
    TransformerEncoder,
    TransformerEncoderLayer,
    causal_mask,
)

# torch's own: what it tells of its fast path is no error
pytestmark = pytest.mark.filterwarnings("ignore:enable_nested_tensor is True")


each_dtype = pytest.mark.parametrize("dtype", [DOUBLE, torch.float32])
each_style = pytest.mark.parametrize(
    ("norm_first", "batch_first", "bias", "activation"),
    [
        (False, False, True, "relu"),
        (False, True, False, "gelu"),
        (True, True, True, nn.functional.silu),
        (True, False, False, nn.GELU()),
    ],
)


@each_dtype
@pytest.mark.parametrize("masks", MASKS.values(), ids=MASKS)
@pytest.mark.parametrize(
    ("need_weights", "average", "bias", "batch_first"),
    [
        (True, True, True, False),
        (True, False, False, True),
        (False, True, True, True),
    ],
)
def test_attention_equals_torch(
    dtype, masks, need_weights, average, bias, batch_first
):
    ours, theirs = (
        make(D, HEADS, bias=bias, batch_first=batch_first).to(dtype)
        for make in (MultiHeadAttention, nn.MultiheadAttention)
    )
    attn_mask, key_padding_mask = cast(masks, dtype)
    query, key = sequences(batch_first, dtype, T, S)
    heard = (query, key, key.sin(), key_padding_mask)
    same(ours, theirs, (*heard, need_weights, attn_mask, average))


@pytest.mark.parametrize("masks", MASKS.values(), ids=MASKS)
def test_attention_equals_torch_without_a_batch(masks):
    attn_mask, key_padding_mask = masks
    if key_padding_mask is not None:
        key_padding_mask = key_padding_mask[-1]
    if attn_mask is not None and attn_mask.ndim == 3:
        attn_mask = attn_mask[-HEADS:]
    query, key = (x[0] for x in sequences(True, DOUBLE, T, S))
    heard = (query, key, key.sin(), key_padding_mask, True, attn_mask)
    for average in (True, False):
        ours, theirs = attentions()
        same(ours, theirs, (*heard, average))


def attentions(**options):
    torch.manual_seed(0)
    made = MultiHeadAttention, nn.MultiheadAttention
    return [make(D, HEADS, **options).double() for make in made]


def test_attention_reads_keys_and_values_of_other_sizes():
    ours, theirs = attentions(kdim=D + 1, vdim=D - 2, batch_first=True)
    query, key, value = (
        torch.randn(B, n, size).double()
        for n, size in ((T, D), (S, D + 1), (S, D - 2))
    )
    same(ours, theirs, (query, key, value))


def test_attention_drops_the_weights_that_torch_drops():
    ours, theirs = attentions(dropout=0.5)
    (x,) = sequences(False, DOUBLE, T)
    same(ours, theirs, (x, x, x))


def layers(kind, dtype, norm_first, batch_first, bias, activation):
    torch.manual_seed(0)
    return [
        module(
            *(D, HEADS, F, 0.0, activation, 1e-5),
            batch_first=batch_first,
            norm_first=norm_first,
            bias=bias,
        ).to(dtype)
        for module in kind
    ]


ENCODER = (TransformerEncoderLayer, nn.TransformerEncoderLayer)
DECODER = (TransformerDecoderLayer, nn.TransformerDecoderLayer)


@each_dtype
@each_style
@pytest.mark.parametrize("masked", ["none", "causal", "padding", "added"])
def test_encoder_layer_equals_torch(
    dtype, masked, norm_first, batch_first, bias, activation
):
    style = (norm_first, batch_first, bias, activation)
    ours, theirs = layers(ENCODER, dtype, *style)
    attn_mask, key_padding_mask = cast(MASKS[masked], dtype)
    (x,) = sequences(batch_first, dtype, S)
    if attn_mask is not None:
        attn_mask = causal_mask(S)
        attn_mask = added(attn_mask) if masked == "added" else attn_mask
        attn_mask = cast([attn_mask], dtype)[0]
    inputs = (x, attn_mask, key_padding_mask, masked == "causal")
    same(ours, theirs, inputs)
    with torch.no_grad():  # where torch takes another, fused path
        fast = theirs.eval()(*inputs)
        torch.testing.assert_close(ours.eval()(*inputs), fast)


@each_dtype
@each_style
@pytest.mark.parametrize("masked", ["none", "both", "added", "by head"])
def test_decoder_layer_equals_torch(
    dtype, masked, norm_first, batch_first, bias, activation
):
    style = (norm_first, batch_first, bias, activation)
    ours, theirs = layers(DECODER, dtype, *style)
    memory_mask, memory_padding = cast(MASKS[masked], dtype)
    x, memory = sequences(batch_first, dtype, T, S)
    masks = (causal_mask(T), memory_mask, padding(T), memory_padding)
    if masked == "added":
        masks = (*cast([added(causal_mask(T))], dtype), memory_mask, None)
        masks = (*masks, memory_padding)
    same(ours, theirs, (x, memory, *masks))


@pytest.mark.parametrize("kind", [ENCODER, DECODER])
@pytest.mark.parametrize("norm_first", [False, True])
def test_a_layer_drops_what_torch_drops(kind, norm_first):
    torch.manual_seed(0)
    style = {"dropout": 0.5, "norm_first": norm_first}
    ours, theirs = (make(D, HEADS, F, **style).double() for make in kind)
    x, memory = (torch.randn(n, 1, D).double() for n in (T, S))
    same(ours, theirs, (x, memory) if kind is DECODER else (x,))


@pytest.mark.parametrize("batch_first", [False, True])
def test_the_whole_transformer_equals_torch(batch_first):
    torch.manual_seed(0)
    ours, theirs = (
        make(D, HEADS, 2, 3, F, 0.0, batch_first=batch_first).double()
        for make in (Transformer, nn.Transformer)
    )
    for p in theirs.parameters():
        nn.init.normal_(p, std=0.3)  # norms and biases too
    src, tgt = sequences(batch_first, DOUBLE, S, T)
    masks = (None, causal_mask(T), None, padding(S), padding(T), padding(S))
    same(ours, theirs, (src, tgt, *masks))


@pytest.mark.parametrize("norm", [None, nn.LayerNorm(D)])
def test_stacks_equal_torch(norm):
    pairs = [
        (ENCODER, TransformerEncoder, nn.TransformerEncoder, 1),
        (DECODER, TransformerDecoder, nn.TransformerDecoder, 2),
    ]
    for kind, mine, torchs, count in pairs:
        style = (False, True, True, "relu")
        ours, theirs = layers(kind, torch.float32, *style)
        ours, theirs = mine(ours, 2, norm), torchs(theirs, 2, norm)
        for p in theirs.parameters():
            nn.init.normal_(p, std=0.3)
        inputs = sequences(True, torch.float32, T, S)[:count]
        same(ours, theirs, inputs)
