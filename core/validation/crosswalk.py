"""Tables of correspondence: which classes of a map a class of another source admits; several may.

The shipped ones stand in ``core/data/crosswalks.json`` (``tools/build_crosswalks.py`` tells their sources). A table of
one's own is a CSV: code in the source; numbers of the map that it is called by; numbers that it admits besides; name.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from ..engine.delimited import cells, said
from ..errors import BocageError

_FILE = Path(__file__).resolve().parents[1] / "data" / "crosswalks.json"
#: Shipped tables, and nomenclatures of maps that they know.
SHIPPED, MAPS = ("corine", "rpg", "bdforet", "urbanatlas"), ("oso_17", "oso_23")
LEVELS = (1, 2, 3)


@dataclass(frozen=True)
class Correspondence:
    """A class of the source. ``main``: what the map calls it; ``also``: what it admits besides; neither: unmatched."""

    code: str
    main: tuple[int, ...]
    also: tuple[int, ...] = ()
    name: str = ""
    name_fr: str = ""

    @property
    def admits(self) -> frozenset[int]:
        """All numbers of the map that agree with it."""
        return frozenset(self.main) | frozenset(self.also)


@dataclass(frozen=True)
class Crosswalk:
    """Rows by the codes of the source, and what is known of the source itself."""

    rows: tuple[Correspondence, ...]
    #: Numbers of the map that the table knows; others are unmatched.
    map_values: frozenset[int]
    title: str = ""
    title_fr: str = ""
    #: Least area that the source maps, hectares; 0 where nothing is known.
    minimum_ha: float = 0.0
    #: Pixels nearer to an edge of the source than this may owe their disagreement to its position, metres; 0: a pixel.
    edge_m: float = 0.0
    #: True where maps of this nomenclature are learnt from the source: agreement is then partly built in.
    learnt: bool = False
    #: Codes that say nothing.
    empty: frozenset[str] = frozenset()
    #: Numbers of the source's rasters that stand for its codes.
    grid: Mapping[str, str] = field(default_factory=dict)
    #: Characters of a code that count, 0 for all.
    digits: int = 0

    def rows_of(self, codes: Sequence[str]) -> list[Correspondence | None]:
        """The row of each code: its own, else the longest that ends with a star."""
        rows = {row.code: row for row in self.rows}
        stars = sorted((code for code in rows if code.endswith("*")), key=len, reverse=True)
        return [rows.get(code) or next((rows[star] for star in stars if code.startswith(star[:-1])), None)
                for code in codes]

    def code_of(self, text: str, raster: bool = False) -> str:
        """The code that a value of the source stands for, "" for nothing."""
        code = self.grid.get(text, text) if raster else text
        if not code or code in self.empty:
            return ""
        return code[:self.digits] if self.digits else code


@dataclass(frozen=True)
class Matched:
    """A table over the classes that two maps really have: bool arrays by class of the map and of the source."""

    #: (map, source): admitted at all; admitted as its main class.
    admits: np.ndarray
    strict: np.ndarray
    known_map: np.ndarray
    known_source: np.ndarray


def matched(table: Crosswalk | None, map_values: Sequence[int], codes: Sequence[str]) -> Matched:
    """``table`` None: equal codes agree, and all of them are known."""
    if table is None:
        same = np.array([[str(value) == code for code in codes] for value in map_values], bool)
        same = same.reshape(len(map_values), len(codes))
        return Matched(same, same, np.ones(len(map_values), bool), np.ones(len(codes), bool))
    rows = table.rows_of(codes)
    size = len(map_values), len(codes)
    admits = np.array([[row is not None and value in row.admits for row in rows] for value in map_values], bool)
    strict = np.array([[row is not None and value in row.main for row in rows] for value in map_values], bool)
    return Matched(admits.reshape(size), strict.reshape(size),
                   np.array([value in table.map_values for value in map_values], bool),
                   np.array([row is not None and bool(row.admits) for row in rows], bool))


def check_matched(table: Crosswalk | None, map_values: Sequence[int], codes: Sequence[str]) -> None:
    """Raise BocageError where the table knows none of the map's classes, or none of the source's."""
    if not map_values or not codes:
        return
    if table is None:
        if not matched(None, map_values, codes).admits.any():
            raise BocageError("compare_no_code", map_codes=_some(map_values), codes=_some(codes))
        return
    if not any(value in table.map_values for value in map_values):
        raise BocageError("compare_map_unknown", map_codes=_some(map_values), known=_some(sorted(table.map_values)))
    if all(row is None for row in table.rows_of(codes)):
        raise BocageError("compare_source_unknown", codes=_some(codes), known=_some([row.code for row in table.rows]))


def _some(items: Sequence[Any], most: int = 12) -> str:
    shown = ", ".join(str(item) for item in list(items)[:most])
    return f"{shown}..." if len(items) > most else shown


def shipped(name: str, nomenclature: str, level: int = 3) -> Crosswalk:
    """A shipped table for the maps of a nomenclature. ``level``: of CORINE, 1 to 3."""
    source = json.loads(_FILE.read_text(encoding="utf-8"))[name]
    rows = tuple(Correspondence(one["code"], tuple(one[nomenclature][0]), tuple(one[nomenclature][1]), one["name"],
                                one["name_fr"]) for one in source["classes"])
    values = frozenset(value for row in rows for value in row.admits) | _all_values(nomenclature)
    if name == "corine" and level < max(LEVELS):
        rows = _coarser(rows, level, source["levels"])
    digits = level if name == "corine" else 0
    return Crosswalk(rows, values, source["title"], source["title_fr"], source["minimum_ha"], source["edge_m"],
                     source["learnt"], frozenset(source["empty"]), source.get("grid", {}), digits)


def _all_values(nomenclature: str) -> frozenset[int]:
    """A class that no class of the source admits disagrees with all of them: it is known all the same."""
    tables = json.loads((_FILE.parent / "nomenclatures.json").read_text(encoding="utf-8"))
    return frozenset(int(row["value"]) for row in tables[nomenclature])


def _coarser(rows: Sequence[Correspondence], digits: int,
             names: Mapping[str, Sequence[str]]) -> tuple[Correspondence, ...]:
    """Classes of the first ``digits`` digits: they admit what their parts do.

    Where a part has no counterpart the whole has none: what lies in it cannot be told from that part.
    """
    found = []
    for code in dict.fromkeys(row.code[:digits] for row in rows):
        parts = [row for row in rows if row.code.startswith(code)]
        main = frozenset(value for row in parts for value in row.main)
        also = frozenset(value for row in parts for value in row.also) - main
        if any(not row.admits for row in parts):
            main = also = frozenset()
        found.append(Correspondence(code, tuple(sorted(main)), tuple(sorted(also)), names[code][0], names[code][1]))
    return tuple(found)


def read_crosswalk(path: str) -> Crosswalk:
    """A table of one's own. A code may end with a star; codes without numbers are known to have no counterpart.

    A line whose code is empty names classes of the map that the source never has. Raises BocageError.
    """
    try:
        text = Path(path).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as fault:
        raise BocageError("crosswalk_unreadable", file=path, fault=str(fault)) from None
    rows: list[Correspondence] = []
    values: set[int] = set()
    for number, line in enumerate(cells(said(text))):
        code, main, also, name = (*line, "", "", "", "")[:4]
        found = _numbers(main), _numbers(also)
        if found[0] is None or found[1] is None:
            if number == 0:
                continue
            raise BocageError("crosswalk_row", file=path, row=" ".join(line))
        values.update(found[0], found[1])
        if not code:
            continue
        if any(row.code == code for row in rows):
            raise BocageError("crosswalk_twice", file=path, row=code)
        rows.append(Correspondence(code, found[0], found[1], name or code, name or code))
    if not values or not rows:
        raise BocageError("crosswalk_empty", file=path)
    return Crosswalk(tuple(rows), frozenset(values), Path(path).stem, Path(path).stem)


def _numbers(text: str) -> tuple[int, ...] | None:
    try:
        return tuple(int(part) for part in text.replace("|", " ").split())
    except ValueError:
        return None


def groups(table: Crosswalk | None, map_values: Sequence[int],
           codes: Sequence[str]) -> list[tuple[list[int], list[int]]]:
    """Classes whose areas may be compared: (indices of the map, indices of the source), from 0.

    Classes joined by a main correspondence are one group; those that only admit belong to none.
    """
    strict = matched(table, map_values, codes).strict
    label = list(range(strict.shape[1]))
    for row in strict:
        joined = np.flatnonzero(row).tolist()
        for other in joined[1:]:
            old, new = label[other], label[joined[0]]
            label = [new if one == old else one for one in label]
    found = []
    for one in dict.fromkeys(label):
        columns = [place for place, other in enumerate(label) if other == one]
        members = np.flatnonzero(strict[:, columns].any(axis=1)).tolist()
        if members:
            found.append((members, columns))
    return found
