"""What a notebook says plainly, and the directives that the build reads."""

import json
import re
import subprocess
import sys

import nbformat
import pytest
from markdown_it import MarkdownIt
from where import CHAPTERS

from livenets import listing
from livenets.plain import PAPERS, directives

CHECK = "<!-- check: a-b\n:answer: 212\nPixels $1 < 2$:\n- else: No.\n-->"
ANEW = "python -m livenets.notebooks --setup chapters/*.ipynb"
EXERCISE = "<!-- exercise: a -->\n**Exercise · By hand.** How\nmany?"
FOLD = "<details><summary>Solution</summary>"
SOLUTION = f"<!-- solution: a -->\n{FOLD}\n\nThree.\n\n</details>"
VGG = "code/livenets/nets/vgg.py"
CODE = f"<!-- code: {VGG} layer -->\n```python\ndef layer(…\n```"
FIGURE = "![A cat [1].](img/x.svg)\n\n*A cat, as [in](vgg.ipynb)\nthe dark.*"


@pytest.mark.parametrize(
    ("plain", "directive"),
    [
        (
            CHECK,
            "```{check} a-b\n:answer: 212\nPixels $1 < 2$:\n- else: No.\n```",
        ),
        (EXERCISE, "```{exercise}\n:label: a\n**By hand.** How\nmany?\n```"),
        (
            "<!-- exercise: a -->\n**Exercise 12.** How many?",
            "```{exercise}\n:label: a\nHow many?\n```",
        ),
        (SOLUTION, "```{solution} a\n:class: dropdown\nThree.\n```"),
        (
            SOLUTION.replace("Three.", f"Three.\n\n{CODE}"),
            "````{solution} a\n:class: dropdown\nThree.\n\n"
            f"```{{literalinclude}} /{VGG}\n"
            ':pyobject: "layer"\n```\n````',
        ),
        (
            "> **Takeaway.** **Add\n> and cut.**\n>\n> So.",
            "```{admonition} Takeaway\n:class: important\n**Add\nand cut.**\n"
            "\nSo.\n```",
        ),
        (
            FIGURE.replace(" [1]", ""),
            "```{figure} img/x.svg\n:alt: A cat.\n\n"
            "A cat, as [in](vgg.ipynb)\nthe dark.\n```",
        ),
        (
            f'<!-- code: {VGG} from "A =" before "D" -->\n````js\n```\n````',
            f'```{{literalinclude}} /{VGG}\n:start-at: "A ="\n'
            ':end-before: "D"\n```',
        ),
        (
            f"<!-- bibliography: a- A -->\n{PAPERS}",
            "```{bibliography}\n:filter: docname in docnames\n"
            ":keyprefix: a-\n:labelprefix: A\n```",
        ),
    ],
)
def test_a_plain_form_is_a_directive_wherever_it_stands(plain, directive):
    assert directives(plain) == directive
    among = "One.\n\n{}\n\n## Two"
    assert directives(among.format(plain)) == among.format(directive)


def test_an_exercise_ends_where_something_of_it_follows():
    another = EXERCISE.replace(": a", ": b")
    text = "\n\n".join([EXERCISE, CHECK, SOLUTION, another, another])
    parts = [directives(p) for p in (EXERCISE, CHECK, SOLUTION, another)]
    assert directives(text) == "\n\n".join([*parts, parts[-1]])


