"""Registration in order: the series, its reference, the shifts, the tables, the corrected rasters."""

from __future__ import annotations

import math
import os
from collections import Counter
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import numpy as np

from ...engine.grid import Grid
from ...engine.outputs import atomic_file, check_apart, check_space, check_writable, free_bytes, human_bytes, write_text
from ...engine.progress import Part, Progress, check
from ...engine.raster import metres_per_unit
from ...errors import BocageError
from ...series.dated import Series, open_series
from ..pixels.masking import bits_of, clear_beside
from ..pixels.output import type_of
from ..pixels.reading import PixelReader
from ..pixels.series import expanded, files_of, readable
from ..pixels.sources import RASTER, open_source
from ..pixels.targets import cropped
from ..pixels.variables import Variable, variables
from .correct import Correction, correction, write
from .measure import Placed, Scene, measure
from .settings import CLEAREST, MEAN, ORIGINS, RegistrationResult, RegistrationSettings
from .table import profiles_text, shifts_text

#: Cells a side in which clear pixels are counted to choose the clearest date.
_CELLS = 256


def run_registration(settings: RegistrationSettings, progress: Progress) -> RegistrationResult:
    """Shifts of a series. Raises BocageError, or Cancelled; then no file is left half written."""
    progress.report(0.0, "step_metadata")
    _check(settings)
    scenes, bands, skipped, grid = _inputs(settings, progress)
    outside = settings.reference != ""
    if outside:
        scenes = [_reference(settings.reference, settings.band or _usual(bands[0])), *scenes]
    if len(scenes) < 2:
        raise BocageError("registration_alone", file=scenes[0].product.path)
    taken: set[str] = set()
    written = [_path(settings, scene, taken) for scene in scenes[outside:] if settings.folder]
    # A folder that holds its own results of a former run.
    check_apart([settings.table, settings.profile, *written], files_of(scene.product for scene in scenes))
    _size(settings, scenes, len(scenes) - outside, bands[0], grid, progress)
    if not outside and settings.origin == CLEAREST:
        reference = _clearest(scenes, grid, settings.flags, progress)
    else:
        reference = 0
    progress.report(0.05, "step_registration")
    measuring = Part(progress, 0.05, 0.5 if settings.folder else 0.98)
    places = measure(scenes, reference, grid, (settings.window, settings.windows, settings.reach, settings.flags),
                     measuring)
    if not outside and settings.origin == MEAN:
        places = centred(places)
    _warn(scenes, places, progress)
    own = slice(1, None) if outside else slice(None)
    corrected = _corrected(settings, scenes[own], places[own], bands, grid, Part(progress, 0.5, 0.98))
    _write_tables(settings, scenes, places, -1 if not outside and settings.origin == MEAN else reference, grid)
    progress.report(1.0)
    return _told(settings, places[own], corrected, skipped)


def _check(settings: RegistrationSettings) -> None:
    if settings.origin not in ORIGINS:
        raise BocageError("parameter_unknown", parameter="ORIGIN", value=settings.origin, known=", ".join(ORIGINS))
    for path in (settings.table, settings.profile):
        if path:
            check_writable(os.path.dirname(os.path.abspath(path)))


