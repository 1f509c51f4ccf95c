"""What a study of stability is asked for, and what it gives back."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ...errors import BocageError
from ...landcover.model import ClassEntry

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d{1,3}(?!\d))")


@dataclass(frozen=True)
class MapStabilitySettings:
    """``maps`` in the order of ``years``; an output left empty is not written."""

    maps: Sequence[str]
    years: Sequence[str]
    #: Names and colours of the classes, where known.
    classes: Sequence[ClassEntry] = ()
    #: Classes that take turns in a field: passing from one to the other is no change of land cover.
    rotating: Collection[int] = ()
    #: Pairs (before, after) that nobody would believe, and where the list comes from: "shipped", "own" or "".
    implausible: Collection[tuple[int, int]] = ()
    implausible_from: str = ""
    #: GeoTIFF of the number of changes; of what each pixel went through (``core.validation.stability.HISTORIES``).
    output: str = ""
    history: str = ""
    html: str = ""
    json: str = ""
    #: CSV: a line a pair of years and a transition.
    transitions: str = ""
    language: str = "en"


@dataclass(frozen=True)
class MapStabilityResult:
    """``report`` is what the JSON holds; ``numbers`` its main figures by upper-case key."""

    report: Mapping[str, Any]
    numbers: Mapping[str, float] = field(default_factory=dict)


def in_order(paths: Sequence[str], years: Sequence[str] = ()) -> tuple[list[str], list[str]]:
    """Maps by year, and their years: those given, else those that the files' names hold, else 1, 2, 3 as they come.

    Raises BocageError where as many years as maps are not given, or a year is given twice.
    """
    told = list(years)
    if told and len(told) != len(paths):
        raise BocageError("stability_years", years=len(told), maps=len(paths))
    if not told:
        found = [_YEAR.findall(Path(path).stem) for path in paths]
        told = [names[0] for names in found] if all(len(set(names)) == 1 for names in found) else []
        if len(set(told)) != len(paths):
            return list(paths), [str(number) for number in range(1, len(paths) + 1)]
    if len(set(told)) != len(told):
        twice = next(year for year in told if told.count(year) > 1)
        raise BocageError("stability_year_twice", year=twice)
    if all(year.isdigit() for year in told):
        pairs = sorted(zip(told, paths), key=lambda pair: int(pair[0]))
        return [path for _, path in pairs], [year for year, _ in pairs]
    return list(paths), told
