"""The form of a `{check}` in the page: its nodes and their HTML."""

import html
from typing import Any

from docutils import nodes

DATA = (
    *("check", "kind", "page", "answer", "tolerance", "unit"),
    *("predict", "widget", "nth"),
)
L = {
    "number": "Check",
    "shape": "Check",
    "choice": "Check",
    "guess": "Make this guess",
    "skip": "Show it without a guess",
    "widget": "Take this to the widget",
    "code": "",
    "unrun": "This page runs no Python, so it takes your word. Fill in the "
    "cell below and run it with its tests in the notebook ({0}, or launch it "
    "with the rocket at the top). Tick when all pass: that counts as done, "
    "and is kept.",
    "download": "download it",
}


class check(nodes.General, nodes.Element):
    """A form; its children are a prompt and hints."""


class check_prompt(nodes.Part, nodes.TextElement):
    """What is asked, in a line: the field's label."""


class check_hint(nodes.Part, nodes.Element):
    """What is said to one answer (`when`)."""


def visit_check(translator: Any, node: check) -> None:
    """The form; hidden until the script is there."""
    data = {f"data-{key}": node[key] for key in DATA if key in node}
    start = translator.starttag(node, "form", CLASS="livenets-check", **data)
    translator.body.append(start.replace("<form", "<form hidden novalidate"))


def depart_check(translator: Any, _node: check) -> None:
    """Its end, and that of what is said."""
    translator.body.append("</div></form>\n")


def visit_prompt(translator: Any, node: check_prompt) -> None:
    """The label of the field, the legend of the choices."""
    form = node.parent
    start = {
        "choice": '<fieldset><legend class="prompt">',
        "widget": '<p class="prompt">',
        "code": '<label class="prompt"><input type="checkbox">',
    }.get(form["kind"], f'<label class="prompt" for="{form["check"]}-field">')
    translator.body.append(start)


def depart_prompt(translator: Any, node: check_prompt) -> None:
    """The field, the buttons, and the place of what is said."""
    form = node.parent
    kind, name = form["kind"], html.escape(form["check"])
    add = translator.body.append
    add({"choice": "</legend>", "widget": "</p>"}.get(kind, "</label>"))
    if kind == "choice":
        for text in map(html.escape, form["choices"]):
            add(
                f'<label><input type="radio" name="{name}" value="{text}">'
                f"{text}</label>"
            )
        add("</fieldset>")
    elif kind in ("number", "shape"):
        add(f'<input type="text" id="{name}-field" autocomplete="off">')
        add(f" {html.escape(form.get('unit', ''))}")
    guess = "predict" in form
    if kind == "code":
        add(f'<p class="about">{unrun(form["page"])}</p>')
    button = {"widget": L["widget"]}.get(kind, L["guess" if guess else kind])
    if kind != "code":
        add(f'<button type="submit">{button}</button>')
    if guess:
        add(f'<button type="button" class="skip">{L["skip"]}</button>')
    add('<div class="told" role="status"><p></p>')


def unrun(docname: str) -> str:
    """What a tick means where no kernel is, and where there is one."""
    file = f"{'../' * docname.count('/')}_sources/{docname}.ipynb"
    link = f'<a href="{file}" download>{L["download"]}</a>'
    return L["unrun"].format(link)


def visit_hint(translator: Any, node: check_hint) -> None:
    """Out of sight, until an answer calls for it."""
    when = html.escape(node["when"])
    translator.body.append(f'<div class="hint" data-when="{when}" hidden>')


def depart_hint(translator: Any, _node: check_hint) -> None:
    """Its end."""
    translator.body.append("</div>\n")


def skip(_translator: Any, _node: nodes.Node) -> None:
    """On paper there is no form."""
    raise nodes.SkipNode


# node → what writes it
WRITERS = {
    check: (visit_check, depart_check),
    check_prompt: (visit_prompt, depart_prompt),
    check_hint: (visit_hint, depart_hint),
}
