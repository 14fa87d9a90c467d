"""Pictures and plots in words, for who does not see them."""

import re
from html.parser import HTMLParser

import pytest
from page.test_book import CHAPTERS, PAGES
from where import BOOK

PLOT = re.compile(r"_images/[0-9a-f]{64}\.png$")


class Images(HTMLParser):
    """The `alt` of each picture of a page."""

    def __init__(self):
        super().__init__()
        self.alts = {}

    def handle_starttag(self, tag, attrs):
        at = dict(attrs)
        logo = "/images/logo_" in at.get("src", "")  # of a launch button
        if tag == "img" and not logo:
            self.alts[at["src"]] = at.get("alt")


@pytest.mark.parametrize("path", PAGES)
def test_a_picture_says_what_it_shows(path):
    images = Images()
    images.feed((BOOK / path).read_text())
    for source, alt in images.alts.items():
        assert alt and len(alt) >= 40 and " " in alt.strip(), source
        assert not re.search(r"\.(png|svg|jpe?g)\b|^_?images", alt), alt


@pytest.mark.parametrize("path", CHAPTERS)
def test_a_plot_tells_the_numbers_that_were_drawn(path):
    images = Images()
    images.feed((BOOK / path).read_text())
    plots = {s: a for s, a in images.alts.items() if PLOT.search(s)}
    for source, alt in plots.items():
        said, _, read = alt.partition("In numbers: ")
        assert len(said) >= 40 and re.search(r"\d", read), source
