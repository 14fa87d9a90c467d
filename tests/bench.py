"""Print what the book measures of itself: `make bench`.

Ratios are of processor time, A and B in turn, the median of all pairs, on one
thread; times in the page are from the input event to the last pixel. It
needs the built book and Chromium. `--json FILE` writes the same numbers.
"""

import argparse
import functools
import gzip
import http.server
import json
import platform
import shutil
import statistics
import subprocess
import sys
import threading
import time
from pathlib import Path

import torch
from playwright.sync_api import sync_playwright
from torch import nn

from livenets import nets

BOOK = Path(__file__).parents[1] / "_build" / "html"
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-sync"]
TEXT = (".html", ".css", ".js", ".mjs", ".svg", ".json", ".txt")
PAIRS = 15
STROKES = 30
SEEN = "window.ms = []; document.addEventListener('livenets:drawn',"
SEEN += " ({ detail }) => window.ms.push(detail.ms))"

# ours, torch's, inputs: T = 100 moments, B = 32 texts, 64 numbers in
SEQUENCE = torch.rand(100, 32, 64)
TOKENS = torch.rand(32, 100, 64)
PAIRED = {
    "RNN": (nets.RNN(64, 128), nn.RNN(64, 128), (SEQUENCE,)),
    "LSTM": (nets.LSTM(64, 128), nn.LSTM(64, 128), (SEQUENCE,)),
    "GRU": (nets.GRU(64, 128), nn.GRU(64, 128), (SEQUENCE,)),
    "MultiHeadAttention": (
        nets.MultiHeadAttention(64, 4, batch_first=True),
        nn.MultiheadAttention(64, 4, batch_first=True),
        (TOKENS, TOKENS, TOKENS),
    ),
    "TransformerEncoderLayer": (
        nets.TransformerEncoderLayer(64, 4, 256, batch_first=True),
        nn.TransformerEncoderLayer(64, 4, 256, batch_first=True),
        (TOKENS,),
    ),
}


def forward(model, inputs):
    """One pass as training makes it."""
    out = model(*inputs)
    return out[0] if isinstance(out, tuple) else out


def both(model, inputs):
    """One pass and its gradients."""
    forward(model, inputs).sum().backward()


def ratio(ours, theirs, inputs, run):
    """Median of our processor time over theirs, and its quartiles."""
    found = []
    for model in (ours, theirs):
        run(model.train(), inputs)
    for _ in range(PAIRS):
        times = []
        for model in (ours, theirs):
            start = time.process_time()
            run(model, inputs)
            times.append(time.process_time() - start)
        found.append(times[0] / times[1])
    low, middle, high = statistics.quantiles(found, n=4)
    return {"ratio": middle, "quartiles": [low, high]}


def networks():
    """Each network of torch.nn's kind beside it."""
    torch.manual_seed(0)
    return {
        f"{name}, {what}": ratio(ours, theirs, inputs, run)
        for name, (ours, theirs, inputs) in PAIRED.items()
        for what, run in (
            ("forward", forward),
            ("forward + backward", both),
        )
    }


class Quiet(http.server.SimpleHTTPRequestHandler):
    """A static host."""

    def log_message(self, *_args):
        """Say nothing."""


IMPORT = """
import time, torch
start = time.perf_counter()
import livenets, livenets.nets, livenets.probe
print(time.perf_counter() - start)
"""


def imports():
    """ms that the networks take to import after torch, the middle of five."""
    run = [sys.executable, "-c", IMPORT]
    return 1000 * statistics.median(
        float(subprocess.run(run, capture_output=True, check=True).stdout)
        for _ in range(5)
    )


def packed(url, body):
    """Bytes over the wire from a host that compresses text."""
    return len(gzip.compress(body, 6)) if url.endswith(TEXT) else len(body)


def opened(browser, address, path):
    """A page, its weight and what it asked for."""
    page = browser.new_page(viewport={"width": 1250, "height": 900})
    replies = []
    page.on("response", lambda reply: replies.append(reply))
    page.goto(f"{address}/{path}")
    page.wait_for_load_state("networkidle")
    weight = sum(packed(r.url.split("?")[0], r.body()) for r in replies)
    hosts = {r.url.split("/")[2] for r in replies}
    return page, {
        "KB": round(weight / 1000),
        "requests": len(replies),
        "hosts": len(hosts),
    }


def strokes(page):
    """Redraw times of LeNet's maps under a drawing mouse, offline, in ms."""
    pad = page.locator("canvas.pad")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()

    def stroke(i):
        x = box["x"] + 30 + 200 * (i % 6) / 6
        page.mouse.move(x, box["y"] + 40)
        page.mouse.down()
        page.mouse.move(x + 20, box["y"] + 220, steps=8)
        page.mouse.up()
        page.wait_for_timeout(150)

    page.evaluate(SEEN)
    stroke(0)
    page.wait_for_selector('[data-engine="wasm"]')
    page.wait_for_timeout(1000)
    page.context.set_offline(True)
    page.evaluate("window.ms = []")
    for i in range(STROKES):
        stroke(i)
    times = sorted(page.evaluate("window.ms"))
    return {
        "redraws": len(times),
        "p50 ms": round(statistics.median(times), 1),
        "p95 ms": round(times[int(0.95 * len(times))], 1),
    }


def pages():
    """Weight of every page, and the redraws of the drawing widget."""
    serve = functools.partial(Quiet, directory=str(BOOK))
    found = {}
    with (
        http.server.ThreadingHTTPServer(("127.0.0.1", 0), serve) as server,
        sync_playwright() as playwright,
    ):
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}"
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=FLAGS
        )
        for file in sorted(BOOK.glob("chapters/*.html")):
            path = file.relative_to(BOOK).as_posix()
            page, about = opened(browser, address, path)
            found[path] = about
            if file.stem == "lenet":
                found["30 strokes on LeNet's pad, offline"] = strokes(page)
            page.close()
        browser.close()
        server.shutdown()
    return found


def main():
    """Measure, print, and write what was measured."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path)
    args = parser.parse_args()
    torch.set_num_threads(1)
    found = {
        "date": time.strftime("%Y-%m-%d"),
        "machine": f"{platform.machine()}, {platform.system()}",
        "python": platform.python_version(),
        "torch": torch.__version__,
        "networks, ours / torch.nn": networks(),
        "import livenets after torch, ms": imports(),
        "pages": pages(),
    }
    print("| what | measured |\n|---|---|")
    for name, row in found["networks, ours / torch.nn"].items():
        low, high = row["quartiles"]
        print(f"| {name} | {row['ratio']:.2f} × ({low:.2f} … {high:.2f}) |")
    name = "import livenets after torch, ms"
    print(f"| {name} | {found[name]:.0f} (budget 150) |")
    for name, row in found["pages"].items():
        print(f"| {name} | {', '.join(f'{v} {k}' for k, v in row.items())} |")
    if args.json:
        args.json.write_text(json.dumps(found, indent=1) + "\n")


if __name__ == "__main__":
    main()
