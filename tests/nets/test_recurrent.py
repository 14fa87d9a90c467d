"""RNN, LSTM and GRU: equal to torch's, and what is true of each."""

from itertools import product

import pytest
import torch
from beside import assert_same, learn
from nets.recurring import (
    B,
    D,
    N,
    T,
    each_char_net,
    each_net,
    each_pair,
    first_state,
    pair,
)
from torch import nn

from livenets.browser import export
from livenets.nets import (
    GRU,
    LSTM,
    RNN,
    char_lstm,
    load_torch_rnn,
)

# torch's own, on a CPU: its fast LSTM can't project
pytestmark = pytest.mark.filterwarnings("ignore:LSTM with projections")


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
