"""The page's engine: PyTorch's numbers, and what is said when it fails."""

import json
from functools import partial

import numpy as np
import pytest
import torch
from pad import PAGE, figure_of, states_until, stroke

from livenets import data, nets, weights
from livenets.alphabet import Alphabet
from livenets.engine import Engine
from livenets.nets.two_columns import taken_apart
from livenets.probe import probe
from livenets.weights import imagenet
from livenets.widgets import gates, surname

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
# shown in another form than it was trained in
SHOWN_AS = {"alexnet_two_columns": taken_apart}
ATTENTION = "chapters/transformer.html"
RUN = """async ([engine, request]) => {
  const base = new URL("../_static/livenets/", location.href);
  const page = await import(new URL("engine.js", base));
  const inputs = Object.fromEntries(Object.entries(request.inputs)
    .map(([name, v]) => [name, Float32Array.from(v)]));
  const { outputs } = await page.engine.run(
    { ...request, inputs, provider: engine }, () => {});
  return Object.fromEntries(
    Object.entries(outputs).map(([name, v]) => [name, Array.from(v)]));
}"""


def cards(page, widget):
    """The networks of the page's widgets of that name."""
    mount = f'.livenets-mount:has(figure[data-widget="{widget}"])'
    found = {}
    for text in page.locator(f"{mount} script").all_text_contents():
        found |= json.loads(text)["traits"]["networks"]
    return found


@pytest.mark.parametrize("knobs", [False, True])
@pytest.mark.parametrize(("chapter", "widget", "name", "of"), NETWORKS)
def test_every_watched_output_is_torchs(
    visit, chapter, widget, name, of, knobs
):
    page = visit(f"chapters/{chapter}.html")
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
    found = page.evaluate(RUN, ["wasm", request])
    inside = [n for n in card["outputs"] if n != "output"]
    load = imagenet.load if of == imagenet.NAME else partial(weights.load, of)
    seen = probe(
        SHOWN_AS.get(of, lambda model: model)(load()),
        torch.from_numpy(x),
        inside,
        turned if knobs else None,
    )
    wanted = {**seen, "output": seen.output}
    assert set(found) == set(wanted)
    off = {
        n: np.abs(np.array(found[n]) - wanted[n].numpy().ravel()).max()
        for n in wanted
    }
    assert max(off.values()) <= 1e-4, off


GATES = ["input", "forget", "candidate", "output", "cell", "hidden"]


@pytest.fixture
def cell():
    """A small LSTM that reads letters, one a call."""
    torch.manual_seed(0)
    state = {n: np.zeros((1, 1, 9), np.float32) for n in ("h", "c")}
    return Engine(
        nets.char_lstm(12, embedding=5, width=9),
        {"symbols": np.zeros((1, 1), np.float32), **state},
        watch=[f"core.layers.0.{gate}" for gate in GATES],
        knobs=["core.layers.0.forget", "core.layers.0.input"],
        results=("scores", "next_h", "next_c"),
        carry={"h": "next_h", "c": "next_c"},
    )


@pytest.mark.parametrize("when", [None, [50, 120]])
def test_a_cell_is_torchs_along_200_steps_with_its_knobs(visit, cell, when):
    page = visit(PAGE)
    graph = cell.graph()
    page.route("**/cell.onnx", lambda route: route.fulfill(body=graph.onnx))
    about = {"file": "cell.onnx", "sha256": graph.sha256}
    card = {**cell.card(), **about, "bytes": len(graph.onnx)}
    dice = np.random.default_rng(0)
    inputs = {
        "symbols": dice.integers(0, 12, 200).astype(np.float32),
        "h": dice.standard_normal(9).astype(np.float32),
        "c": dice.standard_normal(9).astype(np.float32),
    }
    request = {
        "card": card,
        "inputs": {name: v.tolist() for name, v in inputs.items()},
        "knobs": {
            "core.layers.0.forget": (0, 1),
            "core.layers.0.input": ([0.0] * 4 + [1.0] * 5, 0),
        },
        "watch": list(card["outputs"]),
        "when": when,
    }
    found = page.evaluate(RUN, ["wasm", request])
    _, wanted = cell.run(inputs, request["watch"], request["knobs"], when)
    off = {
        n: np.abs(np.array(found[n]) - wanted[n].ravel()).max() for n in wanted
    }
    assert max(off.values()) <= 1e-4, off
    assert all(len(v) == 200 for v in wanted.values())


