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
from livenets.claims.link import differs
from livenets.claims.prose import chapter, stated
from livenets.claims.sums import agree, sums
from livenets.parts import ORT, PACKAGES
from livenets.studies import vgg

PAGES = [*sorted((ROOT / "chapters").glob("*.md")), *CHAPTERS]
each_page = pytest.mark.parametrize("path", PAGES, ids=lambda p: p.stem)


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


@each_page
def test_every_sum_in_a_formula_is_right(path):
    text = path.read_text("utf-8")
    if path.suffix == ".ipynb":
        cells = nbformat.reads(text, as_version=4).cells
        text = "\n".join(c.source for c in cells if c.cell_type == "markdown")
    found = list(sums(text))
    wrong = [f"{a} = {b}" for a, b in found if not agree(a, b)]
    assert wrong == []
