"""The loop is torch's convolution; sizes and fields are what torch shows."""

import itertools

import pytest
import torch
from torch import nn
from torch.nn import functional as F

from livenets import data
from livenets.nets.convolution import (
    Layer,
    conv2d,
    output_size,
    plain_stack,
    receptive_field,
)
from livenets.train import Data, Recipe, accuracy, fit

SETTINGS = list(itertools.product((1, 3, 5, 7), (1, 2, 3), (0, 1, 3), (1, 2)))


@pytest.mark.parametrize(("k", "stride", "padding", "dilation"), SETTINGS)
def test_the_loop_equals_torch(k, stride, padding, dilation):
    torch.manual_seed(0)
    x = torch.randn(2, 3, 15, 17, dtype=torch.float64)
    weight = torch.randn(4, 3, k, k, dtype=torch.float64)
    bias = torch.randn(4, dtype=torch.float64)
    settings = {"stride": stride, "padding": padding, "dilation": dilation}
    mine = conv2d(x, weight, bias, **settings)
    torch.testing.assert_close(mine, F.conv2d(x, weight, bias, **settings))
    assert mine.shape[2:] == tuple(
        output_size(n, k, **settings) for n in x.shape[2:]
    )


def test_without_a_bias_nothing_is_added():
    x, weight = torch.rand(1, 2, 5, 6), torch.rand(3, 2, 3, 3)
    torch.testing.assert_close(conv2d(x, weight), F.conv2d(x, weight))


def test_a_kernel_that_does_not_fit_is_refused():
    with pytest.raises(ValueError, match=r"spans 13 pixels .* into 10\."):
        output_size(8, kernel=7, padding=1, dilation=2)


def test_a_shifted_picture_gives_a_shifted_map():
    torch.manual_seed(0)
    x, weight = torch.randn(1, 1, 20, 24), torch.randn(1, 1, 5, 5)
    there = conv2d(x.roll(3, dims=3), weight)
    here = conv2d(x, weight)
    torch.testing.assert_close(there[..., 3:], here[..., :-3])


def test_with_a_stride_only_whole_steps_shift():
    torch.manual_seed(0)
    x, weight = torch.randn(1, 1, 20, 24), torch.randn(1, 1, 3, 3)
    here = conv2d(x, weight, stride=2)
    there = conv2d(x.roll(4, dims=3), weight, stride=2)
    torch.testing.assert_close(there[..., 2:], here[..., :-2])
    there = conv2d(x.roll(1, dims=3), weight, stride=2)
    for steps in (0, 1):
        gap = (there - here.roll(steps, dims=3))[..., 2:].abs().max()
        assert gap > here.abs().max() / 2


def test_a_flipped_kernel_is_the_convolution_of_the_textbooks():
    torch.manual_seed(0)
    x = torch.randn(9, 8, dtype=torch.float64)
    kernel = torch.randn(3, 3, dtype=torch.float64)
    full = conv2d(x[None, None], kernel.flip(0, 1)[None, None], padding=2)
    # (f * g)[n] = Σ f[m] g[n - m]
    expected = torch.zeros(11, 10, dtype=torch.float64)
    for i, j in itertools.product(range(3), range(3)):
        expected[i : i + 9, j : j + 8] += kernel[i, j] * x
    torch.testing.assert_close(full[0, 0], expected)


def test_two_linear_convolutions_are_one_larger():
    """The chapter's errata: depth alone adds nothing."""
    torch.manual_seed(0)
    x = torch.randn(1, 1, 12, 14, dtype=torch.float64)
    a, b = torch.randn(2, 1, 1, 3, 3, dtype=torch.float64)
    both = conv2d(a, b.flip(2, 3), padding=2)  # 5×5
    torch.testing.assert_close(conv2d(conv2d(x, a), b), conv2d(x, both))


