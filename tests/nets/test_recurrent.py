"""RNN, LSTM and GRU: equal to torch's, and what is true of each."""

from copy import deepcopy
from functools import partial
from itertools import product

import pytest
import torch
from beside import assert_same, flat, learn, weighed
from torch import nn

from livenets.browser import export
from livenets.nets import (
    GRU,
    LSTM,
    RNN,
    char_gru,
    char_lstm,
    char_rnn,
    load_torch_rnn,
)
from livenets.probe import probe

# torch's own, on a CPU: its fast LSTM can't project
pytestmark = pytest.mark.filterwarnings("ignore:LSTM with projections")
T, B, D, N = 6, 3, 5, 4
PAIRS = {
    "tanh": (RNN, nn.RNN),
    "relu": tuple(partial(c, nonlinearity="relu") for c in (RNN, nn.RNN)),
    "lstm": (LSTM, nn.LSTM),
    "projected": tuple(partial(c, proj_size=3) for c in (LSTM, nn.LSTM)),
    "gru": (GRU, nn.GRU),
}
each_pair = pytest.mark.parametrize("kind", PAIRS)
each_net = pytest.mark.parametrize("net", [RNN, LSTM, GRU])
each_char_net = pytest.mark.parametrize(
    "build", [char_rnn, char_lstm, char_gru]
)


def pair(kind, **options):
    torch.manual_seed(0)
    ours, theirs = (make(D, N, **options) for make in PAIRS[kind])
    return ours, theirs


def first_state(kind, count, batch=(B,), dtype=torch.float64):
    h = torch.randn(count, *batch, 3 if kind == "projected" else N).to(dtype)
    c = torch.randn(count, *batch, N).to(dtype)
    return (h, c) if kind in ("lstm", "projected") else h


@each_pair
@pytest.mark.parametrize("dtype", [torch.float64, torch.float32])
@pytest.mark.parametrize(
    ("num_layers", "bidirectional", "batch_first", "bias"),
    list(product((1, 3), (False, True), (False, True), (False, True))),
)
def test_equals_torch(
    kind, dtype, num_layers, bidirectional, batch_first, bias
):
    ours, theirs = pair(
        kind,
        num_layers=num_layers,
        bidirectional=bidirectional,
        batch_first=batch_first,
        bias=bias,
    )
    ours, theirs = ours.to(dtype), theirs.to(dtype)
    x = torch.randn((B, T, D) if batch_first else (T, B, D)).to(dtype)
    state = first_state(kind, num_layers * (1 + bidirectional), dtype=dtype)
    assert_same(ours, theirs, load_torch_rnn, (x, state))


@each_pair
@pytest.mark.parametrize("batch_first", [False, True])
def test_equals_torch_without_a_batch_and_from_zeros(kind, batch_first):
    options = {"num_layers": 2, "bidirectional": True}
    ours, theirs = pair(kind, batch_first=batch_first, **options)
    x = torch.randn(T, D)
    assert_same(ours, theirs, load_torch_rnn, (x,))
    x, state = x.double(), first_state(kind, 4, batch=())
    ours, theirs = ours.double(), theirs.double()
    assert_same(ours, theirs, load_torch_rnn, (x, state))
    assert_same(ours, theirs, load_torch_rnn, (x[None].expand(B, T, D),))


@each_pair
def test_drops_what_torch_drops(kind):
    ours, theirs = pair(kind, num_layers=3, dropout=0.5)
    x = torch.randn(T, B, D)
    assert_same(ours, theirs, load_torch_rnn, (x,))
    assert not torch.equal(learn(ours, (x,))[0][0], ours.eval()(x)[0])


PUBLISHED = [  # torch.nn, 64 → 128: plain, 2 layers, both ways, both of these
    (RNN, (24_832, 57_856, 49_664, 148_480)),
    (LSTM, (99_328, 231_424, 198_656, 593_920)),
    (GRU, (74_496, 173_568, 148_992, 445_440)),
]


