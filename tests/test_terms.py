"""The glossary, and how a chapter's words are found in it."""

import json
import re

import pytest
from where import CHAPTERS, ROOT

from livenets.terms import Entry, pattern

GLOSSARY = (ROOT / "chapters" / "glossary.md").read_text(encoding="utf-8")
HAN = re.compile(r"[\u4e00-\u9fff]+")
FOUND = [
    Entry("pool", ["pooling", "池化"], "One of many."),
    Entry("max", ["max pooling", "最大池化"], "The largest."),
    Entry("convolution", ["convolution"], "A window slides."),
    Entry("kernel", ["convolution kernel"], "What slides."),
    Entry("gate", ["gate (of a network)", "门"], "A factor."),
    Entry("gru", ["GRU", "门控循环单元"], "With gates."),
    Entry("key", ["key (attention)", "键"], "To be found by."),
]


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_the_glossary_has_each_chinese_term_of_the_chapters(path):
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    text = "\n".join(
        "".join(cell["source"])
        for cell in cells
        if cell["cell_type"] == "markdown"
    )
    before, _, after = text.partition("## Errata")  # there the notes speak
    told = before + after.partition("## Exercises")[2]
    said = set(re.findall(r"\((?:[^()]*, )?([\u4e00-\u9fff]+)[,)]", told))
    assert said <= set(HAN.findall(GLOSSARY))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Max pooling, then pooling.", ["Max pooling", "pooling"]),
        ("a press of a key (键)", ["键"]),
        ("最大池化 or 池化", ["最大池化", "池化"]),
        ("门控循环单元 has a 门", ["门控循环单元", "门"]),
        ("convolution kernels", ["convolution kernels"]),
        ("spooling is another word", []),
    ],
)
def test_the_longest_name_is_found_and_no_word_of_two_meanings(text, found):
    assert [m[0] for m in pattern(FOUND).finditer(text)] == found
