"""What a notebook's plain Markdown is in the build: MyST's directives.

A notebook is read in Colab, on GitHub and in JupyterLab too, where a directive
stands raw. So it is written in Markdown and HTML's comments, and `directives`
makes of them what the book's pages are made from. CONTRIBUTING.md shows how
each is written.
"""

import json
import re
from collections.abc import Callable
from typing import NamedTuple

from sphinx.application import Sphinx
from sphinx.errors import ExtensionError

from livenets import listing

BOXES = {"You need": "note", "Takeaway": "important"}  # title → class
PAPERS = (
    "Each citation above is a link to its paper;"
    " the book's page lists them here."
)
Found = re.Match[str]


def fenced(head: str, options: dict[str, str], body: str = "") -> str:
    """A directive (`NAME} ARGUMENT`), its fence longer than any in it."""
    inside = re.findall("^`{3,}", body, re.MULTILINE)
    ticks = "`" * (max(map(len, inside), default=2) + 1)
    lines = [f":{name}: {value}" for name, value in options.items()]
    return "\n".join([f"{ticks}{{{head}", *lines, *body.splitlines(), ticks])


def check(found: Found) -> str:
    """Seen in the page only, where it can be answered."""
    return fenced(f"check}} {found['name']}", {}, found["lines"])


def exercise(found: Found) -> str:
    """Up to what is no part of it in its cell."""
    text = "**" * bool(found["lead"]) + found["text"]
    return fenced("exercise}", {"label": found["name"]}, directives(text))


def solution(found: Found) -> str:
    """Folded everywhere."""
    head, text = f"solution}} {found['name']}", directives(found["text"])
    return fenced(head, {"class": "dropdown"}, text)


def box(found: Found) -> str:
    """A quotation that begins with one of our titles."""
    title = found["title"]
    if title not in BOXES:
        raise ValueError(f"“{title}” is no box: want {' or '.join(BOXES)}.")
    text = re.sub("^> ?", "", found["text"], flags=re.MULTILINE)
    head = f"admonition}} {title}"
    return fenced(head, {"class": BOXES[title]}, directives(text))


def figure(found: Found) -> str:
    """A picture and its caption."""
    head, options = f"figure}} {found['file']}", {"alt": found["alt"]}
    return fenced(head, options, f"\n{found['caption']}")


def code(found: Found) -> str:
    """Read from its file once more: what stands here is for other readers."""
    options = listing.options(found["part"])
    quoted = {name: f'"{text}"' for name, text in options.items()}
    if (language := listing.language(found["file"])) != "python":
        quoted["language"] = language
    return fenced(f"literalinclude}} /{found['file']}", quoted)


def bibliography(found: Found) -> str:
    """All that the page cites."""
    keys = {"keyprefix": found["key"], "labelprefix": found["label"]}
    return fenced("bibliography}", {"filter": "docname in docnames", **keys})


class Form(NamedTuple):
    """How a thing is written in a notebook."""

    pattern: str
    want: str  # said of what begins as it does and goes on otherwise
    write: Callable[[Found], str]


NAME = r"(?P<name>[\w-]+)"
FORMS = {
    "check": Form(
        rf"<!-- check: {NAME}\n(?P<lines>(?:(?!--).)*?)\n-->",
        "<!-- check: NAME, its lines, none with two hyphens, a line -->",
        check,
    ),
    "exercise": Form(
        rf"<!-- exercise: {NAME} -->\n"
        r"\*\*Exercise(?: \d+)?(?:\.\*\* |(?P<lead> · ))(?P<text>\S.*?)"
        r"(?=\s+(?:## |### |<!-- (?:check|exercise|solution): )|\s*\Z)",
        "<!-- exercise: NAME --> and, in the next line, a text that begins"
        " with **Exercise.** or **Exercise · Its words.**",
        exercise,
    ),
    "solution": Form(
        rf"<!-- solution: {NAME} -->\n<details><summary>Solution</summary>\n\n"
        r"(?P<text>.+?)\n\n</details>",
        "<!-- solution: NAME -->, <details><summary>Solution</summary>, the"
        " text between empty lines, </details>",
        solution,
    ),
    "code": Form(listing.PATTERN, listing.WANT, code),
    "bibliography": Form(
        rf"<!-- bibliography: (?P<key>\S+) (?P<label>\w+) -->\n{PAPERS}",
        f"<!-- bibliography: KEYPREFIX LABELPREFIX --> and “{PAPERS}”",
        bibliography,
    ),
    "box": Form(
        r"> \*\*(?P<title>[^*\n]+)\.\*\* (?P<text>[^\n]+(?:\n>[^\n]*)*)",
        "> **Title.** Text",
        box,
    ),
    "figure": Form(
        r"!\[(?P<alt>[^]\n]+)\]\((?P<file>\S+?)\)\n\n"
        r"\*(?P<caption>\w[^*]+)\*(?=\n\n|\Z)",
        "![alt](file), an empty line, and *its caption.*",
        figure,
    ),
    # a block of code is left as it is, whatever it shows
    "block": Form(
        r"(?P<ticks>`{3,}|~{3,})(?!\{).*?\n(?P=ticks)",
        "a block of code that is closed, and no directive (CONTRIBUTING.md"
        " says how each is written)",
        lambda found: found[0],
    ),
}
PATTERNS = {
    kind: re.compile(f"(?:{it.pattern})[ \t]*$", re.MULTILINE | re.DOTALL)
    for kind, it in FORMS.items()
}
BEGINS = re.compile(
    r"<!-- *(?P<comment>\w+):|(?P<box>> \*\*)|(?P<figure>!\[)"
    r"|(?P<block>```|~~~|:::)|(?P<solution></?details)|(?P<check>-->)"
)


def directives(text: str) -> str:
    """A cell's Markdown as the build reads it.

    Raises `ValueError` where something begins as one of FORMS and is none.
    """
    done, at = [], 0
    while at < len(text):
        line = text[at:].partition("\n")[0]
        found = next(
            ((k, m) for k, p in PATTERNS.items() if (m := p.match(text, at))),
            None,
        )
        begun = BEGINS.match(line)
        if found:
            kind, match = found
            done.append(FORMS[kind].write(match))
            at = match.end() + 1
        elif begun:
            raise ValueError(f"“{line}”: want {wanted(begun)}.")
        else:
            done.append(line)
            at += len(line) + 1
    return "\n".join(done)


def wanted(begun: Found) -> str:
    """How that is written which begins so."""
    kind = begun["comment"] or begun.lastgroup
    comments = [k for k, it in FORMS.items() if it.pattern[:5] == "<!-- "]
    one = f"one of {', '.join(comments)}"
    return FORMS[kind].want if kind in FORMS else one


def read(app: Sphinx, docname: str, source: list[str]) -> None:
    """Give the build a notebook with directives."""
    if not app.env.doc2path(docname).endswith(".ipynb"):
        return
    notebook = json.loads(source[0])
    for cell in notebook["cells"]:
        if cell["cell_type"] == "markdown":
            try:
                cell["source"] = directives("".join(cell["source"]))
            except ValueError as problem:
                raise ExtensionError(f"{docname}: {problem}") from problem
    source[0] = json.dumps(notebook)


def setup(app: Sphinx) -> dict[str, bool]:
    """Called by Sphinx."""
    app.connect("source-read", read)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
