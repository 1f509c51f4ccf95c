"""What hides the ground on this date: masks on cells, before aerosols are looked for."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import numpy as np

from ...engine.grid import Grid
from ...engine.jobs import Job, Ticket, side_by_side, thread_count
from ...engine.progress import Progress
from ...engine.raster import Raster, rasterise
from ...engine.resample import CellMean
from ...engine.vectors import read_polygons
from ...errors import BocageError
from ...masks.detect import CellMasks, detect
from ...masks.parallax import displacement_index
from ...masks.scene import CellScene
from ...products.composite import Composite, read_composite
from ...products.scene import Scene
from .context import Context, find
from .earlier import latest_composite
from .outlines import of_day
from .scenery import CIRRUS_ROLE, MASK_ROLES, PARALLAX_ROLES, Scenery, Source
from .state import StateMaps
from .terms import uniform_terms
from .views import View

#: AOT of the reflectance that the tests look at.
TEST_AOT = 0.05
#: Reflectance above which a cell is saturated, whatever its band.
VISIBLE_ROLES, SATURATED = ("coastal", "blue", "green", "red"), 1.9
_STRIP, _HALO = 512, 4


def parallax_job(context: Context) -> list[Job]:
    """The displacement index, after the three bands were kept; nothing where one was not."""
    scenery = context.scenery
    bands = [scenery.product.role(role) for role in PARALLAX_ROLES]
    if not scenery.settings.masks or any(b is None or b.name not in scenery.first_pass for b in bands):
        return []
    names = [b.name for b in bands if b is not None]
    fine, coarse = scenery.sources[names[0]].output, scenery.sources[names[1]].output
    if abs(fine.dx * 2 - coarse.dx) > 1e-6 or fine.bounds != coarse.bounds or fine.dx > 11:
        return []
    return [Job("parallax", "l2a.parallax", {"work": str(context.work), "bands": names},
                tuple(f"coarse {name}" for name in names), float(np.prod(coarse.shape)) / 1e6)]


def parallax(ticket: Ticket, work: str, bands: list[str]) -> str:
    """Displacement index by cell, saved in the work folder. Returns the file."""
    context = find(work)
    scenery = context.scenery
    sources = [scenery.sources[name] for name in bands]
    grid = sources[1].output
    mean = CellMean(scenery.cells)
    with ExitStack() as stack:
        rows = [_rows(context, name, stack) for name in bands]
        for first in range(0, grid.shape[0], _STRIP):
            top, last = max(0, first - _HALO), min(grid.shape[0], first + _STRIP)
            bottom = min(grid.shape[0], last + _HALO)
            values = [_reflectance(np.asarray(read(top * factor, bottom * factor), np.float32), source, factor)
                      for read, source, factor in zip(rows, sources, (2, 1, 1))]
            index = displacement_index(*values)[first - top:last - top]
            mean.add(index, grid.window(first, 0, last - first, grid.shape[1]), np.isfinite(index))
            ticket.done(last / grid.shape[0])
        rows.clear()
    target = context.work / "coarse_parallax.npy"
    np.save(target, mean.mean().astype(np.float32))
    return str(target)


def _rows(context: Context, band: str, stack: ExitStack) -> Callable[[int, int], np.ndarray]:
    """Rows of a band's window by first and last, from what was kept of it or from its file."""
    source, kept = context.scenery.sources[band], context.spooled.get(band)
    if kept is not None:
        numbers = np.memmap(kept, np.uint16, "r", shape=source.output.shape)
        return lambda first, last: numbers[first:last]
    row, column, _, columns = source.window
    raster = stack.enter_context(Raster(str(source.band.path)))
    return lambda first, last: raster.read(source.band.index, (row + first, column, last - first, columns))


def _reflectance(numbers: np.ndarray, source: Source, factor: int) -> np.ndarray:
    """Reflectance at 20 m, NaN where a number means none."""
    record = source.band
    for special in (record.nodata, record.saturated):
        if special is not None:
            numbers[numbers == special] = np.nan
    numbers += np.float32(record.offset)
    numbers *= np.float32(record.scale)
    if factor == 1:
        return numbers
    return (numbers[0::2, 0::2] + numbers[1::2, 0::2] + numbers[0::2, 1::2] + numbers[1::2, 1::2]) * np.float32(0.25)


