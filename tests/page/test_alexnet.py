"""The AlexNet chapter's widgets under a reader's hands."""

import numpy as np
import pytest
import torch
from page.acts import emoji, figure, move, number, settled, shares

from livenets import weights
from livenets.nets.two_columns import LAYERS, WIRES, taken_apart
from livenets.probe import probe
from livenets.widgets.dropout import scaled

PAGE = "chapters/alexnet.html"
DROPPED = ["classifier.fc6.dropout", "classifier.fc7.dropout"]


@pytest.fixture
def dropout(page):
    return figure(page, "dropout")


@pytest.fixture
def columns(page):
    return figure(page, "two-columns")


def under(p, seed, n):
    """Shares of the bus under the first n masks, by torch: (n, 10)."""
    model, found = weights.load("alexnet"), []
    for i in range(n):
        masks = scaled(p, seed, i, (124, 492))
        knobs = {
            k: (m.tolist(), 0) for k, m in zip(DROPPED, masks, strict=True)
        }
        found.append(probe(model, emoji(), knobs=knobs).output[0])
    return torch.stack(found).softmax(dim=1).numpy()


def table(widget):
    """The rows of numbers, a class each."""
    if not widget.locator("details").evaluate("(d) => d.open"):
        widget.locator("details > summary").click()
    rows = widget.locator("tbody tr").all()
    return np.array(
        [
            [number(t) for t in row.locator("td").all_text_contents()[1:]]
            for row in rows
        ]
    )


@pytest.mark.parametrize(("p", "n"), [(0.5, 20), (0.9, 7)])
def test_masks_and_their_mean_are_torchs(page, dropout, p, n):
    sliders = dropout.locator('input[type="range"]')
    if p != 0.5:
        move(sliders.nth(1), n)
        move(sliders.nth(0), p)
        settled(page, dropout, f"Of {n} masks that each drop about 90 %")
    wanted = under(p, 0, n)
    found = table(dropout)
    atol = 0.06  # per cent; three digits are shown
    np.testing.assert_allclose(
        found[:, 1], 100 * wanted.mean(axis=0), atol=atol, rtol=6e-3
    )
    np.testing.assert_allclose(
        found[:, 3], 100 * wanted.max(axis=0), atol=atol, rtol=6e-3
    )
    votes = np.bincount(wanted.argmax(axis=1), minlength=10)
    assert found[:, 4].tolist() == votes.tolist()


def test_one_more_mask_adds_one_and_changes_none(page, dropout, drawn):
    before = table(dropout)
    press = dropout.get_by_role("button", name="One more mask").click
    detail = drawn(page, "dropout", press)
    assert detail["engine"] == "wasm"
    settled(page, dropout, "Of 21 masks")
    after = table(dropout)
    assert after[:, 4].sum() == 21
    np.testing.assert_array_equal(after[:, 0], before[:, 0])
    assert (after[:, 2] <= before[:, 2]).all()
    assert (after[:, 3] >= before[:, 3]).all()


def test_other_masks_are_other_ones_of_the_same_network(page, dropout):
    before = table(dropout)
    dropout.get_by_role("button", name="Other masks").click()
    page.wait_for_timeout(4000)
    after = table(dropout)
    np.testing.assert_array_equal(after[:, 0], before[:, 0])
    assert after[:, 4].sum() == 20
    assert (after[:, 1] != before[:, 1]).any()
    wanted = under(0.5, 1, 20)
    np.testing.assert_allclose(
        after[:, 1], 100 * wanted.mean(axis=0), atol=0.06, rtol=6e-3
    )


def test_without_dropping_all_dots_are_on_the_ring(page, dropout):
    move(dropout.locator('input[type="range"]').nth(0), 0)
    text = settled(page, dropout, "about 0 %")
    assert "20 say the same" in text and "0.0 points from the one pass" in text
    assert "0 of 492 units dropped" in dropout.text_content()


def test_a_typed_emoji_gets_masks_of_its_own(page, dropout):
    dropout.locator("input.emoji").fill("🦊")
    page.wait_for_timeout(4000)
    assert "Of 20 masks" in dropout.locator("figcaption").text_content()
    assert table(dropout)[:, 4].sum() == 20


def apart(**knobs):
    """Shares that torch gives to the bus."""
    model = taken_apart(weights.load("alexnet_two_columns"))
    return probe(model, emoji(), knobs=knobs).output.softmax(1)[0].numpy()


def test_a_column_alone_and_its_wires_are_torchs(page, columns):
    np.testing.assert_allclose(shares(columns), apart(), atol=6e-4)
    columns.get_by_role("button", name="right column only").click()
    settled(page, columns, "Only the right column is on.")
    model = taken_apart(weights.load("alexnet_two_columns"))
    knobs = {}
    for name, y in probe(model, emoji(), LAYERS).items():
        n = y.shape[1] // 2
        knobs[name] = ([0.0] * n + [1.0] * n, 0)
    np.testing.assert_allclose(shares(columns), apart(**knobs), atol=6e-4)
    columns.get_by_role("button", name="As it was trained").click()
    move(columns.locator('input[type="range"]').nth(0), 0.3)
    settled(page, columns, "The wires into stages.2 are at 0.3.")
    wanted = apart(**{WIRES[0]: (0.3, 0)})
    np.testing.assert_allclose(shares(columns), wanted, atol=6e-4)


@pytest.mark.parametrize(
    ("row", "map_", "outlined", "sentence"),
    [
        (0, 2, 0, "sees the picture"),
        (1, 14, 6, "(left column) sees 6 of the 12 maps"),
        (1, 15, 6, "(right column) sees 6 of the 12 maps"),
        (2, 40, 30, "sees 30 of the 30 maps of stages.1: both columns'"),
        (3, 0, 23, "sees 23 of the 46 maps of stages.2: its own column's"),
    ],
)
def test_what_a_map_sees_is_outlined(
    page, columns, row, map_, outlined, sentence
):
    columns.locator(".pair").nth(row).locator(".map").nth(map_).click()
    assert sentence in columns.locator(".sees-words").text_content()
    assert columns.locator(".map.sees").count() == outlined
    if row:
        above = columns.locator(".pair").nth(row - 1)
        assert above.locator(".map.sees").count() == outlined


def test_taking_the_colour_out_changes_what_both_read(page, columns, drawn):
    before = shares(columns)
    box = columns.get_by_label("take the colour out")
    assert drawn(page, "two-columns", box.check)["engine"] == "wasm"
    after = shares(columns)
    model = taken_apart(weights.load("alexnet_two_columns"))
    grey = emoji().mean(dim=1, keepdim=True).expand(-1, 3, -1, -1)
    wanted = probe(model, grey).output.softmax(dim=1)[0].numpy()
    np.testing.assert_allclose(after, wanted, atol=6e-4)
    assert np.abs(after - before).max() > 0.02
