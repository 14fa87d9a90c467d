"""What is true of each convolutional network, checked on the network."""

from functools import partial

import pytest
import torch
from torch import nn

from livenets import nets
from livenets.count import macs, parameters
from livenets.nets.alexnet import TWO_GPU, AlexNet
from livenets.nets.efficientnet import ROWS, SCALES, scaled
from livenets.nets.efficientnet_lite import LiteMBConv, SamePad
from livenets.nets.mbconv import MBConv, StochasticDepth
from livenets.nets.mobilenet_v1 import SeparableConv
from livenets.nets.mobilenet_v2 import InvertedResidual
from livenets.nets.mobilenet_v3 import SqueezeExcite
from livenets.nets.resnet import (
    BasicBlock,
    Bottleneck,
    PlainBlock,
    resnet_small_pictures,
)
from livenets.probe import probe

# as the book trains them: 64×64 pixels, at most 1.5 MB of weights
SMALL = {
    "alexnet": partial(nets.alexnet, width=1 / 9, stride=1, grid=2),
    "vgg11": partial(nets.vgg11, width=1 / 10, grid=2),
    "vgg11_bn": partial(nets.vgg11_bn, width=1 / 10, grid=2),
    "resnet18": partial(nets.resnet18, width=1 / 8, stem="3x3"),
    "plain18": partial(
        nets.resnet18, width=1 / 8, stem="3x3", shortcuts=False
    ),
    "resnet50": partial(nets.resnet50, width=1 / 9, stem="3x3"),
    "resnet50_1x1": partial(nets.resnet50, width=1 / 9, stride_on="1x1"),
    "mobilenet_v1": partial(nets.mobilenet_v1, width=0.25, stride=1),
    "mobilenet_v2": partial(nets.mobilenet_v2, width=0.25, stride=1),
    "mobilenet_v2_relu": partial(
        nets.mobilenet_v2, width=0.25, expansion=3, linear_bottleneck=False
    ),
    "mobilenet_v3_small": partial(
        nets.mobilenet_v3_small, width=0.35, stride=1
    ),
    "mobilenet_v3_large": partial(
        nets.mobilenet_v3_large, width=0.25, stride=1
    ),
    "mobilenet_v3_no_se": partial(
        nets.mobilenet_v3_small, width=0.35, se_ratio=None
    ),
    "efficientnet_b0": partial(nets.efficientnet_b0, width=0.25, stride=1),
}
FULL = [
    name
    for name in nets.__all__
    if name.startswith(("alexnet", "vgg", "resnet", "mobile", "efficient"))
]


def close(left, right):
    torch.testing.assert_close(left, right)


@pytest.mark.parametrize("name", SMALL)
def test_the_small_one_fits_and_all_of_it_learns(name):
    torch.manual_seed(0)
    assert parameters(SMALL[name](num_classes=10)) * 4 <= 1.5e6
    model = SMALL[name](num_classes=7)
    scores = model(torch.rand(3, 3, 64, 48))
    scores.square().sum().backward()
    assert scores.shape == (3, 7)
    grads = {n: p.grad for n, p in model.named_parameters()}
    assert [n for n, g in grads.items() if g is None or not g.any()] == []


@pytest.mark.parametrize("name", FULL)
def test_every_parameter_gets_a_gradient(name):
    with torch.device("meta"):
        model = getattr(nets, name)(num_classes=7, in_channels=2)
        scores = model(torch.empty(2, 2, 128, 96))
    scores.sum().backward()
    assert scores.shape == (2, 7)
    assert [n for n, p in model.named_parameters() if p.grad is None] == []


@pytest.mark.parametrize(
    "name",
    [
        "alexnet",
        "alexnet_two_gpu",
        "vgg11_bn",
        "resnet18",
        "resnet50",
        "mobilenet_v1",
        "mobilenet_v2",
        "mobilenet_v3_small",
        "mobilenet_v3_large",
        "efficientnet_b0",
        "efficientnet_lite0",
    ],
)
def test_exports_whole(name):
    with torch.device("meta"):
        model = getattr(nets, name)().eval()
    picture = torch.empty(1, 3, 128, 96, device="meta")
    program = torch.export.export(model, (picture,)).module()
    assert program(picture).shape == (1, 1000)


