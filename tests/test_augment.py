"""What is true of the changes made to training pictures."""

import pytest
import torch

from livenets import augment

MIDDLE = 0.5  # the number that changes nothing


def dice(n, seed=0):
    return torch.rand(n, 12, generator=torch.Generator().manual_seed(seed))


def spot(channels=1, size=33):
    x = torch.zeros(1, channels, size, size)
    x[:, :, 10:14, 20:25] = 1
    return x


def centre(x):
    """Where the ink is, in pixels: down, right."""
    ink = x[0, -1] / x[0, -1].sum()
    at = torch.arange(x.shape[-1])
    return (ink.sum(1) @ at.float()).item(), (ink.sum(0) @ at.float()).item()


@pytest.mark.parametrize(
    ("change", "channels"), [(augment.digit, 1), (augment.emoji, 4)]
)
def test_pictures_stay_in_0_to_1_and_depend_on_their_own_numbers_only(
    change, channels
):
    x = torch.rand(9, channels, 32, 32, generator=torch.manual_seed(1))
    r = dice(9)
    y = change(x, r)
    assert 0 <= y.min() and y.max() <= 1
    torch.testing.assert_close(change(x[3:5], r[3:5]), y[3:5])
    assert (change(x, dice(9, seed=1)) != y).any()


def test_the_middle_moves_nothing():
    x = torch.rand(2, 3, 16, 20, generator=torch.manual_seed(0))
    r = torch.full((2, 12), MIDDLE)
    y = augment.moved(x, r, turn=1, zoom=0.5, shift=0.5, shear=0.5)
    torch.testing.assert_close(y, x)


def test_a_shift_moves_the_ink_by_as_many_pixels():
    r = torch.full((1, 12), MIDDLE)
    r[:, 2] = 1.0  # all the way
    y = augment.moved(spot(), r, turn=0, zoom=0, shift=8 / 33)
    down, right = centre(spot())
    assert centre(y) == pytest.approx((down, right - 4), abs=1e-3)


def test_a_quarter_turn_is_a_quarter_turn():
    r = torch.full((1, 12), MIDDLE)
    r[:, 0] = 1.0
    y = augment.moved(spot(), r, turn=torch.pi / 2, zoom=0, shift=0)
    torch.testing.assert_close(y, spot().rot90(1, (2, 3)), atol=1e-4, rtol=0)


def test_half_of_the_emoji_are_mirrored_and_half_stand_on_white():
    x = torch.zeros(400, 4, 32, 32)
    x[:, 3, :, :16] = 1  # black, on the left half
    y = augment.emoji(x, dice(400))
    left = y[:, 0, 12:20, 4:8].mean(dim=(1, 2)) < 0.01
    right = y[:, 0, 12:20, 24:28].mean(dim=(1, 2)) < 0.01
    mirrored = (right & ~left).float().mean()
    assert 0.4 < mirrored < 0.6
    white = (y.amax(dim=(2, 3)) > 0.999).all(dim=1).float().mean()
    assert 0.4 < white < 0.6


def test_a_pen_can_be_thick_or_thin():
    x = spot(size=32)
    r = torch.full((2, 12), MIDDLE)
    r[:, 7] = 0  # no harder edges
    r[0, 6], r[1, 6] = 0.0, 1.0
    thin, thick = augment.digit(x.expand(2, -1, -1, -1), r).sum(dim=(1, 2, 3))
    assert thin < x.sum() < thick
