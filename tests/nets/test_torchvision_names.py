"""Official weights load, and nothing but them.

`layouts.txt` holds the names and shapes of the reference implementations,
written down from the real ones.
"""

import pytest
import torch
from nets.layouts import LAYOUTS, layout, made_up_weights, sawtooth
from torch import nn

from livenets import nets
from livenets.nets import load_torchvision


def build_and_rename(name, theirs):
    """The network on "meta", and what would have been copied into it."""
    with torch.device("meta"):
        model = getattr(nets, name)()
    ours = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            model,
            "load_state_dict",
            lambda renamed, strict: ours.update(renamed),
        )
        load_torchvision(model, theirs)
    return model, ours


@pytest.fixture
def resnet():
    return nets.resnet18(), layout("resnet18")


@pytest.mark.parametrize("name", LAYOUTS)
def test_the_reference_implementations_state_dict_loads(name):
    theirs = layout(name)
    model, ours = build_and_rename(name, theirs)
    shapes = {n: t.shape for n, t in model.state_dict().items()}
    assert {n: t.shape for n, t in ours.items()} == shapes
    numbers = sorted(t[(0,) * t.ndim].item() for t in ours.values())
    assert numbers == list(range(len(theirs)))  # one to one


# What the reference implementation itself computes with the made-up weights,
# in float64: the sum of its scores times a sawtooth, and of their squares.
# It holds all that no state dict does: activations, pools, strides, ε.
# Of AlexNet and VGG, the features before the (huge) linear layers.
@pytest.mark.parametrize(
    ("name", "product", "squares"),
    [
        ("alexnet", 6.8915443466, 596.031804965),
        ("vgg11", -12.5599426416, 2990.89001034),
        ("vgg16_bn", 42.0475461309, 2151.6568756),
        ("resnet18", 59.794754689, 23840.8131465),
        ("resnet50", 56500.1617177, 1249037035.66),
        ("mobilenet_v1", -40.9702744059, 19417.2840123),
        ("mobilenet_v2", 27.2064606574, 16909.1895762),
        ("mobilenet_v3_small", -24.3378480723, 445.500097556),
        ("mobilenet_v3_large", 77712.4665489, 26309415155.8),
        ("efficientnet_b0", -8.44020718401, 110.120346382),
        ("efficientnet_lite0", 54.9219932791, 4842.62295111),
    ],
)
def test_computes_what_the_reference_computes(name, product, squares):
    features = name.startswith(("alexnet", "vgg"))
    tensors = {
        tensor: shape
        for tensor, shape in LAYOUTS[name].items()
        if not features or tensor.startswith("features.")
    }
    theirs = layout(name) | made_up_weights(tensors)
    model, ours = build_and_rename(name, theirs)
    body, prefix = (model.stages, "stages.") if features else (model, "")
    body.double().to_empty(device="cpu").eval()
    body.load_state_dict(
        {
            tensor.removeprefix(prefix): values
            for tensor, values in ours.items()
            if tensor.startswith(prefix)
        }
    )
    side = (224, 224) if name == "efficientnet_lite0" else (96, 128)
    with torch.no_grad():
        y = body(sawtooth((1, 3, *side))).flatten()
    assert (y * sawtooth(y.shape)).sum() == pytest.approx(product, rel=1e-8)
    assert y.square().sum() == pytest.approx(squares, rel=1e-8)


def test_a_loaded_tensor_lands_where_its_name_says(resnet):
    model, theirs = resnet
    load_torchvision(model, theirs)
    number = list(theirs).index("layer2.0.downsample.1.running_var")
    assert (model.stages[1][0].shortcut.bn.running_var == number).all()


def test_checkpoints_from_before_batch_norm_counted_load_too(resnet):
    model, theirs = resnet
    old = {n: t for n, t in theirs.items() if "num_batches" not in n}
    load_torchvision(model, old)
    assert model.stem.bn.num_batches_tracked == 0
    assert (model.stem.bn.running_var == 4).all()


def test_a_missing_counter_among_others_is_refused(resnet):
    model, theirs = resnet
    del theirs["layer1.1.bn2.num_batches_tracked"]
    with pytest.raises(ValueError, match=r"second\.bn\.num_batches"):
        load_torchvision(model, theirs)


def test_a_missing_tensor_is_named(resnet):
    model, theirs = resnet
    del theirs["layer3.1.conv1.weight"]
    sentence = r"lacks a tensor for ResNet's 'stages.2.1.branch.first.conv"
    with pytest.raises(ValueError, match=sentence):
        load_torchvision(model, theirs)


@pytest.mark.parametrize(
    "extra", ["layer4.2.conv1.weight", "layer1.0.downsample.0.weight", "x"]
)
def test_a_tensor_too_many_is_named(resnet, extra):
    model, theirs = resnet
    theirs[extra] = torch.zeros(1)
    with pytest.raises(ValueError, match=f"The state dict has '{extra}', but"):
        load_torchvision(model, theirs)


def test_a_misshapen_tensor_is_named_and_nothing_is_loaded(resnet):
    model, theirs = resnet
    before = model.classifier.weight.clone()
    theirs["conv1.weight"] = torch.zeros(64, 1, 7, 7)
    with pytest.raises(ValueError, match=r"'conv1.weight' has shape \(64, 1,"):
        load_torchvision(model, theirs)
    assert torch.equal(model.classifier.weight, before)


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("resnet18", "resnet34"),
        ("resnet34", "resnet18"),
        ("vgg16", "vgg19"),
        ("vgg16", "vgg16_bn"),
        ("vgg16_bn", "vgg16"),
        ("alexnet_two_gpu", "alexnet"),
        ("mobilenet_v2", "mobilenet_v3_large"),
        ("efficientnet_b0", "efficientnet_b1"),
        ("efficientnet_lite0", "efficientnet_b0"),
    ],
)
def test_another_networks_weights_are_refused(name, other):
    with torch.device("meta"):
        model = getattr(nets, name)()
    with pytest.raises(ValueError, match=r"state dict|has shape"):
        load_torchvision(model, layout(other))


def test_a_model_without_a_counterpart_is_refused():
    with pytest.raises(ValueError, match="Linear has no counterpart"):
        load_torchvision(nn.Linear(2, 2), {})
