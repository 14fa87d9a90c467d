"""How the cost of a forward pass grows: points, and the exponent they fit."""

import math
import statistics
import time
from functools import partial

import torch

from bench import Table
from livenets import nets

CURVES = ("maps", "input side", "length, LSTM", "length, attention")


def exponent(points):
    """The slope of log cost over log size, by least squares."""
    x = [math.log(size) for size, _ in points]
    y = [math.log(cost) for _, cost in points]
    return statistics.linear_regression(x, y).slope


def curves(points):
    """Name → what is counted, and (size, run) of each point."""
    picture = torch.rand(1, 3, 64, 64)
    resnet = partial(nets.resnet18, 10, stem="3x3")
    quarter, core = resnet(width=0.25).eval(), nets.LSTM(64, 128)
    attention = nets.MultiHeadAttention(64, 4, batch_first=True)

    def wide(n):
        return partial(resnet(width=n / 64).eval(), picture)

    def large(n):
        return partial(quarter, torch.rand(1, 3, n, n))

    def long(n):
        return partial(core, torch.rand(n, 1, 64))

    def attended(n):
        return partial(attention, *[torch.rand(1, n, 64)] * 3)

    what = (
        ("maps of the first layer, ResNet-18, 64 × 64 pixels", wide, 8),
        ("pixels a side, ResNet-18 of a quarter's width", large, 32),
        ("moments, LSTM of 128 units", long, 25),
        ("symbols, attention with 4 heads of 16", attended, 128),
    )
    return {
        name: (words, [(first * 2**i, make) for i in range(points)])
        for name, (words, make, first) in zip(CURVES, what, strict=True)
    }


@torch.inference_mode()
def cost(run, repeats):
    """ms of processor time, the median."""
    run()
    times = []
    for _ in range(repeats):
        start = time.process_time()
        run()
        times.append(1000 * (time.process_time() - start))
    return statistics.median(times)


def measure(size):
    """Every curve of a network."""
    torch.manual_seed(0)
    return {
        name: fitted(
            words, [(n, cost(make(n), size.pairs)) for n, make in points]
        )
        for name, (words, points) in curves(size.points).items()
    }


def fitted(words, points):
    """The points, rounded, and their exponent."""
    return {
        "of": words,
        "points": [[n, round(ms, 3)] for n, ms in points],
        "exponent": round(exponent(points), 2),
    }


def tables(found, unit="ms", heading="How a forward pass grows"):
    """One row a curve."""
    return [
        Table(
            heading,
            f"{unit} at each size, and the exponent of size that fits them.",
            ["size", "points", "exponent"],
            [
                [
                    about["of"],
                    ", ".join(f"{n}: {v:.3g}" for n, v in about["points"]),
                    f"{about['exponent']:.2f}",
                ]
                for about in found.values()
            ],
        )
    ]
