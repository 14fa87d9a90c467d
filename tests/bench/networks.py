"""Our networks' processor time over `torch.nn`'s, and what an import costs.

A and B in turn, the median of all pairs, on one thread.
"""

import statistics
import subprocess
import sys
import time

import torch

from bench import Table
from bench.counterparts import chains, sequences

IMPORT = """
import time, torch
start = time.perf_counter()
import livenets, livenets.nets, livenets.probe
print(time.perf_counter() - start)
"""


def forward(model, inputs):
    """One pass as training makes it."""
    out = model(*inputs)
    return out[0] if isinstance(out, tuple) else out


def both(model, inputs):
    """One pass and its gradients."""
    forward(model, inputs).sum().backward()


def ratio(ours, theirs, inputs, run, pairs):
    """Median of our processor time over theirs, and its quartiles."""
    found = []
    for model in (ours, theirs):
        run(model.train(), inputs)
    for _ in range(pairs):
        times = []
        for model in (ours, theirs):
            start = time.process_time()
            run(model, inputs)
            times.append(time.process_time() - start)
        found.append(times[0] / times[1])
    quartiles = [round(q, 3) for q in statistics.quantiles(found, n=4)]
    return {"pairs": pairs, "quartiles": quartiles}


def measure(size):
    """Each network that has a counterpart beside it; then the import."""
    torch.manual_seed(0)
    pairs = {**sequences(), **chains()}
    beside = {
        name: {
            what: ratio(ours, theirs, inputs, run, size.pairs)
            for what, run in (
                ("forward", forward),
                ("forward + backward", both),
            )
        }
        for name, (ours, theirs, inputs) in [*pairs.items()][: size.pages]
    }
    return {"beside": beside, "import": imports(size.repeats)}


def imports(repeats):
    """ms that the networks take to import after torch."""
    run = [sys.executable, "-c", IMPORT]
    times = [
        1000
        * float(subprocess.run(run, capture_output=True, check=True).stdout)
        for _ in range(repeats)
    ]
    return {"trials": repeats, "ms": round(statistics.median(times), 1)}


def tables(found):
    """Ratios with their quartiles."""

    def shown(about):
        low, at, high = about["quartiles"]
        return f"{at:.2f} × ({low:.2f} … {high:.2f})"

    pairs = found["beside"]["RNN"]["forward"]["pairs"]
    about = found["import"]
    return [
        Table(
            "Networks beside torch.nn",
            f"Our processor time over `torch.nn`'s, the median of {pairs}"
            " pairs, with quartiles; the CNNs beside the same layers in an"
            " `nn.Sequential`. `import livenets` after torch takes"
            f" {about['ms']:.0f} ms (median of {about['trials']}; budget"
            " 150).",
            ["network", "forward", "forward + backward"],
            [
                [name, shown(row["forward"]), shown(row["forward + backward"])]
                for name, row in found["beside"].items()
            ],
        )
    ]
