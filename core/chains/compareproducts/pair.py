"""The two products, checked, and the grids on which they can be compared.

Everything that can be refused is refused here, before any pixel is read.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass

from ...engine.grid import Bounds, Grid
from ...engine.progress import Progress
from ...engine.raster import spatial_reference
from ...errors import BocageError
from ...products.model import ROLES, Product
from ...products.muscate.layout import utc
from ...products.open import open_product
from ...products.scene import Scene
from .settings import IMAGES, CompareSettings

_MGRS_TILE = re.compile(r"\d\d[A-Z]{3}")
#: Beyond this two acquisitions of one day are likely two passes, minutes.
_SAME_PASS_MINUTES = 10.0
#: The map of differences is not made coarser than this many times the finest band.
_COARSEST_MAP = 2.1


@dataclass(frozen=True)
class Side:
    """One product: its pixels, and the native grid of each role it has on disk."""

    scene: Scene
    grids: Mapping[str, Grid]

    @property
    def product(self) -> Product:
        """Its metadata."""
        return self.scene.product

    @property
    def finest(self) -> Grid:
        """Grid of its finest band: masks are read there."""
        return min(self.grids.values(), key=lambda grid: grid.dx)


@dataclass(frozen=True)
class Pair:
    """INPUT and REFERENCE; ``groups`` holds the roles compared by the grid they are compared on, finest first."""

    input: Side
    reference: Side
    groups: Mapping[Grid, tuple[str, ...]]

    @property
    def roles(self) -> tuple[str, ...]:
        """Every role compared, in the order of wavelength."""
        found = {role for roles in self.groups.values() for role in roles}
        return tuple(role for role in ROLES if role in found)

    @property
    def map_grid(self) -> Grid:
        """Grid of the difference map and of the masks: the coarsest, up to twice the finest (20 m for 10 and 20 m)."""
        finest = min(grid.dx for grid in self.groups)
        return max((grid for grid in self.groups if grid.dx <= _COARSEST_MAP * finest), key=lambda grid: grid.dx)

    def grid_of(self, role: str) -> Grid:
        """The grid a role is compared on."""
        return next(grid for grid, roles in self.groups.items() if role in roles)


def open_pair(settings: CompareSettings, progress: Progress) -> Pair:
    """Open and check both. Raises BocageError."""
    if settings.images not in IMAGES:
        raise BocageError("parameter_unknown", parameter="IMAGES", value=settings.images, known=", ".join(IMAGES))
    products = _l2a(settings.input), _l2a(settings.reference)
    _check_scene(*products)
    products = _same_images(*products, settings.images)
    _warn(*products, progress)
    first, second = _side(products[0]), _side(products[1])
    roles = [role for role in ROLES if role in first.grids and role in second.grids]
    if not roles:
        raise BocageError("compare_no_band", file=products[0].path, other=products[1].path)
    for role in roles:
        _check_crs(first, second, role)
    bounds = _common([side.grids[role] for side in (first, second) for role in roles])
    groups: dict[Grid, list[str]] = {}
    for role in roles:
        grid = _window(_coarser(first.grids[role], second.grids[role]), bounds)
        if not grid.shape[0] or not grid.shape[1]:
            raise BocageError("compare_apart", file=products[0].path, other=products[1].path)
        groups.setdefault(grid, []).append(role)
    ordered = sorted(groups, key=lambda grid: grid.dx)
    return Pair(first, second, {grid: tuple(groups[grid]) for grid in ordered})


def _l2a(path: str) -> Product:
    product = open_product(path)
    if product.level != "L2A":
        raise BocageError("not_l2a", file=product.path, level=product.level)
    return product


def _check_scene(first: Product, second: Product) -> None:
    """One tile, one day."""
    tiles = first.tile, second.tile
    if tiles[0] != tiles[1] and all(_MGRS_TILE.fullmatch(tile) for tile in tiles):
        raise BocageError("compare_tiles", file=first.path, tile=tiles[0], other=second.path, other_tile=tiles[1])
    days = utc(first.acquired).date(), utc(second.acquired).date()
    if days[0] != days[1]:
        raise BocageError("compare_days", file=first.path, day=days[0].isoformat(), other=second.path,
                          other_day=days[1].isoformat())


def _same_images(first: Product, second: Product, wanted: str) -> tuple[Product, Product]:
    """MUSCATE products with the kind of reflectance asked for; with auto, the same kind in both if they can."""
    if wanted != "auto":
        return _with_images(first, wanted), _with_images(second, wanted)
    if {first.extras.get("images"), second.extras.get("images")} != {"FRE", "SRE"}:
        return first, second
    try:
        return _with_images(first, "SRE"), _with_images(second, "SRE")
    except BocageError as error:
        if error.code != "images_absent":
            raise
        return first, second


def _with_images(product: Product, kind: str) -> Product:
    if product.family != "muscate" or product.extras.get("images") == kind:
        return product
    return open_product(product.path, images=kind)


def _warn(first: Product, second: Product, progress: Progress) -> None:
    """What does not forbid the comparison and explains differences."""
    names = {"file": first.path, "other": second.path}
    minutes = abs((utc(first.acquired) - utc(second.acquired)).total_seconds()) / 60
    if minutes > _SAME_PASS_MINUTES:
        progress.warn("compare_times", minutes=f"{minutes:.0f}", **names)
    if first.platform != second.platform:
        progress.warn("compare_sensors", platform=first.platform, other_platform=second.platform, **names)
    kinds = [product.extras.get("images", "") for product in (first, second)]
    if set(kinds) == {"FRE", "SRE"}:
        progress.warn("compare_images", kind=kinds[0], other_kind=kinds[1], **names)


def _side(product: Product) -> Side:
    scene = Scene(product)
    roles = [band.role for band in product.bands if band.role in ROLES and band.path is not None]
    return Side(scene, {role: scene.grid(role) for role in roles})


def _check_crs(first: Side, second: Side, role: str) -> None:
    ours, theirs = first.grids[role].crs, second.grids[role].crs
    if ours != theirs and not spatial_reference(ours).IsSame(spatial_reference(theirs)):
        raise BocageError("compare_crs", file=first.product.path, crs=ours[:80], other=second.product.path,
                          other_crs=theirs[:80])


def _common(grids: list[Grid]) -> Bounds:
    bounds = [grid.bounds for grid in grids]
    return (max(b[0] for b in bounds), max(b[1] for b in bounds),
            min(b[2] for b in bounds), min(b[3] for b in bounds))


def _coarser(first: Grid, second: Grid) -> Grid:
    """The coarser of two grids; that of REFERENCE where they are alike."""
    return first if first.dx > 1.001 * second.dx else second


def _window(grid: Grid, bounds: Bounds) -> Grid:
    """The pixels of ``grid`` whose centre lies within ``bounds``; none where rows or columns are 0."""
    x0, dx, _, y0, _, _ = grid.transform
    xmin, ymin, xmax, ymax = bounds
    c0, c1 = (math.ceil((x - x0) / dx - 0.5 - 1e-6) for x in (xmin, xmax))
    r0, r1 = (math.ceil((y0 - y) / grid.dy - 0.5 - 1e-6) for y in (ymax, ymin))
    r0, c0 = max(0, r0), max(0, c0)
    return grid.window(r0, c0, max(0, min(r1, grid.shape[0]) - r0), max(0, min(c1, grid.shape[1]) - c0))
