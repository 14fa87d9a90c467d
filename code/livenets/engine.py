"""The kernel's engine: a probed network behind a widget, in PyTorch."""

import statistics
import time
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import torch
from torch import Tensor, nn

from livenets.browser import Graph, channels_of, export, flat
from livenets.device import or_cpu
from livenets.probe import Knobs, Probed, probe

Arrays = dict[str, np.ndarray]


class Engine(NamedTuple):
    """A network and what a widget may watch and turn in it.

    `example`: name → array, in the order of the network's arguments; the first
    input, and the shape and type of all. `results` names the tensors that the
    network returns. A recurrent net is its cell: `carry` says which input
    (its state, "h") is which result ("next_h") of the step before.
    """

    model: nn.Module
    example: Arrays
    watch: Sequence[str] = ()
    knobs: Sequence[str] = ()
    results: Sequence[str] = ("output",)
    carry: Mapping[str, str] | None = None
    # its file for the page: see `export`
    light: bool = False

    def card(self) -> dict[str, Any]:
        """The names and shapes that a page needs to run it."""
        seen = self._probe(self.example, [*self.watch, *self.knobs], {})
        shapes = {name: list(seen[name].shape) for name in self.watch}
        return {
            "inputs": {n: list(v.shape) for n, v in self.example.items()},
            "outputs": shapes
            | {n: list(t.shape) for n, t in self._results(seen).items()},
            "knobs": {name: channels_of(seen[name]) for name in self.knobs},
            "carry": dict(self.carry or {}),
        }

    def run(
        self,
        inputs: Mapping[str, np.ndarray],
        watch: Sequence[str],
        knobs: Knobs | None = None,
        when: tuple[int, int] | None = None,
    ) -> tuple[str, Arrays]:
        """`inputs` of the example's sizes → the device, what was asked for.

        `watch`: names of watched modules or of results. With `carry` all other
        inputs have T rows, the network takes T steps and each array found has
        T rows too; `when` (first, end) are the steps with the knobs turned.
        """
        names = [name for name in watch if name not in self.results]
        state = {
            name: self._like(name, inputs[name]) for name in self.carry or {}
        }
        kept: dict[str, list[np.ndarray]] = {name: [] for name in watch}
        for step, rows in enumerate(self._steps(inputs)):
            on = when is None or when[0] <= step < when[1]
            arrays = {n: (state | rows)[n] for n in self.example}
            seen = self._probe(arrays, names, (knobs or {}) if on else {})
            found = {**seen, **self._results(seen)}
            for name in watch:
                kept[name].append(found[name].float().cpu().numpy())
            for name, result in (self.carry or {}).items():
                state[name] = found[result].cpu().numpy()
        arrays = {
            name: np.stack(each) if self.carry else each[0]
            for name, each in kept.items()
        }
        return str(flat(seen.output)[0].device), arrays

    def milliseconds(
        self, inputs: Mapping[str, np.ndarray], watch: Sequence[str]
    ) -> float:
        """By the clock, the median of nine runs after one to warm up."""
        found = []
        for _ in range(10):
            start = time.perf_counter()
            self.run(inputs, watch)
            found.append(1000 * (time.perf_counter() - start))
        return statistics.median(found[1:])

    def _like(self, name: str, values: np.ndarray) -> np.ndarray:
        like = self.example[name]
        return values.astype(like.dtype).reshape(like.shape)

    def _steps(self, inputs: Mapping[str, np.ndarray]) -> list[Arrays]:
        """What each step takes besides the state."""
        others = {
            name: inputs[name].reshape(-1, like.size)
            for name, like in self.example.items()
            if name not in (self.carry or {})
        }
        lengths = sorted({len(rows) for rows in others.values()})
        steps = lengths[0]
        if len(lengths) > 1 or steps < 1 or (steps > 1 and not self.carry):
            raise ValueError(
                f"The inputs have {lengths} rows: want one each, or as many"
                " of each as steps where a state is carried."
            )
        return [
            {name: self._like(name, rows[i]) for name, rows in others.items()}
            for i in range(steps)
        ]

    def graph(self) -> Graph:
        """The same network with the same names, for the page."""
        return export(
            self.model.cpu(),
            {n: torch.from_numpy(v) for n, v in self.example.items()},
            self.watch,
            self.knobs,
            self.results,
            self.light,
        )

    def _results(self, seen: Probed) -> dict[str, Tensor]:
        tensors = flat(seen.output)
        if len(tensors) != len(self.results):
            raise ValueError(
                f"{type(self.model).__name__} puts out {len(tensors)} tensors:"
                f" want {len(self.results)} ({', '.join(self.results)})."
            )
        return dict(zip(self.results, tensors, strict=True))

    def _probe(
        self,
        arrays: Mapping[str, np.ndarray],
        watch: Sequence[str],
        knobs: Knobs,
    ) -> Probed:
        def on(device: torch.device) -> Probed:
            args = tuple(
                torch.from_numpy(v).to(device) for v in arrays.values()
            )
            return probe(self.model, args, watch, knobs)

        return or_cpu(self.model, on)
