"""Every number that the prose states is held, and what holds it agrees."""

import gzip
import tomllib

import nbformat
import pytest
import torch
from torch.nn import functional as F
from where import CHAPTERS, CODE, ROOT

from livenets import data
from livenets.claims import bound, sources
from livenets.claims.cells import coded, nearest, printed
from livenets.claims.link import differs
from livenets.claims.numbers import claims, numbers
from livenets.claims.prose import chapter, said, stated
from livenets.claims.sums import agree, sums
from livenets.parts import ORT, PACKAGES
from livenets.studies import vgg

PAGES = [*sorted((ROOT / "chapters").glob("*.md")), *CHAPTERS]
each_page = pytest.mark.parametrize("path", PAGES, ids=lambda p: p.stem)
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


@each_page
def test_every_number_is_printed_by_a_cell_or_has_an_entry(path):
    prose, lines = chapter(path)
    must, _ = stated(prose)
    found = bound.bind(must, bound.held(path.stem), lines)
    assert [words for _, _, words in found if words] == []
    assert len(bound.held(path.stem)) == len(must), (
        "the ledger has rows that no number needs:"
        " run python -m livenets.claims"
    )


@each_page
def test_every_link_to_the_ledger_says_what_its_entry_comes_to(path):
    prose, _ = chapter(path)
    links = [(part.text, part.claim) for part in prose if part.claim]
    assert [w for link in links for w in differs(*link)] == []


def test_every_entry_is_used():
    said = {part.claim for path in PAGES for part in chapter(path)[0]}
    for name, entry in sources.entries().items():
        sources.value(name)
        if f"{{{name}}}" in " ".join(
            other.get("arithmetic", "") for other in sources.entries().values()
        ):
            continue
        assert name in said, f"{name} ({entry['says']}) is in no text"


def test_no_page_has_a_ledger_that_is_not_its_own():
    folder = CODE / "claims" / "ledger"
    assert {p.stem for p in folder.iterdir()} <= {p.stem for p in PAGES}


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


def entry(monkeypatch, **about):
    """The value of an entry that is nowhere else."""
    table = {**sources.entries(), "x.y": {"says": "It", **about}}
    monkeypatch.setattr(sources, "entries", lambda: table)
    sources.value.cache_clear()
    return sources.value("x.y")


@pytest.mark.parametrize(
    ("about", "value"),
    [
        ({"study": "rnn_lag: settings/updates"}, 250),
        (
            {
                "study": "resnet: runs[layers=56,shortcuts=false]/seed",
                "fold": "sum",
            },
            3,
        ),
        ({"card": "lenet5: data/test_pictures"}, 2_000),
        ({"count": "parameters", "of": "vgg16"}, 138_357_544),
        ({"count": "macs 224", "of": "vgg16"}, 15_470_264_320),
        ({"arithmetic": "2 * {vgg.one-7x7} - 7**2 / 1"}, 49),
        ({"arithmetic": "187.4", "figures": 2}, 190),
        ({"constant": "heads:SKIP"}, 16),
        ({"cite": "he2016deep, table 2", "value": 28.5}, 28.5),
        ({"measured": "make bench", "value": 7}, 7),
    ],
)
def test_each_way_gives_its_value(monkeypatch, about, value):
    assert entry(monkeypatch, **about) == value


@pytest.mark.parametrize(
    ("about", "words"),
    [
        ({"arithmetic": "__import__('os').getpid()"}, "only"),
        ({"cite": "nobody2020nothing, table 2", "value": 1}, "references.bib"),
        ({"cite": "he2016deep", "value": 1}, "and a place"),
        ({"study": "resnet: runs/*/seed"}, "values; want one"),
        ({"arithmetic": "1", "lines": ["nobody prints this"]}, "any more"),
        ({"test": "tests/test_claims.py::test_none", "value": 1}, "no such"),
        (
            {"test": "tests/test_tree.py::test_none", "value": 1},
            "no such test",
        ),
        ({}, "and one of"),
    ],
)
def test_an_entry_that_cannot_be_right_is_refused(monkeypatch, about, words):
    if "lines" in about:
        monkeypatch.setattr(sources, "cell_lines", lambda _: {"something"})
    with pytest.raises(sources.Wrong, match=words):
        entry(monkeypatch, **about)


