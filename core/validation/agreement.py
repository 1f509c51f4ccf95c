"""Two maps of one place side by side: where they agree through a table of correspondence, in pixels and on the ground.

Agreement, never accuracy: neither map is the truth. A class without counterpart is no disagreement, nor is a place
where one of the two says nothing; each has a state of its own.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from ..engine.class_raster import mean_areas_m2, row_areas_m2
from ..engine.grid import Grid

#: States of a pixel, as the raster of agreement holds them.
NOTHING, AGREE, DIFFER, UNMATCHED, MAP_ONLY, SOURCE_ONLY = range(6)
STATES = ("nothing", "agree", "differ", "unmatched", "map_only", "source_only")
#: Columns over which pixels keep their area in any projection; rows as well in one as large as UTM's.
_SIDE = 512
#: Relative difference of areas that comes of rounding alone.
_ROUNDING = 1e-6
#: A table of more cells than this is counted by sorting.
_MOST_CELLS = 1 << 20


def state_table(admits: np.ndarray, known_map: np.ndarray, known_source: np.ndarray) -> np.ndarray:
    """State of every pair (map index, source index), uint8; index 0 is "no class" on both sides.

    admits: bool (map, source), whether the source's class admits the map's, rows and columns from index 1.
    known_map, known_source: bool by class, whether the table of correspondence knows it.
    """
    result = np.full((len(known_map) + 1, len(known_source) + 1), UNMATCHED, np.uint8)
    both = known_map[:, None] & known_source[None, :]
    result[1:, 1:][both & admits] = AGREE
    result[1:, 1:][both & ~admits] = DIFFER
    result[0, :], result[:, 0] = SOURCE_ONLY, MAP_ONLY
    result[0, 0] = NOTHING
    return result


def same_codes(map_values: list[int], source_values: list[int]) -> np.ndarray:
    """``state_table`` of two maps of one nomenclature: equal numbers agree."""
    one, other = np.array(map_values, np.int64), np.array(source_values, np.int64)
    return state_table(one[:, None] == other[None, :], np.ones(one.size, bool), np.ones(other.size, bool))


@dataclass
class Cross:
    """Pixels and m2 on the ellipsoid of every pair of indices: (2, map, source), inside first, then near an edge."""

    pixels: np.ndarray = field(default_factory=lambda: np.zeros((2, 1, 1), np.int64))
    area_m2: np.ndarray = field(default_factory=lambda: np.zeros((2, 1, 1)))

    def grow(self, maps: int, sources: int) -> None:
        """At least so many indices on each side."""
        _, rows, columns = self.pixels.shape
        more = ((0, 0), (0, max(0, maps - rows)), (0, max(0, sources - columns)))
        if more != ((0, 0), (0, 0), (0, 0)):
            self.pixels, self.area_m2 = np.pad(self.pixels, more), np.pad(self.area_m2, more)

    def add(self, maps: np.ndarray, sources: np.ndarray, edge: np.ndarray | None, strip: Grid,
            sizes: tuple[int, int]) -> None:
        """A strip: indices (rows, columns) of both, where an edge is near, and how many indices there are."""
        self.count(pair_codes(maps, sources, sizes[1]), edge, square_areas(strip), sizes)

    def count(self, pairs: np.ndarray, edge: np.ndarray | None, areas: np.ndarray, sizes: tuple[int, int]) -> None:
        """A strip of pairs (``pair_codes``), with the areas of its pixels (``square_areas``)."""
        self.grow(*sizes)
        count = sizes[0] * sizes[1]
        if edge is not None:
            pairs = pairs + edge.astype(pairs.dtype) * pairs.dtype.type(count)
        pixels, area = counted(pairs, areas, count if edge is None else 2 * count)
        table = pixels.reshape(-1, *sizes)
        self.pixels[:len(table), :sizes[0], :sizes[1]] += table
        self.area_m2[:len(table), :sizes[0], :sizes[1]] += area.reshape(table.shape)

    def count_few(self, pairs: np.ndarray, area_m2: np.ndarray, sizes: tuple[int, int]) -> None:
        """Pairs of some pixels (n,), with the area of each."""
        self.grow(*sizes)
        count = sizes[0] * sizes[1]
        self.pixels[0, :sizes[0], :sizes[1]] += np.bincount(pairs, minlength=count).reshape(sizes)
        self.area_m2[0, :sizes[0], :sizes[1]] += np.bincount(pairs, area_m2, count).reshape(sizes)


def counted(codes: np.ndarray, areas: np.ndarray, cells: int) -> tuple[np.ndarray, np.ndarray]:
    """Pixels and m2 of each code under ``cells`` in a block (rows, columns). areas: as ``square_areas`` gives them."""
    pixels, area_m2 = np.zeros(cells, np.int64), np.zeros(cells)
    for row in range(0, codes.shape[0], _SIDE):
        for place, column in enumerate(range(0, codes.shape[1], _SIDE)):
            square, own = codes[row:row + _SIDE, column:column + _SIDE], areas[row:row + _SIDE, place]
            # One area, as in UTM: counted without a weight for each pixel, several times as fast.
            weights = None if (own == own[0]).all() else np.repeat(own, square.shape[1])
            if cells <= _MOST_CELLS:
                found = np.bincount(square.ravel(), minlength=cells)
                pixels += found
                area_m2 += found * own[0] if weights is None else np.bincount(square.ravel(), weights, cells)
            else:
                met, where, counts = np.unique(square, return_inverse=True, return_counts=True)
                pixels[met] += counts
                area_m2[met] += counts * own[0] if weights is None else np.bincount(where.ravel(), weights, met.size)
    return pixels, area_m2


def square_areas(part: Grid) -> np.ndarray:
    """Area of a pixel, m2, in each row of a block and each 512 of its columns (rows, squares across).

    Rows that keep their area but for a ten-thousandth have one value, as in UTM; else each has its own.
    """
    rows, columns = part.shape
    starts = range(0, columns, _SIDE)
    some = mean_areas_m2([part.window(rows // 2, start, 1, min(_SIDE, columns - start))
                          for start in (starts[0], starts[len(starts) // 2], starts[-1])])
    # Degrees, Mercator: the area depends on the row alone, and one square tells it for all.
    alone = bool(np.ptp(some) < _ROUNDING * some[0])
    found = np.stack([row_areas_m2(part.window(0, start, rows, min(_SIDE, columns - start)))
                      for start in (starts[:1] if alone else starts)], axis=1)
    return np.repeat(found, len(starts), axis=1) if alone else found


def areas_at(areas: np.ndarray, row: np.ndarray, column: np.ndarray) -> np.ndarray:
    """Area of the pixels at places of a block, m2, from ``square_areas``."""
    return np.asarray(areas[row, column // _SIDE])


def pair_codes(maps: np.ndarray, sources: np.ndarray, columns: int) -> np.ndarray:
    """``map index * columns + source index``, int32."""
    pairs = maps.astype(np.int32)
    pairs *= np.int32(columns)
    pairs += sources
    return np.asarray(pairs)


def near_edge(codes: np.ndarray, reach: int) -> np.ndarray:
    """Pixels within ``reach`` pixels, in rows and in columns, of another class; no class is a class here.

    codes: (rows, columns). 0 reaches nothing; the border of the array is no edge.
    """
    if reach < 1:
        return np.zeros(codes.shape, bool)
    edge = np.zeros(codes.shape, bool)
    across = codes[:, 1:] != codes[:, :-1]
    down = codes[1:] != codes[:-1]
    edge[:, 1:] |= across
    edge[:, :-1] |= across
    edge[1:] |= down
    edge[:-1] |= down
    return _spread(_spread(edge, reach - 1, 0), reach - 1, 1)


def _spread(mask: np.ndarray, reach: int, axis: int) -> np.ndarray:
    """True within ``reach`` along an axis: windows that double, so that a wide reach costs few passes."""
    if reach < 1:
        return mask
    rows, columns = mask.shape
    wide = np.zeros((rows + 2 * reach, columns) if axis == 0 else (rows, columns + 2 * reach), bool)
    inner = slice(reach, reach + mask.shape[axis])
    wide[inner if axis == 0 else slice(None), slice(None) if axis == 0 else inner] = mask
    length, wanted = 1, 2 * reach + 1
    while length < wanted:
        step = min(length, wanted - length)
        behind, ahead = slice(None, -step), slice(step, None)
        # From the copy: what was just written would run on along the axis.
        seen = wide.copy()
        if axis == 0:
            wide[ahead] |= seen[behind]
        else:
            wide[:, ahead] |= seen[:, behind]
        length += step
    shifted = slice(2 * reach, 2 * reach + mask.shape[axis])
    return np.asarray(wide[shifted] if axis == 0 else wide[:, shifted])


@dataclass(frozen=True)
class Shares:
    """Hectares by state, and what they come to. Shares are None where nothing is compared."""

    hectares: dict[str, float]
    pixels: dict[str, int]

    @property
    def compared_ha(self) -> float:
        """Where both have a class that the table knows."""
        return self.hectares["agree"] + self.hectares["differ"]

    @property
    def agreement(self) -> float | None:
        """Share of the area compared on which the two agree."""
        return self.hectares["agree"] / self.compared_ha if self.compared_ha > 0 else None


def shares(pixels: np.ndarray, area_m2: np.ndarray, states: np.ndarray) -> Shares:
    """Of tables (map, source) and their states."""
    hectares = np.bincount(states.ravel(), area_m2.ravel() / 1e4, len(STATES))
    counts = np.bincount(states.ravel(), pixels.ravel(), len(STATES))
    return Shares(dict(zip(STATES, hectares.tolist())), {name: int(one) for name, one in zip(STATES, counts)})
