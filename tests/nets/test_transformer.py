"""Attention and Transformer: equal to torch's, and what is true of each."""

import pytest
import torch
from nets.attending import (
    HEADS,
    B,
    D,
    F,
    S,
    T,
    letters,
    padding,
    sequences,
    small,
)
from torch import nn

from livenets.browser import export
from livenets.count import macs
from livenets.nets import (
    CharTransformer,
    CharTranslator,
    MultiHeadAttention,
    Transformer,
    TransformerDecoderLayer,
    TransformerEncoder,
    TransformerEncoderLayer,
    load_torch_transformer,
)
from livenets.probe import probe

PUBLISHED = [  # torch.nn 2.13
    (lambda: MultiHeadAttention(512, 8), 1_050_624),
    (lambda: TransformerEncoderLayer(512, 8, 2048), 3_152_384),
    (lambda: TransformerDecoderLayer(512, 8, 2048), 4_204_032),
    (
        lambda: TransformerEncoder(TransformerEncoderLayer(512, 8), 6),
        18_914_304,
    ),
    (lambda: Transformer(), 44_140_544),
]


@pytest.mark.parametrize(("build", "published"), PUBLISHED)
def test_has_the_published_number_of_parameters(build, published):
    with torch.device("meta"):
        model = build()
    assert sum(p.numel() for p in model.parameters()) == published


@pytest.mark.filterwarnings("ignore:enable_nested_tensor is True")
def test_starts_as_torch_does():
    torch.manual_seed(0)
    ours, theirs = Transformer(64, 4, 1, 1), nn.Transformer(64, 4, 1, 1)
    copy = Transformer(64, 4, 1, 1)
    load_torch_transformer(copy, theirs.state_dict())
    for name, p in ours.named_parameters():
        wanted = copy.get_parameter(name)
        few = 0.03 if p.ndim > 1 else 0.3  # a bias is but a small sample
        assert abs(p.std() - wanted.std()) <= few * wanted.std(), name


def test_no_two_layers_of_a_transformer_start_alike():
    model = Transformer(D, HEADS, 2, 2, F)
    for layers in (model.encoder.layers, model.decoder.layers):
        pairs = zip(
            layers[0].parameters(), layers[1].parameters(), strict=True
        )
        assert not any(torch.equal(a, b) for a, b in pairs if a.ndim > 1)


