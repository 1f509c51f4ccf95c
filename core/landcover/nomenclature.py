"""Nomenclatures: the shipped ones, and those of a CSV: number, name, and where given French name and colour."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from ..engine.colours import distinct
from ..engine.delimited import cells, said
from ..errors import BocageError
from .model import ClassEntry

_FILE = Path(__file__).resolve().parents[1] / "data" / "nomenclatures.json"
#: Shipped: the 17 classes of the 2016 map of France, the 23 of the current one.
SHIPPED = ("oso_17", "oso_23")
#: 65535 is no data on maps of two bytes.
_LARGEST = 65_534


def nomenclature(name: str) -> tuple[ClassEntry, ...]:
    """A shipped one by its name, or that of a CSV file. Raises BocageError."""
    # A file may have been edited since it was read last.
    return _shipped(name) if name in SHIPPED else _of_csv(name)


@lru_cache(maxsize=None)
def _shipped(name: str) -> tuple[ClassEntry, ...]:
    rows = json.loads(_FILE.read_text(encoding="utf-8"))[name]
    return tuple(ClassEntry(row["value"], row["name"], row["name_fr"], tuple(row["colour"])) for row in rows)


def of_values(values: Sequence[int]) -> tuple[ClassEntry, ...]:
    """Classes that have numbers alone, in colours far apart."""
    return tuple(ClassEntry(value, str(value), str(value), distinct(k)) for k, value in enumerate(sorted(set(values))))


def check(classes: Sequence[ClassEntry]) -> None:
    """Numbers and names unique, numbers 1 to 65,534: 0 is no data. Raises BocageError."""
    for what in ("value", "name"):
        seen: set[object] = set()
        for entry in classes:
            key = getattr(entry, what)
            if key in seen:
                raise BocageError("nomenclature_twice", value=key)
            seen.add(key)
    for entry in classes:
        if not 1 <= entry.value <= _LARGEST:
            raise BocageError("nomenclature_value", value=entry.value, name=entry.name)


def as_csv(classes: Sequence[ClassEntry]) -> str:
    """The text of a CSV that ``nomenclature`` reads back. Raises BocageError where no map can hold the classes."""
    check(classes)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("value", "name", "name_fr", "colour"))
    writer.writerows((entry.value, entry.name, entry.name_fr, "#{:02x}{:02x}{:02x}".format(*entry.colour))
                     for entry in classes)
    return text.getvalue()


def _of_csv(path: str) -> tuple[ClassEntry, ...]:
    try:
        text = Path(path).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as fault:
        raise BocageError("nomenclature_unreadable", file=path, fault=str(fault)) from None
    entries: list[ClassEntry] = []
    for number, row in enumerate(cells(said(text))):
        value, name, french, colour = (*row, "", "", "", "")[:4]
        if not value.isdigit():
            if number == 0:
                continue
            raise BocageError("nomenclature_row", file=path, row=" ".join(row))
        entries.append(ClassEntry(int(value), name or value, french or name or value,
                                  _hexadecimal(colour, path, row) if colour else distinct(len(entries))))
    if not entries:
        raise BocageError("nomenclature_row", file=path, row="")
    check(entries)
    return tuple(entries)


def _hexadecimal(text: str, path: str, row: list[str]) -> tuple[int, int, int]:
    digits = text.lstrip("#")
    try:
        if len(digits) != 6:
            raise ValueError(digits)
        return int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:], 16)
    except ValueError:
        raise BocageError("nomenclature_row", file=path, row=" ".join(row)) from None
