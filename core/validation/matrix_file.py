"""Error matrices as others print them: CSV of any separator, and CESBIO's tables between bars.

Which side is the map is the oldest mistake of the field: a file that says it ("row = reference") is believed, one
that does not is read as the caller says, and a matrix is handed on (map, reference) always.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ..errors import BocageError

_LARGEST = 4_000_000
_REFERENCE = ("reference", "référence", "truth", "vérité", "ground truth")
_MAP = ("production", "map", "carte", "prediction", "predicted", "classified", "classification")


@dataclass(frozen=True)
class ErrorMatrix:
    """Counts (map, reference) by class, and what the file itself said of its rows: "map", "reference" or ""."""

    classes: tuple[str, ...]
    counts: np.ndarray
    said: str


def read_matrix(path: str, rows: str = "map") -> ErrorMatrix:
    """The matrix of a text file. ``rows``: what its rows are where it does not say, "map" or "reference".

    Raises BocageError: unreadable, no table, not square, classes that differ on both axes, not counts.
    """
    lines = _lines(path)
    said = _said(lines)
    header, body = _table(path, lines)
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
    tables = [_cells(line) for line in lines if not line.startswith(("#", "*"))]
    labelled = _labels_of_otb(lines)
    if labelled:
        rows, columns = labelled
        return columns, [[name, *cells] for name, cells in zip(rows, tables)] if len(rows) == len(tables) else []
    for start, cells in enumerate(tables[:-1]):
        body: list[list[str]] = []
        for row in tables[start + 1:]:
            numbers = [cell for cell in row[1:] if _is_number(cell)]
            # CESBIO repeats the name of the class at the end of its row; nothing else may stand among the numbers.
            if len(numbers) < 2 or numbers != row[1:1 + len(numbers)] \
                    or any(cell not in ("", row[0]) for cell in row[1 + len(numbers):]):
                break
            body.append([row[0], *numbers])
        if body:
            return _header(cells, body), body
    raise BocageError("matrix_absent", file=path)


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
    if len(names) != width or len(body) != width or any(len(row) != width + 1 for row in body):
        raise BocageError("matrix_not_square", rows=len(body), columns=len(names))
    return names


def _cells(line: str) -> list[str]:
    for separator in ("|", "\t", ";", ","):
        if separator in line:
            return [cell.strip().strip('"') for cell in line.split(separator)]
    return line.split()


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
