"""Two maps, and maps of several years, one pixel after another: what blocks and tables are held against."""

from __future__ import annotations

import numpy as np
from bocage.core.engine import geodesic
from bocage.core.engine.raster import transform_points


def states_by_hand(one, other, admits, unmatched_map, unmatched_source):
    """States of ``core.validation.agreement``; 0 is no class. admits: source -> numbers of the map."""
    found = np.zeros(one.shape, int)
    for row, column in np.ndindex(*one.shape):
        a, b = int(one[row, column]), int(other[row, column])
        if not a or not b:
            found[row, column] = 0 if not a and not b else 4 if a else 5
        elif a in unmatched_map or b in unmatched_source:
            found[row, column] = 3
        else:
            found[row, column] = 1 if a in admits[b] else 2
    return found


def edges_by_hand(values, reach):
    """Pixels within ``reach`` - 1, in rows and in columns, of one that touches another class by a side."""
    rows, columns = values.shape
    beside = [(row, column) for row, column in np.ndindex(rows, columns)
              for r, c in ((row + 1, column), (row - 1, column), (row, column + 1), (row, column - 1))
              if 0 <= r < rows and 0 <= c < columns and values[r, c] != values[row, column]]
    found = np.zeros(values.shape, bool)
    for row, column in beside:
        found[max(0, row - reach + 1):row + reach, max(0, column - reach + 1):column + reach] = True
    return found


def ground_ha(grid, first, last):
    """Hectares on the ellipsoid of the rows ``first`` to ``last`` - 1 of a grid: its outline by short geodesics."""
    part = grid.window(first, 0, last - first, grid.shape[1])
    left, bottom, right, top = part.bounds
    steps = np.linspace(0, 1, 400)
    still = np.zeros(400)
    x = np.concatenate([left + (right - left) * steps, right + still, right - (right - left) * steps, left + still])
    y = np.concatenate([top + still, top + (bottom - top) * steps, bottom + still, bottom + (top - bottom) * steps])
    lon, lat = transform_points(x, y, grid.crs, "EPSG:4326")
    return geodesic.polygon_area([list(zip(lon.tolist(), lat.tolist()))]) / 1e4


def by_hand(maps, rotating, implausible):
    """Number of changes and history of each pixel, and the sums, one pixel after another."""
    changes, history = np.full(maps[0].shape, 255), np.zeros(maps[0].shape, int)
    excursions, changed, wrong = {}, [0] * (len(maps) - 1), [0] * (len(maps) - 1)
    for row, column in np.ndindex(*maps[0].shape):
        line = [int(one[row, column]) for one in maps]
        kinds = []
        for year, (a, b) in enumerate(zip(line, line[1:])):
            kind = ("unknown" if not a or not b else "same" if a == b else
                    "rotation" if a in rotating and b in rotating else
                    "implausible" if (a, b) in implausible else "change")
            kinds.append(kind)
            changed[year] += kind in ("change", "implausible")
            wrong[year] += kind == "implausible"
        moved = [kind in ("change", "implausible") for kind in kinds]
        back = False
        for year in range(len(line) - 2):
            a, b, c = line[year:year + 3]
            if moved[year] and moved[year + 1] and (a == c or (a in rotating and c in rotating)):
                excursions[a, b] = excursions.get((a, b), 0) + 1
                back = True
        if all(kind == "unknown" for kind in kinds):
            continue
        changes[row, column] = sum(moved)
        history[row, column] = (6 if "implausible" in kinds else 5 if back else 4 if sum(moved) > 1 else
                                3 if sum(moved) else 2 if "rotation" in kinds else 1)
    return changes, history, excursions, changed, wrong
