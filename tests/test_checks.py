"""Every exercise that the page checks: its answer is held by a cell."""

import re
from itertools import takewhile

import nbformat
import pytest
from where import CHAPTERS, CODE

from livenets.checks import choices, split
from livenets.plain import directives

CHECK = re.compile(r"^```\{check\} (\S+)\n(.*?)^```$", re.M | re.S)
OPTION = re.compile(r":(\w+):(?: (.*))?")
NUMBER = re.compile(r"[-−]?\d+(?:,\d{3})*(?:\.\d+)?(?:e[-+]?\d+)?")


def parsed(text):
    """The options, the prompt and the hints of a directive's text."""
    lines = text.splitlines()
    head = list(takewhile(OPTION.fullmatch, lines))
    options = {k: v for k, v in (OPTION.fullmatch(i).groups() for i in head)}
    return options, *split(lines[len(head) :])


def following(cells, ends):
    """The code cells up to a text for which `ends` is true."""
    until = takewhile(
        lambda c: c.cell_type == "code" or not ends(c.source), cells
    )
    return [cell for cell in until if cell.cell_type == "code"]


def another(text):
    return "```{exercise}" in text or text.startswith("## ")


def printed(cells):
    return "\n".join(
        out.get("text", "") for cell in cells for out in cell.outputs
    )


def checks(path):
    """(name, options, hints, the cells that hold it) of each check."""
    cells = nbformat.read(path, as_version=4).cells
    for cell in cells:
        if cell.cell_type == "markdown":
            cell.source = directives(cell.source)
    for i, cell in enumerate(cells):
        if cell.cell_type != "markdown":
            continue
        for name, text in CHECK.findall(cell.source):
            options, _, hints = parsed(text)
            ends = bool if "predict" in options else another
            yield name, options, hints, following(cells[i + 1 :], ends)


def values(text):
    return [
        float(n.replace(",", "").replace("−", "-"))
        for n in NUMBER.findall(text)
    ]


def held(answer, options, text):
    """Does a cell's output say `answer`?"""
    if "choices" in options:
        return answer in text
    wanted, found = values(answer), values(text)
    tolerance = float(options.get("tolerance", 0))
    return any(
        all(
            abs(a - b) <= tolerance + 1e-9 * abs(a)
            for a, b in zip(wanted, found[i:], strict=False)
        )
        for i in range(len(found) - len(wanted) + 1)
    )


def kind(options):
    return next(
        (k for k in ("code", "widget", "predict") if k in options), "answer"
    )


# the page about a reader's own network is no chapter
WITH_CHECKS = [p for p in CHAPTERS if p.stem != "your_own"]


@pytest.mark.parametrize("path", WITH_CHECKS, ids=lambda path: path.stem)
class TestChecks:
    def test_there_are_all_four_kinds(self, path):
        kinds = [kind(options) for _, options, _, _ in checks(path)]
        assert set(kinds) == {"code", "widget", "predict", "answer"}
        assert len(kinds) >= 4

    def test_each_answer_is_printed_by_the_cells_that_follow(self, path):
        for name, options, _, cells in checks(path):
            if "answer" in options:
                assert held(options["answer"], options, printed(cells)), name

    def test_no_hint_is_for_the_right_answer(self, path):
        for name, options, hints, _ in checks(path):
            for when in (w for w, _ in hints if w not in ("else", "right")):
                for wrong in when.split(" | "):
                    if "choices" in options:
                        assert wrong in choices(options), name
                        assert wrong != options["answer"], name
                    elif "answer" in options:
                        right = values(options["answer"])
                        assert values(wrong) not in ([], right), name

    def test_the_tests_of_code_pass_with_what_is_worked_out(self, path):
        for name, options, _, cells in checks(path):
            if "code" in options:
                text = printed(cells)
                assert "is not written yet" in text, name
                passed, n = re.search(r"passed (\d+) of (\d+)", text).groups()
                assert passed == n >= "2", name

    def test_a_widget_tells_what_is_asked_of_it(self, path):
        for name, options, hints, _ in checks(path):
            if "widget" not in options:
                continue
            file = CODE / "widgets" / options["widget"].replace("-", "_")
            script = file.with_suffix(".js").read_text("utf-8")
            told = "".join(
                re.findall(r"parts\.tell\(\{(.*?)\}\)", script, re.S)
            )
            conditions = [options["reaches"], *(w for w, _ in hints)]
            for condition in conditions:
                for fact in re.findall(r"(\w+) [=≠<>≤≥] ", condition):
                    assert re.search(rf"\b{fact}\b", told), (name, fact)


def test_what_no_cell_prints_is_not_held():
    assert held("9472", {}, "112 9,472")
    assert held("1 × 120", {}, "(1, 120)")
    assert not held("9472", {}, "112 9471")
    assert not held("94", {}, "112 9472")
    assert held("10.8", {"tolerance": "0.05"}, "takes 10.84 M")
    assert not held("10.8", {}, "takes 10.84 M")
    assert not held("64 × 56", {}, "(56, 64)")
