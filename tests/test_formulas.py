"""Formulas, drawn while the book is built."""

import pytest
from docutils import nodes
from docutils.utils import new_document
from sphinx.errors import ExtensionError
from where import ROOT

from livenets.formulas import MATHJAX, Painter, tie


@pytest.fixture(scope="module")
def painter():
    painter = Painter(ROOT / MATHJAX)
    yield painter
    painter.close()


def test_a_formula_is_a_drawing_with_its_words_beside_it(painter):
    html = painter.draw(r"\sum_{i=0}^{4} w_i", display=True)
    assert html.startswith("<mjx-container") and "<svg" in html
    words = html.split("<mjx-assistive-mml")[1]
    assert "∑" in words or "&#x2211;" in words
    assert 'display="true"' in html
    assert 'display="true"' not in painter.draw("w", display=False)


def test_no_two_drawings_share_an_id(painter):
    first, second = (painter.draw("w", display=False) for _ in range(2))
    assert first.split('id="')[1] != second.split('id="')[1]


def test_what_is_no_tex_stops_the_build(painter):
    with pytest.raises(ExtensionError, match="can't read the formula"):
        painter.draw(r"\frac{1}{", display=False)
    assert "<svg" in painter.draw("a", display=False), "and the next is drawn"


@pytest.mark.parametrize(
    ("before", "after", "tied"),
    [
        ("of ", ", and", "x,"),
        ("for (", ") or", "(x)"),
        ("where ", ").", "x)."),
        ("is (", " or", "(x"),
        ("is ", " or", ""),
        ("is ", "", ""),
    ],
)
def test_what_touches_a_formula_stays_in_its_line(before, after, tied):
    document = new_document("")
    words = [nodes.Text(before), nodes.math("x", "x"), nodes.Text(after)]
    document += nodes.paragraph("", "", *words)
    tie(None, document, "")
    assert document.astext() == before + "x" + after
    assert "".join(n.astext() for n in document.findall(nodes.inline)) == tied
