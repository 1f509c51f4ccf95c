"""Windows of all dates, read a few at a time along a row of them, each pair matched: memory holds those few."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from ...engine.grid import Grid
from ...engine.progress import Progress, check
from ...errors import BocageError
from ...products.model import Product
from ...series.masks import MaskBand
from ...series.registration import BYTES_PER_PIXEL, Window
from ...series.shifts import Pair, Profile, combine, lattice, network, profile
from ..pixels.masking import bits_of, clear_beside
from ..pixels.reading import PixelReader
from ..pixels.variables import Variable

#: A smaller window holds too few edges.
SMALLEST = 32
#: Bytes of the windows held at once.
_MOST_BYTES = 250_000_000


@dataclass(frozen=True)
class Scene:
    """One image to place."""

    product: Product
    variable: Variable
    mask: MaskBand | None = None


@dataclass(frozen=True)
class Placed:
    """Where one image lies. Shift in pixels, of its ground from that of the reference: right and down."""

    dx: float
    dy: float
    #: Standard error of the shift; NaN where it is unknown.
    sigma: float
    #: Its windows against the reference; None for the reference itself.
    pair: Pair | None
    profile: Profile | None


def measure(scenes: Sequence[Scene], reference: int, grid: Grid, settings: tuple[int, int, float, tuple[str, ...]],
            progress: Progress) -> list[Placed]:
    """Where each scene lies towards ``scenes[reference]``. settings: window, windows, reach, flags.

    Every image is matched with the reference and with the date after it. Raises BocageError, Cancelled.
    """
    size, most, reach, flags = settings
    size = min(size, *(side // 2 * 2 for side in grid.shape))
    if size < SMALLEST or reach > size / 4:
        raise BocageError("registration_small", rows=grid.shape[0], columns=grid.shape[1], least=SMALLEST,
                          reach=f"{reach:g}")
    corners = lattice(grid.shape, size, most)
    pairs = wanted(len(scenes), reference)
    found: dict[tuple[int, int], list[tuple[float, ...]]] = {pair: [] for pair in pairs}
    groups = list(_groups(corners, max(1, _MOST_BYTES // (len(scenes) * size * size * BYTES_PER_PIXEL))))
    for number, (row, columns) in enumerate(groups):
        windows = []
        for place, scene in enumerate(scenes):
            check(progress)
            windows.append(_windows(scene, grid, row, columns, size, bits_of(flags)))
            progress.report((number + place / len(scenes) / 2) / len(groups))
        for first, second in pairs:
            check(progress)
            for one, other in zip(windows[first], windows[second]):
                match = one.match(other, reach)
                if match is not None:
                    found[first, second].append((match.dx, match.dy, match.quality, match.cover, match.beyond,
                                                 row + size / 2))
    return _placed(len(scenes), reference, found)


def wanted(count: int, reference: int) -> list[tuple[int, int]]:
    """Pairs to match: the reference with each, each with the next."""
    with_reference = [(reference, other) for other in range(count) if other != reference]
    return with_reference + [(one, one + 1) for one in range(count - 1) if reference not in (one, one + 1)]


def _groups(corners: Sequence[tuple[int, int]], most: int) -> Iterator[tuple[int, list[int]]]:
    """Rows with at most ``most`` of their columns."""
    for row in sorted({row for row, _ in corners}):
        columns = [column for top, column in corners if top == row]
        for first in range(0, len(columns), most):
            yield row, columns[first:first + most]


def _windows(scene: Scene, grid: Grid, row: int, columns: Sequence[int], size: int, hiding: int) -> list[Window]:
    """Windows of one image from ``row`` down; its files are closed again."""
    found = []
    with PixelReader(scene.product) as reader:
        for column in columns:
            place = grid.window(row, column, size, size)
            pixels = reader.values([scene.variable], place)[0]
            clear = np.isfinite(pixels)
            if hiding and clear.any():
                clear &= (reader.flags(place, [scene.variable]) & np.uint16(hiding)) == 0
            if scene.mask is not None:
                clear &= clear_beside(scene.mask, place)
            found.append(Window(pixels, clear))
    return found


def _placed(count: int, reference: int, found: dict[tuple[int, int], list[tuple[float, ...]]]) -> list[Placed]:
    combined, profiles = {}, {}
    for key, rows in found.items():
        table = np.reshape(np.array(rows, float), (-1, 6))
        combined[key], kept = combine(table[:, :5])
        if key[0] == reference and combined[key].sure:
            profiles[key[1]] = profile(table[:, 5], table[:, :5], kept)
    positions, errors = network(count, combined, reference)
    return [Placed(float(positions[image, 0]), float(positions[image, 1]), float(errors[image]),
                   combined.get((reference, image)), profiles.get(image)) for image in range(count)]


__all__ = ["SMALLEST", "Placed", "Scene", "measure", "wanted"]
