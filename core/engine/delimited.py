"""Small text tables as people save them: tabs, semicolons or commas, with comments and empty lines; and their cells."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence

#: Likeliest first: a table cut by tabs or semicolons may hold commas in its cells, hardly the reverse.
_MARKS = ("\t", ";", ",")
#: Python's own reader of numbers takes 1_1 for 11, and inf for a number.
_WHOLE = re.compile(r"[+-]?[0-9]{1,15}(?:\.0*)?")
#: What programs write for nothing.
_BLANK = ("", "null", "none", "nan")


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


def whole(text: str) -> int | None:
    """The whole number that a text is, written 3, or 3.0 as a field of decimals has it; None for anything else."""
    stripped = text.strip()
    return int(stripped.split(".")[0]) if _WHOLE.fullmatch(stripped) else None


def blank(text: str) -> bool:
    """True where a text says nothing."""
    return text.strip().lower() in _BLANK
