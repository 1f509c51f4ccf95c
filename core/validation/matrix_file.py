"""Error matrices as others print them: CSV of any separator, and CESBIO's tables between bars.

Which side is the map is the oldest mistake of the field: a file that says it ("row = reference") is believed, one
that does not is read as the caller says, and a matrix is handed on (map, reference) always.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ..errors import BocageError

_LARGEST = 4_000_000
_REFERENCE = ("reference", "référence", "truth", "vérité", "ground truth")
#: Names of sums that stand after the classes.
_TOTALS = ("total", "totals", "totaux", "sum", "sums", "somme", "sommes", "ensemble")
_MARKS = ("|", "\t", ";", ",", " ")
_MAP = ("production", "map", "carte", "prediction", "predicted", "classified", "classification")


@dataclass(frozen=True)
class ErrorMatrix:
    """Counts (map, reference) by class, and what the file itself said of its rows: "map", "reference" or ""."""

    classes: tuple[str, ...]
    counts: np.ndarray
    said: str


def read_matrix(path: str, rows: str = "map") -> ErrorMatrix:
    """The matrix of a text file. ``rows``: what its rows are where it does not say, "map" or "reference".

    A row and a column of totals are checked and left aside. Raises BocageError: unreadable, no table, not square,
    classes that differ on both axes, not counts, totals that are none.
    """
    lines = _lines(path)
    said = _said(lines)
    header, body = _without_totals(path, *_table(path, lines))
    names = [row[0] for row in body]
    counts = np.array([[_number(path, cell) for cell in row[1:]] for row in body], float)
    if counts.shape != (len(header), len(header)):
        raise BocageError("matrix_not_square", rows=len(body), columns=len(header))
    if names != header:
        if sorted(names) != sorted(header):
            odd = sorted(set(names) ^ set(header))
            raise BocageError("matrix_classes_differ", file=path, classes=", ".join(odd))
        # The same classes in another order: columns follow the rows.
        counts = counts[:, [header.index(name) for name in names]]
    if (counts < 0).any() or counts.sum() == 0:
        raise BocageError("matrix_not_counts")
    turned = counts.T if (said or rows) == "reference" else counts
    return ErrorMatrix(tuple(names), turned, said)


def _lines(path: str) -> list[str]:
    try:
        data = Path(path).read_bytes()
    except OSError as fault:
        raise BocageError("matrix_unreadable", file=path, fault=fault.strerror or str(fault)) from None
    if len(data) > _LARGEST or b"\0" in data:
        raise BocageError("matrix_absent", file=path)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("latin-1")
    return [line.strip() for line in text.splitlines() if line.strip()]


def _said(lines: list[str]) -> str:
    """What comments say of the rows: ``#row = reference`` or ``# rows: map``; OTB writes them too."""
    for line in lines:
        found = re.match(r"#\s*(?:rows?|lignes?)\b\W*(.*)", line, re.IGNORECASE) \
            or re.match(r"#\s*(\w+) labels \(rows\)", line, re.IGNORECASE)
        if found:
            words = re.split(r"[;,]|col", found.group(1).lower())[0]
            if any(word in words for word in _REFERENCE):
                return "reference"
            if any(word in words for word in _MAP):
                return "map"
    return ""


def _table(path: str, lines: list[str]) -> tuple[list[str], list[list[str]]]:
    """Names of the columns; rows of a name and its cells."""
    labelled = _labels_of_otb(lines)
    if labelled:
        rows, columns = labelled
        bare = [_cells(line) for line in lines if not line.startswith("#")]
        return columns, [[name, *cells] for name, cells in zip(rows, bare)] if len(rows) == len(bare) else []
    shown = [line for line in lines if not line.startswith(("#", "*"))]
    # Names may hold any of the marks: that which cuts a table out of the lines is the one.
    for mark in _MARKS:
        tables = [_cells(line, mark) for line in shown]
        for start, cells in enumerate(tables[:-1]):
            body = _body(tables[start + 1:])
            if body:
                return _header(cells, body), body
    raise BocageError("matrix_absent", file=path)


def _body(rows: list[list[str]]) -> list[list[str]]:
    """A name and its numbers, row after row until one is something else."""
    body: list[list[str]] = []
    for row in rows:
        numbers = [cell for cell in row[1:] if _is_number(cell)]
        # CESBIO repeats the name of the class at the end of its row; nothing else may stand among the numbers.
        if len(numbers) < 2 or numbers != row[1:1 + len(numbers)] \
                or any(cell not in ("", row[0]) for cell in row[1 + len(numbers):]):
            break
        body.append([row[0], *numbers])
    return body


def _without_totals(path: str, header: list[str], body: list[list[str]]) -> tuple[list[str], list[list[str]]]:
    """Without the last row or column where its name says that it sums the others. Raises where it does not sum them."""
    for across in (True, False):
        names = header if across else [row[0] for row in body]
        if len(names) < 3 or not set(re.split(r"\W+", names[-1].casefold())) & set(_TOTALS):
            continue
        cells = np.array([[_number(path, cell) for cell in row[1:]] for row in body], float)
        others, told = (cells[:, :-1].sum(1), cells[:, -1]) if across else (cells[:-1].sum(0), cells[-1])
        # Shares are rounded; a half by class at most.
        if (np.abs(others - told) > 1e-2 * np.abs(told) + 1e-9).any():
            raise BocageError("matrix_totals_wrong", file=path, name=names[-1])
        header, body = (header[:-1], [row[:-1] for row in body]) if across else (header, body[:-1])
    return header, body


def _labels_of_otb(lines: list[str]) -> tuple[list[str], list[str]] | None:
    """Names of rows and columns that OTB writes as comments over a table of numbers alone."""
    found: dict[str, list[str]] = {}
    for line in lines:
        match = re.match(r"#\s*\w+ labels \((rows|columns)\)\s*:\s*(.+)", line, re.IGNORECASE)
        if match:
            found[match.group(1).lower()] = [name.strip() for name in match.group(2).split(",")]
    bare = [_cells(line) for line in lines if not line.startswith("#")]
    if set(found) != {"rows", "columns"} or any(len(cells) != len(found["columns"]) for cells in bare):
        return None
    return found["rows"], found["columns"]


def _header(cells: list[str], body: list[list[str]]) -> list[str]:
    """Names of the columns: what stands over the names of the rows is none."""
    names = [cell for cell in cells if cell]
    width = len(body[0]) - 1
    names = names[1:] if len(names) == width + 1 else names
    if len(names) != width or any(len(row) != width + 1 for row in body):
        raise BocageError("matrix_not_square", rows=len(body), columns=len(names))
    return names


def _cells(line: str, mark: str = "") -> list[str]:
    """Cells of a line cut by a mark, by the likeliest that it holds if "", quotes taken off."""
    mark = mark or next((one for one in _MARKS if one in line), " ")
    if mark == " ":
        return line.split()
    cells = [cell.strip() for cell in next(csv.reader([line], delimiter=mark, skipinitialspace=True))]
    # Where commas do not cut they may stand before decimals; three digits after one would be thousands.
    return cells if mark == "," else [re.sub(r"^(-?\d+),(\d{1,2}|\d{4,})$", r"\1.\2", cell) for cell in cells]


def _is_number(cell: str) -> bool:
    try:
        float(cell.replace("\u202f", "").replace(" ", ""))
    except ValueError:
        return False
    return True


def _number(path: str, cell: str) -> float:
    value = float(cell.replace("\u202f", "").replace(" ", ""))
    if not np.isfinite(value):
        raise BocageError("matrix_not_counts")
    return value
