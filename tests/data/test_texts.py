"""What is true of the texts and of the weather that ship with the book."""

import re
import unicodedata
from collections import Counter

import numpy as np
import pytest

from livenets import data
from livenets.data import make_texts

NAMES = data.surnames()


def rows():
    for part in (NAMES.train, NAMES.test):
        for name, label in zip(part.names, part.labels, strict=True):
            yield str(name), NAMES.languages[label]


def test_a_surname_has_one_language_only_accents_aside():
    owners = {}
    for name, language in rows():
        owners.setdefault(make_texts.plain(name), set()).add(language)
    assert len(owners) > 12_000
    assert all(len(languages) == 1 for languages in owners.values())
    assert "taylor" in owners and "martin" not in owners  # English and French


def test_no_surname_and_no_relative_of_it_is_in_both_parts():
    train, test = (
        {
            (label, make_texts.family(str(name), NAMES.languages[label]))
            for name, label in zip(part.names, part.labels, strict=True)
        }
        for part in (NAMES.train, NAMES.test)
    )
    assert train and test and not train & test


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("Slovak", "Novák", "Nováková"),
        ("Slovak", "Kaliský", "Kaliská"),
        ("Slovak", "Hudec", "Hudcová"),
        ("Irish", "Ó Flannáin", "Ní Fhlannáin"),
        ("Dutch", "van der Velden", "Velden"),
        ("Spanish", "Vallés", "Valles"),
        ("Polish", "Łódź", "Lodz"),
    ],
)
def test_relatives_are_of_one_family(language, one, other):
    assert make_texts.family(one, language) == make_texts.family(
        other, language
    )


def test_a_fifth_of_each_language_is_tested_on():
    assert len(NAMES.languages) == 13
    train, test = (
        np.bincount(part.labels, minlength=13)
        for part in (NAMES.train, NAMES.test)
    )
    assert test.min() >= 70 and (train + test).max() == make_texts.MOST
    share = test / (train + test)
    assert 0.18 < share.min() and share.max() < 0.22


def test_surnames_are_written_as_in_their_language():
    names = dict(rows())
    assert all(n == unicodedata.normalize("NFC", n).strip() for n in names)
    assert names["Mäkelä"] == "Finnish"
    assert names["Čović"] == "Croatian"
    assert names["Ó Súilleabháin"] == "Irish"
    assert names["Garibaldi"] == "Italian"


def test_the_plays_have_only_speakers_and_what_they_say():
    train, test = data.shakespeare()
    for text in (train, test):
        assert text.endswith("\n\n") and "\n\n\n" not in text
        assert not re.search(r"[_*#\[\]\\\t]", text)
        assert not re.search(r"^ | $|Exeunt|SCENE", text, re.MULTILINE)
        for speech in text.strip().split("\n\n"):
            speaker, *lines = speech.split("\n")
            assert re.fullmatch(r"[A-Z][A-Za-z &'-]+:", speaker)
            assert lines and all(lines)
    assert len(set(train)) == 63 and set(test) <= set(train)


def test_macbeth_is_tested_on_and_nine_plays_are_learned_whole():
    train, test = data.shakespeare()
    assert "\nMACBETH:\n" in test and "MACBETH:" not in train
    assert test.startswith("First Witch:\nWhen shall we three meet again\n")
    assert "full of sound and fury" in test
    assert len(train) > 1_200_000 and len(test) > 95_000
    for said in (
        "To be, or not to be: that is the question:",
        "Friends, Romans, countrymen, lend me your ears;",
        "Which aptly sings the good",
        "Hereafter more. Bring me into your city,",  # the end of Timon
    ):
        assert said in train


def test_a_quatrain_is_four_lines_of_seven_and_no_line_is_twice():
    train, test = data.tang()
    assert (len(train), len(test)) == (8862, 984)
    lines = Counter()
    for poem in train + test:
        assert re.fullmatch(r"(\w{7}，\w{7}。){2}", poem)
        lines.update(re.findall(r"\w{7}", poem))
    # a poem may say a line twice; no two poems share one
    shared = [line for line, n in lines.items() if n > 1]
    for line in shared:
        assert sum(line in poem for poem in train + test) == 1


def test_a_poem_that_everybody_knows_is_there():
    everything = "".join(sum(data.tang(), ()))
    assert "朝辭白帝彩雲間，千里江陵一日還。" in everything


def test_the_weather_is_four_years_without_a_gap():
    w = data.weather()
    assert str(w.days[0]) == "2012-01-01" and str(w.days[-1]) == "2015-12-31"
    assert (np.diff(w.days) == np.timedelta64(1, "D")).all()
    assert {field.shape for field in w} == {(1461,)}
    assert (w.low <= w.high).all() and (w.rain >= 0).all()
    july = w.days.astype("datetime64[M]").astype(int) % 12 == 6
    january = w.days.astype("datetime64[M]").astype(int) % 12 == 0
    assert w.high[july].mean() > 25 > 10 > w.high[january].mean()


def test_stage_directions_are_dropped_and_the_speech_goes_on():
    markdown = (
        "# A play\n\n## ACT I\n\n_Enter A and\nB_\n\n**A**  \n"
        "_\\[Aside]_  \nWell.  \n\n_To B_\n\nWho's there?\n\n"
        "**B:** & **C:**  \n[Within]_  \nAy,'\\--and _\\[softly]_ you?\n\n"
        "**A**  \n"
    )
    wanted = "A:\nWell.\nWho's there?\n\nB & C:\nAy,'--and  you?\n\n"
    assert make_texts.play(markdown) == wanted


def test_compressed_texts_carry_no_time_of_day():
    assert make_texts.compressed("x")[4:8] == b"\0\0\0\0"
