"""The page's engine: PyTorch's numbers, and what is said when it fails."""

from functools import partial

import numpy as np
import pytest
import torch
from page.engines import RUN, agree, cards

from livenets import weights
from livenets.nets.two_columns import taken_apart
from livenets.probe import probe
from livenets.weights import imagenet

# chapter, its widget, what a network is called there, its weights
NETWORKS = [
    ("lenet", "draw-digit", "tanh", "lenet5_tanh"),
    ("lenet", "draw-digit", "tanh, saw moved digits", "lenet5"),
    ("lenet", "draw-digit", "ReLU", "lenet5_relu"),
    ("lenet", "draw-digit", "sigmoid", "lenet5_sigmoid"),
    ("mobilenet_v1", "depthwise-kernels", "network", "mobilenet_v1"),
    ("mobilenet_v2", "block-opener", "network", "mobilenet_v2"),
    ("mobilenet_v3", "se-weights", "small", "mobilenet_v3_small"),
    ("alexnet", "dropout", "network", "alexnet"),
    ("alexnet", "feature-maps", "network", "alexnet"),
    ("alexnet", "two-columns", "network", "alexnet_two_columns"),
    ("vgg", "feature-maps", "network", "vgg11_bn"),
    ("resnet", "residual", "ResNet-18", "resnet18"),
    ("resnet", "residual", "plain-18, no shortcuts", "plain18"),
    ("resnet", "residual", "56 layers", "resnet56"),
    ("efficientnet", "photo-reader", "64", imagenet.NAME),
    ("efficientnet", "photo-reader", "160", imagenet.NAME),
]
# one of each kind: a GPU in software takes its time
ON_A_GPU = {row[:2]: row for row in reversed(NETWORKS)}.values()
# shown in another form than it was trained in
SHOWN_AS = {"alexnet_two_columns": taken_apart}
ATTENTION = "chapters/transformer.html"


def compared(page, widget, name, of, engine, knobs):
    """What a network puts out in the page, and in PyTorch."""
    card = cards(page, widget)[name]
    dice = np.random.default_rng(0)
    x = dice.random(card["inputs"]["input"]).astype(np.float32)
    turned = {
        knob: (dice.random(n).tolist(), dice.random(n).tolist())
        for knob, n in card["knobs"].items()
    }
    request = {
        "card": card,
        "inputs": {"input": x.ravel().tolist()},
        "knobs": turned if knobs else {},
        "watch": list(card["outputs"]),
    }
    found = page.evaluate(RUN, [engine, request])
    inside = [n for n in card["outputs"] if n != "output"]
    load = imagenet.load if of == imagenet.NAME else partial(weights.load, of)
    seen = probe(
        SHOWN_AS.get(of, lambda model: model)(load()),
        torch.from_numpy(x),
        inside,
        turned if knobs else None,
    )
    return found, {**seen, "output": seen.output}


@pytest.mark.parametrize("knobs", [False, True])
@pytest.mark.parametrize(("chapter", "widget", "name", "of"), NETWORKS)
def test_every_watched_output_is_torchs(
    visit, chapter, widget, name, of, knobs
):
    page = visit(f"chapters/{chapter}.html")
    agree(*compared(page, widget, name, of, "wasm", knobs))


@pytest.mark.parametrize(("chapter", "widget", "name", "of"), ON_A_GPU)
def test_so_it_is_on_a_gpu(visit_with_gpu, chapter, widget, name, of):
    """With its knobs turned; the GPU may be one in software."""
    page = visit_with_gpu(f"chapters/{chapter}.html")
    agree(*compared(page, widget, name, of, "webgpu", True))


def attended(page, engine, turned):
    """What the Transformer puts out in the page, and in PyTorch."""
    card = cards(page, "attention")["network"]
    model = weights.load("shakespeare_transformer")
    dice = np.random.default_rng(0)
    heads = card["outputs"]["layers.0.self_attention.weights"][1]
    inputs = {
        "symbols": dice.integers(0, 63, (1, 64)).astype(np.float32),
        "places": dice.permutation(128)[:64].astype(np.float32),
    }
    knobs = {
        "layers.0.self_attention.heads": ([0.0] + [1.0] * (heads - 1), 0),
        "layers.1.self_attention.scale": ([4.2] * heads, 0),
        "layers.2.self_attention.scores": ([1.0] * (heads - 1) + [0.0], 0),
    }
    request = {
        "card": card,
        "inputs": {n: v.ravel().tolist() for n, v in inputs.items()},
        "knobs": knobs if turned else {},
        "watch": list(card["outputs"]),
    }
    found = page.evaluate(RUN, [engine, request])
    seen = probe(
        model,
        tuple(map(torch.from_numpy, inputs.values())),
        [n for n in card["outputs"] if n != "output"],
        knobs if turned else None,
    )
    return found, {**seen, "output": seen.output}


@pytest.mark.parametrize("turned", [False, True])
def test_attention_is_torchs_with_its_knobs(visit, turned):
    agree(*attended(visit(ATTENTION), "wasm", turned))


def test_so_is_attention_on_a_gpu(visit_with_gpu):
    agree(*attended(visit_with_gpu(ATTENTION), "webgpu", True))