# whole where that takes a second, else each kind of block
@pytest.mark.parametrize(
    ("part", "c_in"),
    [
        (AlexNet(TWO_GPU, hidden=8), 3),
        (SMALL["vgg11_bn"](), 3),
        (SMALL["resnet18"](), 3),
        (PlainBlock(8, 8, stride=2), 8),
        (Bottleneck(8, 2, stride=1), 8),
        (SeparableConv(8, 16, stride=2), 8),
        (InvertedResidual(8, 8), 8),
        (InvertedResidual(8, 16, linear=False), 8),
        (SMALL["mobilenet_v3_small"]().blocks[4], 16),
        (MBConv(8, 8, 6, kernel=5, stride=1, drop_rate=0.2), 8),
        (LiteMBConv(8, 8, 6, kernel=5, stride=1, drop_rate=0.2), 8),
        (LiteMBConv(8, 16, 1, kernel=3, stride=2, drop_rate=0.2), 8),
    ],
    ids=lambda part: type(part).__name__,
)
def test_compiles_without_a_graph_break(part, c_in):
    torch._dynamo.reset()
    part.to("meta")
    compiled = torch.compile(part, backend="eager", fullgraph=True)
    pictures = torch.empty(2, c_in, 128, 96, device="meta")
    assert compiled(pictures).shape == part(pictures).shape


@pytest.mark.parametrize("name", FULL)
def test_no_layer_overwrites_what_another_put_out(name):
    with torch.device("meta"):
        model = getattr(nets, name)()
    inplace = [
        path
        for path, module in model.named_modules()
        if getattr(module, "inplace", False)
    ]
    assert inplace == []


@pytest.mark.parametrize("name", SMALL)
def test_only_stages_and_blocks_are_numbered(name):
    for path, module in SMALL[name]().named_modules():
        if path.rpartition(".")[2].isdigit():
            assert list(module.children()), path  # not a layer


# --- AlexNet


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
        close(norm(a)[:, i], b)


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


# --- VGG


def test_three_3x3_layers_see_7x7_pixels():
    stage = nets.vgg16(7, width=1 / 16).stages[2].layers
    nn.init.ones_(stage[0].conv.weight)
    nn.init.ones_(stage[1].conv.weight)
    nn.init.ones_(stage[2].conv.weight)
    x = torch.ones(1, 8, 15, 13, requires_grad=True)
    stage(x)[0, 0, 7, 6].backward()
    rows, columns = x.grad[0, 0].nonzero().T
    assert (rows.min(), rows.max()) == (4, 10)  # §2.3: 7, with 45 % fewer
    assert (columns.min(), columns.max()) == (3, 9)  # weights than one 7×7


# --- ResNet


@pytest.mark.parametrize("block", [BasicBlock, Bottleneck])
def test_a_silenced_branch_leaves_the_identity(block):
    block = block(16, 16 if block is BasicBlock else 4, stride=1).eval()
    nn.init.zeros_(block.branch[-1].bn.weight)
    x = torch.rand(1, 16, 6, 5)
    assert torch.equal(block(x), x)


@pytest.mark.parametrize(("c", "stride"), [(16, 2), (8, 1)])
def test_where_shapes_change_the_shortcut_is_a_projection(c, stride):
    block = BasicBlock(16, c, stride).eval()
    nn.init.zeros_(block.branch.second.bn.weight)
    x = torch.rand(1, 16, 6, 5)
    assert torch.equal(block(x), block.shortcut(x).relu())


def test_a_silenced_plain_block_lets_nothing_through():
    block = PlainBlock(16, 16, stride=1).eval()
    nn.init.zeros_(block.branch.second.bn.weight)
    assert not block(torch.rand(1, 16, 6, 5)).any()


