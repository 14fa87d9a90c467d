"""What the time of a picture is made of: multiply-adds, or layers?

python -m livenets.studies.ladder

Ten seconds on one CPU thread; it writes ladder.json beside it.
"""

import json
import platform
import statistics
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from livenets.recipes import emoji
from livenets.side_by_side import networks

PATH = Path(__file__).parent / "ladder.json"
ROUNDS = 15  # all things are timed in turn, so often
LEAST = 0.03  # seconds of one measurement


def chain(n: int) -> nn.Module:
    """n layers of 3×3 with 128/√n channels: 9.4 M MACs on 8×8 for any n."""
    c = round(128 / n**0.5)
    return nn.Sequential(*(nn.Conv2d(c, c, 3, padding=1) for _ in range(n)))


def kinds() -> dict[str, tuple[nn.Module, Tensor]]:
    """One layer each, of 9.4 M MACs: dense, 1×1, depthwise."""
    return {
        "3×3, 64 to 64 channels": (
            nn.Conv2d(64, 64, 3, padding=1),
            torch.rand(1, 64, 16, 16),
        ),
        "1×1, 192 to 192 channels": (
            nn.Conv2d(192, 192, 1),
            torch.rand(1, 192, 16, 16),
        ),
        "3×3 depthwise, 4096 channels": (
            nn.Conv2d(4096, 4096, 3, padding=1, groups=4096),
            torch.rand(1, 4096, 16, 16),
        ),
    }


def milliseconds(model: nn.Module, x: Tensor) -> float:
    """Processor time of `model(x)`, over as many runs as 30 ms take."""
    runs = 0
    start = time.process_time()
    while time.process_time() - start < LEAST:
        model(x)
        runs += 1
    return 1000 * (time.process_time() - start) / runs


def timed(things: Mapping[str, tuple[nn.Module, Tensor]]) -> dict[str, float]:
    """The median of each, all measured in turn, after one round to warm up."""
    rounds = []
    with torch.inference_mode():
        for _ in range(ROUNDS + 1):
            rounds.append(
                {n: milliseconds(m, x) for n, (m, x) in things.items()}
            )
    return {
        name: round(statistics.median(r[name] for r in rounds[1:]), 4)
        for name in things
    }


def fit(columns: Sequence[Sequence[float]], ms: Sequence[float]) -> Any:
    """Least squares: a factor for each column, and the share explained."""
    x, y = np.array(columns, float).T, np.array(ms)
    factors = np.linalg.lstsq(x, y, rcond=None)[0]
    rest = np.square(y - x @ factors).sum()
    return factors, 1 - rest / np.square(y - y.mean()).sum()


def results() -> dict[str, Any]:
    """What the study found, as shipped."""
    return json.loads(PATH.read_text(encoding="utf-8"))


def processor() -> str:
    """What the machine calls its processor."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.exists() else []
    names = [x.split(":")[1].strip() for x in lines if x.startswith("model n")]
    return names[0] if names else platform.processor()


def main() -> None:
    """Measure everything."""
    torch.set_num_threads(1)
    torch.manual_seed(0)
    one = emoji().test_x[:1]
    found = {
        "command": "python -m livenets.studies.ladder",
        "torch": torch.__version__,
        "processor": f"{processor()}, one thread",
        "networks": timed({n: (m, one) for n, m in networks().items()}),
        "chains": timed(
            {
                str(n): (chain(n), torch.rand(1, round(128 / n**0.5), 8, 8))
                for n in (1, 4, 16, 64)
            }
        ),
        "kinds": timed(kinds()),
    }
    text = json.dumps(found, indent=1, ensure_ascii=False) + "\n"
    PATH.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