@pytest.mark.parametrize("name", ["surname_rnn", "surname_lstm"])
@pytest.mark.parametrize("knobs", ["none", "emptied", "one unit silent"])
def test_a_readers_letters_are_torchs_in_the_page(visit, name, knobs):
    page = visit("chapters/rnn.html")
    card = cards(page, "surname")[name]
    dice = np.random.default_rng(0)
    symbols = dice.integers(0, 68, 200).astype(np.float32)
    zeros = {n: np.zeros(64, np.float32) for n in card["carry"]}
    unit = np.ones(64)
    unit[7] = 0
    turned, when = {
        "none": ({}, None),
        "emptied": (dict.fromkeys(card["knobs"], (0, 0)), [50, 51]),
        "one unit silent": (
            {"core.layers.0.hidden": (unit.tolist(), 0)}, [0, 200]
        ),
    }[knobs]  # fmt: skip
    request = {
        "card": card,
        "inputs": {
            "symbols": symbols.tolist(),
            **{n: v.tolist() for n, v in zeros.items()},
        },
        "knobs": turned,
        "when": when,
        "watch": list(card["outputs"]),
    }
    found = page.evaluate(RUN, ["wasm", request])
    made = surname.engine(weights.load(name))
    inputs = {"symbols": symbols, **zeros}
    _, wanted = made.run(inputs, request["watch"], turned, when)
    off = {
        n: np.abs(np.array(found[n]) - wanted[n].ravel()).max() for n in wanted
    }
    assert max(off.values()) <= 1e-4, off


READERS = {
    "Shakespeare": "shakespeare_lstm",
    "Tang 唐詩": "tang_lstm",
}


@pytest.mark.parametrize("knobs", [False, True])
@pytest.mark.parametrize("name", READERS)
def test_what_reads_in_the_page_is_torch_along_200_characters(
    visit, name, knobs
):
    page = visit("chapters/lstm.html")
    card = cards(page, "gates")[name]
    kept = weights.card(READERS[name])
    text = data.shakespeare().test[:200]
    if kept["unknown"]:
        text = "\n".join(data.tang().test[:7])[:200]
    cell = gates.engine(weights.load(READERS[name]))
    inputs = {
        "symbols": Alphabet(kept["symbols"], kept["unknown"]).encode(text),
        "h": cell.example["h"].ravel(),
        "c": cell.example["c"].ravel(),
    }
    size = len(inputs["c"])
    some = [0.0] * 40 + [1.0] * (size - 40)
    turned = {
        "core.layers.0.forget": (0, 1),
        "core.layers.0.output": (some, 0),
    }
    request = {
        "card": card,
        "inputs": {n: v.astype(float).tolist() for n, v in inputs.items()},
        "knobs": turned if knobs else {},
        "watch": list(card["outputs"]),
        "when": [60, 150],
    }
    found = page.evaluate(RUN, ["wasm", request])
    _, wanted = cell.run(
        inputs, request["watch"], request["knobs"], request["when"]
    )
    off = {
        n: np.abs(np.array(found[n]) - wanted[n].ravel()).max() for n in wanted
    }
    assert max(off.values()) <= 1e-4, off


@pytest.mark.parametrize("turned", [False, True])
def test_attention_is_torchs_with_its_knobs(visit, turned):
    page = visit(ATTENTION)
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
    found = page.evaluate(RUN, ["wasm", request])
    seen = probe(
        model,
        tuple(map(torch.from_numpy, inputs.values())),
        [n for n in card["outputs"] if n != "output"],
        knobs if turned else None,
    )
    wanted = {**seen, "output": seen.output}
    assert set(found) == set(wanted)
    off = {
        n: np.abs(np.array(found[n]) - wanted[n].numpy().ravel()).max()
        for n in wanted
    }
    assert max(off.values()) <= 1e-4, off