def test_the_plain_network_has_the_residual_ones_layers():
    with torch.device("meta"):
        plain = nets.resnet34(shortcuts=False)
        residual = nets.resnet34()
    shortcuts = sum(
        parameters(block.shortcut)
        for stage in residual.stages
        for block in stage
    )
    assert parameters(plain) == parameters(residual) - shortcuts


@pytest.mark.parametrize(("stride_on", "blind"), [("1x1", 0.75), ("3x3", 0)])
def test_a_strided_1x1_never_looks_at_three_of_four_pixels(stride_on, blind):
    torch.manual_seed(0)
    block = Bottleneck(8, 32, stride=2, stride_on=stride_on).eval()
    x = torch.rand(1, 8, 12, 8, requires_grad=True)
    block.branch(x).square().sum().backward()
    assert (x.grad.abs().sum(dim=1) == 0).float().mean() == blind


@pytest.mark.parametrize(("blocks", "layers"), [(1, 8), (3, 20), (9, 56)])
def test_the_small_pictures_network_has_6n_plus_2_layers(blocks, layers):
    # §4.2: three stages, the sizes 32, 16, 8 and 16, 32, 64 channels
    model = resnet_small_pictures(blocks)
    weighed = [
        name
        for name, p in model.named_parameters()
        if p.ndim > 1 and "shortcut" not in name
    ]
    assert len(weighed) == layers
    ends = [f"stages.{stage}" for stage in range(3)]
    seen = probe(model, torch.rand(1, 3, 32, 32), ends)
    shapes = [tuple(seen[end].shape[1:]) for end in ends]
    assert shapes == [(16, 32, 32), (32, 16, 16), (64, 8, 8)]


def test_the_two_places_of_the_stride_have_one_state_dict_and_differ():
    torch.manual_seed(0)
    paper, others = (
        Bottleneck(8, 4, stride=2, stride_on=on).eval()
        for on in ("1x1", "3x3")
    )
    others.load_state_dict(paper.state_dict(), strict=True)
    x = torch.rand(1, 8, 12, 8)
    assert paper(x).shape == others(x).shape
    assert not torch.allclose(paper(x), others(x), atol=1e-2)


def test_a_bias_before_batch_norm_does_nothing():
    torch.manual_seed(0)
    conv, bn = nn.Conv2d(3, 8, 3).double(), nn.BatchNorm2d(8).double()
    x = torch.rand(16, 3, 10, 9, dtype=torch.float64)
    y = bn(conv(x))
    y.pow(3).sum().backward()
    bare = bn(nn.functional.conv2d(x, conv.weight))
    torch.testing.assert_close(y, bare, rtol=0, atol=1e-12)
    assert conv.bias.grad.abs().max() < 1e-9 < conv.weight.grad.abs().max()


def of_branches(model, x, y):
    """The gradients of all convolutions but the shortcuts'."""
    model.train().zero_grad()
    nn.functional.cross_entropy(model(x), y).backward()
    found = [
        p
        for name, p in model.named_parameters()
        if p.ndim == 4 and "shortcut" not in name
    ]
    return found, [p.grad.clone() for p in found]


@pytest.fixture
def some_pictures():
    torch.manual_seed(0)
    return torch.rand(32, 3, 16, 16), torch.arange(32) % 10


def test_the_gradients_of_56_plain_layers_do_not_vanish(some_pictures):
    model = resnet_small_pictures(9, width=0.125, shortcuts=False)
    _, gradients = of_branches(model, *some_pictures)
    sizes = [g.norm().item() for g in gradients]
    assert min(sizes) > 0.1
    assert sizes[0] > 20 * sizes[-1]  # if anything, they explode


