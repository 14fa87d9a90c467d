"""What is true of the loop that trains every network."""

import json
import subprocess
import sys

import pytest
import torch
from safetensors.torch import load_file
from torch import nn

from livenets import augment, nets, recipes
from livenets.train import (
    Data,
    Recipe,
    Step,
    accuracy,
    batches,
    by_epoch,
    fit,
    optimise,
)

SHORT = Recipe(3, 16, 0.05, momentum=0.9, decay=1e-3, augment=augment.digit)


def digits(n=64, seed=5):
    """Noise, and which of four corners is brightest."""
    dice = torch.Generator().manual_seed(seed)
    y = torch.randint(4, (n,), generator=dice)
    x = 0.5 * torch.rand(n, 1, 32, 32, generator=dice)
    for picture, corner in zip(x, y.tolist(), strict=True):
        down, right = 16 * (corner // 2), 16 * (corner % 2)
        picture[:, down : down + 16, right : right + 16] += 0.5
    return Data(x, y, x.clone(), y.clone())


def trained(seed=0, recipe=SHORT):
    torch.manual_seed(seed)
    model = nets.lenet5(num_classes=4)
    return model, fit(model, digits(), recipe, seed)


def same(a, b):
    return all(
        torch.equal(p, q)
        for p, q in zip(a.parameters(), b.parameters(), strict=True)
    )


def test_it_learns():
    model, steps = trained(recipe=SHORT._replace(epochs=9, augment=None))
    assert len(steps) == 9 * 4
    assert steps[-1].loss < 0.1 < 1.3 < steps[0].loss
    d = digits(seed=6)
    assert accuracy(model, d.x, d.y) > 0.95


def test_the_same_seed_gives_the_same_weights_and_another_one_others():
    (first, steps), (again, steps_again) = trained(0), trained(0)
    assert same(first, again) and steps == steps_again
    torch.manual_seed(0)
    other = nets.lenet5(num_classes=4)
    fit(other, digits(), SHORT, seed=1)
    assert not same(first, other)


def test_every_picture_is_seen_once_an_epoch():
    recipe = SHORT._replace(epochs=2, batch=10)
    chosen = [c for c, _ in batches(40, recipe, seed=3)]
    epochs = torch.cat(chosen).view(2, 40)
    assert torch.equal(epochs.sort().values, torch.arange(40).expand(2, 40))
    assert not torch.equal(epochs[0], epochs[1])


def test_the_rate_rises_then_falls_along_a_cosine():
    recipe = Recipe(10, 10, 0.2, momentum=0.0, warm_up=0.2)
    model = nn.Linear(3, 2)
    optimiser, schedule = optimise(model, recipe, pictures=100)
    rates = []
    for _ in range(100):
        rates.append(schedule.get_last_lr()[0])
        optimiser.step()
        schedule.step()
    assert rates[:21] == sorted(rates[:21])
    assert rates[20:] == sorted(rates[20:], reverse=True)
    assert rates[20] == pytest.approx(0.2)
    assert rates[60] == pytest.approx(0.1)
    assert rates[-1] < 1e-3


def test_weights_decay_but_neither_biases_nor_batch_norm():
    model = nn.Sequential(nn.Conv2d(1, 2, 3), nn.BatchNorm2d(2))
    optimiser, _ = optimise(model, SHORT, pictures=64)
    decays = {
        id(p): group["weight_decay"]
        for group in optimiser.param_groups
        for p in group["params"]
    }
    found = {n: decays[id(p)] for n, p in model.named_parameters()}
    assert found.pop("0.weight") == SHORT.decay
    assert set(found.values()) == {0.0} and len(found) == 3


def test_accuracy_is_measured_in_eval_mode_and_the_mode_restored():
    class Dropped(nn.Module):
        def __init__(self):
            super().__init__()
            self.one = nn.Parameter(torch.ones(()))

        def forward(self, x):
            assert not self.training
            return x * self.one

    model = Dropped().train()
    x = torch.eye(3)[[0, 1, 2, 2]]
    assert accuracy(model, x, torch.tensor([0, 1, 2, 0]), batch=3) == 0.75
    assert model.training


SCRIPT = """
import json, sys
import torch
from safetensors.torch import save_file
from livenets import nets
from livenets.train import fit, place, together
from test_train import SHORT, digits

torch.set_num_threads(1)
with together() as device:
    torch.manual_seed(0)
    model = nets.lenet5(num_classes=4)
    steps = fit(model, digits(), SHORT, 0, device)
    rank, world = place()
    if rank == 0:
        save_file(model.state_dict(), sys.argv[1])
        print(json.dumps([world, [s.loss for s in steps]]))
"""


def test_two_processes_of_torchrun_do_what_one_does(tmp_path):
    script, out = tmp_path / "script.py", tmp_path / "out.safetensors"
    tests = str(__file__).rsplit("/", 1)[0]
    script.write_text(f"import sys; sys.path.append({tests!r})\n{SCRIPT}")
    launch = ["-m", "torch.distributed.run", "--standalone"]
    run = subprocess.run(
        [sys.executable, *launch, "--nproc-per-node=2", script, out],
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert run.returncode == 0, run.stderr
    world, losses = json.loads(run.stdout.splitlines()[-1])
    alone, steps = trained()
    assert world == 2
    assert losses == pytest.approx([step.loss for step in steps], abs=1e-5)
    assert losses[0] != losses[-1]
    for name, tensor in load_file(out).items():
        ours = alone.state_dict()[name]
        torch.testing.assert_close(tensor, ours, atol=1e-5, rtol=1e-4)


def test_a_batch_that_cannot_be_shared_equally_is_refused(monkeypatch):
    monkeypatch.setattr("livenets.train.place", lambda: (0, 3))
    with pytest.raises(ValueError, match="16 pictures can't be cut into 3"):
        trained()


def test_a_loss_is_averaged_over_each_epoch():
    steps = [Step(loss, 0.1) for loss in (4, 2, 1, 2)]
    assert by_epoch(steps, epochs=2) == [3, 1.5]
    assert by_epoch(steps, epochs=4) == [4, 2, 1, 2]


def test_the_card_says_everything_and_the_weights_are_its_own(tmp_path):
    row = recipes.find("lenet5_relu")
    row = row._replace(data=digits, recipe=SHORT, build=nets.lenet5)
    torch.manual_seed(0)
    model, scores = recipes.train(row, seed=4)
    recipes.save(row, model, [scores, {**scores, "seed": 9}], tmp_path)
    card = json.loads((tmp_path / "lenet5_relu.json").read_text())
    assert card["seed"] == 4 and len(card["runs"]) == 2
    assert card["command"].endswith("lenet5_relu --seed 4 9")
    assert card["recipe"]["augment"] == "digit"
    assert card["recipe"]["epochs"] == 3
    assert card["parameters"] == 61_706 and card["macs"] == 416_520
    assert set(card["versions"]) == {"python", "torch", "numpy"}
    assert card["test_accuracy"] == scores["test_accuracy"]
    stored = load_file(tmp_path / "lenet5_relu.safetensors")
    assert all(
        torch.equal(stored[n], t) for n, t in model.state_dict().items()
    )
