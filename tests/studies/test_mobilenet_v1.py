"""What the shipped study of MobileNetV1 found, and how it looks."""

import pytest
import torch
from torch import nn

from livenets import nets, weights
from livenets.count import macs
from livenets.recipes import emoji
from livenets.studies import mobilenet_v1 as study

FOUND = study.results()


@pytest.fixture
def model():
    return study.build(0.25, seed=0)


def test_every_run_that_the_command_makes_is_there():
    runs = [(run["decay"], run["seed"]) for run in FOUND["decay"]]
    wanted = [(d, s) for s in study.SEEDS for d in study.DECAYS]
    assert runs == wanted
    sizes = [(r["width"], r["side"], r["seed"]) for r in FOUND["size"]]
    assert sizes == [
        (w, side, seed)
        for seed in study.SEEDS
        for w in study.WIDTHS
        for side in study.SIDES
    ]
    for run in FOUND["decay"]:
        assert sum(run["histogram"]) == run["kernels"] == 1240
        for key in ("silent", "empty", "empty_and_silent"):
            assert sum(b[key] for b in run["blocks"]) == run[key]


def test_kernels_are_emptied_by_decay_only_where_channels_are_silent():
    for run in FOUND["decay"]:
        assert run["silent"] > 0
        if run["decay"] == 0:
            assert run["empty"] == 0
        else:
            assert run["empty"] > 10
            assert run["empty_and_silent"] == run["empty"]
        assert run["accuracy_without_empty"] == run["accuracy"]


def test_the_trained_network_has_silent_channels_with_whole_kernels():
    counts = study.autopsy(weights.load("mobilenet_v1"), emoji().test_x)
    assert (counts["kernels"], counts["empty"]) == (1240, 0)
    assert counts["silent"] > 0


def test_a_channel_that_is_cut_off_is_found_silent(model):
    x = torch.rand(8, 3, 32, 32)
    name = "blocks.1.depthwise.act"
    before = study.ranges(model, x)[name].argmax()  # the liveliest
    was = study.autopsy(model, x)["blocks"][1]["silent"]
    model.blocks[1].depthwise.bn.bias.data[before] = -100  # ReLU6 gives 0
    assert study.autopsy(model, x)["blocks"][1]["silent"] == was + 1


def test_an_empty_kernel_is_counted_and_cut_off(model):
    weight = model.blocks[2].depthwise.conv.weight.data
    weight[:5] *= 1e-3
    counts = study.autopsy(model, torch.rand(8, 3, 32, 32))
    assert counts["blocks"][2]["empty"] == counts["empty"] == 5
    study.without_empty(model)
    assert not weight[:5].any() and weight[5:].all()


def test_the_hook_is_the_weight_decay_of_sgd():
    """A step with the hook is a step with the other decay, exactly."""
    after = []
    for decay, hook in ((0.25, None), (study.SHORT.decay, 0.25)):
        model = study.build(0.25, seed=0).double()
        x = torch.rand(4, 3, 32, 32, dtype=torch.float64)
        if hook is not None:
            study.decayed(model, hook)
        conv = study.depthwise(model)[0]
        sgd = torch.optim.SGD(
            [conv.weight], lr=0.1, momentum=0.9, weight_decay=decay
        )
        for _ in range(2):
            sgd.zero_grad()
            model(x).square().sum().backward()
            sgd.step()
        after.append(conv.weight.detach())
    torch.testing.assert_close(*after)


def test_nineteen_of_twenty_macs_are_pointwise():
    with torch.device("meta"):
        model = nets.mobilenet_v1()
        x = torch.empty(1, 3, 224, 224)
        total = macs(model, x)
        x = model.stem(x)
        looking = mixing = 0
        for block in model.blocks:
            looking += macs(block.depthwise, x)
            x = block.depthwise(x)
            mixing += macs(block.pointwise, x)
            x = block.pointwise(x)
    assert round(100 * mixing / total, 2) == 94.86
    assert round(100 * looking / total, 2) == 3.06


def test_a_silent_channels_kernel_gets_no_gradient(model):
    x = torch.rand(8, 3, 32, 32)
    depthwise = model.eval().blocks[1].depthwise
    spans = study.ranges(model, x)["blocks.1.depthwise.act"]
    liveliest = spans.argmax()
    for bias, moved in ((0, True), (-100, False)):
        depthwise.bn.bias.data[liveliest] = bias
        model.zero_grad()
        nn.functional.cross_entropy(model(x), torch.arange(8)).backward()
        assert depthwise.conv.weight.grad[liveliest].any() == moved


def test_before_batch_norm_half_a_kernel_gets_twice_the_gradient(model):
    """So decay alone does not empty a kernel that is in use."""
    block = model.double().blocks[3].depthwise.train()
    block.bn.eps = 1e-12
    x, wanted = torch.rand(2, 4, 32, 9, 7, dtype=torch.float64)
    found = []
    for _ in range(2):
        y = block(x)
        block.conv.weight.grad = None
        (y * wanted[:, :, : y.shape[2], : y.shape[3]]).sum().backward()
        found.append((y.detach(), block.conv.weight.grad))
        block.conv.weight.data /= 2
    torch.testing.assert_close(found[0][0], found[1][0])
    torch.testing.assert_close(2 * found[0][1], found[1][1])
