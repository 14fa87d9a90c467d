"""What is true of characters and their numbers."""

import numpy as np
import pytest

from livenets.alphabet import Alphabet


def test_what_is_encoded_is_decoded_again():
    alphabet = Alphabet.of("To be, or not to be")
    numbers = alphabet.encode("not to be")
    assert numbers.dtype == np.int64
    assert alphabet.symbols == " ,Tbenort"
    assert numbers.tolist() == [5, 6, 8, 0, 8, 6, 0, 3, 4]
    assert alphabet.decode(numbers) == "not to be"


def test_a_stranger_is_named_and_never_dropped():
    alphabet = Alphabet.of("abc")
    assert alphabet.strangers("abxxъc") == "xъ"
    with pytest.raises(ValueError, match="Not in the alphabet: x ъ"):
        alphabet.encode("abxxъc")


def test_with_an_unknown_symbol_it_stands_for_every_stranger():
    alphabet = Alphabet.frequent("山山山水水風", most=2, unknown="□")
    assert alphabet.symbols == "□山水"
    numbers = alphabet.encode("山風水雲")
    assert numbers.tolist() == [1, 0, 2, 0]
    assert alphabet.decode(numbers) == "山□水□"


def test_an_alphabet_without_capitals_reads_capitals_as_small_letters():
    assert Alphabet.of("óabc").encode("ÓB").tolist() == [3, 1]
    assert Alphabet.of("Aab").strangers("AB") == "B"


def test_a_letter_and_its_mark_are_one_character():
    assert Alphabet.of("áb").encode("a\u0301").tolist() == [1]
