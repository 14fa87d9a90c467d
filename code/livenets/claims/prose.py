"""The prose of a chapter's source, without code, formulas and addresses."""

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from myst_parser.config.main import MdParserConfig
from myst_parser.parsers.mdit import create_md_parser

from livenets.claims.bound import Stated
from livenets.claims.cells import Line, coded, printed
from livenets.claims.numbers import Number, claims
from livenets.plain import directives

EXTENSIONS = {"amsmath", "attrs_block", "colon_fence", "deflist", "dollarmath"}
DIRECTIVE = re.compile(r"\{([\w:-]+)\}")
OPTION = re.compile(r"^:[\w-]+:.*$", re.MULTILINE)
# a check: its solution's cell holds the answer, and hints name wrong ones
NO_PROSE = (
    "bibliography",
    "check",
    "code-cell",
    "literalinclude",
    "tableofcontents",
)
ENTRY = re.compile(r"claims\.md#(?P<id>[\w-]+\.[\w.-]+)")


class Said(NamedTuple):
    """A piece of prose, after `place` code cells."""

    text: str
    place: int
    claim: str | None  # the entry of the ledger that it names
    given: bool = False  # by an exercise: no claim


@cache
def parser() -> MarkdownIt:
    """MyST as the book has it."""
    config = MdParserConfig(enable_extensions=EXTENSIONS)
    return create_md_parser(config, RendererHTML)


def said(markdown: str, place: int = 0, given: bool = False) -> Iterator[Said]:
    """The prose of a Markdown text, block by block."""
    for token in parser().parse(markdown):
        if token.type == "inline":
            for part in said_inline(token, place):
                yield part._replace(given=given)
        elif token.type in ("fence", "colon_fence"):
            name = DIRECTIVE.match(token.info)
            if name and name[1] not in NO_PROSE:
                inner = OPTION.sub("", token.content)
                yield from said(inner, place, name[1] == "exercise")


def said_inline(token: Token, place: int) -> Iterator[Said]:
    """One block: its text with a gap (¦) for all that is not prose."""
    text, linked, name = "", "", None
    for child in token.children or []:
        part = plain(child)
        if child.type == "link_open":
            entry = ENTRY.fullmatch(str(child.attrs["href"]))
            linked, name = "", entry and entry["id"]
            part = "" if name else part
        elif child.type == "link_close" and name:
            yield Said(linked, place, name)
            name, part = None, "¦"
        if name:
            linked += part
        else:
            text += part
    yield Said(text, place, None)


def plain(token: Token) -> str:
    """What a piece of a block adds to its text."""
    if token.type == "text":
        return token.content
    if token.type in ("softbreak", "hardbreak"):
        return " "
    silent = ("strong_open", "strong_close", "em_open", "em_close")
    return "" if token.type in silent else "¦"


def visible(output: Any) -> str:
    """The text of one stored output that a reader of the page sees."""
    if "text" in output:
        return "".join(output["text"])
    return "".join(output.get("data", {}).get("text/plain", ""))


def chapter(path: Path) -> tuple[list[Said], list[Line]]:
    """A chapter's prose, and its cells' lines; a Markdown page has none."""
    if path.suffix == ".md":
        text = path.read_text(encoding="utf-8")
        return list(said(text.split("\n---\n", 1)[-1])), []
    prose: list[Said] = []
    lines: list[Line] = []
    count = 0
    for part in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        source = "".join(part["source"])
        if part["cell_type"] == "markdown":
            prose += said(directives(source), count)
        elif part["cell_type"] == "code":
            shown = "\n".join(map(visible, part["outputs"]))
            lines += [*printed(count, shown), *coded(count, source)]
            count += 1
    return prose, lines


def around(text: str, number: Number) -> str:
    """Some whole words to each side of a number."""
    before = text[: number.start][-60:].replace("¦", "…")
    after = text[number.end :][:50].replace("¦", "…")
    if number.start > 60:
        before = "… " + before.partition(" ")[2]
    if len(text) - number.end > 50:
        after = after.rpartition(" ")[0] + " …"
    return " ".join(f"{before}{number.text}{after}".split())


def stated(prose: list[Said]) -> tuple[list[Stated], list[Stated]]:
    """The claims of a chapter that name no entry, and those that may be free.

    What an exercise gives is marked where a cell has it, and free otherwise.
    """
    must: list[Stated] = []
    may: list[Stated] = []
    for part in prose:
        if part.claim is None:
            for number in claims(part.text):
                s = Stated(number, part.place, around(part.text, number))
                (may if part.given else must).append(s)
    return must, may
