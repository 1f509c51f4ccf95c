"""What a comparison found, as plain data: JSON as it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ... import __version__
from ...engine.html import now
from ...landcover.model import ClassEntry
from ...validation.agreement import AGREE, DIFFER, STATES, Shares, shares
from ...validation.crosswalk import Crosswalk, groups, matched
from ...validation.grouped import dominant
from .settings import CompareMapsSettings
from .tally import Tally, Work, states_of

#: Classes of the other side that are named where one differs; pairs named in all.
_MOST_OTHERS, _MOST_PAIRS = 3, 10


@dataclass(frozen=True)
class Names:
    """Names of the map's numbers and of the source's codes, in the language of the report."""

    classes: Mapping[int, str]
    codes: Mapping[str, str]

    def map(self, value: int) -> str:
        """``16 Broad-leaved forest``, or the number alone."""
        return f"{value} {self.classes[value]}" if value in self.classes else str(value)

    def source(self, code: str) -> str:
        """``311 Broad-leaved forest``, or the code alone."""
        name = self.codes.get(code, "")
        return f"{code} {name}" if name and name != code else code


def names_of(classes: Sequence[ClassEntry], table: Crosswalk | None, codes: Sequence[str], language: str) -> Names:
    """In "fr" where French names are known."""
    french = language[:2] == "fr"
    named = {entry.value: (entry.name_fr if french and entry.name_fr else entry.name) for entry in classes}
    named = {value: name for value, name in named.items() if name != str(value)}
    if table is None:
        return Names(named, {str(value): name for value, name in named.items()})
    rows = zip(codes, table.rows_of(codes))
    return Names(named, {code: (row.name_fr if french else row.name) for code, row in rows if row is not None})


def describe(settings: CompareMapsSettings, work: Work, tally: Tally, facts: Mapping[str, Any]) -> dict[str, Any]:
    """Everything. ``facts``: how the source was brought onto the map's pixels."""
    values, codes = tally.map.values, list(work.source.codes)
    names = names_of(settings.classes, settings.table, codes, settings.language)
    states = states_of(work, tally)
    tally.cross.grow(*states.shape)
    whole, inside, near = (shares(pixels, area, states) for pixels, area in (
        (tally.cross.pixels.sum(0), tally.cross.area_m2.sum(0)),
        (tally.cross.pixels[0], tally.cross.area_m2[0]), (tally.cross.pixels[1], tally.cross.area_m2[1])))
    area_ha = tally.cross.area_m2.sum(0) / 1e4
    strict = matched(settings.table, values, codes).strict
    report = {
        "bocage": __version__, "created": now(), "language": settings.language, "map": settings.map,
        "source": settings.raster or (settings.polygons.name if settings.polygons else ""), **facts,
        **_table(settings.table, settings.language), "states": _states(whole), "agreement": whole.agreement,
        "main": _share(float((area_ha[1:, 1:] * strict)[states[1:, 1:] == AGREE].sum()), whole.compared_ha),
        "compared_ha": whole.compared_ha,
        "inside": _place(inside, whole.compared_ha) if work.reach else None,
        "edge": _place(near, whole.compared_ha) if work.reach else None,
        "by_source_class": _by_source(codes, values, names, area_ha, states, strict, tally, bool(work.reach)),
        "by_map_class": _by_map(codes, values, names, area_ha, states),
        "area_ratios": _ratios(settings.table, codes, values, names, area_ha),
        "pairs": _pairs(codes, values, names, area_ha, states, whole.compared_ha),
        "matrix": _matrix(codes, values, names, area_ha, tally.cross.pixels.sum(0), states),
        # 0 is a class where nobody says that it is none.
        "zero": float(area_ha[values.index(0) + 1].sum()) if 0 in values else 0.0,
        "zones_left_out": len(settings.zones.refused) if settings.zones is not None else 0,
        "zones": _zones(work, tally, states, names, values, codes),
        "polygons": _polygons(work, tally)}
    return report


