"""What is true of RNN, LSTM and GRU, checked on the networks."""

from copy import deepcopy

import pytest
import torch
from beside import flat, learn, weighed
from nets.recurring import B, D, N, T, each_char_net, each_net, first_state

from livenets.nets import (
    GRU,
    LSTM,
    RNN,
)
from livenets.probe import probe


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