def history(context: Context, progress: Progress) -> Composite | None:
    """The composite asked for: the file given, or that of the newest earlier product of the folder."""
    scenery = context.scenery
    asked = scenery.settings.previous
    if not asked:
        return None
    path = Path(asked)
    if not path.exists():
        raise BocageError("path_absent", file=asked)
    found: Path | None = path
    if path.is_dir():
        found = latest_composite(path, scenery.product.tile, scenery.product.acquired)
        if found is None:
            progress.warn("no_earlier_product", folder=asked)
            return None
    composite = read_composite(Path(str(found)))
    if composite.inputs[-1:] == (scenery.product.identifier,):
        # Earlier in its list a date may stand: a backward start reads later ones first.
        raise BocageError("composite_of_this_date", file=str(found), identifier=scenery.product.identifier)
    if composite.cells != scenery.cells:
        if composite.cells.crs != scenery.cells.crs:
            raise BocageError("composite_elsewhere", file=str(found))
        composite = cut(composite, scenery.cells, str(found))
    context.previous = found
    progress.info("composite_used", file=str(found), dates=str(len(composite.inputs)))
    return composite


def cut(composite: Composite, cells: Grid, file: str) -> Composite:
    """The composite on other cells of the same lattice (a run with EXTENT). Raises where they do not nest."""
    source = composite.cells
    column = (cells.transform[0] - source.transform[0]) / source.dx
    row = (source.transform[3] - cells.transform[3]) / source.dy
    top, left = round(row), round(column)
    nested = (abs(row - top) < 1e-3 and abs(column - left) < 1e-3 and abs(cells.dx - source.dx) < 1e-6
              and top >= 0 and left >= 0 and top + cells.shape[0] <= source.shape[0]
              and left + cells.shape[1] <= source.shape[1])
    if not nested:
        raise BocageError("composite_elsewhere", file=file)
    part = (Ellipsis, slice(top, top + cells.shape[0]), slice(left, left + cells.shape[1]))
    names = ("clear", "clear_day", "surface", "surface_day", "surface_sigma", "directions", "recent", "water_votes",
             "seen")
    return replace(composite, cells=cells, **{name: np.ascontiguousarray(getattr(composite, name)[part])
                                              for name in names})  # type: ignore[arg-type]


def look(context: Context, toa: dict[str, np.ndarray], views: dict[str, View], displaced: np.ndarray | None,
         composite: Composite | None, progress: Progress) -> tuple[CellScene, CellMasks]:
    """The scene on cells and its masks."""
    scenery, state = context.scenery, context.state
    if CIRRUS_ROLE not in toa:
        progress.warn("no_cirrus_band", file=scenery.product.path)
    clear = tested(toa, views, state, thread_count(scenery.settings.threads), progress)
    seen = Scene(scenery.product).angles(scenery.named("red"), scenery.cells)
    scene = CellScene(
        cells=scenery.cells, toa=toa, clear=clear, terrain_m=state.terrain_m, sun=seen.sun, view=seen.view,
        parallax=displaced, day=scenery.product.acquired.toordinal(), composite=composite,
        saturated=blinded(toa), painted=painted_cells(scenery))
    return scene, detect(scene)


def blinded(toa: dict[str, np.ndarray]) -> np.ndarray:
    """Cells that saturate whole in a visible band: no ground does."""
    with np.errstate(invalid="ignore"):
        return np.asarray(np.any([toa[role] > SATURATED for role in VISIBLE_ROLES if role in toa], axis=0))


def tested(toa: dict[str, np.ndarray], views: dict[str, View], state: StateMaps, threads: int,
           progress: Progress) -> dict[str, np.ndarray]:
    """Reflectance corrected for gases and molecules, with a little aerosol."""
    def one(role: str) -> np.ndarray:
        return np.asarray(uniform_terms(views[role], state, TEST_AOT).surface(toa[role]), np.float32)

    roles = [role for role in MASK_ROLES if role in toa]
    return dict(zip(roles, side_by_side(one, roles, threads, progress)))


def painted_cells(scenery: Scenery) -> np.ndarray | None:
    """Cells touched by the polygons outlined by hand for this date."""
    settings, day = scenery.settings, scenery.product.acquired.date()
    if not settings.painted:
        return None
    found = of_day(read_polygons(settings.painted, scenery.cells.crs), day, settings.painted_day)
    polygons = [(1, one.rings) for one in found]
    return np.asarray(rasterise(polygons, scenery.cells, all_touched=True) == 1)
