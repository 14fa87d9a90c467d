"""Change training pictures a little, so that a network learns what stays.

Each function takes pictures (B, C, H, W) in [0, 1] and twelve numbers in
[0, 1) for each, (B, 12), and draws no others: the same numbers, the same
pictures, on any number of processes.
"""

import torch
from torch import Tensor
from torch.nn.functional import affine_grid, grid_sample, max_pool2d


def digit(x: Tensor, r: Tensor) -> Tensor:
    """(B, 1, H, W) → the same digits, moved, turned, with another pen."""
    x = moved(x, r, turn=0.26, zoom=0.25, shift=0.2, shear=0.25)
    pen = r[:, 6].view(-1, 1, 1, 1) * 1.4 - 0.4  # -0.4 … 1
    thick, thin = max_pool2d(x, 3, 1, 1), -max_pool2d(-x, 3, 1, 1)
    x = torch.where(pen > 0, x.lerp(thick, pen.clamp(0)), x)
    x = torch.where(pen < 0, x.lerp(thin, -pen.clamp(max=0)), x)
    hard = 1 + 2 * r[:, 7].view(-1, 1, 1, 1)  # a mouse draws sharper edges
    return ((x - 0.5) * hard + 0.5).clamp(0, 1)


def emoji(x: Tensor, r: Tensor) -> Tensor:
    """See-through (B, 4, H, W) → (B, 3, H, W) on some background.

    Half of the backgrounds are white, as on the book's page.
    """
    ink = torch.cat([x[:, :3] * x[:, 3:], x[:, 3:]], dim=1)
    ink = moved(ink, r, turn=0.26, zoom=0.25, shift=0.2, flip=True)
    colour, opacity = ink[:, :3], ink[:, 3:]
    middle = colour.mean(dim=1, keepdim=True)  # (B, 1, H, W)
    gain, grey = r[:, 10:].view(-1, 2, 1, 1).split(1, dim=1)
    colour = colour.lerp(middle, 0.6 * grey * grey)  # paler
    colour = colour * (0.8 + 0.4 * gain)  # darker or brighter
    plain = torch.where(r[:, 6:7] < 0.5, torch.ones(3), r[:, 7:10])  # (B, 3)
    return (colour + plain[:, :, None, None] * (1 - opacity)).clamp(0, 1)


def moved(
    x: Tensor,
    r: Tensor,
    turn: float,
    zoom: float,
    shift: float,
    shear: float = 0.0,
    flip: bool = False,
) -> Tensor:
    """(B, C, H, W) → the same, by r[:, :6]; what comes in is 0.

    `turn` in radians, `zoom` and `shear` as shares, `shift` in half sides:
    the most in either direction.
    """
    s = 2 * r[:, :6] - 1  # in [-1, 1)
    angle, size = turn * s[:, 0], 1 + zoom * s[:, 1]
    cos, sin = angle.cos() * size, angle.sin() * size
    mirror = s[:, 5].sign() if flip else torch.ones_like(angle)
    lean = shear * s[:, 4]
    rows = [
        torch.stack([cos * mirror, lean - sin, shift * s[:, 2]], dim=1),
        torch.stack([sin * mirror, cos, shift * s[:, 3]], dim=1),
    ]
    grid = affine_grid(torch.stack(rows, dim=1), list(x.shape), False)
    return grid_sample(x, grid, align_corners=False)
