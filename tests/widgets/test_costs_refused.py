"""What is no list of layers is refused, in Python and in the page."""

import pytest
from widgets.test_costs import as_page, page

from livenets.widgets.cost_explorer import VGG
from livenets.widgets.costs import costs

BAD = [
    ("", "", 224, "The list is empty"),
    ("[ , ]", "", 224, "The list is empty"),
    ("64, 51Z", "", 224, 'Layer 2, "51Z", is none that this table knows'),
    ("64, -8", "", 224, 'Layer 2, "-8", is none'),
    ("64, 0", "", 224, "1 to 65536 channels, not 0"),
    ("99999", "", 224, "1 to 65536 channels, not 99999"),
    (VGG["vgg11"] + ", M", "", 32, 'Layer 14, "M": the map is only 1 × 1'),
    ("M, " * 6, "10", 32, "Use fewer pools, or a larger picture"),
    ("64, A9", "", 8, "averaged to 1 × 1 up to 8 × 8"),
    ("64, A0", "", 8, "averaged to 1 × 1 up to 8 × 8"),
    ("64k7p0", "", 5, "a kernel of 7 × 7 does not fit"),
    ("64k0", "", 5, "k can be 1 to 31, not 0"),
    ("Ms17", "", 50, "s can be 1 to 16, not 17"),
    ("64, 64g3", "", 8, "3 groups must divide the 64 channels"),
    ("64, " * 78, "1, 2, 3", 8, "81 layers are more than the 80"),
    ("64", "10, ten", 8, 'Linear layer 2, "ten"'),
    ("64", "0", 8, 'Linear layer 1, "0"'),
    ("64", "٣", 8, 'Linear layer 1, "٣"'),
    ("64", "", 0, "1 to 1024 pixels a side, not 0"),
    ("64", "", 2000, "1 to 1024 pixels a side, not 2000"),
]


@pytest.mark.parametrize(("cfg", "linear", "side", "sentence"), BAD)
def test_what_is_no_network_is_refused_in_a_sentence(
    cfg, linear, side, sentence
):
    with pytest.raises(ValueError) as refused:
        costs(cfg, linear, side)
    assert sentence in str(refused.value)


def test_the_page_refuses_in_the_same_words():
    answers = page([as_page(*bad[:3]) for bad in BAD])
    for bad, answer in zip(BAD, answers, strict=True):
        with pytest.raises(ValueError) as refused:
            costs(*bad[:3])
        assert answer == {"error": str(refused.value)}