@pytest.mark.parametrize(
    "layers",
    [
        [Layer(3)] * 3,
        [Layer(7)],
        [Layer(5), Layer(2, 2), Layer(5), Layer(2, 2)],
        [Layer(3, dilation=1), Layer(3, dilation=2), Layer(3, dilation=4)],
        [Layer(3, 2), Layer(3, 2, 2), Layer(1)],
    ],
    ids=["three 3×3", "one 7×7", "LeNet-5", "dilated", "strided"],
)
def test_the_receptive_field_is_what_gradients_reach(layers):
    x = torch.zeros(1, 1, 1, 64, requires_grad=True)
    y = x
    for kernel, stride, dilation in layers:
        weight = torch.ones(1, 1, 1, kernel)
        y = F.conv2d(y, weight, stride=(1, stride), dilation=(1, dilation))
    y[..., 3].sum().backward()
    assert (x.grad != 0).sum() <= receptive_field(layers)
    first, last = x.grad.nonzero()[[0, -1], 3]
    assert last - first + 1 == receptive_field(layers)


def test_lenet_has_the_field_that_the_chapter_says():
    layers = [Layer(5), Layer(2, 2), Layer(5), Layer(2, 2)]
    assert receptive_field(layers) == 16


def digits(part, count):
    """Half-size digits, as the chapter takes them."""
    x = torch.from_numpy(data.to_input(part.pixels[:count]))
    return 3 * F.avg_pool2d(x, 2), torch.from_numpy(part.labels[:count])


@pytest.fixture(scope="module")
def small():
    mnist = data.mnist()
    return Data(*digits(mnist.train, 2000), *digits(mnist.test, 500))


def test_four_layers_find_more_than_one_unless_they_are_linear(small):
    recipe = Recipe(epochs=3, batch=50, rate=0.01, warm_up=0.1)
    right = {}
    for depth, act in [(1, nn.ReLU), (4, nn.ReLU), (4, nn.Identity)]:
        torch.manual_seed(0)
        net = plain_stack(depth, 12, act)
        fit(net, small, recipe)
        right[depth, act] = accuracy(net, small.test_x, small.test_y)
    assert right[4, nn.ReLU] > 0.45
    assert right[1, nn.ReLU] < 0.35
    assert right[4, nn.Identity] < 0.3


def doubled(weight):
    return nn.init.kaiming_normal_(weight).data.mul_(2)


@pytest.mark.parametrize(
    ("activation", "start", "low", "high"),
    [
        (nn.Sigmoid, nn.init.xavier_normal_, 0, 1e-9),
        (nn.ReLU, None, 0, 1e-5),
        (nn.Tanh, None, 0, 1e-3),
        (nn.Tanh, nn.init.xavier_normal_, 0.1, 10),
        (nn.ReLU, nn.init.kaiming_normal_, 0.01, 10),
    ],
)
def test_the_first_weights_decide_whether_gradients_vanish(
    small, activation, start, low, high
):
    torch.manual_seed(0)
    net = plain_stack(20, 16, activation, start)
    F.cross_entropy(net(small.x[:64]), small.y[:64]).backward()
    convs = [m for m in net if isinstance(m, nn.Conv2d)]
    first, last = convs[0].weight.grad.norm(), convs[-1].weight.grad.norm()
    assert low <= first / last <= high


def test_weights_twice_as_large_make_gradients_explode(small):
    sizes = {}
    for depth in (5, 20):
        torch.manual_seed(0)
        net = plain_stack(depth, 16, nn.ReLU, doubled)
        F.cross_entropy(net(small.x[:64]), small.y[:64]).backward()
        sizes[depth] = net[0].weight.grad.norm()
    assert sizes[20] > 1000 * sizes[5]


def test_a_stack_keeps_its_resolution_and_learns():
    net = plain_stack(3, 5)
    x = torch.rand(2, 1, 9, 11)
    assert net[:6](x).shape == (2, 5, 9, 11)
    assert net(x).shape == (2, 10)
    net(x).sum().backward()
    assert all(p.grad is not None for p in net.parameters())
