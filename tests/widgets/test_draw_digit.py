"""The drawing widget in Python: its state, and what it refuses."""

import numpy as np
import pytest
import torch
from torch import nn

from livenets import nets
from livenets.widgets.draw_digit import DrawDigit


@pytest.fixture
def digits():
    return np.random.default_rng(0).integers(0, 256, (3, 28, 28), np.uint8)


@pytest.fixture
def widget(digits):
    torch.manual_seed(0)
    relu = nets.lenet5(activation=nn.ReLU)
    return DrawDigit({"a": nets.lenet5(), "b": relu}, digits, [7, 1, 3])


def test_the_state_has_all_that_a_page_needs(widget, digits):
    state = widget.get_state()
    assert list(state["networks"]) == ["a", "b"]
    assert state["networks"]["a"]["inputs"] == {"input": [1, 1, 32, 32]}
    assert state["networks"]["a"]["knobs"] == {"c1.act": 6, "c3.act": 16}
    assert state["activations"] == {"a": "tanh", "b": "relu"}
    assert state["labels"] == [7, 1, 3]
    assert len(state["examples"]) == digits.size
    assert len(state["kernels"]["b"]["c3"]) == 4 * 16 * 6 * 25


def test_the_stored_result_is_the_first_networks_of_the_first_digit(
    widget, digits
):
    model = widget._engines["a"].model
    x = torch.from_numpy(np.pad(digits[0], 2) / np.float32(255))
    scores = model.eval()(x[None, None]).detach().numpy()
    stored = np.frombuffer(widget.stored["output"], np.float32)
    np.testing.assert_allclose(stored, scores[0], atol=1e-6)
    assert f"reads a {scores.argmax()}" in widget.alt()


def answer(widget, monkeypatch, content, buffers=()):
    """What the widget sends back to its script."""
    sent = []
    monkeypatch.setattr(
        widget,
        "send",
        lambda content, buffers=(): sent.append((content, buffers)),
    )
    widget._answer(widget, content, buffers)
    return sent[0]


def test_the_kernel_answers_with_the_knobs_on(widget, monkeypatch):
    x = np.random.default_rng(1).random((1, 1, 32, 32), np.float32)
    off = [0.0] + [1.0] * 5
    reply, buffers = answer(
        widget,
        monkeypatch,
        {
            "kind": "run",
            "id": 5,
            "network": "b",
            "names": ["input"],
            "knobs": {"c1.act": [off, 0]},
            "watch": ["c1.act", "output"],
        },
        [memoryview(x.tobytes())],
    )
    assert (reply["id"], reply["device"]) == (5, "cpu")
    assert reply["names"] == ["c1.act", "output"]
    maps = np.frombuffer(buffers[0], np.float32).reshape(6, 28, 28)
    wanted = widget._engines["b"].model.c1(torch.from_numpy(x))[0]
    np.testing.assert_allclose(maps[1:], wanted[1:].detach(), atol=1e-6)
    assert not maps[0].any() and maps[1:].any()


def test_a_ping_is_answered(widget, monkeypatch):
    reply, _ = answer(widget, monkeypatch, {"kind": "ping", "id": 3})
    assert reply == {"id": 3}


def test_a_mistake_is_answered_with_a_sentence(widget, monkeypatch):
    content = {
        "kind": "run",
        "id": 1,
        "network": "b",
        "names": ["input"],
        "knobs": {"c1.act": [[0.0] * 4, 0]},
        "watch": ["output"],
    }
    buffers = [bytes(4 * 1024)]
    reply, _ = answer(widget, monkeypatch, content, buffers)
    assert "'c1.act' has shape" in reply["error"]


@pytest.mark.parametrize(
    ("digits", "sentence"),
    [
        (np.zeros((28, 28), np.uint8), r"want \(n, 28, 28\), got \(28, 28\)"),
        (np.zeros((1, 28, 28)), "want uint8, got float64"),
    ],
)
def test_wrong_digits_are_refused(digits, sentence):
    with pytest.raises(ValueError, match=sentence):
        DrawDigit({"a": nets.lenet5()}, digits, [0])


def test_an_activation_that_the_page_does_not_know_is_refused(digits):
    with pytest.raises(ValueError, match="got gelu"):
        DrawDigit({"a": nets.lenet5(activation=nn.GELU)}, digits, [0])


def test_a_notebook_stores_a_picture_and_words(widget):
    data, metadata = widget._repr_mimebundle_()
    assert data["text/plain"] == f"DrawDigit: {widget.alt()}"
    assert metadata["image/png"]["alt"] == widget.alt()
    assert "object at 0x" not in repr(widget)