def test_a_test_that_lost_its_number_holds_nothing(monkeypatch):
    path = "tests/nets/test_vgg.py::test_a_bias_before_batch_norm_is_useless"
    assert entry(monkeypatch, test=path, value=4_224) == 4_224
    with pytest.raises(sources.Wrong, match="does not have 4225"):
        entry(monkeypatch, test=path, value=4_225)


@pytest.mark.parametrize(
    ("text", "name", "words"),
    [
        ("28.5 %", "resnet.paper-plain-34", None),
        ("28.54", "resnet.paper-plain-34", None),
        ("28.6 %", "resnet.paper-plain-34", "the ledger 28.54"),
        ("28.53 %", "resnet.paper-plain-34", "the prose says 28.53 %"),
        ("28.5 %", "resnet.no-such", "no such entry"),
        ("about it", "resnet.paper-plain-34", "has 0 numbers"),
    ],
)
def test_a_link_agrees_at_the_precision_of_the_text(text, name, words):
    found = list(differs(text, name))
    assert (found == []) if words is None else (words in found[0])


def test_only_a_link_to_an_entry_is_a_claim():
    prose = "Of [28.5 %](claims.md#a.b), as [all](claims.md#all-claims) 27 %."
    first, rest = said(prose)
    assert (first.text, first.claim) == ("28.5 %", "a.b")
    assert (rest.text, rest.claim) == ("Of ¦, as ¦all¦ 27 %.", None)


def test_the_ledger_reads_what_the_notebooks_have_stored():
    """The lines are those of the file, whatever this machine computes."""
    prose, lines = chapter(ROOT / "chapters" / "lenet.ipynb")
    cells = nbformat.read(ROOT / "chapters" / "lenet.ipynb", 4).cells
    count = sum(cell.cell_type == "code" for cell in cells)
    assert {line.cell for line in lines} <= set(range(count))
    assert max(part.place for part in prose) == count


def test_toml_of_the_ledger_has_no_entry_without_words():
    for path in (CODE / "claims" / "ledger").glob("*.toml"):
        for name, about in tomllib.loads(path.read_text("utf-8")).items():
            assert about["says"][0].isupper() and about["says"][-1] != ".", (
                name
            )


# what the prose says and no cell prints


def test_the_engine_weighs_what_the_first_page_says():
    wasm = ROOT / PACKAGES / ORT / "dist" / "ort-wasm-simd-threaded.wasm"
    packed = gzip.compress(wasm.read_bytes(), compresslevel=9, mtime=0)
    assert round(len(packed) / 1e6, 1) == 3.7


def test_swish_is_as_far_from_relu6_as_the_chapter_says():
    x = torch.linspace(-6, 6, 120_001, dtype=torch.float64)
    off = (F.silu(x) - x.clamp(0, 6)).abs().max().item()
    assert round(off, 3) == 0.278


def test_the_best_of_192_without_meaning_follows_a_short_text():
    """192 rows of noise, 50 characters: the best |r| is about 0.4."""
    torch.manual_seed(0)
    best = []
    for _ in range(100):
        rows = torch.randn(193, 50)
        best.append(rows.corrcoef()[0, 1:].abs().max().item())
    assert round(sum(best) / len(best), 1) == 0.4


def test_the_small_emoji_have_the_sides_that_the_chapters_say():
    assert data.emoji10(32).test.pixels.shape[1:3] == (32, 32)


def test_the_first_stage_of_vggs_study_is_as_wide_as_the_chapter_says():
    first = {
        layers: round(stages[0][0] * width)
        for layers, (stages, width) in vgg.DEPTHS.items()
    }
    assert (first[8], first[19]) == (14, 6)


def test_numbers_know_how_precise_they_are():
    (number,) = numbers("28.5 %")
    assert number.says(28.54) and number.says(28.45)
    assert not number.says(28.56) and not number.says(28.4)


@each_page
def test_every_sum_in_a_formula_is_right(path):
    text = path.read_text("utf-8")
    if path.suffix == ".ipynb":
        cells = nbformat.reads(text, as_version=4).cells
        text = "\n".join(c.source for c in cells if c.cell_type == "markdown")
    found = list(sums(text))
    wrong = [f"{a} = {b}" for a, b in found if not agree(a, b)]
    assert wrong == []


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
