"""The ten networks side by side: what the ladder's chapter says of them."""

from statistics import mean

import numpy as np
import pytest
import torch

from livenets import count, data, side_by_side, weights
from livenets.recipes import emoji

FACTS = side_by_side.facts()
OURS = {name: mean(facts["right"]) for name, facts in FACTS.items()}
LABELS = [rung.label for rung in side_by_side.RUNGS]


def test_the_rungs_are_all_networks_trained_on_the_same_pictures():
    cards = [weights.card(rung.weights) for rung in side_by_side.RUNGS]
    same = {
        weights.card(name)["name"]
        for name in weights.names()
        if weights.card(name)["data"]["set"] == "emoji"
    }
    # the other drawing of AlexNet belongs to its chapter
    assert {card["name"] for card in cards} == same - {"alexnet_two_columns"}
    assert {card["recipe"]["epochs"] for card in cards} == {24}
    assert all(len(card["runs"]) == 3 for card in cards)


def test_facts_are_the_networks():
    for label, net in side_by_side.networks().items():
        facts = FACTS[label]
        assert facts["parameters"] == count.parameters(net)
        assert facts["macs"] == count.macs(net, emoji().test_x[:1])
        assert facts["layers"] == sum(
            p.ndim in (2, 4) for p in net.parameters()
        )
    years = [facts["year"] for facts in FACTS.values()]
    assert years == sorted(years)


def test_verdicts_are_those_that_the_cards_scored():
    right = side_by_side.right().double().mean(dim=1)
    for rung, share in zip(side_by_side.RUNGS, right, strict=True):
        card = weights.card(rung.weights)
        # a last digit may tip one picture
        assert share == pytest.approx(card["test_accuracy"], abs=2 / 780)


def alike(a, b):
    """The share of pairs that two facts order alike."""
    pairs = [
        (a[p] < a[q]) == (b[p] < b[q])
        for p in a
        for q in a
        if p < q and a[p] != a[q] and b[p] != b[q]
    ]
    return mean(pairs)


def test_newer_is_not_better_here():
    late = {n: f["year"] for n, f in FACTS.items() if f["year"] >= 2015}
    ours = {name: OURS[name] for name in late}
    imagenet = {
        rung.label: rung.imagenet
        for rung in side_by_side.RUNGS
        if rung.imagenet and rung.year >= 2015
    }
    years = {name: late[name] for name in imagenet}
    assert alike(late, ours) < 0.35 < 0.65 < alike(years, imagenet)
    assert max(OURS, key=OURS.get) == "ResNet-18"


def test_the_order_of_the_scores_is_that_of_the_training_losses():
    learnt = {
        rung.label: -mean(
            run["loss_of_last_tenth"]
            for run in weights.card(rung.weights)["runs"]
        )
        for rung in side_by_side.RUNGS
    }
    assert alike(learnt, OURS) > 0.95
    # smoothed by 0.1 over ten classes, the loss of one who knows all
    shares = np.array([0.91] + [0.01] * 9)
    least = -(shares * np.log(shares)).sum()
    assert least == pytest.approx(0.50, abs=0.005)
    assert min(-value for value in learnt.values()) > 2 * least


def test_the_vote_of_all_is_worse_than_the_best():
    y, shares = emoji().test_y, side_by_side.shares()
    votes = torch.nn.functional.one_hot(side_by_side.verdicts(), 10).sum(0)
    best = side_by_side.right().double().mean(dim=1).max()
    for vote in (votes + shares.mean(dim=0), shares.mean(dim=0)):
        assert (vote.argmax(dim=1) == y).double().mean() < best - 0.02


def test_errors_coincide():
    right = side_by_side.right()
    nobody = (~right).all(dim=0).double().mean()
    independent = (1 - right.double().mean(dim=1)).prod()
    assert nobody > 100 * independent


def test_drawings_of_one_emoji_are_not_independent():
    """As wide as 780 pictures would make it, an interval is too narrow."""
    right = dict(zip(LABELS, side_by_side.right().double(), strict=True))
    low, high = side_by_side.interval("ResNet-18", "MobileNetV3")
    gain = right["ResNet-18"] - right["MobileNetV3"]
    naive = 2 * 1.96 * 100 * gain.std() / 780**0.5
    assert high - low > 1.2 * naive
    assert low < 100 * gain.mean() < high


def test_an_interval_turns_its_sign_with_its_networks():
    low, high = side_by_side.interval("MobileNetV3", "EfficientNet")
    assert 0 < low < high
    back = side_by_side.interval("EfficientNet", "MobileNetV3")
    assert back == pytest.approx((-high, -low))
    assert side_by_side.interval("VGG-11", "VGG-11") == (0, 0)


def test_the_pictures_that_split_them_most():
    rows = side_by_side.split(9)
    names = data.emoji10(64).test.names
    assert len({names[i] for i in rows}) == 9
    said = side_by_side.verdicts()
    kinds = [len(said[:, i].unique()) for i in rows]
    everywhere = [len(said[:, i].unique()) for i in range(780)]
    assert min(kinds) >= 6 and max(kinds) == max(everywhere)
