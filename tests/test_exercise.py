"""What a reader is told of the few lines that they wrote."""

import runpy

import pytest

from livenets.exercise import check


def double(x):
    return 2 * x


NOTEBOOK = """
def test_one_doubles_to_two(f):
    assert f(1) == 2


def test_a_word_is_said_twice(f):
    assert f("ab") == "abab"
"""


@pytest.fixture(scope="module")
def tests(tmp_path_factory):
    """As in a notebook, where pytest does not rewrite an assertion."""
    path = tmp_path_factory.mktemp("cells") / "cell.py"
    path.write_text(NOTEBOOK)
    names = runpy.run_path(str(path))
    return [names[n] for n in names if n.startswith("test_")]


def told(capsys, mine, tests):
    check(mine, *tests)
    return capsys.readouterr().out


def test_all_that_pass_are_counted(capsys, tests):
    assert told(capsys, double, tests) == "passed 2 of 2\n"


def test_of_a_failed_one_both_sides_are_shown(capsys, tests):
    out = told(
        capsys, lambda x: x + x[:0] if isinstance(x, str) else x * 2, tests
    )
    assert out == (
        "passed 1 of 2\ntest_a_word_is_said_twice:"
        " assert f(\"ab\") == \"abab\": f('ab') is 'ab'\n"
    )


def test_an_error_is_named(capsys, tests):
    out = told(capsys, lambda x: x / 0, tests)
    assert "test_one_doubles_to_two: ZeroDivisionError: division by" in out


def test_what_is_not_written_is_no_failure(capsys, tests):
    def mine(x):
        raise NotImplementedError

    assert told(capsys, mine, tests) == (
        "mine is not written yet: 2 tests wait for it.\n"
    )


@pytest.mark.parametrize("message", ["the reason", "another"])
def test_the_tests_own_words_come_first(capsys, message):
    def never(f):
        raise AssertionError(message)

    assert message in told(capsys, double, [never])
