"""The directive `{check}`: an exercise that the page itself can check.

It only writes a form (`check_form`), with the answer and the hints as data;
`page/check.js` makes it work. CONTRIBUTING.md says how to write one.
"""

import re
from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from docutils.statemachine import StringList
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from livenets.check_form import (
    DATA,
    WRITERS,
    check,
    check_hint,
    check_prompt,
    skip,
)

HINT = re.compile(r"- (?P<when>.+?): (?P<text>.+)")
CONDITION = re.compile(r"\w+ [=≠<>≤≥] .+")


class Check(SphinxDirective):
    """`{check} name`, its options, a prompt, and `- answer: hint` lines."""

    required_arguments = 1
    has_content = True
    option_spec: ClassVar = {
        "answer": directives.unchanged_required,
        "tolerance": float,
        "unit": directives.unchanged,
        "choices": directives.unchanged_required,
        "predict": directives.flag,
        "widget": directives.unchanged_required,
        "nth": directives.positive_int,
        "reaches": directives.unchanged_required,
        "code": directives.flag,
    }

    def run(self) -> list[nodes.Node]:
        """The form's node."""
        name, kind = self.arguments[0], self.kind()
        asked, hints = split(list(self.content))
        self.validate(name, kind, asked, hints)
        node = check(check=name, kind=kind, page=self.env.docname)
        for key in DATA:
            if key in self.options:
                node[key] = str(self.options[key] or "yes")
        node["answer"] = self.options.get(
            "reaches", self.options.get("answer", "")
        )
        node["choices"] = choices(self.options)
        node += self.parsed(check_prompt(), asked, inline=True)
        node += [self.parsed(check_hint(when=w), text) for w, text in hints]
        return [node]

    def kind(self) -> str:
        """Read from the options which are there."""
        for option, kind in (
            ("code", "code"),
            ("widget", "widget"),
            ("choices", "choice"),
        ):
            if option in self.options:
                return kind
        return "shape" if "×" in self.options.get("answer", "") else "number"

    def validate(
        self, name: str, kind: str, asked: str, hints: list[tuple[str, str]]
    ) -> None:
        """Say in one sentence what is missing."""
        names = self.env.metadata[self.env.docname].setdefault("checks", [])
        whens = [when for when, _ in hints]
        answer = self.options.get("answer")
        if name in names:
            raise self.error(f"The page has two checks named {name}.")
        names.append(name)
        if not asked:
            raise self.error(f"{name}: say in a line what is asked.")
        if kind != "code" and "else" not in whens:
            raise self.error(f"{name}: a wrong answer needs a hint (- else:).")
        if kind == "choice" and answer not in choices(self.options):
            raise self.error(f"{name}: {answer!r} is none of its choices.")
        if kind == "widget":
            told = [w for w in whens if w not in ("right", "else")]
            for text in (self.options.get("reaches", ""), *told):
                if not all(map(CONDITION.fullmatch, text.split(" and "))):
                    raise self.error(f"{name}: {text!r} is no condition.")
        elif kind != "code" and answer is None:
            raise self.error(f"{name}: the answer is missing.")

    def parsed(
        self, node: nodes.Element, text: str, inline: bool = False
    ) -> nodes.Element:
        """`node` with MyST `text` in it."""
        source, line = self.get_source_info()
        box = nodes.Element()
        lines = StringList([text], source=source)
        self.state.nested_parse(lines, self.content_offset, box)
        node += box.children[0].children if inline else box.children
        node.source, node.line = source, line
        return node


def choices(options: dict[str, Any]) -> list[str]:
    """`a | b | c` as a list."""
    parts = options.get("choices", "").split("|")
    return [part.strip() for part in parts if part.strip()]


def split(lines: list[str]) -> tuple[str, list[tuple[str, str]]]:
    """The prompt, and (when, text) of each hint; a hint may go on."""
    asked: list[str] = []
    hints: list[tuple[str, str]] = []
    for line in lines:
        start = HINT.fullmatch(line)
        if start:
            hints.append((start["when"], start["text"]))
        elif hints and line.strip():
            when, text = hints.pop()
            hints.append((when, f"{text} {line.strip()}"))
        else:
            asked.append(line.strip())
    return " ".join(asked).strip(), hints


def scripts_of_page(
    app: Sphinx, pagename: str, *_rest: str | dict | nodes.document | None
) -> None:
    """Only where there is a check."""
    if app.env.metadata[pagename].get("checks"):
        app.add_css_file("livenets/check.css")
        app.add_js_file("livenets/later.js", type="module")


def setup(app: Sphinx) -> dict[str, Any]:
    """Called by Sphinx."""
    app.add_directive("check", Check)
    for node, writers in WRITERS.items():
        app.add_node(node, html=writers, latex=(skip, None))
    app.connect("html-page-context", scripts_of_page, priority=901)
    return {"parallel_read_safe": False, "parallel_write_safe": True}