def test_after_a_small_step_a_deep_plain_gradient_is_another(some_pictures):
    alike = {}
    for blocks, shortcuts in [(1, False), (9, False), (9, True)]:
        torch.manual_seed(0)
        model = resnet_small_pictures(blocks, 10, 3, 0.125, shortcuts)
        weights, before = of_branches(model, *some_pictures)
        with torch.no_grad():
            for w, g in zip(weights, before, strict=True):
                w -= 0.003 * w.norm() / g.norm() * g
        _, after = of_branches(model, *some_pictures)
        cosines = [
            torch.cosine_similarity(a.flatten(), b.flatten(), dim=0)
            for a, b in zip(before, after, strict=True)
        ]
        alike[blocks, shortcuts] = sum(cosines).item() / len(cosines)
    assert alike[1, False] > 0.8
    assert alike[9, False] < 0.15
    assert alike[9, True] > 2 * alike[9, False]


# --- MobileNetV1


def test_depthwise_keeps_channels_apart_and_pointwise_mixes_them():
    block = SeparableConv(8, 6, stride=1).eval()
    x = torch.rand(1, 8, 5, 4)
    touched = x.clone()
    touched[:, 3] += 1
    apart = block.depthwise.conv(touched) - block.depthwise.conv(x)
    mixed = block.pointwise.conv(touched) - block.pointwise.conv(x[:])
    assert apart.flatten(2).any(dim=2)[0].nonzero().flatten().tolist() == [3]
    assert mixed.flatten(2).any(dim=2).all()


def test_a_separable_convolution_costs_what_table_3_says():
    with torch.device("meta"):
        x = torch.empty(1, 512, 14, 14)
        full = macs(nn.Conv2d(512, 512, 3, padding=1), x)
        separable = macs(SeparableConv(512, 512, stride=1), x)
    assert (full, separable) == (462_422_016, 52_283_392)
    assert separable / full == pytest.approx(1 / 512 + 1 / 3**2)


# --- MobileNetV2


@pytest.mark.parametrize(
    ("stride", "c_out", "identity"),
    [(1, 8, True), (2, 8, False), (1, 16, False)],
)
def test_a_silenced_block_is_the_identity_only_where_it_can_be(
    stride, c_out, identity
):
    for block in (
        InvertedResidual(8, c_out, stride),
        MBConv(8, c_out, expansion=6, kernel=5, stride=stride),
    ):
        block.eval()
        nn.init.zeros_(block.project.bn.weight)
        x = torch.randn(1, 8, 6, 4)
        y = block(x)
        assert torch.equal(y, x) if identity else not y.any()


def test_ten_of_mobilenet_v2s_seventeen_blocks_have_a_shortcut():
    blocks = nets.mobilenet_v2(num_classes=7).blocks
    assert [block.has_shortcut for block in blocks].count(True) == 10
    assert len(blocks) == 17


def test_a_quarter_wide_it_has_one_shortcut_more():
    """32 and 16 channels become 8 and 8, by rounding to multiples of 8."""
    blocks = nets.mobilenet_v2(num_classes=7, width=0.25).blocks
    assert [block.has_shortcut for block in blocks].count(True) == 11
    assert blocks[0].has_shortcut


@pytest.mark.parametrize("linear", [True, False])
def test_only_a_linear_bottleneck_keeps_what_is_negative(linear):
    torch.manual_seed(0)
    model = nets.mobilenet_v2(7, width=0.25, linear_bottleneck=linear)
    seen = probe(model, torch.randn(1, 3, 64, 48), ["blocks.0.project"])
    assert (seen["blocks.0.project"] < 0).any() == linear


def test_expansion_changes_every_block_but_the_first():
    blocks = nets.mobilenet_v2(width=0.25, expansion=3).blocks
    assert isinstance(blocks[0].expand, nn.Identity)
    convs = [block.expand.conv for block in blocks[1:]]
    assert {c.out_channels / c.in_channels for c in convs} == {3}


# --- MobileNetV3


def test_squeeze_excite_scales_whole_channels():
    x = torch.rand(2, 16, 5, 4) + 0.1
    scale = SqueezeExcite(16)(x) / x
    assert ((scale >= 0) & (scale <= 1)).all()
    close(scale, scale[:, :, :1, :1].expand_as(scale))