@pytest.mark.parametrize(
    "text",
    [
        "A > b, `![x]`, --> and <!-- a word --> inside a line",
        "<!-- no name, so anybody's -->",
        f"```python\n# {CHECK}\n{FIGURE}\n```",
        "> A quotation without a title",
        "| a |\n|---|\n| b |",
    ],
)
def test_all_else_stays(text):
    assert directives(text) == text


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (CHECK.removesuffix("-->"), "<!-- check: a-b”: want <!-- check: NAME"),
        (CHECK.replace("No.", "No -- never."), "none with two hyphens"),
        (f"{CHECK.removesuffix('-->')}\n{CHECK}", "check: a-b”: want"),
        (CHECK.replace("check", "chek"), "chek: a-b”: want one of"),
        ("-->", "“-->”: want <!-- check: NAME"),
        (EXERCISE.replace("Exercise", "Task"), "begins with **Exercise"),
        (SOLUTION.replace("<!-- solution: a -->\n", ""), "want <!-- solution"),
        (SOLUTION.removesuffix("</details>"), "-->”: want <!-- solution"),
        (
            f"{SOLUTION.removesuffix('</details>')}\n{SOLUTION}",
            "solution: a -->”",
        ),
        (SOLUTION.replace("\n\n", "\n"), "between empty lines"),
        (CODE.replace("layer", ""), "want <!-- code: FILE OBJECT -->"),
        (CODE.removesuffix("```"), "layer -->”: want <!-- code"),
        ("<!-- bibliography: a- A -->\nSome.", "want <!-- bibliography"),
        ("> **Take away.** So.", "“Take away” is no box: want You need or"),
        ("> **Takeaway** So.", "> **Title.** Text"),
        (FIGURE.replace("*", ""), "and *its caption.*"),
        ("```{check} a\n```", "no directive"),
        (":::{note}\n:::", "no directive"),
        ("```\nnever closed", "a block of code that is closed"),
    ],
)
def test_what_is_written_otherwise_is_told(text, words):
    with pytest.raises(ValueError) as told:
        directives(f"One.\n\n{text}\n\nTwo.")
    assert words in f"{told.value}"


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_the_code_that_a_chapter_shows_is_as_its_file_has_it(path):
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type == "markdown":
            assert listing.refreshed(cell.source) == cell.source, ANEW


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_a_chapters_exercises_have_the_numbers_of_its_page(path):
    cells = nbformat.read(path, as_version=4).cells
    text = "\n\n".join(c.source for c in cells if c.cell_type == "markdown")
    begun = re.findall(r"^\*\*Exercise\b(?: (\d+))?", text, re.MULTILINE)
    assert begun == [f"{n}" for n in range(1, len(begun) + 1)] != [], ANEW


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_nothing_of_a_check_is_seen_without_the_build(path):
    cells = nbformat.read(path, as_version=4).cells
    text = "\n\n".join(c.source for c in cells if c.cell_type == "markdown")
    html = re.sub("<!--.*?-->", "", MarkdownIt().render(text), flags=re.DOTALL)
    assert html.count("<details>") == text.count("<!-- solution: ") > 0
    assert not re.search(":answer:|:predict:|>else: |&lt;!--|--&gt;", html)


@pytest.mark.parametrize(
    ("file", "part", "first", "last"),
    [
        (VGG, "layer", "def layer(", "return nn.Sequential(layers)"),
        (VGG, 'from "# Table 1" to "A ="', "# Table 1", "[512, 512]]"),
        (VGG, 'from "A = " before "D ="', "A = [[64]", "[512, 512]]"),
    ],
)
def test_a_part_of_a_file(file, part, first, last):
    lines = listing.code(file, part).splitlines()
    assert lines[0].startswith(first) and lines[-1].endswith(last)


def built(folder, text):
    """What the build says of a notebook with one cell; its page, if any.

    In a process of its own: MyST-NB changes what later builds in it do.
    """
    cell = {"cell_type": "markdown", "metadata": {}, "source": [text]}
    about = {"cells": [cell], "metadata": {}, "nbformat": 4}
    notebook = json.dumps({**about, "nbformat_minor": 4})
    (folder / "index.ipynb").write_text(notebook, "utf-8")
    extensions = "myst_nb,sphinx_exercise,livenets.plain,livenets.checks"
    command = [sys.executable, "-m", "sphinx", "-C", "-D"]
    command += [f"extensions={extensions}", ".", "out"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    page = folder / "out" / "index.html"
    return done.stderr, page.read_text("utf-8") if page.exists() else ""


def test_the_build_reads_a_notebooks_plain_forms(tmp_path):
    text = "\n\n".join(["# One", EXERCISE, CHECK, SOLUTION])
    _, html = built(tmp_path, text)
    assert "livenets-check" in html and "Exercise 1" in html
    assert "Exercise ·" not in html and "&lt;!--" not in html


def test_the_build_fails_where_one_is_not_closed(tmp_path):
    said, html = built(tmp_path, f"# A\n\n{CHECK.removesuffix('-->')}")
    assert "index: “<!-- check: a-b”: want <!-- check: NAME" in said
    assert html == ""
