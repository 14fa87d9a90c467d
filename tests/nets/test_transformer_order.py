"""What tells a Transformer the order of what it reads."""

import pytest
import torch
from nets.attending import (
    HEADS,
    B,
    D,
    F,
    S,
    T,
    letters,
    sequences,
    small,
)

from livenets.nets import (
    CharTransformer,
    CharTranslator,
    PositionalEncoding,
    TransformerEncoder,
    TransformerEncoderLayer,
)
from livenets.probe import probe
from livenets.train_text import SILENT, Batch, Recipe, fit


@pytest.mark.parametrize("at", range(T))
def test_a_later_letter_never_changes_an_earlier_score(at):
    (text,), model = letters(T), small()
    other = text.clone()
    other[:, at] = (text[:, at] + 1) % 11
    before, after = model(text), model(other)
    torch.testing.assert_close(after[:, :at], before[:, :at])
    changed = (before - after).abs().amax(dim=-1) > 1e-6
    assert changed[:, at:].all()


def test_a_translator_reads_all_that_is_given_but_not_what_is_to_come():
    model = small(CharTranslator)
    given, written = letters(S, T)
    scores = model(given, written)
    assert scores.shape == (B, T, 11)
    later = written.clone()
    later[:, -1] = (later[:, -1] + 1) % 11
    torch.testing.assert_close(model(given, later)[:, :-1], scores[:, :-1])
    given[:, -1] = (given[:, -1] + 1) % 11
    changed = (model(given, written) - scores).abs().amax(dim=-1) > 1e-6
    assert changed.all()


def test_only_the_places_tell_the_order():
    (text,), model = letters(T), small(num_layers=1)
    order = torch.tensor([2, 0, 1, 3, 4])  # the last place reads them all
    moved = model(text[:, order], order)
    torch.testing.assert_close(moved[:, -1], model(text)[:, -1])
    assert not torch.allclose(model(text[:, order])[:, -1], moved[:, -1])
    blind = {"embed.position": (0, 0)}
    a, b = (probe(model, t, (), blind).output for t in (text, text[:, order]))
    torch.testing.assert_close(a[:, -1], b[:, -1])


def shuffled(depth):
    """A text, and the same with all but its last place in another order."""
    torch.manual_seed(0)
    (text,), model = letters(T), small(num_layers=depth)
    return model, text, text[:, [2, 0, 3, 1, 4]]


@pytest.mark.parametrize(("depth", "knows"), [(1, False), (2, True)])
def test_without_places_the_mask_tells_the_order_from_the_second_layer_on(
    depth, knows
):
    """An earlier place has read less: that is how it is known."""
    model, *texts = shuffled(depth)
    blind = {"embed.position": (0, 0)}
    a, b = (probe(model, x, (), blind).output[:, -1] for x in texts)
    assert ((a - b).abs().max() > 1e-3) == knows


@pytest.mark.parametrize("depth", [1, 3])
def test_without_places_and_mask_the_order_is_lost(depth):
    torch.manual_seed(0)
    layer = TransformerEncoderLayer(D, HEADS, F, batch_first=True)
    model = TransformerEncoder(layer, depth).eval()
    (x,) = sequences(True, torch.float32, T)
    order = torch.randperm(T)
    torch.testing.assert_close(model(x[:, order]), model(x)[:, order])


def test_one_layer_that_can_copy_has_learned_a_distance():
    """Asked for one symbol less, it is lost: it looks one place too far."""

    def task(n):
        word = torch.randint(8, (32, n))
        x = torch.cat([word, torch.full((32, 1), 8), word[:, :-1]], dim=1)
        y = torch.cat([torch.full((32, n), SILENT), word], dim=1)
        return Batch(x, y, goes_on=False)

    def right(n):
        x, y, _ = task(n)
        return (model(x).argmax(-1) == y)[:, n:].float().mean().item()

    torch.manual_seed(0)
    model = CharTransformer(9, 32, 1, 1, max_len=16)
    recipe = Recipe(epochs=1, batch=32, window=16, rate=5e-3)
    fit(model, (task(8) for _ in range(120)), 120, recipe)
    model.eval()
    where = "layers.0.self_attention.weights"
    weights = probe(model, task(8).x, [where])[where][:, 0, 8:]
    assert weights.diagonal(0, 1, 2).mean() > 0.5
    assert right(8) > 0.95
    assert right(7) < 0.5


def test_places_have_the_papers_codes():
    codes = PositionalEncoding(6, 50)(torch.arange(50))
    t = torch.arange(50.0)
    for i in range(3):
        angle = t / 10000 ** (2 * i / 6)
        torch.testing.assert_close(codes[:, 2 * i], angle.sin())
        torch.testing.assert_close(codes[:, 2 * i + 1], angle.cos())
    # why sines: how alike two places are depends on their distance alone
    alike = codes @ codes.T
    torch.testing.assert_close(alike[1:, 1:], alike[:-1, :-1])
    assert PositionalEncoding(5, 9)(torch.tensor([8])).shape == (1, 5)
