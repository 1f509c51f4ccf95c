"""Second pass: one band from numbers to surface reflectance, written strip by strip.

The terms are known on 120 m cells for each detector; between cells they are linear, so a run of rows
between two rows of cells costs two multiplications a term. Everything stays in float32 blocks that
fit the processor's cache.
"""

from __future__ import annotations

import zlib
from contextlib import ExitStack
from dataclasses import dataclass

import numpy as np

from ...atmosphere.environment import lone
from ...engine.grid import Grid
from ...engine.jobs import Job, Ticket
from ...engine.outputs import translate_write_fault
from ...engine.raster import RasterWriter
from ...engine.resample import bilinear, positions, widen
from ...products.footprints import detector_index
from ...products.muscate.layout import REFLECTANCE_NODATA, REFLECTANCE_QUANTIFICATION, layout
from .context import Context, find
from .reading import numbers
from .views import View, nearest_along_rows

NODATA, SATURATED = 1, 2
#: Digital numbers below this, outside the swath, are no signal (seen: 3 to 6 in a lossy product).
LOSSY_REMAINS = 50
_LOWEST, _HIGHEST = REFLECTANCE_NODATA + 1, 32000
_BLOCK_COLUMNS = 4096
_RELIEF_ROWS = 64


@dataclass(frozen=True)
class DetectorTerms:
    """Gain by digital number, path, spherical albedo: (3, rows, columns) on part of the cells."""

    detector: int
    terms: np.ndarray
    cells: Grid


def jobs(context: Context, identifier: str) -> list[Job]:
    """One job a band; a band kept from the first pass is cheaper."""
    result = []
    for names in context.scenery.groups.values():
        for name in names:
            pixels = float(np.prod(context.scenery.sources[name].window[2:])) / 1e6
            cost = pixels * (1.0 if name in context.spooled else 3.0)
            result.append(Job(f"band {name}", "l2a.band", {
                "work": str(context.work), "band": name, "identifier": identifier}, cost=cost))
    return result


def detector_terms(context: Context, band: str) -> list[DetectorTerms]:
    """Terms of each detector, with the band's scale folded in: z = gain (DN + offset) - path."""
    view: View = context.view(band)
    state, record = context.state, context.scenery.sources[band].band
    result = []
    for detector, rows, columns in view.parts:
        scene = view.scene_terms(detector, rows, columns)
        altitude, water = state.altitude_km[rows, columns], state.water[rows, columns]
        part = scene.scattering(state.aot[rows, columns], altitude)
        terms = scene.terms(part, altitude, water)
        around = context.surroundings.get(band)
        if around is not None and context.scenery.settings.adjacency:
            terms = lone(terms, around.environment[rows, columns], around.up[rows, columns])
        stack = np.stack([terms.gain * np.float32(record.scale), terms.path, terms.albedo]).astype(np.float32)
        result.append(DetectorTerms(detector, stack, scene.cells))
    return result


def correct_band(ticket: Ticket, work: str, band: str, identifier: str) -> dict[str, float]:
    """Correct and write one band. Returns the share of nodata and saturated pixels."""
    context = find(work)
    scenery = context.scenery
    source = scenery.sources[band]
    terms = detector_terms(context, band)
    paths = layout(identifier, scenery.groups)
    path, flat_path = context.work / paths[f"SRE_{band}"], context.work / paths[f"FRE_{band}"]
    special = {NODATA: 0, SATURATED: 0}
    flags_path = context.flags_file(band)
    try:
        with ExitStack() as stack:
            writer = stack.enter_context(RasterWriter(
                str(path), source.output, "int16", nodata=REFLECTANCE_NODATA,
                descriptions=[f"{band} surface reflectance x {REFLECTANCE_QUANTIFICATION}"]))
            flat = None if context.relief is None else stack.enter_context(RasterWriter(
                str(flat_path), source.output, "int16", nodata=REFLECTANCE_NODATA,
                descriptions=[f"{band} flat-equivalent surface reflectance x {REFLECTANCE_QUANTIFICATION}"]))
            flags_file = stack.enter_context(open(flags_path, "wb"))
            for first, pixels in numbers(context, band):
                grid = source.output.window(first, 0, *pixels.shape)
                footprint = _footprint(context, band, grid)
                flags = _flags(pixels, source.band.nodata, source.band.saturated, footprint)
                result = correct_strip(pixels, grid, terms, _completed(footprint, terms, flags), source.band.offset)
                if flags is not None:
                    result[(flags & NODATA) > 0] = REFLECTANCE_NODATA
                    for bit in special:
                        special[bit] += int(np.count_nonzero(flags & bit))
                write_flags(flags_file, flags)
                writer.append(result)
                if flat is not None:
                    flat.append(flattened(context, band, result, grid))
                ticket.done(0.95 * (first + pixels.shape[0]) / source.window[2])
            writer.close("AVERAGE")
            if flat is not None:
                flat.close("AVERAGE")
    except OSError as error:
        raise translate_write_fault(flags_path, error) from error
    total = float(np.prod(source.window[2:]))
    return {"nodata": special[NODATA] / total, "saturated": special[SATURATED] / total}


