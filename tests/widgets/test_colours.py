"""Maps for every eye: size is lightness, sign survives colour-blindness."""

import re
from itertools import pairwise

import numpy as np
import pytest
from in_node import in_node
from where import CHAPTERS

PAPER = {"light": (255, 255, 255), "dark": (20, 24, 30)}  # kit.css's --paper
# what a reader without one kind of cone sees, in linear RGB (Machado,
# Oliveira and Fernandes 2009, severity 1)
BLIND = {
    "protanopia": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deuteranopia": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "tritanopia": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
}
TO_XYZ = [
    [0.4124, 0.3576, 0.1805],
    [0.2126, 0.7152, 0.0722],
    [0.0193, 0.1192, 0.9505],
]
CMAP = re.compile(r'cmap=\\?"(\w+)\\?"')


def linear(rgb):
    """sRGB in [0, 255] (…, 3) → linear in [0, 1]."""
    x = np.asarray(rgb) / 255
    return np.where(x <= 0.04045, x / 12.92, ((x + 0.055) / 1.055) ** 2.4)


def lab(rgb):
    """Linear RGB (…, 3) → L* a* b*, in which 2 is just seen to differ."""
    white = np.sum(TO_XYZ, axis=1)
    x = rgb.clip(0, 1) @ np.transpose(TO_XYZ) / white
    f = np.where(x > 0.008856, np.cbrt(x), 7.787 * x + 16 / 116)
    light = 116 * f[..., 1] - 16
    a, b = 500 * (f[..., 0] - f[..., 1]), 200 * (f[..., 1] - f[..., 2])
    return np.stack([light, a, b], axis=-1)


def painted(values, paper):
    """What `signedPixels` puts on a paper, as linear RGB."""
    bytes_ = in_node(
        [], "return Array.from(kit.signedPixels(data, 1));", values
    )
    rgba = np.reshape(bytes_, (-1, 4))
    alpha = rgba[:, 3:] / 255
    return linear(alpha * rgba[:, :3] + (1 - alpha) * np.array(PAPER[paper]))


@pytest.mark.parametrize("paper", PAPER)
@pytest.mark.parametrize("sign", [-1, 1])
def test_a_larger_value_is_ever_further_from_the_paper(paper, sign):
    values = [sign * i / 20 for i in range(21)]
    lights = lab(painted(values, paper))[:, 0]
    steps = [b - a for a, b in pairwise(lights)]
    assert all(s < 0 for s in steps) or all(s > 0 for s in steps)
    assert abs(lights[-1] - lights[0]) > 25


@pytest.mark.parametrize("paper", PAPER)
@pytest.mark.parametrize("eye", BLIND)
def test_plus_and_minus_differ_for_every_eye(paper, eye):
    seen = painted([0.3, -0.3, 1, -1], paper) @ np.transpose(BLIND[eye])
    faint_plus, faint_minus, plus, minus = lab(seen)
    assert np.linalg.norm(plus - minus) > 40
    assert np.linalg.norm(faint_plus - faint_minus) > 10


def test_a_chapters_colour_maps_rise_evenly_in_lightness():
    import matplotlib as mpl

    names = {n for c in CHAPTERS for n in CMAP.findall(c.read_text())}
    assert names
    for name in names:
        colours = mpl.colormaps[name](np.linspace(0, 1, 64))[:, :3]
        lights = lab(linear(255 * colours))[:, 0]
        steps = np.diff(lights)
        assert (steps > 0).all() or (steps < 0).all(), name
