"""What a list costs: the page's script and Python say what torch counts."""

import random

import pytest
import torch
from in_node import in_node
from torch import nn

from livenets import count, nets
from livenets.probe import outputs
from livenets.widgets.cost_explorer import LINEAR, VGG
from livenets.widgets.costs import costs, words

NAMES = ("channels", "side", "sees", "parameters", "macs", "values")
CALL = "return data.map((each) => kit.costs(each));"


def page(calls):
    """What costs.js answers to each call."""
    return in_node(("costs.js",), CALL, calls)


def as_page(cfg, linear, side, batch_norm=False):
    return {
        "cfg": cfg, "linear": linear, "side": side, "batchNorm": batch_norm
    }  # fmt: skip


def torchs(cfg, linear, side, batch_norm):
    """The same list in torch's layers, and the modules that are its rows."""
    layers, rows, c, x = nn.Sequential(), [], 3, torch.zeros(1, 3, side, side)
    for word in words(cfg):
        more = {"k": 0, "s": 0, "p": -1, "g": 1}
        head, *pairs = split(word)
        more |= {pair[0]: int(pair[1:]) for pair in pairs}
        k, s, p, g = more.values()
        if head == "M":
            layer = nn.MaxPool2d(k or 2, s or 2)
        elif head[0] == "A":
            layer = nn.AdaptiveAvgPool2d(int(head[1:]))
        else:
            k = k or 3
            p = k // 2 if p < 0 else p
            layer = nn.Conv2d(c, int(head), k, s or 1, p, groups=g)
            c = int(head)
        block = [layer]
        if batch_norm and isinstance(layer, nn.Conv2d):
            block.append(nn.BatchNorm2d(c))
        layers.append(nn.Sequential(*block))
        rows.append(str(len(layers) - 1))
    layers.append(nn.Flatten())
    with torch.no_grad():
        wide = layers.eval()(x).shape[1]
    for out in map(int, words(linear)):
        layers.append(nn.Linear(wide, out))
        rows.append(str(len(layers) - 1))
        wide = out
    return layers, rows, x


def split(word):
    """ "64k7s2" → ["64", "k7", "s2"]."""
    parts, now = [], ""
    for letter in word:
        if letter in "kspg":
            parts.append(now)
            now = ""
        now += letter
    return [*parts, now]


def field(model, x, row):
    """Pixels a side that the middle of a map depends on."""
    x = torch.rand_like(x).requires_grad_()
    y = model[: int(row) + 1].eval()(x)
    y[0, :, y.shape[2] // 2, y.shape[3] // 2].sum().backward()
    seen = x.grad[0].abs().sum(0).nonzero()[:, 0]
    return int(seen.max() - seen.min() + 1)


def random_list(dice):
    """A list of up to 9 layers, a picture that it fits, linear layers."""
    side, n, c, cfg = dice.randint(8, 40), 0, 3, []
    n = side
    for _ in range(dice.randint(1, 9)):
        kind = dice.choice("ccccmsa")
        if kind == "m" and n >= 2:
            cfg.append("M")
            n //= 2
        elif kind == "s" and n >= 3:
            cfg.append("Mk3s2")
            n = (n - 3) // 2 + 1
        elif kind == "a":
            n = dice.randint(1, n)
            cfg.append(f"A{n}")
        else:
            k, s = dice.choice([1, 2, 3, 5]), dice.choice([1, 1, 2])
            p = dice.choice([k // 2, 0])
            if k > n + 2 * p:
                continue
            g = dice.choice([1, c])
            c = c * dice.randint(1, 3) if g > 1 else dice.randint(1, 24)
            cfg.append(f"{c}k{k}s{s}p{p}g{g}")
            n = (n + 2 * p - k) // s + 1
    linear = [dice.randint(1, 40) for _ in range(dice.randint(0, 3))]
    return ", ".join(cfg or ["8"]), ", ".join(map(str, linear)), side


DICE = random.Random(0)
RANDOM = [
    (*random_list(DICE), bool(DICE.getrandbits(1))) for _ in range(40)
]  # fmt: skip


@pytest.mark.parametrize("batch_norm", [False, True])
@pytest.mark.parametrize("name", VGG)
def test_a_preset_costs_what_the_network_of_this_name_costs(name, batch_norm):
    rows = costs(VGG[name], LINEAR, 224, batch_norm=batch_norm)
    with torch.device("meta"):
        model = getattr(nets, name + "_bn" * batch_norm)()
        x = torch.zeros(1, 3, 224, 224)
    assert sum(r.parameters for r in rows) == count.parameters(model)
    assert sum(r.macs for r in rows) == count.macs(model, x)
    shapes = outputs(model, x)
    pools = [r for r in rows if r.kind == "max"]
    assert [(r.channels, r.side, r.side) for r in pools] == [
        tuple(shapes[f"stages.{i}.pool"][1:]) for i in range(5)
    ]


@pytest.mark.parametrize("call", RANDOM, ids=lambda call: call[0])
def test_every_layer_of_a_random_list_costs_what_torch_counts(call):
    model, names, x = torchs(*call)
    rows = costs(*call[:3], batch_norm=call[3])
    shapes = outputs(model, x)
    for name, row in zip(names, rows, strict=True):
        shape = tuple(shapes[name])
        sides = (row.side, row.side) if row.kind != "linear" else ()
        assert shape == (1, row.channels, *sides)
        assert row.values == torch.Size(shape).numel()
        part = model[int(name)]
        assert row.parameters == count.parameters(part)
    assert sum(row.macs for row in rows) == count.macs(model, x)


def test_the_page_counts_what_python_counts():
    calls = [(cfg, LINEAR, 224, bn) for cfg in VGG.values() for bn in (0, 1)]
    calls = [(*c[:3], bool(c[3])) for c in calls] + RANDOM
    for call, answer in zip(
        calls, page([as_page(*c) for c in calls]), strict=True
    ):
        wanted = [
            {name: getattr(row, name) for name in NAMES}
            for row in costs(*call[:3], batch_norm=call[3])
        ]
        found = [{name: row[name] for name in NAMES} for row in answer["rows"]]
        assert found == wanted


@pytest.mark.parametrize(
    "cfg", ["8, 8, M, 8k5", "8k3s2, 8k3s2, 8", "8, Mk3s2, 8", "8, A8, 8"]
)
def test_the_field_is_what_changes_the_middle(cfg):
    torch.manual_seed(0)
    model, names, x = torchs(cfg, "", 64, False)
    for layer in model.modules():
        if isinstance(layer, nn.MaxPool2d):  # which has no choice to make
            layer.forward = nn.AvgPool2d(layer.kernel_size, layer.stride)
    for name, row in zip(names, costs(cfg, "", 64), strict=True):
        assert row.sees == field(model, x, name)


def test_the_notes_list_can_be_pasted():
    noted = "[64,'M',128,'M',256,256,'M',512,512,'M',512,512,'M']"
    assert costs(noted, LINEAR) == costs(VGG["vgg11"], LINEAR)