def _size(settings: RegistrationSettings, scenes: Sequence[Scene], count: int, variables: Sequence[Variable],
          grid: Grid, progress: Progress) -> None:
    """The size of the work is said, then held against the disk: all rasters together. Raises BocageError."""
    rows, columns = grid.shape
    rasters, bands = count if settings.folder else 0, len(variables)
    kind = type_of(settings.type, variables, scenes[-1].product.family == RASTER)
    # Overviews add a third.
    needed = rasters * (rows * columns * bands * (4 if kind == "float32" else 2) * 4 // 3 + 1_000_000)
    folder = settings.folder or os.path.dirname(os.path.abspath(settings.table))
    progress.info("registration_size", images=len(scenes), rows=rows, columns=columns, window=settings.window,
                  windows=settings.windows, rasters=rasters, bands=bands if rasters else 0,
                  written=human_bytes(needed), free=human_bytes(free_bytes(folder)))
    if rasters:
        check_writable(folder)
        check_space(folder, needed)


def _inputs(settings: RegistrationSettings, progress: Progress
            ) -> tuple[list[Scene], list[tuple[Variable, ...]], int, Grid]:
    """Scenes of the series, the bands that each has to write, images left out, the grid."""
    series = open_series(expanded(settings.input, progress), settings.masks, settings.dates)
    for one in series.refused:
        progress.warn("product_skipped", file=one.path, fault=str(one.error))
    names = settings.bands or Series(series.images).names()
    if not names:
        raise BocageError("series_no_band", file=series.images[0].product.path, other=series.images[-1].product.path)
    measured = settings.band or ("red" if "red" in names else names[0])
    images, skipped = readable(series.images, [measured, *(names if settings.folder else ())], progress)
    scenes = [Scene(one.dated.product, one.variables[0], one.dated.mask) for one in images]
    grid = cropped(common_grid(scenes), None, settings.extent, settings.extent_crs, scenes[0].product.path)
    return scenes, [one.variables[1:] or one.variables for one in images], skipped + len(series.refused), grid


def common_grid(scenes: Sequence[Scene]) -> Grid:
    """The grid of the band compared that most scenes have; of the oldest of them where several are as frequent."""
    known: dict[tuple[str, ...], Grid] = {}
    grids = []
    for scene in scenes:
        # A file of many dates is opened once.
        key = (scene.product.path, *(str(band.path) for band in scene.variable.bands))
        if key not in known:
            with PixelReader(scene.product) as reader:
                known[key] = reader.finest([scene.variable])
        grids.append(known[key])
    return Counter(grids).most_common(1)[0][0]


def _usual(bands: Sequence[Variable]) -> str:
    return next((one.bands[0].role for one in bands if one.is_band and one.bands[0].role == "red"), bands[0].name)


def _reference(path: str, band: str) -> Scene:
    """The image that lies right; of a raster that does not know the band, its first."""
    source = open_source(path)
    try:
        return Scene(source.product, variables(source.product, [band])[0])
    except BocageError as error:
        if not source.is_raster or error.code not in ("band_absent", "formula_band_absent", "formula_unknown_name"):
            raise
        return Scene(source.product, variables(source.product, [source.product.bands[0].name])[0])


def _clearest(scenes: Sequence[Scene], grid: Grid, flags: tuple[str, ...], progress: Progress) -> int:
    """The date of the largest clear share, the middle one of several: nearest to all seasons."""
    cells = grid.cells(max(grid.dx, max(grid.shape) * grid.dx / _CELLS))
    shares = []
    for scene in scenes:
        check(progress)
        with PixelReader(scene.product) as reader:
            clear = np.isfinite(reader.values([scene.variable], cells, "nearest")[0])
            if flags and scene.product.family != "raster":
                clear &= (reader.sampled(cells) & np.uint16(bits_of(flags))) == 0
        if scene.mask is not None:
            clear &= clear_beside(scene.mask, cells)
        shares.append(round(float(clear.mean()), 2))
    best = [number for number, share in enumerate(shares) if share == max(shares)]
    return best[(len(best) - 1) // 2]


def centred(places: Sequence[Placed]) -> list[Placed]:
    """The mean of the known positions at 0."""
    known = np.array([(one.dx, one.dy) for one in places if math.isfinite(one.dx)])
    dx, dy = known.mean(axis=0)
    return [replace(one, dx=one.dx - float(dx), dy=one.dy - float(dy)) for one in places]


def _warn(scenes: Sequence[Scene], places: Sequence[Placed], progress: Progress) -> None:
    for scene, place in zip(scenes, places):
        if not math.isfinite(place.dx):
            beyond = place.pair is not None and place.pair.beyond >= 0.5
            progress.warn("registration_beyond" if beyond else "registration_unknown", file=scene.product.identifier)


def _corrected(settings: RegistrationSettings, scenes: Sequence[Scene], places: Sequence[Placed],
               bands: Sequence[Sequence[Variable]], grid: Grid, progress: Progress) -> tuple[str, ...]:
    """Rasters of the dates whose shift is known."""
    if not settings.folder:
        return ()
    os.makedirs(settings.folder, exist_ok=True)
    taken: set[str] = set()
    planned: list[Correction] = []
    for scene, place, names in zip(scenes, places, bands):
        if math.isfinite(place.dx):
            path = _path(settings, scene, taken)
            planned.append(correction(scene, place, names, path, grid, settings))
    for number, one in enumerate(planned):
        write(one, settings, Part(progress, number / len(planned), (number + 1) / len(planned)))
    return tuple(one.path for one in planned)


def _path(settings: RegistrationSettings, scene: Scene, taken: set[str]) -> str:
    """Of the raster, its date first in its name: a file of many dates gives many."""
    stem = Path(scene.product.identifier).stem
    day = f"{scene.product.acquired:%Y%m%d}"
    name = f"{stem}_registered" if day in stem else f"{day}_{stem}_registered"
    number, free = 1, name
    while free in taken:
        number, free = number + 1, f"{name}_{number + 1}"
    taken.add(free)
    return os.path.join(settings.folder, f"{free}.tif")


def _write_tables(settings: RegistrationSettings, scenes: Sequence[Scene], places: Sequence[Placed], reference: int,
                  grid: Grid) -> None:
    metres = metres_per_unit(grid.crs) or float("nan")
    with ExitStack() as stack:
        paths = [stack.enter_context(atomic_file(path)) for path in (settings.table, settings.profile) if path]
        write_text(paths[0], shifts_text(scenes, places, reference, grid, metres))
        if settings.profile:
            write_text(paths[1], profiles_text(scenes, places, grid))


def _told(settings: RegistrationSettings, places: Sequence[Placed], corrected: tuple[str, ...], skipped: int
          ) -> RegistrationResult:
    lengths = [math.hypot(one.dx, one.dy) for one in places if math.isfinite(one.dx)]
    jitters = [math.hypot(one.profile.jitter_x, one.profile.jitter_y) for one in places if one.profile is not None]
    known = [one for one in jitters if math.isfinite(one)]
    return RegistrationResult(
        settings.table, settings.profile, corrected, len(places), skipped, len(places) - len(lengths),
        math.sqrt(sum(one * one for one in lengths) / len(lengths)) if lengths else float("nan"),
        max(lengths, default=float("nan")), max(known, default=float("nan")))