@pytest.mark.parametrize(("net", "published"), PUBLISHED)
def test_has_the_published_number_of_parameters(net, published):
    shapes = [(1, False), (2, False), (1, True), (2, True)]
    for (layers, both), count in zip(shapes, published, strict=True):
        model = net(64, 128, num_layers=layers, bidirectional=both)
        assert sum(p.numel() for p in model.parameters()) == count


@each_net
def test_starts_as_wide_as_torch_does(net):
    model = net(D, 64)
    for p in model.parameters():
        assert 0.1 < p.abs().max() <= 1 / 8


@each_net
def test_the_gradient_of_its_one_w_is_the_sum_over_the_times(net):
    torch.manual_seed(0)
    model = net(D, N).double()
    x = torch.randn(T, B, D).double()
    learn(model, (x,))
    steps = [deepcopy(model) for _ in range(T)]  # as if W had a time index
    for step in steps:
        step.zero_grad()
    state, ys = None, []
    for step, x_t in zip(steps, x, strict=True):
        y, state = step(x_t[None], state)
        ys.append(y)
    weighed([torch.cat(ys), *flat(state)]).backward()
    for name, p in model.named_parameters():
        parts = [step.get_parameter(name).grad for step in steps]
        torch.testing.assert_close(p.grad, torch.stack(parts).sum(dim=0))


@pytest.mark.parametrize("length", [10, 1000])
def test_more_moments_need_no_more_weights(length):
    model = RNN(64, 128)
    y, _ = model(torch.randn(length, 1, 64))
    assert len(y) == length
    assert sum(p.numel() for p in model.parameters()) == 24_832


@each_net
def test_the_upper_layer_reads_the_lower_ones_state_of_the_same_moment(net):
    torch.manual_seed(0)
    model = net(D, N, num_layers=2)
    x = torch.randn(T, B, D)
    lower, upper = model.layers
    zeros = [torch.zeros(B, N) for _ in model.state_sizes]
    h, *_ = lower(x, *zeros)  # h1 … hT
    f, *_ = upper(h, *zeros)  # f1 … fT
    torch.testing.assert_close(f, model(x)[0])
    without = h.clone()
    without[-1] = 0  # no arrow from the last h
    cut, *_ = upper(without, *zeros)
    torch.testing.assert_close(cut[:-1], f[:-1])
    assert not torch.allclose(cut[-1], f[-1], atol=1e-3)


def test_with_tanh_a_nudge_can_fade_above_a_radius_of_1():
    torch.manual_seed(0)
    model = RNN(D, 32).double()
    layer = model.layers[0]
    with torch.no_grad():
        radius = torch.linalg.eigvals(layer.weight_h).abs().max()
        layer.weight_h.mul_(1.25 / radius)
    first = torch.zeros(1, 1, 32).double().requires_grad_()
    _, h = model(4 * torch.randn(50, 1, D).double(), first)
    (left,) = torch.autograd.grad(h.sum(), first)
    powers = torch.linalg.matrix_power(layer.weight_h, 50).sum(dim=0)
    assert left.norm() < 1e-2 < 1e2 < powers.norm()


def test_lstm_with_forget_open_and_input_shut_keeps_its_cell():
    torch.manual_seed(0)
    state = first_state("lstm", 1, dtype=torch.float32)
    knobs = {"layers.0.forget": (0, 1), "layers.0.input": (0, 0)}
    inputs = (torch.randn(T, B, D), state)
    seen = probe(LSTM(D, N), inputs, ["layers.0.cell"], knobs)
    for cell in seen["layers.0.cell"]:
        assert torch.equal(cell, state[1][0])


def test_gru_with_update_open_keeps_its_memory():
    h = first_state("gru", 1, dtype=torch.float32)
    inputs = (torch.randn(T, B, D), h)
    seen = probe(GRU(D, N), inputs, (), {"layers.0.update": (0, 1)})
    torch.testing.assert_close(seen.output[0], h.expand(T, B, N))


