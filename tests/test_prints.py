"""What is printed, whatever pieces it comes in."""

import pytest
from myst_nb.core import render
from nbformat.v4 import new_output

from livenets import prints

TEXT = "one  \n\n two\n\n\nthree \n"


def pieces(*texts):
    return [new_output("stream", name="stdout", text=t) for t in texts]


@pytest.mark.parametrize("cut", range(1, len(TEXT)))
def test_a_text_is_the_same_wherever_it_was_cut(cut):
    outputs = pieces(TEXT[:cut], TEXT[cut:])
    (whole,) = prints.merged(outputs)
    assert whole == prints.merged(pieces(TEXT))[0]
    assert whole.text == TEXT.rstrip() + "\n"
    assert [o.text for o in outputs] == [TEXT[:cut], TEXT[cut:]]


def test_the_build_uses_it(monkeypatch):
    monkeypatch.setattr(render, "coalesce_streams", prints.merge)
    prints.setup(None)
    assert render.coalesce_streams is prints.merged
