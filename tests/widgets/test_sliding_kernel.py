"""The sliding kernel: its state, what it refuses, and torch's numbers."""

import io

import numpy as np
import pytest
import torch
import traitlets as t
from in_node import in_node
from PIL import Image
from torch.nn import functional as F

from livenets.widgets.pictures import square
from livenets.widgets.sliding_kernel import (
    LUMA,
    PRESETS,
    SIDE,
    SlidingKernel,
)


def noise(*shape, seed=0):
    return np.random.default_rng(seed).integers(
        0, 256, size=shape, dtype=np.uint8
    )


@pytest.fixture
def widget():
    return SlidingKernel({"noise": noise(80, 100, 3), "grey": noise(64, 64)})


def torchs(widget):
    """The same map from torch."""
    grey = np.frombuffer(widget.pictures, np.uint8)[: 3 * SIDE * SIDE]
    grey = grey.reshape(SIDE, SIDE, 3) @ LUMA / 255
    x = torch.from_numpy(grey)[None, None]
    x = F.avg_pool2d(x, SIDE // widget.side).roll(widget.shift, 3)
    steps = {"stride": widget.stride, "padding": widget.padding}
    if widget.mode == "mean":
        return F.avg_pool2d(x, widget.window, **steps)[0, 0]
    steps["dilation"] = widget.dilation
    if widget.mode == "max":
        return F.max_pool2d(x, widget.window, **steps)[0, 0]
    kernel = torch.tensor(widget.kernel, dtype=torch.float64)
    kernel = kernel.flip(0, 1) if widget.flip else kernel
    return F.conv2d(x, kernel[None, None], **steps)[0, 0]


def test_all_that_a_page_needs_is_in_the_traits(widget):
    assert set(widget.own_traits()) == {
        "names", "pictures", "selected", "own", "side", "mode", "kernel",
        "window", "stride", "padding", "dilation", "flip", "shift", "row",
        "col", "colours", "presets",
    }  # fmt: skip
    assert widget.selected == "noise"
    assert len(widget.pictures) == 2 * 3 * SIDE * SIDE


def test_learned_kernels_are_presets():
    learned = np.arange(50).reshape(2, 5, 5) / 7
    widget = SlidingKernel({"noise": noise(64, 64)}, learned=learned)
    kernel = widget.presets["learned by LeNet-5, 1"]["kernel"]
    np.testing.assert_allclose(kernel, learned[1], atol=5e-4)


@pytest.mark.parametrize(
    ("trait", "value"),
    [
        ("kernel", [[1, 2], [3]]),
        ("kernel", [[0.0] * 4] * 4),
        ("kernel", [[float("nan")]]),
        ("selected", "nobody"),
        ("own", b"too few"),
        ("side", 63),
        ("mode", "median"),
        ("window", 4),
        ("stride", 0),
        ("padding", -1),
        ("dilation", 5),
        ("row", -1),
        ("colours", "pink"),
    ],
)
def test_a_bad_value_is_refused(widget, trait, value):
    before = getattr(widget, trait)
    with pytest.raises(t.TraitError):
        setattr(widget, trait, value)
    assert getattr(widget, trait) == before


@pytest.mark.parametrize(
    "picture", [noise(64, 64) / 255, noise(64), noise(2, 3, 64, 64)]
)
def test_what_is_no_picture_is_refused(picture):
    with pytest.raises(ValueError, match="A picture is uint8"):
        SlidingKernel({"odd": picture})


def test_a_picture_is_its_middle_square_on_white():
    wide = np.zeros((64, 128, 4), np.uint8)
    wide[:, 32:64] = (10, 20, 30, 255)  # the left half of the middle
    found = square(wide)
    assert found.shape == (SIDE, SIDE, 3)
    assert (found[:, :32] == (10, 20, 30)).all()
    assert (found[:, 32:] == 255).all()


def settings(count):
    """Random controls, among them the corners of each mode."""
    random = np.random.default_rng(1)
    for i in range(count):
        mode = ("kernel", "kernel", "max", "mean")[i % 4]
        k = int(random.choice([1, 3, 5, 7]))
        most = 7 if mode == "kernel" else k // 2 + 1
        yield {
            "mode": mode,
            "kernel": random.normal(size=(k, k)).round(3).tolist(),
            "window": k,
            "side": int(random.choice([16, 32, 64])),
            "stride": int(random.integers(1, 5)),
            "padding": int(random.integers(0, most)),
            "dilation": 1 if mode == "mean" else int(random.integers(1, 3)),
            "flip": bool(random.integers(2)),
            "shift": int(random.integers(0, 17)),
        }


def test_the_pages_script_and_python_give_torchs_numbers(widget):
    cases = list(settings(60))
    wanted, stored = [], []
    for case in cases:
        for trait, value in case.items():
            setattr(widget, trait, value)
        wanted.append(torchs(widget))
        stored.append(widget.map())
    body = """
      const rgb = Uint8Array.from(data.rgb);
      return data.cases.map((c) => {
        const small = kit.reduced(kit.brightness(rgb), c.side);
        const map = kit.shifted(small, c.shift);
        const kernel = Float32Array.from(c.kernel.flat());
        const out = c.mode === "kernel"
          ? kit.convolve(map, c.flip ? kit.flipped(kernel) : kernel, c)
          : kit.pool(map, c.window, c, c.mode);
        return { ...out, values: Array.from(out.values) };
      });
    """
    files = ("convolve.js", "map_view.js", "pick_picture.js")
    rgb = list(widget.pictures[: 3 * SIDE * SIDE])
    found = in_node(files, body, {"rgb": rgb, "cases": cases})
    for case, js, mine, torch_ in zip(
        cases, found, stored, wanted, strict=True
    ):
        assert (js["h"], js["w"]) == tuple(torch_.shape), case
        page = torch.tensor(js["values"]).double().view(torch_.shape)
        torch.testing.assert_close(page, torch_, rtol=1e-5, atol=1e-5)
        torch.testing.assert_close(torch.from_numpy(mine), torch_)


def test_every_preset_has_a_sum_that_fits_its_colours():
    for name, preset in PRESETS.items():
        total = np.sum(preset["kernel"])
        wanted = 1 if preset["colours"] == "grey" else 0
        assert total == pytest.approx(wanted), name


def test_the_stored_picture_shows_picture_and_map(widget):
    image = Image.open(io.BytesIO(widget.picture()))
    assert image.size == (528, 256)
    left, right = image.crop((0, 0, 256, 256)), image.crop((272, 0, 528, 256))
    red, green, blue = (np.asarray(c) for c in left.convert("RGB").split())
    assert (red == green).all() and (green == blue).all()
    assert len(right.getcolors(1 << 16)) > 10
    assert "62 × 62 map" in widget.alt()
    assert repr(widget).startswith("SlidingKernel: A picture (noise)")


def test_what_does_not_fit_has_no_map(widget):
    widget.side, widget.kernel = 8, [[1.0] * 7] * 7
    widget.dilation = 2
    with pytest.raises(ValueError, match="does not fit"):
        widget.map()
    widget.mode, widget.padding = "max", 3
    with pytest.raises(ValueError, match="half a window"):
        widget.map()
