"""How long RNN, GRU and LSTM remember, and what the forget bias does to it.

python -m livenets.studies.lstm_lag

About five minutes on one CPU thread; it writes lstm_lag.json beside it.

The task: the first symbol is one of four, then come symbols that mean
nothing; at the end the first one is to be named. Guessing is right in a
quarter of the cases.
"""

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from livenets import nets
from livenets.count import parameters
from livenets.train_text import SILENT, Batch, Recipe, fit, scores

HERE = Path(__file__).parent
KINDS = 4  # symbols that are asked for; as many others mean nothing
WIDTH = 24
LAGS = (10, 30, 60)
SEEDS = (0, 1, 2)
STEPS = 1000
RECIPE = Recipe(epochs=1, batch=32, window=max(LAGS), rate=0.01)
# name, network, bias of the forget gate at the start
ROWS = (
    ("RNN", nets.char_rnn, None),
    ("GRU", nets.char_gru, None),
    ("LSTM, forget bias 0", nets.char_lstm, 0.0),
    ("LSTM, forget bias 1", nets.char_lstm, 1.0),
    ("LSTM, forget bias 4", nets.char_lstm, 4.0),
)


def build(name: str, seed: int) -> nn.Module:
    """An untrained network; the forget gate's bias is added to its start."""
    make, bias = {n: (make, bias) for n, make, bias in ROWS}[name]
    torch.manual_seed(seed)
    model = make(2 * KINDS, KINDS, embedding=8, width=WIDTH)
    if bias is not None:  # rows: input, forget, candidate, output
        forget = model.core.layers[0].bias_x.data[WIDTH : 2 * WIDTH]
        forget.add_(bias)
    return model


def asked(lag: int, dice: torch.Generator) -> tuple[Tensor, Tensor]:
    """Symbols (B, lag + 1), and what was first (B,)."""
    noise = torch.randint(
        KINDS, 2 * KINDS, (RECIPE.batch, lag + 1), generator=dice
    )
    first = torch.randint(KINDS, (RECIPE.batch,), generator=dice)
    noise[:, 0] = first
    return noise, first


def batches(lag: int, seed: int) -> Iterator[Batch]:
    """`STEPS` of them; the question comes at the last symbol only."""
    dice = torch.Generator().manual_seed(seed)
    for _ in range(STEPS):
        x, first = asked(lag, dice)
        y = torch.full_like(x, SILENT)
        y[:, -1] = first
        yield Batch(x, y, goes_on=False)


def run(name: str, lag: int, seed: int) -> dict[str, Any]:
    """Train one network; the share that it then gets right, in [0, 1]."""
    model = build(name, seed)
    start = time.process_time()
    steps = fit(model, batches(lag, seed), STEPS, RECIPE)
    seconds = time.process_time() - start
    model.eval()
    dice = torch.Generator().manual_seed(1000 + seed)
    right = []
    with torch.inference_mode():
        for _ in range(16):
            x, first = asked(lag, dice)
            guess = scores(model, x, [])[0][:, -1].argmax(dim=-1)
            right.append((guess == first).float().mean().item())
    last = [step.loss for step in steps[-20:]]
    return {
        "network": name,
        "lag": lag,
        "seed": seed,
        "right": round(sum(right) / len(right), 3),
        "loss": round(sum(last) / len(last), 3),
        "parameters": parameters(model.core),
        "ms_a_symbol": round(1000 * seconds / STEPS / (lag + 1), 3),
    }


def settings() -> dict[str, Any]:
    """What decides the result."""
    return {
        "networks": [name for name, *_ in ROWS],
        "lags": list(LAGS),
        "seeds": list(SEEDS),
        "steps": STEPS,
        "width": WIDTH,
        "kinds": KINDS,
        "recipe": RECIPE._asdict(),
    }


def results() -> dict[str, Any]:
    """What the study found, as shipped."""
    path = HERE / "lstm_lag.json"
    return json.loads(path.read_text(encoding="utf-8"))


def main() -> None:
    """Train everything, and write what came of it."""
    torch.set_num_threads(1)
    start = time.process_time()
    runs = []
    for lag in LAGS:
        for name, *_ in ROWS:
            for seed in SEEDS:
                runs.append(run(name, lag, seed))
                print(runs[-1], flush=True)
    found = {
        "command": "python -m livenets.studies.lstm_lag",
        "torch": torch.__version__,
        "cpu_seconds": round(time.process_time() - start),
        "settings": settings(),
        "runs": runs,
    }
    text = json.dumps(found, indent=1) + "\n"
    (HERE / "lstm_lag.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
