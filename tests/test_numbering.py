"""Figures are counted in each page, and a build writes what has changed."""

import re

import pytest
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace

FIGURE = "```{figure} a.svg\nWords.\n```\n"
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'


@pytest.fixture
def build(tmp_path):
    """`build()` → the pages that it wrote."""
    (tmp_path / "a.svg").write_text(SVG)
    pages = {"index": "# A\n\n```{toctree}\none\ntwo\n```\n" + FIGURE}
    pages |= {"one": "# B\n\n" + 2 * FIGURE, "two": "# C\n\n" + 2 * FIGURE}
    for name, text in pages.items():
        (tmp_path / f"{name}.md").write_text(text)

    def go():
        written = []
        with docutils_namespace():
            app = Sphinx(
                tmp_path,
                None,
                tmp_path / "out",
                tmp_path / "trees",
                "html",
                confoverrides={
                    "extensions": ["myst_parser", "livenets.numbering"],
                    "numfig": True,
                },
                status=None,
            )
            app.connect(
                "html-page-context",
                lambda _app, name, *_: written.append(name),
            )
            app.build()
        return [name for name in written if name in pages]

    return go


def test_the_first_figure_of_each_page_has_the_number_1(build, tmp_path):
    assert sorted(build()) == ["index", "one", "two"]
    for name, wanted in (("index", 1), ("one", 2), ("two", 2)):
        html = (tmp_path / "out" / f"{name}.html").read_text()
        found = re.findall(r"caption-number\">Fig. (\d+)", html)
        assert found == [str(n + 1) for n in range(wanted)]


def test_a_page_that_has_not_changed_is_not_written_again(build, tmp_path):
    build()
    assert build() == []
    (tmp_path / "one.md").write_text("# B\n\n" + FIGURE)
    assert "one" in build()
