"""The widgets' style sheets, which a page gets as one."""

import re

import pytest
from where import CODE

from livenets.widgets.base import scoped

OWN = sorted(
    path for path in (CODE / "widgets").glob("*.css") if path.stem != "kit"
)


def selectors(text):
    """Each rule's selectors, those within a condition too."""
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.S)
    for part in re.findall(r"([^{}]+)\{", text):
        if not part.strip().startswith("@"):
            yield from (one.strip() for one in re.split(r",(?![^(]*\))", part))


@pytest.mark.parametrize("path", OWN, ids=lambda path: path.stem)
def test_a_widgets_style_sheet_reaches_no_other_widget(path):
    name = path.stem.replace("_", "-")
    found = list(selectors(scoped(path)))
    assert found
    for selector in found:
        assert f'[data-widget="{name}"]' in selector, selector


@pytest.mark.parametrize("path", OWN, ids=lambda path: path.stem)
def test_a_style_sheet_has_a_widget_of_its_name(path):
    assert path.with_suffix(".py").exists()
