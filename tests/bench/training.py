"""Training steps a second with one and with two processes of `torchrun`."""

import subprocess
import sys
import tempfile
from pathlib import Path

from bench import Table

NETWORK = "resnet18"
SCRIPT = """
import statistics, sys, time
import torch
from livenets import recipes
from livenets.train import Data, fit, place, together

steps, repeats = map(int, sys.argv[2:])
torch.set_num_threads(1)
row = recipes.find(sys.argv[1])
d, n = row.data(), row.recipe.batch * steps
d = Data(d.x[:n], d.y[:n], d.test_x, d.test_y)
recipe = row.recipe._replace(epochs=1)
found = []
with together() as device:
    torch.manual_seed(0)
    model = row.build()
    for _ in range(repeats + 1):  # the first warms up
        start = time.perf_counter()
        made = len(fit(model, d, recipe, 0, device))
        found.append(made / (time.perf_counter() - start))
    if place()[0] == 0:
        print(statistics.median(found[1:]))
"""


def rate(processes, size):
    """Steps a second, the median of repeats."""
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "script.py"
        script.write_text(SCRIPT)
        launch = ["-m", "torch.distributed.run", "--standalone"]
        launch += [f"--nproc-per-node={processes}", str(script)]
        launch += [NETWORK, str(size.steps), str(size.repeats)]
        done = subprocess.run(
            [sys.executable, *launch], capture_output=True, text=True
        )
    if done.returncode:
        raise RuntimeError(f"torchrun failed:\n{done.stderr[-1000:]}")
    return round(float(done.stdout.splitlines()[-1]), 3)


def measure(size):
    """One process, then two that share each batch."""
    return {
        "network": NETWORK,
        "steps": size.steps,
        "repeats": size.repeats,
        "steps a second": {
            str(n): rate(n, size) for n in range(1, size.processes + 1)
        },
    }


def tables(found):
    """Rates, and each over the first."""
    rates = found["steps a second"]
    return [
        Table(
            "Training",
            f"Steps a second of `{found['network']}` by its recipe, the same"
            f" batch cut in as many shares; {found['steps']} steps, the median"
            f" of {found['repeats']} runs.",
            ["processes of torchrun", "steps a second", "ratio"],
            [
                [n, f"{rate:.2f}", f"{rate / rates['1']:.2f} ×"]
                for n, rate in rates.items()
            ],
        )
    ]
