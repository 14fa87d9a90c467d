"""A word that the glossary has leads there, once a chapter."""

import re

import pytest
from page.test_around import NOTEBOOKS
from where import BOOK

LINK = re.compile(
    r'<a aria-description="([^"]+)" class="glossed"'
    r' href="glossary\.html#([^"]+)">([^<]+)</a>'
)


@pytest.mark.parametrize("path", NOTEBOOKS)
def test_a_first_use_leads_to_its_entry(path):
    glossary = (BOOK / "chapters" / "glossary.html").read_text()
    found = LINK.findall((BOOK / path).read_text())
    assert found or "ladder" in path or "your_own" in path
    assert len({anchor for _, anchor, _ in found}) == len(found)
    for meaning, anchor, word in found:
        assert f'id="{anchor}"' in glossary
        names = meaning.partition(": ")[0].lower().split(" · ")
        assert word.lower().removesuffix("s") in {
            name.removesuffix("s") for name in names
        }


def test_the_page_of_claims_leads_to_each_entry_once():
    """It quotes the errata of all chapters, each with its own links."""
    found = LINK.findall((BOOK / "chapters" / "claims.html").read_text())
    anchors = [anchor for _, anchor, _ in found]
    assert len(anchors) > 10 and len(set(anchors)) == len(anchors)
