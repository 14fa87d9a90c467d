"""What an entry of the ledger may say, and how a link agrees with it."""

import pytest

from livenets.claims import sources
from livenets.claims.link import differs
from livenets.claims.prose import said


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
