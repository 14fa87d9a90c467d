"""Where to compute."""

import pytest
import torch
from torch import nn

from livenets.device import or_cpu, pick


def test_the_best_device_is_picked(monkeypatch):
    monkeypatch.delenv("LIVENETS_DEVICE", raising=False)
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: True)
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    assert pick().type == "cuda"
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    assert pick().type == "mps"
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: False)
    assert pick().type == "cpu"


def test_an_override_wins_in_the_call_and_in_the_environment(monkeypatch):
    assert pick("cpu") == torch.device("cpu")
    monkeypatch.setenv("LIVENETS_DEVICE", "meta")
    assert pick() == torch.device("meta")
    assert pick("cpu") == torch.device("cpu")


@pytest.mark.parametrize("name", ["cuda:99", "abacus"])
def test_a_device_that_is_not_there_is_told(name):
    with pytest.raises(ValueError, match=f"No device '{name}'.*say 'cpu'"):
        pick(name)


def test_out_of_memory_falls_back_to_the_cpu_with_one_warning():
    model = nn.Linear(2, 3, device="meta")  # stands for a full GPU
    model.to = lambda device: model.to_empty(device=device)
    asked = []

    def run(device):
        asked.append(device.type)
        if device.type != "cpu":
            raise torch.OutOfMemoryError("full")
        return 7

    with pytest.warns(UserWarning, match="meta is out of memory") as told:
        assert or_cpu(model, run) == 7
    assert or_cpu(model, run) == 7
    assert asked == ["meta", "cpu", "cpu"] and len(told) == 1


def test_out_of_memory_on_the_cpu_is_raised():
    def run(device):
        raise torch.OutOfMemoryError("full")

    with pytest.raises(torch.OutOfMemoryError):
        or_cpu(nn.Linear(2, 3), run)
