"""The recipes of pictures, and the card that one leaves."""

import numpy as np
import pytest
import torch

from livenets import nets, recipes
from livenets.train import (
    Data,
    fit,
)


@pytest.mark.parametrize("row", recipes.ROWS, ids=lambda row: row.name)
def test_every_recipe_takes_a_step_and_learns_something(row):
    d = row.data()
    n = row.recipe.batch
    few = Data(*(f[:: len(f) // n][:n] for f in d))  # of every class
    torch.manual_seed(0)
    model = row.build()
    before = [p.clone() for p in model.parameters()]
    (step,) = fit(model, few, row.recipe._replace(epochs=1))
    assert 2 < step.loss < 5  # ln 10 = 2.3: it knows nothing yet
    size = 4 * sum(t.numel() for t in model.state_dict().values())
    assert size < 1_480_000  # a file stays under 1.5 MB
    after = list(model.parameters())
    assert sum(
        not torch.equal(p, q) for p, q in zip(before, after, strict=True)
    ) == len(after)
    assert model(few.test_x[:2]).shape == (2, 10)


def test_data_asked_for_without_gradients_can_be_learnt_from():
    x = np.zeros((2, 1, 32, 32), np.float32)
    with torch.inference_mode():
        x, _ = recipes.as_tensors(x, np.zeros(2, np.int64))
    nets.lenet5()(x).sum().backward()


def test_an_unknown_recipe_is_answered_with_the_known_ones():
    with pytest.raises(ValueError, match="'lenet6': lenet5, lenet5_tanh"):
        recipes.find("lenet6")