def flattened(context: Context, band: str, reflectance: np.ndarray, grid: Grid) -> np.ndarray:
    """Flat-equivalent reflectance, int16, of a strip of surface reflectance: divided by the light on the slope.

    The light is that of the slope that holds the pixel, computed once for all its pixels.
    """
    around, cells, relief = context.surroundings[band], context.scenery.cells, context.relief
    if relief is None:
        return reflectance
    result = np.empty(reflectance.shape, np.int16)
    for first in range(0, grid.shape[0], _RELIEF_ROWS):
        part = grid.window(first, 0, min(_RELIEF_ROWS, grid.shape[0] - first), grid.shape[1])
        slopes, row_of, column_of = relief.holding(part)
        light = relief.light(slopes, *(bilinear(term, cells, slopes) for term in (around.a, around.b, around.c)))
        factor = np.reciprocal(light, out=light).take(column_of, axis=1)
        for row, slope in enumerate(row_of, start=first):
            flat = reflectance[row] * factor[slope]
            np.rint(flat, out=flat)
            np.clip(flat, _LOWEST, _HIGHEST, out=flat)
            result[row] = flat
    result[reflectance == REFLECTANCE_NODATA] = REFLECTANCE_NODATA
    return result


def _footprint(context: Context, band: str, grid: Grid) -> np.ndarray | None:
    """Detector of each pixel of the strip, 0 outside the swath; None where the product does not say."""
    if not context.scenery.product.view.get(band):
        return None
    return detector_index(context.scenery.product, band, grid)


def _completed(footprint: np.ndarray | None, terms: list[DetectorTerms],
               flags: np.ndarray | None) -> np.ndarray | None:
    """A detector for every pixel that has data; None where there is only one."""
    if footprint is None or len(terms) == 1:
        return None
    known = [t.detector for t in terms]
    # A sliver of a detector that owns no cell centre has no terms: its neighbour's serve.
    table = np.zeros(256, np.uint8)
    table[known] = known
    footprint = table[footprint]
    orphans = footprint == 0 if flags is None else (footprint == 0) & ((flags & NODATA) == 0)
    return nearest_along_rows(footprint, known) if orphans.any() else footprint


def _flags(pixels: np.ndarray, nodata: int | None, saturated: int | None,
           footprint: np.ndarray | None) -> np.ndarray | None:
    """uint8 of NODATA and SATURATED bits; None where there is neither.

    Outside every detector's footprint, numbers of a few units are what a lossy encoder left of nodata.
    """
    flags = None
    outside = None if footprint is None else (footprint == 0) & (pixels < LOSSY_REMAINS)
    for bit, here in ((NODATA, None if nodata is None else pixels == nodata), (NODATA, outside),
                      (SATURATED, None if saturated is None else pixels == saturated)):
        if here is not None and here.any():
            flags = np.zeros(pixels.shape, np.uint8) if flags is None else flags
            flags[here] |= bit
    return flags