def test_what_attention_shows_are_its_equations():
    torch.manual_seed(0)
    model = MultiHeadAttention(D, HEADS, batch_first=True)
    query, key = sequences(True, torch.float32, T, S)
    names = ("query", "key", "value", "scale", "scores", "weights", "heads")
    mask = padding(S)
    seen = probe(model, (query, key, key, mask), names)
    q, k, v, scaled, scores, weights, heads = seen.values()
    assert q.shape == (B, HEADS, T, D // HEADS)
    close = torch.testing.assert_close
    close(scaled, q / (D // HEADS) ** 0.5)
    close(scores, scaled @ k.mT)
    hidden = scores.masked_fill(mask[:, None, None], -torch.inf)
    close(weights, hidden.softmax(dim=-1))
    close(weights.sum(dim=-1), torch.ones(B, HEADS, T))
    close(heads, weights @ v)
    close(seen.output[1], weights.mean(dim=1))
    fused = nn.functional.scaled_dot_product_attention
    close(heads, fused(q, k, v, ~mask[:, None, None]))


def test_a_cut_head_leaves_the_others_as_they_are():
    torch.manual_seed(0)
    model = MultiHeadAttention(D, HEADS, batch_first=True)
    (x,) = sequences(True, torch.float32, T)
    whole, _ = probe(model, (x, x, x)).output
    alone = [
        probe(model, (x, x, x), (), {"heads": (keep, 0)}).output[0]
        for keep in torch.eye(HEADS)[:, :, None, None]
    ]
    bias = model.out.bias
    torch.testing.assert_close(sum(a - bias for a in alone), whole - bias)
    assert not torch.allclose(alone[0], alone[1])


def test_the_order_of_what_is_read_does_not_matter():
    torch.manual_seed(0)
    model = MultiHeadAttention(D, HEADS, batch_first=True)
    query, key = sequences(True, torch.float32, T, S)
    order = torch.randperm(S)
    read, weights = model(query, key, key.sin())
    again, moved = model(query, key[:, order], key.sin()[:, order])
    torch.testing.assert_close(again, read)
    torch.testing.assert_close(moved, weights[:, :, order])
    assert not torch.allclose(model(query, key, key.sin()[:, order])[0], read)


@pytest.mark.parametrize("norm_first", [False, True])
def test_a_layer_whose_branches_are_cut_passes_its_stream_on(norm_first):
    torch.manual_seed(0)
    layer = TransformerDecoderLayer(D, HEADS, F, norm_first=norm_first)
    x, memory = sequences(False, torch.float32, T, S)
    adds = ("add_self", "add_cross", "add_feed")
    cut = {f"{add}.dropout": (0, 0) for add in adds}
    stream = probe(layer, (x, memory), adds, cut)
    torch.testing.assert_close(stream["add_self"], x)
    wanted = x if norm_first else nn.functional.layer_norm(x, (D,))
    end = stream["add_feed"]  # normalised twice if at all: eps counts twice
    torch.testing.assert_close(end, wanted, rtol=0, atol=1e-4)
    cut |= {f"{add}.shortcut": (0, 0) for add in adds}
    assert not probe(layer, (x, memory), adds, cut)["add_feed"].any()


@pytest.mark.parametrize("net", [CharTransformer, CharTranslator])
def test_every_parameter_learns(net):
    model = small(net)
    lengths = (T,) if net is CharTransformer else (S, T)
    model(*letters(*lengths)).square().sum().backward()
    still = [n for n, p in model.named_parameters() if not p.grad.any()]
    assert still == []


@pytest.mark.parametrize("places", [1, 10, 6 * D, 100 * D])
def test_looking_costs_more_than_the_rest_from_six_times_d_places_on(places):
    layer = TransformerEncoderLayer(D, HEADS, 4 * D, batch_first=True)
    products = macs(layer, torch.zeros(1, places, D))
    looks, rest = 2 * places * D, 12 * D * D
    assert products == places * (looks + rest)
    assert (looks > rest) == (places > 6 * D)


@pytest.mark.parametrize("d", [16, 1024])
def test_with_its_scale_a_softmax_is_as_wide_for_long_queries(d):
    """Without it, it reads one place."""
    torch.manual_seed(0)
    q, k = torch.randn(300, 1, d), torch.randn(300, 64, d)
    products = (q * k).sum(-1)
    wide = [
        torch.special.entr((f * products).softmax(-1)).sum(-1).exp().mean()
        for f in (d**-0.5, 1)
    ]
    assert wide[0] == pytest.approx(41, abs=2)
    assert wide[1] < (6 if d == 16 else 1.2)


@pytest.mark.parametrize("net", [CharTransformer, CharTranslator])
def test_exports_without_a_break(net):
    model = small(net, num_layers=1)
    text = letters(T) if net is CharTransformer else letters(S, T)
    program = torch.export.export(model, tuple(text), strict=True)
    torch.testing.assert_close(program.module()(*text), model(*text))


def test_goes_to_the_page_with_its_heads():
    attention = "layers.0.self_attention"
    inputs = {"text": torch.zeros(1, T), "places": torch.arange(T).float()}
    watch = [f"{attention}.weights", "layers.0.add_self"]
    knobs = [f"{attention}.heads", f"{attention}.scale", "embed.position"]
    graph = export(small(), inputs, watch, knobs)
    assert graph.outputs[watch[0]] == [1, HEADS, T, T]
    assert graph.knobs == dict(zip(knobs, (HEADS, HEADS, D), strict=True))
