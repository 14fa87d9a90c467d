"""A reader's own modules, as they are, in every widget that takes a model."""

import numpy as np
import pytest
import torch
from torch import nn

from livenets.widgets.any_model import SIDES, several
from livenets.widgets.block_opener import BlockOpener
from livenets.widgets.depthwise_kernels import DepthwiseKernels
from livenets.widgets.feature_maps import FeatureMaps
from livenets.widgets.residual import Residual
from livenets.widgets.se_weights import SEWeights

PICTURE = np.random.default_rng(0).integers(0, 256, (50, 70, 3), np.uint8)


class Squeeze(nn.Module):
    """As many write it: pooled, two linear layers, a sigmoid."""

    def __init__(self, c):
        super().__init__()
        self.fc = nn.Sequential(
            nn.Linear(c, 2), nn.ReLU(), nn.Linear(2, c), nn.Sigmoid()
        )

    def forward(self, x):
        return x * self.fc(x.mean((2, 3)))[:, :, None, None]


class Thing(nn.Module):
    """A block with names that the book does not use."""

    def __init__(self, c):
        super().__init__()
        self.fat = nn.Sequential(nn.Conv2d(c, 2 * c, 1), nn.ReLU(True))
        self.spread = nn.Conv2d(2 * c, 2 * c, 3, padding=1, groups=2 * c)
        self.att = Squeeze(2 * c)
        self.thin = nn.Conv2d(2 * c, c, 1)

    def forward(self, x):
        return x + self.thin(self.att(self.spread(self.fat(x))))


class Mine(nn.Module):
    """A reader's network."""

    def __init__(self, side=32):
        super().__init__()
        self.begin = nn.Conv2d(3, 6, 3, stride=2, padding=1)
        self.body = nn.Sequential(Thing(6), Thing(6))
        self.head = nn.Linear(6 * (side // 2) ** 2, 7)

    def forward(self, x):
        return self.head(self.body(self.begin(x)).flatten(1))


@pytest.fixture(scope="module")
def mine():
    torch.manual_seed(0)
    return Mine()  # in training mode, as it comes


def test_feature_maps_offer_the_last_of_each_size(mine):
    widget = FeatureMaps(mine, PICTURE)
    assert widget.layers == ["body.1.att", "body"]
    assert widget.classes == [str(i) for i in range(7)]
    assert mine.training


def test_a_network_gets_the_side_that_it_was_made_for():
    for side in SIDES:
        assert FeatureMaps(Mine(side), PICTURE).side == side
    with pytest.raises(ValueError, match=r"Mine takes no picture.*Upsample"):
        FeatureMaps(Mine(224), PICTURE)
    FeatureMaps(nn.Sequential(nn.Upsample((224, 224)), Mine(224)), PICTURE)


def test_a_block_is_found_with_its_steps_and_what_feeds_it(mine):
    widget = BlockOpener(mine, PICTURE)
    assert [row["name"] for row in widget.blocks] == ["body.0", "body.1"]
    assert [row["before"] for row in widget.blocks] == ["begin", "body.0"]
    names = [step["name"] for step in widget.blocks[0]["steps"]]
    assert names == ["fat", "spread", "att", "thin"]
    assert [step["k"] for step in widget.blocks[0]["steps"]] == [0, 3, 0, 0]


def test_depthwise_kernels_are_found(mine):
    assert DepthwiseKernels(mine, PICTURE).layers == [
        "body.0.spread",
        "body.1.spread",
    ]


def test_gates_are_found_by_what_they_put_out(mine):
    other = np.full((64, 64, 3), 200, np.uint8)
    widget = SEWeights(mine, {"a": PICTURE, "b": other})
    gates = {f"body.{i}.att.fc.3": f"body.{i}.spread" for i in (0, 1)}
    assert widget.scaled == gates
    assert {g.shape for g in widget.gates().values()} == {(2, 12)}
    (found,) = {
        name for name, by in widget.means.items() if set(by) == set(gates)
    }
    assert found == "Mine"


def test_a_shortcut_that_is_no_module_is_asked_for(mine):
    with pytest.raises(ValueError, match=r"Mine: want.*nn.Identity\(\)"):
        Residual(mine, PICTURE)


def test_a_residual_network_with_one_block_needs_no_names():
    class Block(nn.Module):
        def __init__(self):
            super().__init__()
            self.shortcut = nn.Identity()
            self.branch = nn.Conv2d(3, 3, 3, padding=1)

        def forward(self, x):
            return (self.shortcut(x) + self.branch(x)).relu()

    net = nn.Sequential(Block(), nn.Flatten(), nn.Linear(3 * 32 * 32, 4))
    widget = Residual(net, PICTURE)
    assert (widget.blocks, widget.opened) == (["0"], 0)
    assert widget.classes == ["0", "1", "2", "3"]


def test_a_wrong_name_is_answered_with_the_nearest(mine):
    with pytest.raises(ValueError, match=r"Nearest: .*body\.0\.spread"):
        FeatureMaps(mine, PICTURE, watch=["body.0.spred"])
    with pytest.raises(ValueError, match=r"'bodi.0'.*Nearest: body\.0"):
        BlockOpener(mine, PICTURE, blocks=["bodi.0"], before="begin")


class Both(Mine):
    """Returns more than the scores."""

    def forward(self, x):
        return super().forward(x), x


@pytest.mark.parametrize("net", [Both(), nn.Conv2d(3, 2, 3)])
def test_what_ends_in_no_scores_is_refused_in_a_sentence(net):
    watch = ["begin"] if isinstance(net, Both) else []
    want = r"puts out .*: want (one row of scores|1 \(output\))"
    with pytest.raises(ValueError, match=want):
        FeatureMaps(net, PICTURE, watch=watch)


def test_a_picture_may_be_pillows():
    image = pytest.importorskip("PIL.Image").fromarray(PICTURE)
    (found,) = several(image).values()
    assert found.shape == (50, 70, 4) and (found[..., :3] == PICTURE).all()
