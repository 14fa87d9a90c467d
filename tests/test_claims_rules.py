"""What is a claim, what may hold one, which sums are right."""

import pytest

from livenets.claims import bound
from livenets.claims.cells import coded, nearest, printed
from livenets.claims.numbers import claims, numbers
from livenets.claims.prose import said, stated
from livenets.claims.sums import agree, sums

OUTPUT = (
    "layers  right\n     8   69 %\n    56   -0.38\nall 1,240 kernels\n"
    "after 0.50"
)
LINES = [*printed(0, OUTPUT), *coded(1, "x = f(200, share=0.3)")]


def texts(prose):
    """The claims of a piece of Markdown."""
    must, _ = stated(list(said(prose)))
    return [s.number.text for s in must]


def one(prose):
    """The one claim of a piece of Markdown, below both cells of LINES."""
    must, _ = stated(list(said(prose, place=2)))
    return must


def troubles(prose, rows, lines=LINES):
    return [words for _, _, words in bound.bind(one(prose), rows, lines)]


@pytest.mark.parametrize(
    ("prose", "found"),
    [
        ("It is right in 69 % of 780 cases.", ["69 %", "780"]),
        ("Errors of 29.6, 28.7 and 27.3 %.", ["29.6", "28.7", "27.3 %"]),
        ("Pictures of 32 × 32 pixels, 1,225,449 paths.", None),
        ("It costs 4 and 13 points.", ["4", "13"]),
        ("Down to −0.375.", ["−0.375"]),
        ("| a | b |\n|---|---|\n| 17 | 0.5 |", ["17", "0.5"]),
        ("```{admonition} So\n:class: note\nIt has 42.\n```", ["42"]),
        ("Three kernels of 3 × 3 and 12 channels in ResNet-18.", []),
        ("In 1998, see table 20 and §4.1, `99`, $n = 44$, C31.", []),
        ("```{exercise}\n:label: x\nGiven 224 pixels?\n```", []),
        ("Half an hour · 25 minutes · a laptop", []),
    ],
)
def test_what_is_a_claim_and_what_is_not(prose, found):
    if found is None:
        found = ["32 × 32", "1,225,449"]
    assert texts(prose) == found


def test_a_wrong_digit_in_the_prose_is_noticed():
    rows = [("69 %", "8 69 %")]
    rows = [bound.Held(*row) for row in rows]
    assert troubles("It has 69 % right.", rows) == [""]
    (words,) = troubles("It has 68 % right.", rows)
    assert "no cell prints it" in words and "68 %" in words
    (words,) = troubles("It has 8.1 points.", rows)
    assert "want a link to the ledger" in words


def test_another_number_that_is_printed_too_is_noticed():
    """What a plain search for the digits would let through."""
    rows = [bound.Held("56 layers", "56 -0.38")]
    (words,) = troubles("It has 69 % right.", rows)
    assert "is new: run python -m livenets.claims" in words


def test_a_line_that_changed_is_noticed_though_the_number_is_still_there():
    lines = [*printed(0, "layers right\n 8 61 %\n 20 69 %")]
    rows = [bound.Held("69 %", "8 69 %")]
    (words,) = troubles("It has 69 % right.", rows, lines)
    assert "was held by “8 69 %”, which no cell prints any more" in words


def test_renewing_keeps_a_line_that_was_chosen_by_hand():
    lines = [*printed(0, "a 69 %"), *printed(1, "b 69 %")]
    must = one("It has 69 % right.")
    rows = [bound.Held("69 %", "a 69 %")]
    assert bound.renewed(must, rows, lines) == rows
    assert bound.renewed(must, [], lines) == [bound.Held("69 %", "b 69 %")]


@pytest.mark.parametrize(
    ("prose", "line"),
    [
        ("69 %", "8 69 %"),
        ("0.69 %", None),
        ("50 %", "after 0.50"),
        ("0.38", None),  # it is negative
        ("−0.38", "56 -0.38"),
        ("1,240", "all 1,240 kernels"),
        ("200", "x = f(200, share=0.3)"),
        ("30 %", "x = f(200, share=0.3)"),
        ("200 times", None),  # a result is never what was put in
    ],
)
def test_the_line_that_has_a_number(prose, line):
    (number,) = claims(prose)
    found = nearest(number, LINES, place=2)
    assert (found and found.text) == line


def test_numbers_know_how_precise_they_are():
    (number,) = numbers("28.5 %")
    assert number.says(28.54) and number.says(28.45)
    assert not number.says(28.56) and not number.says(28.4)


@pytest.mark.parametrize(
    ("tex", "right"),
    [
        (r"$2 \cdot 9 \cdot 256^2 = 1{,}179{,}648$", True),
        (r"$2 \cdot 9 \cdot 256^2 = 1{,}179{,}649$", False),
        (r"$\lfloor (224 + 6 - 6 - 1)/2 \rfloor + 1 = 112$", True),
        (r"$64\,(3 \cdot 7^2 + 1) = 9472$", True),
        (r"$3\,(1/64 + 1/9) = 38\,\%$", True),
        (r"$3\,(1/64 + 1/9) = 39\,\%$", False),
        (r"$49 \cdot 2 \approx 98.1$", False),
        (r"$49 \cdot 124{,}992 \approx 6.1$ million", True),
        (r"$49 \cdot 124{,}992 \approx 6.2$ million", False),
        (r"$63 + 1 = 64 = 8^{2} = 65$", False),
    ],
)
def test_a_sum_is_worked_out(tex, right):
    found = list(sums(tex))
    assert found and all(agree(a, b) for a, b in found) is right


@pytest.mark.parametrize("tex", ["$k = 7$", r"$\ln 8 = 2.08$", "$x + 1$"])
def test_a_formula_with_letters_is_no_sum(tex):
    assert list(sums(tex)) == []
