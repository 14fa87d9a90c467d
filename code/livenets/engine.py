"""The kernel's engine: a probed network behind a widget, in PyTorch."""

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
    network returns.
    """

    model: nn.Module
    example: Arrays
    watch: Sequence[str] = ()
    knobs: Sequence[str] = ()
    results: Sequence[str] = ("output",)

    def card(self) -> dict[str, Any]:
        """The names and shapes that a page needs to run it."""
        seen = self._probe(self.example, [*self.watch, *self.knobs], {})
        shapes = {name: list(seen[name].shape) for name in self.watch}
        return {
            "inputs": {n: list(v.shape) for n, v in self.example.items()},
            "outputs": shapes
            | {n: list(t.shape) for n, t in self._results(seen).items()},
            "knobs": {name: channels_of(seen[name]) for name in self.knobs},
        }

    def run(
        self,
        inputs: Mapping[str, np.ndarray],
        watch: Sequence[str],
        knobs: Knobs | None = None,
    ) -> tuple[str, Arrays]:
        """`inputs` of the example's sizes → the device, what was asked for.

        `watch`: names of watched modules or of results.
        """
        arrays = {
            name: inputs[name].astype(like.dtype).reshape(like.shape)
            for name, like in self.example.items()
        }
        names = [name for name in watch if name not in self.results]
        seen = self._probe(arrays, names, knobs or {})
        found = {**seen, **self._results(seen)}
        kept = {name: found[name].float().cpu().numpy() for name in watch}
        return str(flat(seen.output)[0].device), kept

    def graph(self) -> Graph:
        """The same network with the same names, for the page."""
        return export(
            self.model.cpu(),
            {n: torch.from_numpy(v) for n, v in self.example.items()},
            self.watch,
            self.knobs,
            self.results,
        )

    def _results(self, seen: Probed) -> dict[str, Tensor]:
        return dict(zip(self.results, flat(seen.output), strict=True))

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
