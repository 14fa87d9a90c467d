"""The same network with the same knobs: torch against ONNX Runtime."""

import numpy as np
import onnx
import onnxruntime
import pytest
import torch
from torch import Tensor, nn

from livenets.browser import export
from livenets.nets import lenet
from livenets.probe import probe


class Cell(nn.Module):
    """A recurrent cell with a named gate, and a state in and out."""

    def __init__(self):
        super().__init__()
        self.from_x = nn.Linear(3, 4)
        self.from_h = nn.Linear(4, 4)
        self.forget = nn.Sigmoid()

    def forward(self, x: Tensor, state: tuple[Tensor, Tensor]):
        h, c = state
        c = self.forget(self.from_x(x) + self.from_h(h)) * c
        return c.tanh(), (h + 1, c)


class Flat(nn.Module):
    """The cell as it is exported: tensors in, tensors out."""

    def __init__(self):
        super().__init__()
        self.cell = Cell()

    def forward(self, x: Tensor, h: Tensor, c: Tensor):
        return self.cell(x, (h, c))


def against_torch(model, inputs, watch, knobs, results=("output",)):
    """Every output's largest difference, the knobs on."""
    graph = export(model, inputs, watch, list(knobs), results)
    session = onnxruntime.InferenceSession(graph.onnx)
    assert [i.name for i in session.get_inputs()] == [
        *inputs,
        *(f"{name}.{ab}" for name in knobs for ab in "ab"),
    ]
    feeds = {name: x.numpy() for name, x in inputs.items()}
    for name, ab in knobs.items():
        for letter, value in zip("ab", ab, strict=True):
            full = np.broadcast_to(value, graph.knobs[name])
            feeds[f"{name}.{letter}"] = full.astype(np.float32)
    names = [*watch, *results]
    found = dict(zip(names, session.run(names, feeds), strict=True))
    seen = probe(model, tuple(inputs.values()), watch, knobs)
    flat = [seen.output] if isinstance(seen.output, Tensor) else seen.output
    if not isinstance(seen.output, Tensor):
        flat = [flat[0], *flat[1]]
    wanted = {**seen, **dict(zip(results, flat, strict=True))}
    assert {n: list(v.shape) for n, v in wanted.items()} == graph.outputs
    return {n: np.abs(found[n] - wanted[n].numpy()).max() for n in names}


@pytest.mark.parametrize(
    "ab", [(1.0, 0.0), (0.0, 0.0), (0.5, np.arange(6, dtype=np.float32))]
)
def test_lenet_is_the_same_in_onnx_with_its_knobs(ab):
    torch.manual_seed(0)
    model = lenet.lenet5().eval()
    watch = ["c1.act", "s2", "c3.act", "s4", "c5.act", "f6.act"]
    inputs = {"input": torch.rand(1, 1, 32, 32)}
    off = against_torch(model, inputs, watch, {"c1.act": ab})
    assert max(off.values()) <= 1e-5, off


def test_a_cell_is_exported_with_its_state():
    inputs = {
        "x": torch.rand(1, 3),
        "h": torch.rand(1, 4),
        "c": torch.rand(1, 4),
    }
    results = ("y", "next_h", "next_c")
    knobs = {"cell.forget": (0.0, np.float32([1, 1, 0, 0]))}
    off = against_torch(Flat(), inputs, ["cell.forget"], knobs, results)
    assert max(off.values()) <= 1e-6, off


def test_the_file_carries_no_debugging_text():
    graph = export(nn.Linear(2, 3), {"input": torch.rand(1, 2)})
    proto = onnx.load_from_string(graph.onnx)
    onnx.checker.check_model(proto)
    assert not proto.graph.value_info
    assert not any(node.metadata_props for node in proto.graph.node)
    assert b"site-packages" not in graph.onnx and b".py" not in graph.onnx


def test_a_light_file_is_exact_where_weights_have_16_bits_at_any_size():
    torch.manual_seed(0)
    model = nn.Sequential(
        nn.Conv2d(3, 64, 3, stride=2, padding=1, bias=False),
        nn.BatchNorm2d(64),
        nn.ReLU6(),
        nn.AdaptiveAvgPool2d(1),
        nn.Flatten(),
        nn.Linear(64, 40),
    ).eval()
    for p in model.parameters():
        p.data = p.data.half().float()
    model[1].running_mean.uniform_(-1, 1)
    x = torch.rand(1, 3, 32, 32)
    plain = export(model, {"input": x}, ["2"])
    light = export(model, {"input": x}, ["2"], light=True)
    weights = (3 * 64 * 9 + 64 * 40) * 4
    assert len(light.onnx) < len(plain.onnx) - weights / 3
    session = onnxruntime.InferenceSession(light.onnx)
    for high, wide in ((32, 32), (64, 96)):
        x = torch.rand(1, 3, high, wide)
        maps, scores = session.run(["2", "output"], {"input": x.numpy()})
        seen = probe(model, x, ["2"])
        assert np.abs(maps - seen["2"].numpy()).max() < 1e-6
        assert np.abs(scores - seen.output.numpy()).max() < 1e-6


def test_a_light_file_keeps_in_32_bits_what_16_would_round():
    torch.manual_seed(0)
    model, x = nn.Linear(64, 40), torch.rand(1, 64)
    graph = export(model, {"input": x}, light=True)
    session = onnxruntime.InferenceSession(graph.onnx)
    (found,) = session.run(None, {"input": x.numpy()})
    assert np.abs(found - model(x).detach().numpy()).max() < 1e-6
    model.weight.data = model.weight.data.half().float()
    half = export(model, {"input": x}, light=True)
    assert len(half.onnx) < len(graph.onnx) - 4000


def test_exporting_leaves_the_model_in_its_mode():
    model = nn.Sequential(nn.Linear(2, 3), nn.Dropout()).train()
    export(model, {"input": torch.rand(1, 2)}, watch=["1"])
    assert model.training and model[1].training
    assert not model[1]._forward_hooks


def test_a_module_that_loops_must_be_exported_as_its_cell():
    class Twice(nn.Module):
        def __init__(self):
            super().__init__()
            self.gate = nn.Sigmoid()

        def forward(self, x):
            return self.gate(self.gate(x))

    with pytest.raises(ValueError, match=r"'gate' runs 2 times.*the cell"):
        export(Twice(), {"input": torch.rand(1, 2)}, watch=["gate"])


def test_results_must_name_all_that_the_model_returns():
    inputs = dict.fromkeys("xhc", torch.rand(1, 4))
    inputs["x"] = torch.rand(1, 3)
    with pytest.raises(ValueError, match="returns 3 tensors"):
        export(Flat(), inputs, results=["y"])