def test_what_an_lstm_shows_are_its_equations():
    torch.manual_seed(0)
    gates = ("input", "forget", "candidate", "output", "cell", "hidden")
    state = first_state("lstm", 1, dtype=torch.float32)
    inputs = (torch.randn(T, B, D), state)
    seen = probe(LSTM(D, N), inputs, [f"layers.0.{gate}" for gate in gates])
    i, f, g, o, cells, hs = seen.values()
    before = torch.cat([state[1], cells[:-1]])
    assert torch.equal(cells, f * before + i * g)
    assert torch.equal(hs, o * cells.tanh())
    assert torch.equal(hs, seen.output[0])
    assert hs.abs().max() < 1


def test_adding_to_the_hidden_state_is_no_lstm():
    torch.manual_seed(0)
    net = LSTM(D, N)
    layer = net.layers[0]
    x = torch.randn(100, B, D)
    with torch.inference_mode():
        wanted, _ = net(x)
        c, h = torch.zeros(B, N), torch.zeros(B, N)
        for t, y in enumerate(wanted):
            both = x[t] @ layer.weight_x.T + h @ layer.weight_h.T
            both = both + layer.bias_x + layer.bias_h
            i, f, g, o = both.chunk(4, dim=-1)
            c = f.sigmoid() * c + i.sigmoid() * g.tanh()
            h = h + o.sigmoid() * c.tanh()
            off = (h - y).abs().max()
            assert off < 1e-6 if t == 0 else off > 1e-3
    assert h.abs().max() > 1 > wanted.abs().max()


def test_what_a_gru_shows_are_its_equations():
    torch.manual_seed(0)
    names = [f"layers.0.{m}" for m in ("reset", "update", "candidate")]
    h, model = first_state("gru", 1, dtype=torch.float32), GRU(D, N)
    x = torch.randn(T, B, D)
    seen = probe(model, (x, h), [*names, "layers.0.hidden"])
    r, z, n, hs = seen.values()
    before = torch.cat([h, hs[:-1]])
    torch.testing.assert_close(hs, (1 - z) * n + z * before)
    layer = model.layers[0]
    w_x, w_h = layer.weight_x[-N:], layer.weight_h[-N:]
    fresh = x @ w_x.T + layer.bias_x[-N:]
    kept = before @ w_h.T + layer.bias_h[-N:]
    torch.testing.assert_close(n, (fresh + r * kept).tanh())


@pytest.mark.parametrize(
    ("net", "turned"),
    [(RNN, "hidden"), (LSTM, "hidden"), (GRU, "hidden"), (LSTM, "cell")],
)
def test_what_a_knob_makes_of_a_state_is_what_is_remembered(net, turned):
    torch.manual_seed(0)
    model, x = net(D, N), torch.randn(T, B, D)
    knobs = {f"layers.0.{turned}": (0.5, torch.linspace(-1, 1, N))}
    seen = probe(model, x, [f"layers.0.{turned}"], knobs)
    y, state = seen.output
    kept = flat(state)[1 if turned == "cell" else 0]
    torch.testing.assert_close(kept[0], seen[f"layers.0.{turned}"][-1])
    torch.testing.assert_close(flat(state)[0][0], y[-1])
    assert not torch.allclose(y, model(x)[0])
    state = None
    for x_t, y_t in zip(x, y, strict=True):
        step, state = probe(model, (x_t[None], state), (), knobs).output
        torch.testing.assert_close(step[0], y_t)


@each_char_net
def test_letter_by_letter_is_the_whole_text(build):
    torch.manual_seed(0)
    model = build(11, 7, width=N, num_layers=2)
    text = torch.randint(11, (B, T), dtype=torch.uint8)
    whole, *last = model(text)
    assert whole.shape == (B, T, 7)
    state = []
    for t in range(T):
        scores, *state = model(text[:, t : t + 1].float(), *state)
        torch.testing.assert_close(scores[:, 0], whole[:, t])
    torch.testing.assert_close(state, last)