def _share(part: float, whole: float) -> float | None:
    return part / whole if whole > 0 else None


def _table(table: Crosswalk | None, language: str) -> dict[str, Any]:
    if table is None:
        return {"table": "same_codes", "minimum_ha": 0.0, "learnt": False}
    return {"table": table.title_fr if language[:2] == "fr" else table.title, "minimum_ha": table.minimum_ha,
            "learnt": table.learnt}


def _states(found: Shares) -> dict[str, Any]:
    return {name: {"pixels": found.pixels[name], "hectares": found.hectares[name]} for name in STATES}


def _place(found: Shares, compared_ha: float) -> dict[str, Any]:
    """Inside, or near an edge: agreement there, and how much of what is compared lies there."""
    return {"agreement": found.agreement, "compared_ha": found.compared_ha,
            "share": _share(found.compared_ha, compared_ha)}


def _by_source(codes: Sequence[str], values: Sequence[int], names: Names, area_ha: np.ndarray, states: np.ndarray,
               strict: np.ndarray, tally: Tally, edges: bool) -> list[dict[str, Any]]:
    rows = []
    for column, code in enumerate(codes, start=1):
        area, state = area_ha[:, column], states[:, column]
        agree, differ = float(area[state == AGREE].sum()), float(area[state == DIFFER].sum())
        row = {"code": code, "name": names.source(code), "hectares": float(area.sum()),
               "matched": bool((state[1:] == AGREE).any() or (state[1:] == DIFFER).any()),
               "compared_ha": agree + differ, "agreement": _share(agree, agree + differ),
               "main": _share(float(area[1:][strict[:, column - 1] & (state[1:] == AGREE)].sum()), agree + differ),
               "inside_agreement": None,
               "instead": _others(area[1:], state[1:] == DIFFER, [names.map(value) for value in values],
                                  agree + differ)}
        if edges:
            within = tally.cross.area_m2[0][:, column]
            row["inside_agreement"] = _share(float(within[state == AGREE].sum()),
                                             float(within[(state == AGREE) | (state == DIFFER)].sum()))
        rows.append(row)
    return sorted(rows, key=lambda row: -row["hectares"])


def _by_map(codes: Sequence[str], values: Sequence[int], names: Names, area_ha: np.ndarray,
            states: np.ndarray) -> list[dict[str, Any]]:
    rows = []
    for place, value in enumerate(values, start=1):
        area, state = area_ha[place], states[place]
        agree, differ = float(area[state == AGREE].sum()), float(area[state == DIFFER].sum())
        rows.append({"value": value, "name": names.map(value), "hectares": float(area.sum()),
                     "compared_ha": agree + differ, "agreement": _share(agree, agree + differ),
                     "instead": _others(area[1:], state[1:] == DIFFER, [names.source(code) for code in codes],
                                        agree + differ)})
    return sorted(rows, key=lambda row: -row["hectares"])


def _others(area: np.ndarray, differ: np.ndarray, names: Sequence[str], compared: float) -> list[dict[str, Any]]:
    """Classes of the other side that take most of what differs."""
    lost = np.where(differ, area, 0.0)
    order = np.argsort(-lost, kind="stable")[:_MOST_OTHERS].tolist()
    return [{"name": names[place], "hectares": float(lost[place]), "share": float(lost[place]) / compared}
            for place in order if lost[place] > 0]


def _ratios(table: Crosswalk | None, codes: Sequence[str], values: Sequence[int], names: Names,
            area_ha: np.ndarray) -> list[dict[str, Any]]:
    """Areas of classes that mean the same, where both sides say something."""
    both = area_ha[1:, 1:]
    rows = []
    for ours, theirs in groups(table, values, codes):
        map_ha, source_ha = float(both[ours].sum()), float(both[:, theirs].sum())
        rows.append({"map_classes": [names.map(values[one]) for one in ours],
                     "source_classes": [names.source(codes[one]) for one in theirs],
                     "map_ha": map_ha, "source_ha": source_ha, "ratio": _share(map_ha, source_ha)})
    return sorted(rows, key=lambda row: -row["source_ha"])


