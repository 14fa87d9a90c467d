"""The seam: what `probe` promises of any module."""

import pytest
import torch
from torch import nn

from livenets.probe import outputs, probe


class Block(nn.Module):
    """Like torchvision's: in-place ReLUs, a shortcut, numbered names."""

    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 3, 3, padding=1)
        self.bn1 = nn.BatchNorm2d(3)
        self.relu = nn.ReLU(inplace=True)
        self.shortcut = nn.Identity()
        self.dropout = nn.Dropout(0.5)

    def forward(self, x):
        y = self.bn1(self.conv1(x))
        return self.relu(self.dropout(y) + self.shortcut(x))


class Loop(nn.Module):
    """A gate that runs once per time step, as in a recurrent net."""

    def __init__(self):
        super().__init__()
        self.gate = nn.Sigmoid()
        self.unused = nn.Tanh()
        self.pair = nn.LSTM(2, 2)

    def forward(self, xs):
        h = torch.zeros_like(xs[0])
        for x in xs:
            h = self.gate(x + h)
        return h


@pytest.fixture
def block():
    torch.manual_seed(0)
    model = Block()
    model.conv1.eval()  # a part that the reader froze
    return model


@pytest.fixture
def x():
    return torch.randn(2, 3, 5, 4)


def test_watch_gives_what_the_module_put_out(block, x):
    seen = probe(block, x, watch=["conv1", "shortcut"])
    assert list(seen) == ["conv1", "shortcut"]
    torch.testing.assert_close(seen["conv1"], block.conv1(x))
    torch.testing.assert_close(seen["shortcut"], x)
    torch.testing.assert_close(seen.output, block.eval()(x))


def test_an_in_place_layer_does_not_overwrite_what_was_seen_before_it(x):
    model = nn.Sequential(nn.Conv2d(3, 4, 3), nn.ReLU(inplace=True)).eval()
    seen = probe(model, x, watch=["0", "1"])
    torch.testing.assert_close(seen["0"], model[0](x))
    assert (seen["0"] < 0).any()


def test_a_knob_changes_what_comes_after_it_and_what_watch_sees(block, x):
    cut = probe(block, x, ["shortcut"], {"shortcut": (0, 0)})
    assert not cut["shortcut"].any()
    block.eval()
    branch = block.bn1(block.conv1(x))
    torch.testing.assert_close(cut.output, branch.relu())


def test_a_knob_takes_one_number_per_channel_of_images(block, x):
    a, b = torch.tensor([0.0, 1.0, 2.0]), [5.0, 0.0, 0.0]
    seen = probe(block, x, ["shortcut"], {"shortcut": (a, b)})
    torch.testing.assert_close(
        seen["shortcut"],
        torch.stack([torch.full_like(x[:, 0], 5), x[:, 1], 2 * x[:, 2]], 1),
    )


def test_a_knob_takes_one_number_per_unit_of_vectors():
    model = nn.Sequential(nn.Linear(4, 3))
    a = torch.tensor([1.0, 0.0, 1.0])
    x = torch.randn(2, 7, 4)
    seen = probe(model, x, ["0"], {"0": (a, 0)})
    torch.testing.assert_close(seen["0"], model(x) * a)


def test_a_module_that_runs_often_is_stacked_in_order():
    xs = torch.randn(5, 2, 3)
    seen = probe(Loop(), xs, watch=["gate"])
    assert seen["gate"].shape == (5, 2, 3)
    torch.testing.assert_close(seen["gate"][0], xs[0].sigmoid())
    torch.testing.assert_close(seen["gate"][-1], seen.output)
    assert len(seen.calls["gate"]) == 5


def test_a_module_that_ran_once_in_a_loop_keeps_its_list_of_calls():
    seen = probe(Loop(), torch.randn(1, 2, 3), watch=["gate"])
    assert [tuple(y.shape) for y in seen.calls["gate"]] == [(2, 3)]


@pytest.mark.parametrize("fails", [False, True])
def test_the_model_is_left_as_it_was(block, x, fails):
    before = {name: m.training for name, m in block.named_modules()}
    assert before["conv1"] is False and before["bn1"] is True
    means = block.bn1.running_mean.clone()
    if fails:
        with pytest.raises(RuntimeError):
            probe(block, x[:, :2], ["bn1"], {"conv1": (2, 0)})
    else:
        probe(block, x, ["bn1"], {"conv1": (2, 0)})
    assert {n: m.training for n, m in block.named_modules()} == before
    assert all(not m._forward_hooks for m in block.modules())
    assert torch.equal(block.bn1.running_mean, means)


@pytest.mark.parametrize("how", ["watch", "knobs"])
def test_a_wrong_name_is_told_with_the_nearest_right_ones(block, x, how):
    ask = {"watch": ["short_cut"]} if how == "watch" else {}
    ask |= {"knobs": {"short_cut": (0, 0)}} if how == "knobs" else {}
    with pytest.raises(
        ValueError, match=r"no submodule 'short_cut'.*shortcut"
    ):
        probe(block, x, **ask)
    assert all(not m._forward_hooks for m in block.modules())


def test_a_knob_of_the_wrong_size_is_refused_with_both_shapes(block, x):
    with pytest.raises(ValueError, match=r"\(4, 1, 1\).*\(2, 3, 5, 4\)"):
        probe(block, x, knobs={"conv1": (torch.ones(4), 0)})


def test_a_knob_may_not_make_the_output_larger(block):
    with pytest.raises(ValueError, match="number, or one per channel"):
        probe(
            block,
            torch.rand(1, 3, 5, 4),
            knobs={"conv1": (torch.ones(2, 3, 5, 4), 0)},
        )


def test_a_module_that_never_ran_is_told():
    with pytest.raises(ValueError, match="'unused' never ran"):
        probe(Loop(), torch.randn(3, 2, 3), watch=["unused"])


def test_a_module_with_several_outputs_is_refused():
    model = nn.Sequential(nn.LSTM(2, 2))
    with pytest.raises(TypeError, match="'0' puts out a tuple"):
        probe(model, torch.randn(3, 1, 2), watch=["0"])


def test_several_inputs_come_as_a_tuple():
    model = nn.Bilinear(2, 3, 4)
    x, y = torch.randn(5, 2), torch.randn(5, 3)
    torch.testing.assert_close(probe(model, (x, y)).output, model(x, y))


def test_outputs_tells_the_shape_of_what_each_submodule_puts_out():
    model = nn.Sequential(
        nn.Sequential(nn.Linear(3, 4), nn.ReLU()), nn.Linear(4, 2)
    ).train()
    assert outputs(model, torch.rand(5, 3)) == {
        "0.0": (5, 4),
        "0.1": (5, 4),
        "0": (5, 4),
        "1": (5, 2),
    }
    assert model.training and not model[0]._forward_hooks
