"""Small tables that go with an assessment: names of the map's numbers, sizes of the strata."""

from __future__ import annotations

from pathlib import Path

from ..engine.delimited import cells, said, whole
from ..errors import BocageError


def _rows(path: str) -> list[list[str]]:
    """Cells of a CSV of any usual separator, comments and empty lines left out."""
    try:
        text = Path(path).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as fault:
        raise BocageError("table_unreadable", file=path, fault=str(fault)) from None
    return cells(said(text))


def read_sizes(path: str) -> dict[str, float]:
    """Stratum -> size, from two columns; a first line of titles is passed over. Raises BocageError."""
    sizes: dict[str, float] = {}
    for number, row in enumerate(_rows(path)):
        try:
            size = float(row[1])
        except (IndexError, ValueError):
            if number == 0:
                continue
            raise BocageError("table_row_wrong", file=path, row=" ".join(row)) from None
        if row[0] in sizes:
            raise BocageError("table_row_twice", file=path, row=row[0])
        sizes[row[0]] = size
    if not sizes:
        raise BocageError("table_empty", file=path)
    return sizes


def read_expected(path: str) -> dict[int, float]:
    """Number of a class -> user's accuracy expected, 0..1, from shares or percents. Raises BocageError."""
    found: dict[int, float] = {}
    for name, value in read_sizes(path).items():
        number = whole(name)
        if number is None:
            raise BocageError("table_row_wrong", file=path, row=f"{name} {value:g}")
        if not 0.0 <= value <= 100.0:
            raise BocageError("parameter_out_of_range", parameter=f"EXPECTED {name}", value=f"{value:g}", low="0",
                              high="1")
        found[number] = value
    percents = max(found.values()) > 1.0
    return {number: value / 100.0 if percents else value for number, value in found.items()}


def read_names(path: str, column: int = 1) -> dict[int, str]:
    """Number on the map -> class name, from the first column and another: 1 for names, 2 for the French ones of a
    table of classes, none where there is no such column. Raises BocageError.
    """
    names: dict[int, str] = {}
    for number, row in enumerate(_rows(path)):
        value = whole(row[0])
        if value is None or len(row) < 2:
            if number == 0:
                continue
            raise BocageError("table_row_wrong", file=path, row=" ".join(row))
        if value in names:
            raise BocageError("table_row_twice", file=path, row=row[0])
        names[value] = row[column] if len(row) > column else ""
    if not names:
        raise BocageError("table_empty", file=path)
    return names
