"""Attention and Transformer: equal to torch's, and what is true of each."""

import pytest
import torch
from beside import assert_same
from torch import nn

from livenets.browser import export
from livenets.count import macs
from livenets.nets import (
    CharTransformer,
    CharTranslator,
    MultiHeadAttention,
    PositionalEncoding,
    Transformer,
    TransformerDecoder,
    TransformerDecoderLayer,
    TransformerEncoder,
    TransformerEncoderLayer,
    causal_mask,
    load_torch_transformer,
)
from livenets.probe import probe
from livenets.train_text import SILENT, Batch, Recipe, fit

# torch's own: what it tells of its fast path is no error
pytestmark = pytest.mark.filterwarnings("ignore:enable_nested_tensor is True")
B, T, S, D, HEADS, F = 3, 5, 7, 8, 2, 12
DOUBLE = torch.float64
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


def same(ours, theirs, inputs):
    assert_same(ours, theirs, load_torch_transformer, inputs)


def padding(length):
    """(B, length): the second text lacks one place, the third two."""
    return torch.arange(length) >= length - torch.arange(B)[:, None]


def added(mask):
    """A bool mask as one that is added; what is seen gets numbers too."""
    noise = torch.linspace(-1, 1, mask.numel(), dtype=DOUBLE)
    return noise.view(mask.shape).masked_fill(mask, -torch.inf)


def sees_its_own(rows, columns):
    """A different bool mask for each text and head; no row is all True."""
    torch.manual_seed(1)
    mask = torch.rand(B * HEADS, rows, columns) < 0.5
    mask[:, :, 0] = False
    return mask


MASKS = {  # attn_mask, key_padding_mask of T places that read S
    "none": (None, None),
    "causal": (causal_mask(S)[-T:], None),
    "padding": (None, padding(S)),
    "both": (causal_mask(S)[-T:], padding(S)),
    "by head": (sees_its_own(T, S), None),
    "added": (added(causal_mask(S)[-T:]), added(padding(S))),
    "added by head": (added(sees_its_own(T, S)), None),
}


def cast(masks, dtype):
    return [
        m.to(dtype) if m is not None and m.is_floating_point() else m
        for m in masks
    ]


def sequences(batch_first, dtype, *lengths):
    torch.manual_seed(0)
    xs = [torch.randn(B, n, D).to(dtype) for n in lengths]
    return xs if batch_first else [x.transpose(0, 1) for x in xs]


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


def letters(*lengths):
    torch.manual_seed(0)
    return [torch.randint(11, (B, n)) for n in lengths]


def small(net=CharTransformer, **options):
    torch.manual_seed(0)
    return net(11, d_model=D, nhead=HEADS, max_len=S, **options)


@pytest.mark.parametrize("at", range(T))
def test_a_later_letter_never_changes_an_earlier_score(at):
    (text,), model = letters(T), small()
    other = text.clone()
    other[:, at] = (text[:, at] + 1) % 11
    before, after = model(text), model(other)
    torch.testing.assert_close(after[:, :at], before[:, :at])
    changed = (before - after).abs().amax(dim=-1) > 1e-6
    assert changed[:, at:].all()


def test_a_translator_reads_all_that_is_given_but_not_what_is_to_come():
    model = small(CharTranslator)
    given, written = letters(S, T)
    scores = model(given, written)
    assert scores.shape == (B, T, 11)
    later = written.clone()
    later[:, -1] = (later[:, -1] + 1) % 11
    torch.testing.assert_close(model(given, later)[:, :-1], scores[:, :-1])
    given[:, -1] = (given[:, -1] + 1) % 11
    changed = (model(given, written) - scores).abs().amax(dim=-1) > 1e-6
    assert changed.all()


@pytest.mark.parametrize("net", [CharTransformer, CharTranslator])
def test_every_parameter_learns(net):
    model = small(net)
    lengths = (T,) if net is CharTransformer else (S, T)
    model(*letters(*lengths)).square().sum().backward()
    still = [n for n, p in model.named_parameters() if not p.grad.any()]
    assert still == []


def test_only_the_places_tell_the_order():
    (text,), model = letters(T), small(num_layers=1)
    order = torch.tensor([2, 0, 1, 3, 4])  # the last place reads them all
    moved = model(text[:, order], order)
    torch.testing.assert_close(moved[:, -1], model(text)[:, -1])
    assert not torch.allclose(model(text[:, order])[:, -1], moved[:, -1])
    blind = {"embed.position": (0, 0)}
    a, b = (probe(model, t, (), blind).output for t in (text, text[:, order]))
    torch.testing.assert_close(a[:, -1], b[:, -1])


def shuffled(depth):
    """A text, and the same with all but its last place in another order."""
    torch.manual_seed(0)
    (text,), model = letters(T), small(num_layers=depth)
    return model, text, text[:, [2, 0, 3, 1, 4]]


@pytest.mark.parametrize(("depth", "knows"), [(1, False), (2, True)])
def test_without_places_the_mask_tells_the_order_from_the_second_layer_on(
    depth, knows
):
    """An earlier place has read less: that is how it is known."""
    model, *texts = shuffled(depth)
    blind = {"embed.position": (0, 0)}
    a, b = (probe(model, x, (), blind).output[:, -1] for x in texts)
    assert ((a - b).abs().max() > 1e-3) == knows


@pytest.mark.parametrize("depth", [1, 3])
def test_without_places_and_mask_the_order_is_lost(depth):
    torch.manual_seed(0)
    layer = TransformerEncoderLayer(D, HEADS, F, batch_first=True)
    model = TransformerEncoder(layer, depth).eval()
    (x,) = sequences(True, torch.float32, T)
    order = torch.randperm(T)
    torch.testing.assert_close(model(x[:, order]), model(x)[:, order])


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


def test_one_layer_that_can_copy_has_learned_a_distance():
    """Asked for one symbol less, it is lost: it looks one place too far."""

    def task(n):
        word = torch.randint(8, (32, n))
        x = torch.cat([word, torch.full((32, 1), 8), word[:, :-1]], dim=1)
        y = torch.cat([torch.full((32, n), SILENT), word], dim=1)
        return Batch(x, y, goes_on=False)

    def right(n):
        x, y, _ = task(n)
        return (model(x).argmax(-1) == y)[:, n:].float().mean().item()

    torch.manual_seed(0)
    model = CharTransformer(9, 32, 1, 1, max_len=16)
    recipe = Recipe(epochs=1, batch=32, window=16, rate=5e-3)
    fit(model, (task(8) for _ in range(120)), 120, recipe)
    model.eval()
    where = "layers.0.self_attention.weights"
    weights = probe(model, task(8).x, [where])[where][:, 0, 8:]
    assert weights.diagonal(0, 1, 2).mean() > 0.5
    assert right(8) > 0.95
    assert right(7) < 0.5


def test_places_have_the_papers_codes():
    codes = PositionalEncoding(6, 50)(torch.arange(50))
    t = torch.arange(50.0)
    for i in range(3):
        angle = t / 10000 ** (2 * i / 6)
        torch.testing.assert_close(codes[:, 2 * i], angle.sin())
        torch.testing.assert_close(codes[:, 2 * i + 1], angle.cos())
    # why sines: how alike two places are depends on their distance alone
    alike = codes @ codes.T
    torch.testing.assert_close(alike[1:, 1:], alike[:-1, :-1])
    assert PositionalEncoding(5, 9)(torch.tensor([8])).shape == (1, 5)


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