def _pairs(codes: Sequence[str], values: Sequence[int], names: Names, area_ha: np.ndarray, states: np.ndarray,
           compared: float) -> list[dict[str, Any]]:
    """Pairs that differ over most of the ground."""
    lost = np.where(states == DIFFER, area_ha, 0.0)
    order = np.argsort(-lost.ravel(), kind="stable")[:_MOST_PAIRS].tolist()
    found = []
    for place in order:
        row, column = divmod(place, lost.shape[1])
        if lost[row, column] > 0:
            found.append({"map": names.map(values[row - 1]), "source": names.source(codes[column - 1]),
                          "hectares": float(lost[row, column]), "share": float(lost[row, column]) / compared})
    return found


def _matrix(codes: Sequence[str], values: Sequence[int], names: Names, area_ha: np.ndarray, pixels: np.ndarray,
            states: np.ndarray) -> dict[str, Any]:
    """Rows the map, columns the source, both sorted; the last of each is "nothing"."""
    rows = [*sorted(range(1, len(values) + 1), key=lambda one: values[one - 1]), 0]
    columns = [*sorted(range(1, len(codes) + 1), key=lambda one: _order(codes[one - 1])), 0]
    place = np.ix_(rows, columns)
    return {"rows": "map", "columns": "source", "map_values": [values[one - 1] if one else None for one in rows],
            "map_classes": [names.map(values[one - 1]) if one else "" for one in rows],
            "source_codes": [codes[one - 1] if one else "" for one in columns],
            "source_classes": [names.source(codes[one - 1]) if one else "" for one in columns],
            "hectares": area_ha[place].tolist(), "pixels": pixels[place].tolist(),
            "states": [[STATES[state] for state in row] for row in states[place].tolist()]}


def _order(code: str) -> tuple[float, str]:
    return (float(code) if code.isdigit() else float("inf"), code)


def _zones(work: Work, tally: Tally, states: np.ndarray, names: Names, values: Sequence[int],
           codes: Sequence[str]) -> list[dict[str, Any]]:
    if work.zones is None:
        return []
    who, pixels, area = tally.zones.table()
    rows = []
    for number, zone in enumerate(work.zones.names):
        first, last = np.searchsorted(who[:, 0], number, "left"), np.searchsorted(who[:, 0], number, "right")
        part = who[first:last]
        state = states[part[:, 1], part[:, 2]]
        found = shares(pixels[first:last], area[first:last], state)
        lost = np.where(state == DIFFER, area[first:last], 0.0)
        worst = None
        if lost.size and lost.max() > 0:
            _, ours, theirs = part[int(lost.argmax())].tolist()
            worst = {"map": names.map(values[ours - 1]), "source": names.source(codes[theirs - 1]),
                     "hectares": float(lost.max()) / 1e4}
        rows.append({"zone": zone, "pixels": int(pixels[first:last].sum()), "agreement": found.agreement,
                     "compared_ha": found.compared_ha, "hectares": found.hectares, "largest": worst})
    return rows


def _polygons(work: Work, tally: Tally) -> dict[str, Any] | None:
    """Of the source's polygons, those whose commonest class on the map agrees with theirs."""
    owner: Sequence[int] | None = getattr(work.source, "owner", None)
    if owner is None:
        return None
    found = dominant(tally.polygons.table())
    states = states_of(work, tally)
    kinds = [int(states[ours, owner[number]]) for number, ours in found.items()]
    agree, differ = kinds.count(AGREE), kinds.count(DIFFER)
    return {"polygons": len(owner) - 1, "with_pixels": len(found), "agree": agree, "differ": differ,
            "agreement": _share(agree, agree + differ), "covered": tally.overlaps.covered,
            "overlap_pixels": tally.overlaps.pixels, "overlap_ha": tally.overlaps.area_m2 / 1e4}
