"""What is true of AlexNet, checked on the network."""

import torch
from torch import nn

from livenets import nets
from livenets.count import parameters
from livenets.nets.alexnet import TWO_GPU, AlexNet
from livenets.probe import probe


def test_the_two_gpus_meet_only_in_layer_3():
    model = AlexNet(TWO_GPU, hidden=8, num_classes=7)
    picture = torch.rand(1, 3, 99, 67)
    watch = ["stages.0", "stages.1", "stages.2"]
    before = probe(model, picture, watch)
    with torch.no_grad():
        model.stages[0].conv.weight[:48] *= 2  # the first GPU's kernels
    after = probe(model, picture, watch)
    for name in watch[:2]:
        ours, theirs = after[name].chunk(2, dim=1)
        assert torch.equal(theirs, before[name].chunk(2, dim=1)[1])
        assert not torch.equal(ours, before[name].chunk(2, dim=1)[0])
    ours, theirs = (after["stages.2"] - before["stages.2"]).chunk(2, dim=1)
    assert ours.any() and theirs.any()


def test_response_norm_is_the_papers_formula():
    norm = AlexNet(TWO_GPU, hidden=8).stages[0].norm
    a = torch.rand(1, 96, 2, 3) * 30
    for i in (0, 20, 47, 48, 95):  # §3.3, on each GPU's 48 maps
        gpu = i // 48 * 48
        near = a[:, max(gpu, i - 2) : min(gpu + 48, i + 3)]
        b = a[:, i] / (2 + 1e-4 * near.square().sum(dim=1)) ** 0.75
        torch.testing.assert_close(norm(a)[:, i], b)


def test_pooling_with_stride_3_would_leave_a_2x2_grid():
    # the notes say stride 3: 1,024 numbers reach the first linear layer
    with torch.device("meta"):
        model = nets.alexnet(pool_stride=3, grid=2)
    picture = torch.empty(1, 3, 227, 227, device="meta")
    assert probe(model, picture, ["stages"])["stages"].shape[2:] == (2, 2)
    assert parameters(model.classifier) == 25_076_712


def test_small_pictures_at_stride_1_fill_the_same_grid():
    model = nets.alexnet(7, width=1 / 16, stride=1)
    seen = probe(model, torch.rand(1, 3, 64, 64), ["stages", "pool"])
    assert seen["stages"].shape == (1, 16, 6, 6)
    assert torch.equal(seen["stages"], seen["pool"])


def test_alexnets_activation_and_dropout_are_what_was_asked_for():
    model = nets.alexnet(7, width=1 / 16, activation=nn.Tanh, dropout=0.3)
    kinds = [type(m) for m in model.modules()]
    assert kinds.count(nn.Tanh) == 7 and nn.ReLU not in kinds
    rates = [m.p for m in model.modules() if isinstance(m, nn.Dropout)]
    assert rates == [0.3, 0.3]