@each_char_net
def test_every_parameter_learns(build):
    model = build(11, width=N, num_layers=2)
    learn(model, (torch.randint(11, (B, T)),))
    assert [n for n, p in model.named_parameters() if not p.grad.any()] == []


@each_net
@pytest.mark.parametrize("length", [1, T])
def test_exports_without_a_break(net, length):
    model = net(D, N, 2, bidirectional=True)
    x = torch.randn(length, B, D)
    program = torch.export.export(model, (x,), strict=True)
    torch.testing.assert_close(program.module()(x), model(x))


def test_one_step_goes_to_the_page_with_its_gates():
    model = char_lstm(11, width=N)
    gates = [f"core.layers.0.{g}" for g in ("forget", "cell", "hidden")]
    inputs = {
        "letter": torch.tensor([[3.0]]),
        "h": torch.randn(1, 1, N),
        "c": torch.randn(1, 1, N),
    }
    results = ("scores", "next_h", "next_c")
    graph = export(model, inputs, gates, gates, results)
    assert graph.knobs == dict.fromkeys(gates, N)
    assert graph.outputs["next_c"] == [1, 1, N]


X, H = torch.zeros(T, B, D), torch.zeros(1, B, N)
PACKED = nn.utils.rnn.pack_sequence([torch.zeros(T, D)])
REFUSED = {
    "four axes": (lambda net: net(D, N)(X[None]), "three axes, not 4"),
    "other inputs": (lambda net: net(D + 1, N)(X), "last axis is 5"),
    "no time": (lambda net: net(D, N)(X[:0]), "at least one moment"),
    "packed": (lambda net: net(D, N)(PACKED), "pad_packed_sequence"),
    "no units": (lambda net: net(D, 0), "at least 1"),
    "no layers": (lambda net: net(D, N, num_layers=0), "at least 1"),
    "dropout": (lambda net: net(D, N, 2, dropout=1.5), "between 0 and 1"),
}


@each_net
@pytest.mark.parametrize(("call", "words"), REFUSED.values(), ids=REFUSED)
def test_refuses_in_a_sentence(net, call, words):
    with pytest.raises((ValueError, RuntimeError, TypeError), match=words):
        call(net)


def test_refuses_states_that_do_not_fit():
    with pytest.raises(RuntimeError, match=r"shape \(1, 3, 4\).*\(2, 3, 4\)"):
        GRU(D, N, 2)(X, H)
    with pytest.raises(RuntimeError, match=r"\(1, 4\) here"):
        RNN(D, N)(X[:, 0], H)
    with pytest.raises(RuntimeError, match=r"keeps 2 state.*1 were given"):
        LSTM(D, N)(X, (H,))
    with pytest.raises(ValueError, match="below hidden_size"):
        LSTM(D, N, proj_size=N)
    with pytest.raises(ValueError, match="'tanh' or 'relu', not 'elu'"):
        RNN(D, N, nonlinearity="elu")


def test_warns_of_a_dropout_that_has_no_place():
    with pytest.warns(UserWarning, match="only one layer"):
        LSTM(D, N, dropout=0.5)


def test_refuses_weights_that_do_not_fit():
    state = dict(nn.LSTM(D, N, 2).state_dict())
    with pytest.raises(ValueError, match="has 'weight_ih_l1', but LSTM has"):
        load_torch_rnn(LSTM(D, N), state)
    with pytest.raises(ValueError, match=r"'weight_ih_l0' has shape \(16, 5"):
        load_torch_rnn(GRU(D, N, 2), state)
    with pytest.raises(ValueError, match=r"has no 'extra'"):
        load_torch_rnn(LSTM(D, N, 2), {**state, "extra": X})
    del state["bias_hh_l1"]
    with pytest.raises(ValueError, match=r"lacks .* 'layers\.1\.bias_h'"):
        load_torch_rnn(LSTM(D, N, 2), state)