def write_flags(handle, flags: np.ndarray | None) -> None:  # type: ignore[no-untyped-def]
    """Append one strip: its compressed length, then its bytes; length 0 where nothing is flagged."""
    data = b"" if flags is None else zlib.compress(flags.tobytes(), 1)
    handle.write(len(data).to_bytes(8, "little") + data)


def read_flags(handle, shape: tuple[int, int]) -> np.ndarray | None:  # type: ignore[no-untyped-def]
    """The next strip of write_flags."""
    length = int.from_bytes(handle.read(8), "little")
    if length == 0:
        return None
    return np.frombuffer(zlib.decompress(handle.read(length)), np.uint8).reshape(shape)


def correct_strip(pixels: np.ndarray, grid: Grid, terms: list[DetectorTerms],
                  footprint: np.ndarray | None, offset: float = 0.0) -> np.ndarray:
    """Surface reflectance x 10000, int16, of digital numbers (rows, columns) lying on ``grid``.

    ``footprint`` names each pixel's detector; None where ``terms`` has one. ``offset`` is added to the
    numbers, whole, before anything else: an encoding with or without offset gives the same bytes.
    """
    result = np.full(pixels.shape, REFLECTANCE_NODATA, np.int16)
    for part in terms:
        columns = _columns_of(footprint, part.detector, pixels.shape[1])
        if columns is None:
            continue
        row_index, row_weight = positions(grid.y(), part.cells.y())
        column_index, column_weight = positions(grid.x()[columns], part.cells.x())
        for rows in _runs(row_index):
            inside = None if footprint is None else footprint[rows, columns] == part.detector
            span = _span(inside, column_index.size)
            if span is None:
                continue
            low = part.terms[:, row_index[rows.start]]
            high = part.terms[:, min(row_index[rows.start] + 1, part.terms.shape[1] - 1)]
            pair = widen(np.stack([low, high]), column_index[span], column_weight[span])
            target = slice(columns.start + span.start, columns.start + span.stop)
            values = _correct(pixels[rows, target], offset, pair[0], pair[1] - pair[0], row_weight[rows])
            if inside is None:
                result[rows, target] = values
            else:
                np.copyto(result[rows, target], values, where=inside[:, span])
    return result


def _columns_of(footprint: np.ndarray | None, detector: int, count: int) -> slice | None:
    if footprint is None:
        return slice(0, count)
    found = np.flatnonzero((footprint == detector).any(axis=0))
    return None if found.size == 0 else slice(int(found[0]), int(found[-1]) + 1)


def _span(inside: np.ndarray | None, count: int) -> slice | None:
    if inside is None:
        return slice(0, count)
    found = np.flatnonzero(inside.any(axis=0))
    return None if found.size == 0 else slice(int(found[0]), int(found[-1]) + 1)


def _runs(index: np.ndarray) -> list[slice]:
    """Runs of rows between the same two rows of cells."""
    cuts = np.flatnonzero(np.diff(index)) + 1
    edges = [0, *cuts.tolist(), len(index)]
    return [slice(a, b) for a, b in zip(edges, edges[1:])]


def _correct(pixels: np.ndarray, offset: float, low: np.ndarray, step: np.ndarray,
             weight: np.ndarray) -> np.ndarray:
    """z = gain (DN + offset) - path; rho = z / (1 + albedo z), with terms ``low + weight * step``."""
    result = np.empty(pixels.shape, np.int16)
    weight = weight[:, None]
    for start in range(0, pixels.shape[1], _BLOCK_COLUMNS):
        part = slice(start, start + _BLOCK_COLUMNS)
        z = weight * step[0, part]
        z += low[0, part]
        if offset:
            work = pixels[:, part] + np.float32(offset)
            z *= work
        else:
            z *= pixels[:, part]
        work = weight * step[1, part]
        work += low[1, part]
        z -= work
        np.multiply(weight, step[2, part], out=work)
        work += low[2, part]
        work *= z
        work += np.float32(1.0)
        z /= work
        z *= np.float32(REFLECTANCE_QUANTIFICATION)
        np.rint(z, out=z)
        np.clip(z, _LOWEST, _HIGHEST, out=z)
        result[:, part] = z
    return result