def test_a_channel_whose_gate_is_shut_is_gone():
    model = nets.mobilenet_v3_small(7, width=0.35).eval()
    gate = [1.0] * model.blocks[3].expand.conv.out_channels
    gate[5] = 0.0
    knobs = {"blocks.3.se.gate": (gate, 0.0)}
    seen = probe(model, torch.rand(1, 3, 64, 48), ["blocks.3.se"], knobs)
    assert not seen["blocks.3.se"][:, 5].any()
    assert seen["blocks.3.se"][:, 4].any()


@pytest.mark.parametrize(
    ("se_ratio", "count"), [(4, 5_483_032), (1 / 4, 28_077_048)]
)
def test_the_first_layer_of_squeeze_excite_squeezes(se_ratio, count):
    # the notes say that it expands: the second count
    with torch.device("meta"):
        assert parameters(nets.mobilenet_v3_large(se_ratio=se_ratio)) == count


def test_squeeze_excite_can_be_taken_out():
    with torch.device("meta"):
        model = nets.mobilenet_v3_large(se_ratio=None)
    assert not any(isinstance(m, SqueezeExcite) for m in model.modules())


# --- EfficientNet


def test_b3_is_b0_wider_by_a_fifth_and_deeper_by_two():
    b3 = scaled(ROWS, SCALES[3])
    assert [row.c_out for row in b3] == [24, 32, 48, 96, 136, 232, 384]
    assert [row.depth for row in b3] == [2, 3, 3, 5, 5, 6, 2]


def test_squeeze_excite_keeps_a_quarter_of_the_blocks_input():
    block = MBConv(24, 40, expansion=6, kernel=5, stride=2)
    assert block.se.squeeze.out_channels == 24 // 4
    assert block.se.squeeze.in_channels == 24 * 6


def test_stochastic_depth_drops_whole_images_and_keeps_the_mean():
    torch.manual_seed(0)
    drop = StochasticDepth(0.25)
    y = drop(torch.ones(4000, 2, 3, 1))
    per_image = y[:, :1, :1, :1]
    assert torch.equal(y, per_image.expand_as(y))
    assert per_image.unique().tolist() == pytest.approx([0, 1 / 0.75])
    assert y.mean() == pytest.approx(1, abs=0.05)
    assert torch.equal(drop.eval()(y), y)


def test_deeper_blocks_are_dropped_more_often():
    with torch.device("meta"):
        model = nets.efficientnet_b0()
    blocks = [block for stage in model.stages for block in stage]
    rates = {
        i: block.stochastic_depth.rate
        for i, block in enumerate(blocks)
        if block.has_shortcut
    }
    assert rates == {i: pytest.approx(0.2 * i / 16) for i in rates}


@pytest.mark.parametrize(
    ("number", "eps"), [(0, 1e-5), (4, 1e-5), (5, 1e-3), (7, 1e-3)]
)
def test_batch_norms_constants_are_the_weights_own(number, eps):
    with torch.device("meta"):
        model = getattr(nets, f"efficientnet_b{number}")()
    norms = [m for m in model.modules() if isinstance(m, nn.BatchNorm2d)]
    assert {norm.eps for norm in norms} == {eps}


# --- EfficientNet-Lite


@pytest.mark.parametrize(
    ("kernel", "stride"), [(3, 1), (3, 2), (5, 1), (5, 2)]
)
def test_same_padding_rounds_up_and_favours_the_end(kernel, stride):
    pad = SamePad(kernel, stride)
    x = torch.ones(1, 1, 8, 7)
    y = nn.functional.max_pool2d(pad(x), kernel, stride)
    assert y.shape[2:] == (-(-8 // stride), -(-7 // stride))
    border = (pad(x) == 0)[0, 0]
    above = border.all(dim=1).nonzero().flatten()
    assert (above < 4).sum() == (kernel - stride) // 2
    assert (above > 4).sum() == -(-(kernel - stride) // 2)
