"""A part of a source file that stands in a notebook, for who reads it there.

It is a block of code behind a comment that says what it is a part of:
`<!-- code: code/livenets/nets/vgg.py layer -->`, or, where it is no function
or class, `from "its first line" to "its last line"` (with `before`: up to that
line). `python -m livenets.notebooks` writes the block anew.
"""

import re

from sphinx.config import Config
from sphinx.directives.code import LiteralIncludeReader

from livenets.address import ROOT

PATTERN = (
    r"<!-- code: (?P<file>\S+) (?P<part>.+?) -->\n"
    r"(?P<ticks>`{3,})\w+\n.*?\n(?P=ticks)"
)
WANT = (
    '<!-- code: FILE OBJECT --> or <!-- code: FILE from "…" to "…" --> and, in'
    " the next line, a block of code"
)
LINES = re.compile(r'from "([^"]+)" (to|before) "([^"]+)"')
LANGUAGES = {".js": "javascript", ".py": "python"}


def options(part: str) -> dict[str, str]:
    """Sphinx's options of `literalinclude` for a part of a file."""
    lines = LINES.fullmatch(part)
    if not lines:
        return {"pyobject": part}
    start, end, stop = lines.groups()
    return {"start-at": start, "end-at" if end == "to" else "end-before": stop}


def language(file: str) -> str:
    """By the file's name."""
    return LANGUAGES[file[file.rindex(".") :]]


def code(file: str, part: str) -> str:
    """The part as the page shows it."""
    path = str(ROOT / file)
    lines, _ = LiteralIncludeReader(path, options(part), Config()).read()
    return lines.rstrip("\n")


def refreshed(markdown: str) -> str:
    """The same Markdown, each block of code as its file has it now."""
    return re.sub(f"^{PATTERN}$", block, markdown, flags=re.M | re.S)


def block(found: re.Match[str]) -> str:
    """A comment and its block."""
    file, part, ticks = found["file"], found["part"], found["ticks"]
    return (
        f"<!-- code: {file} {part} -->\n"
        f"{ticks}{language(file)}\n{code(file, part)}\n{ticks}"
    )