def test_a_drawn_stroke_is_a_one(visit, drawn):
    page = visit(PAGE)
    figure = figure_of(page)
    figure.locator("select").nth(1).select_option("tanh, saw moved digits")
    figure.get_by_role("button", name="Clear").click()
    drawn(page, "draw-digit", lambda: stroke(page))
    page.wait_for_timeout(700)
    assert "reads a 1" in figure.locator("figcaption").text_content()


def test_drawing_goes_on_when_the_network_is_gone(visit, drawn):
    page = visit(PAGE)
    drawn(page, "draw-digit", lambda: stroke(page))
    page.context.set_offline(True)
    detail = drawn(page, "draw-digit", lambda: stroke(page, 0.3))
    assert detail["engine"] == "wasm"


@pytest.mark.parametrize("file", ["ort-wasm.gz.bin", "*.onnx", "worker.js"])
def test_a_blocked_file_is_told_and_try_again_works(visit, drawn, file):
    page = visit(PAGE)
    figure = figure_of(page)
    before = figure.locator("canvas").nth(2).evaluate("c => c.toDataURL()")
    page.route(f"**/{file}", lambda route: route.abort())
    said = states_until(page, "failed", lambda: stroke(page))
    assert "stored result" in said and "yours is kept" in said
    assert figure.get_attribute("data-engine") == "stored"
    now = figure.locator("canvas").nth(2).evaluate("c => c.toDataURL()")
    assert now == before, "the maps are the stored ones"
    page.unroute(f"**/{file}")
    again = figure.get_by_role("button", name="Try again")
    detail = drawn(page, "draw-digit", again.click)
    assert detail["engine"] == "wasm"
    now = figure.locator("canvas").nth(2).evaluate("c => c.toDataURL()")
    assert now != before, "the reader's stroke was kept"
    page.problems.clear()


def test_a_damaged_network_is_told_and_not_run(visit):
    page = visit(PAGE)
    page.route("**/*.onnx", lambda route: route.fulfill(body=b"x" * 250_000))
    said = states_until(page, "failed", lambda: stroke(page))
    assert "damaged" in said


def test_a_browser_that_refuses_wasm_is_told(visit):
    page = visit(PAGE)
    policy = "script-src 'self'; worker-src 'self'"  # no wasm-unsafe-eval

    def refuse(route):
        reply = route.fetch()
        headers = {**reply.headers, "content-security-policy": policy}
        route.fulfill(response=reply, headers=headers)

    page.route("**/worker.js", refuse)
    said = states_until(page, "failed", lambda: stroke(page))
    assert "stored result" in said
    page.problems.clear()


def test_loading_is_told_in_megabytes(visit):
    page = visit(PAGE)
    page.evaluate("""() => {
      window.said = [];
      new MutationObserver(() => window.said.push(
        document.querySelector(".livenets .status").textContent))
        .observe(document.querySelector(".livenets .status"),
          { childList: true, subtree: true, characterData: true });
    }""")
    states_until(page, "live", lambda: stroke(page))
    said = " ".join(page.evaluate("window.said"))
    assert "of 3." in said and "MB" in said


def test_the_gpu_is_used_when_asked_and_agrees(host, chromium_with_gpu, drawn):
    page = chromium_with_gpu.new_page()
    page.goto(f"{host}/{PAGE}")
    page.wait_for_load_state("networkidle")
    if not page.evaluate("navigator.gpu?.requestAdapter().then(Boolean)"):
        pytest.skip("this Chromium has no WebGPU adapter")
    drawn(page, "draw-digit", lambda: stroke(page))
    button = figure_of(page).get_by_role("button", name="Use the GPU")
    button.click()
    # what was still being drawn by WebAssembly may come first
    page.wait_for_function(
        """() => document.querySelector("figure.livenets")
             .dataset.engine === "webgpu" """,
        timeout=90_000,
    )
    detail = drawn(page, "draw-digit", lambda: stroke(page, 0.3))
    assert detail["engine"] == "webgpu"
    page.close()
