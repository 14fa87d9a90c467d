"""Tomorrow's high in Seattle: LSTM and RNN against persistence and a line.

python -m livenets.studies.lstm_weather

Half a minute on one CPU thread; it writes lstm_weather.json beside it. All
learn from 2012 to 2014 and are asked about 2015.
"""

import json
import time
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from livenets import data, nets

HERE = Path(__file__).parent
SEEDS = (0, 1, 2, 3, 4)
WIDTH = 12
WINDOW = 60  # days that are read in a row
STEPS = 150
RATE = 0.01
DECAY = 0.1  # weight decay
YEAR = np.datetime64("2015-01-01")  # the first day of the test


def table() -> tuple[Tensor, Tensor, Tensor, int]:
    """What is known each day (T, 6), the high and tomorrow's (T,), in °C.

    Known are rain, high, low and wind, each with mean 0 and variance 1 over
    the days of training, and the season; the last is the first test day.
    """
    w = data.weather()
    turn = 2 * np.pi * (w.days - w.days[0]).astype(float) / 365.25
    first = int((w.days >= YEAR).argmax())
    seen = np.stack([np.log1p(w.rain), w.high, w.low, w.wind], axis=1)
    seen = (seen - seen[:first].mean(axis=0)) / seen[:first].std(axis=0)
    x = np.column_stack([seen, np.sin(turn), np.cos(turn)])[:-1]
    x, high = torch.from_numpy(x).float(), torch.from_numpy(w.high)
    return x, high[:-1], high[1:], first


def line(days: int) -> float:
    """Mean error of a linear regression on the last `days` days, in °C."""
    x, today, tomorrow, first = table()
    back = [x[days - 1 - n : len(x) - n] for n in range(days)]
    a = torch.cat([*back, torch.ones(len(back[0]), 1)], dim=1)
    change = (tomorrow - today)[days - 1 :]
    cut = first - days  # the last day that is trained on predicts 2014-12-31
    # the seasons of seven days are nearly one another's mixtures: in 64 bits,
    # and of all solutions the smallest
    a, change = a.double(), change.double()
    fitted = torch.linalg.lstsq(
        a[:cut], change[:cut, None], rcond=1e-6, driver="gelsd"
    ).solution
    off = (a @ fitted)[:, 0] - change
    return off[-(len(x) - first + 1) :].abs().mean().item()


def recurrent(kind: str, seed: int) -> float:
    """Mean error of an LSTM or RNN, in °C."""
    x, today, tomorrow, first = table()
    change = tomorrow - today
    torch.manual_seed(seed)
    core = {"RNN": nets.RNN, "LSTM": nets.LSTM}[kind](6, WIDTH)
    out = nn.Linear(WIDTH, 1)
    weights = [*core.parameters(), *out.parameters()]
    optimiser = torch.optim.AdamW(weights, lr=RATE, weight_decay=DECAY)
    dice = torch.Generator().manual_seed(seed)
    for _ in range(STEPS):
        starts = torch.randint(first - 1 - WINDOW, (16,), generator=dice)
        days = starts + torch.arange(WINDOW)[:, None]  # (WINDOW, 16)
        y, _ = core(x[days])  # (WINDOW, 16, WIDTH)
        loss = (out(y)[..., 0] - change[days])[10:].abs().mean()
        optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(weights, 1.0)
        optimiser.step()
    with torch.inference_mode():
        y, _ = core(x[first - 1 - WINDOW :, None])  # (T, 1, WIDTH)
        off = out(y)[:, 0, 0] - change[first - 1 - WINDOW :]
    return off[WINDOW:].abs().mean().item()


def settings() -> dict[str, Any]:
    """What decides the result."""
    return {
        "seeds": list(SEEDS),
        "width": WIDTH,
        "window": WINDOW,
        "steps": STEPS,
        "rate": RATE,
        "decay": DECAY,
    }


def results() -> dict[str, Any]:
    """What the study found, as shipped."""
    path = HERE / "lstm_weather.json"
    return json.loads(path.read_text(encoding="utf-8"))


def main() -> None:
    """Fit everything, and write what came of it."""
    torch.set_num_threads(1)
    start = time.process_time()
    _, today, tomorrow, first = table()
    errors: dict[str, list[float]] = {
        "as today": [(tomorrow - today)[first - 1 :].abs().mean().item()],
        "line, 1 day": [line(1)],
        "line, 7 days": [line(7)],
    }
    for kind in ("RNN", "LSTM"):
        errors[kind] = [recurrent(kind, seed) for seed in SEEDS]
    errors = {n: [round(e, 3) for e in row] for n, row in errors.items()}
    found = {
        "command": "python -m livenets.studies.lstm_weather",
        "torch": torch.__version__,
        "cpu_seconds": round(time.process_time() - start),
        "settings": settings(),
        "errors": errors,
    }
    print(found)
    text = json.dumps(found, indent=1) + "\n"
    (HERE / "lstm_weather.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
