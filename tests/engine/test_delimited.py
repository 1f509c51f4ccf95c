"""Small text tables: what cuts them, what is a comment."""

from __future__ import annotations

import pytest
from bocage.core.engine.delimited import blank, cells, said, separator, whole


@pytest.mark.parametrize("lines, mark", [
    (["a;b,c,d"], ";"), (["a\tb;c"], "\t"), (["a,b"], ","), (["title", "1;x"], ";"), (["alone"], ","), ([], ",")])
def test_the_separator_is_that_of_the_first_line_that_is_cut(lines, mark):
    assert separator(lines) == mark


def test_comments_and_empty_lines_say_nothing():
    assert said("# a\n\n  \n1;x\n  # b\n2;y\n") == ["1;x", "2;y"]


def test_cells_lose_the_space_around_them_and_quotes_hold_marks():
    assert cells(['1; "a; b" ;3', ""]) == [["1", '"a', 'b"', "3"], []]
    assert cells(['1;"a; b";3']) == [["1", "a; b", "3"]]
    assert cells(["a,b"], "\t") == [["a,b"]]


@pytest.mark.parametrize("text, number", [
    ("3", 3), (" 3.0 ", 3), ("3.", 3), ("-7", -7), ("007", 7), ("4294967295.0", 4294967295), ("3.5", None),
    ("1_1", None), ("1e3", None), ("inf", None), ("nan", None), ("", None), ("٣", None), ("1 000", None)])
def test_whole_numbers_are_plain_ones(text, number):
    assert whole(text) == number


def test_what_says_nothing_is_blank():
    assert all(map(blank, ("", " ", "NULL", "nan", "None"))) and not any(map(blank, ("0", "inf", "no", "-")))
