"""Links that read well in Colab, on GitHub and in JupyterLab, and lead on."""

import re
from io import StringIO

import nbformat
import pytest
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace
from where import CHAPTERS, ROOT

from livenets import cites
from livenets.plain import directives

PAGES = [*sorted((ROOT / "chapters").glob("*.md")), *CHAPTERS]
each_page = pytest.mark.parametrize("path", PAGES, ids=lambda p: p.stem)
PAPERS = cites.entries(ROOT / "chapters" / "references.bib")
CITES = "livenets.cites"
LINK = re.compile(r"\[((?:[^][]|\[[^][]*\])+)\]\(([^)\s]+)\)")
# what only MyST knows: `{ref}` and its like, and the names of places
RAW = re.compile(r"\{[\w:]+\}`[^`]|^\([\w-]+\)=$", re.MULTILINE)
# `{admonition}` and its like behind a fence, attributes in a line of their own
BOX = re.compile(r"^[ >]*(?:`{3,}|~{3,}|:{3,}) *\{|^\{[.#]", re.MULTILINE)


def sources(path):
    """A page's Markdown, cell by cell."""
    text = path.read_text("utf-8")
    if path.suffix == ".md":
        return [text]
    cells = nbformat.reads(text, as_version=4).cells
    return [c.source for c in cells if c.cell_type == "markdown"]


def prose(path):
    """All of a page's Markdown, but the code that it shows."""
    return "\n\n".join(
        directives(text) if path.suffix == ".ipynb" else text
        for text in sources(path)
    )


@each_page
def test_no_role_is_left_that_only_the_build_understands(path):
    assert RAW.findall("\n\n".join(sources(path))) == []


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda p: p.stem)
def test_no_directive_is_left_that_only_the_build_understands(path):
    assert [text for text in sources(path) if BOX.search(text)] == []


@pytest.mark.parametrize(
    "text", ["a\n```{note}", "> ````{a} b", ":::{note}", "~~~ {x}", "{#a}"]
)
def test_a_directive_is_seen(text):
    assert BOX.search(text)


@pytest.mark.parametrize(
    "text", ["{claim}`1 <a.b>`", "{ref}`x`", "{cite:t}`a`", "{eq}`a`", "(a)="]
)
def test_a_role_is_seen(text):
    assert RAW.search(text)


@each_page
def test_a_link_to_a_file_leads_to_one(path):
    for _, target in LINK.findall(prose(path)):
        file = target.partition("#")[0]
        if file and ":" not in file:
            assert (path.parent / file).exists(), target


@each_page
def test_a_citation_says_what_the_bibliography_says(path):
    papers = {cites.address(entry): entry for entry in PAPERS.values()}
    found = [(t, papers.get(a)) for t, a in LINK.findall(prose(path))]
    wrong = [cites.differs(t, paper) for t, paper in found if paper]
    assert [words for words in wrong if words] == []


def test_each_paper_has_an_address_of_its_own():
    found = {cites.address(entry) for entry in PAPERS.values()}
    assert len(found) == len(PAPERS)


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("he2016deep", "[He et al., 2016]"),
        ("hochreiter1997long", "[Hochreiter and Schmidhuber, 1997]"),
        ("elman1990finding", "[Elman, 1990]"),
        ("greff2017lstm", "Greff et al. [2017]"),
    ],
)
def test_a_citation_as_the_page_prints_it(key, said):
    assert said in cites.said(PAPERS[key])
    assert cites.differs(said, PAPERS[key]) == ""


def built(folder, text):
    """The HTML of a one-page book, and what its build warns of."""
    bib = (ROOT / "chapters" / "references.bib").read_text("utf-8")
    (folder / "references.bib").write_text(bib, "utf-8")
    (folder / "index.md").write_text(f"# Page\n\n{text}\n", "utf-8")
    said = StringIO()
    with docutils_namespace():
        app = Sphinx(
            folder,
            None,
            folder / "out",
            folder / "trees",
            "html",
            confoverrides={
                "extensions": ["myst_parser", "sphinxcontrib.bibtex", CITES],
                "bibtex_bibfiles": ["references.bib"],
                "bibtex_reference_style": "author_year",
            },
            status=None,
            warning=said,
        )
        app.build()
    html = (folder / "out" / "index.html").read_text("utf-8")
    return html, said.getvalue()


HE_2016 = f"]({cites.address(PAPERS['he2016deep'])})"
BIBLIOGRAPHY = """
```{bibliography}
:filter: docname in docnames
:keyprefix: here-
```"""


def test_the_build_makes_a_citation_of_a_link_to_a_paper(tmp_path):
    text = (
        f"Cut it [[He et al., 2016]{HE_2016}, say [He et al. [2016]{HE_2016}."
    )
    html, warned = built(tmp_path, text + BIBLIOGRAPHY)
    plain = re.sub("<[^>]+>", "", html)
    assert warned == ""
    assert "Cut it [He et al., 2016], say He et al. [2016]." in plain
    place = re.search(r'<a [^>]*href="#(\w+)"[^>]*>He <em>', html)[1]
    assert f'id="{place}"' in html and "Deep residual learning" in plain


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (f"[[He et al., 2015]{HE_2016}{BIBLIOGRAPHY}", "want “[He et al., 20"),
        (f"[[Ho et al., 2016]{HE_2016}{BIBLIOGRAPHY}", "says “[Ho et al., 2"),
        (f"[[He et al., 2016]{HE_2016}", "needs a {bibliography} in its"),
    ],
)
def test_the_build_warns_of_a_citation_that_cannot_be(tmp_path, text, words):
    assert words in built(tmp_path, text)[1]
