"""The ladder's rows, as shown and as PyTorch computes them."""

import numpy as np
import pytest
import torch

from livenets import data, side_by_side
from livenets.probe import probe
from livenets.widgets.pictures import planes

CLASSES = data.emoji10(64).classes


def picture(name):
    """What the networks get: an emoji has up to six drawings."""
    emoji = data.emoji10(64).test
    names = list(emoji.names)
    hard = {names[i]: i for i in side_by_side.split(9)}
    return planes(emoji.pixels[hard.get(name, names.index(name))])


def torchs(x):
    """Label → the ten shares, as PyTorch computes them."""
    return {
        name: probe(net, torch.from_numpy(x)).output.softmax(1)[0].numpy()
        for name, net in side_by_side.networks().items()
    }


def shown(widget):
    """Label → its three likeliest classes and their shares, as shown."""
    found = {}
    for row in widget.locator(".rungs li").all():
        name = row.locator(".who b").text_content()
        texts = row.locator(".says > div > span").all_text_contents()
        found[name] = [
            (said, float(share.split()[0]) / 100)
            for said, share in zip(texts[::2], texts[1::2], strict=True)
        ]
    return found


def same(found, wanted):
    assert set(found) == set(wanted)
    for name, top in found.items():
        shares = wanted[name]
        order = np.argsort(-shares, kind="stable")[:3]
        for (said, share), k in zip(top, order, strict=True):
            assert share == pytest.approx(shares[k], abs=6e-4), name
            assert shares[CLASSES.index(said)] == pytest.approx(
                shares[k], abs=1e-4
            )


def choose(widget, name):
    widget.get_by_role("combobox", name="Picture").select_option(name)


def timed(widget):
    """Wait until every network is timed; label → ms, as shown."""
    widget.locator(".clock", has_text="Timed here, by WebAssembly").wait_for(
        timeout=60_000
    )
    rows = widget.locator(".rungs li").all()
    return {
        row.locator(".who b").text_content(): float(
            row.locator(".ms span").text_content()
        )
        for row in rows
    }
