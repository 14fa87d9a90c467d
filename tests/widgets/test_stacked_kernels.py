"""One large kernel against several small ones: torch's numbers."""

import io

import pytest
import torch
import traitlets as t
from in_node import in_node
from PIL import Image
from torch import nn

from livenets.widgets.stacked_kernels import (
    CHANNELS,
    KERNELS,
    StackedKernels,
)


def test_all_that_a_page_needs_is_in_the_traits():
    widget = StackedKernels()
    assert set(widget.own_traits()) == {
        "kernel", "c_in", "c_out", "kernels", "channels",
    }  # fmt: skip
    assert (widget.kernels, widget.channels) == (list(KERNELS), list(CHANNELS))


def weights(*layers):
    return sum(layer.weight.numel() for layer in layers)


@pytest.mark.parametrize("kernel", KERNELS)
def test_the_page_counts_torchs_weights_and_both_see_the_same(kernel):
    calls = [
        {"kernel": kernel, "c_in": a, "c_out": b}
        for a in CHANNELS
        for b in CHANNELS
    ]
    files = ("costs.js", "stacked_kernels.js")
    found = in_node(files, "return data.map(kit.against);", calls)
    with torch.device("meta"):
        for call, answer in zip(calls, found, strict=True):
            c_in, c_out = call["c_in"], call["c_out"]
            layers = [nn.Conv2d(c_in, c_out, 3)] + [
                nn.Conv2d(c_out, c_out, 3) for _ in range(kernel // 2 - 1)
            ]
            assert answer == {
                "layers": len(layers),
                "seen": kernel,
                "stack": weights(*layers),
                "one": weights(nn.Conv2d(c_in, c_out, kernel)),
            }


@pytest.mark.parametrize(
    ("trait", "value"), [("kernel", 6), ("c_in", 0), ("c_out", 65)]
)
def test_what_is_not_offered_is_refused(trait, value):
    with pytest.raises(t.TraitError, match=f"{trait}: want one of"):
        StackedKernels(**{trait: value})


def test_with_three_channels_in_the_stack_is_the_dearer_one():
    """The chapter's answer: why a first layer may keep its 7×7."""
    widget = StackedKernels(c_in=3)
    assert sum(row.macs for row in widget.one()) // 49 == 9_408
    stack = sum(row.parameters - 64 for row in widget.stack())
    assert stack == 75_456
    assert "75,648 parameters against 9,472" in widget.alt()


def test_the_stored_picture_has_two_cones():
    image = Image.open(io.BytesIO(StackedKernels().picture())).convert("RGB")
    bottom = [image.getpixel((x, 178)) != (255, 255, 255) for x in range(640)]
    assert sum(bottom[:320]) > 20 and sum(bottom[320:]) > 10
