"""Small text tables: what cuts them, what is a comment."""

from __future__ import annotations

import pytest
from bocage.core.engine.delimited import cells, said, separator


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
