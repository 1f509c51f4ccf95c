"""Small text tables as people save them: tabs, semicolons or commas, with comments and empty lines."""

from __future__ import annotations

import csv
from collections.abc import Sequence

#: Likeliest first: a table cut by tabs or semicolons may hold commas in its cells, hardly the reverse.
_MARKS = ("\t", ";", ",")


def said(text: str) -> list[str]:
    """Lines that are neither empty nor comments (#)."""
    return [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]


def separator(lines: Sequence[str]) -> str:
    """What cuts the lines into cells, told by the first of them that is cut at all; a comma where none is."""
    for line in lines:
        for mark in _MARKS:
            if mark in line:
                return mark
    return ","


def cells(lines: Sequence[str], mark: str = "") -> list[list[str]]:
    """Cells of each line without the space around them, an empty line being none. ``mark``: told by the lines if ""."""
    return [[cell.strip() for cell in row] for row in csv.reader(lines, delimiter=mark or separator(lines))]
