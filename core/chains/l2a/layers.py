"""What goes beside the bands: ATB (water vapour, AOT), the masks at both resolutions, AOT's uncertainty on cells."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from typing import Any

import numpy as np

from ...engine.grid import Grid
from ...engine.jobs import Job, Ticket
from ...engine.raster import RasterWriter
from ...engine.resample import bilinear
from ...masks.detect import CellMasks
from ...products.composite import write_composite
from ...products.muscate.layout import (
    AOT_QUANTIFICATION,
    ATMOSPHERE_DTYPE,
    ATMOSPHERE_NODATA,
    MASKS,
    WATER_VAPOUR_QUANTIFICATION,
    layout,
    mask_dtype,
)
from .bands import NODATA, SATURATED, read_flags
from .context import Context, find
from .reading import strips

_ROWS = 512
_BLOCK_ROWS = 32


def jobs(context: Context, identifier: str) -> list[Job]:
    """ATB at once, masks after the bands of their group."""
    result = []
    for group, bands in context.scenery.groups.items():
        pixels = float(np.prod(context.scenery.grid(group).shape)) / 1e6
        common = {"work": str(context.work), "group": group, "identifier": identifier}
        result.append(Job(f"ATB {group}", "l2a.atmosphere", common, cost=pixels))
        result.append(Job(f"masks {group}", "l2a.masks", common, tuple(f"band {b}" for b in bands), pixels / 2))
    if context.left is not None:
        cells = float(np.prod(context.scenery.cells.shape)) / 1e6
        # Compressed in Python, by one thread: some ten times the cost of a pixel of a band for each cell.
        result.append(Job("composite", "l2a.composite", {"work": str(context.work), "identifier": identifier},
                          cost=10 * cells))
    return result


def write_earlier(ticket: Ticket, work: str, identifier: str) -> None:
    """The composite after this date."""
    save_composite(find(work), identifier)


def save_composite(context: Context, identifier: str) -> None:
    """Write what this date leaves, where it leaves something, and let go of it."""
    if context.left is not None:
        write_composite(context.work / layout(identifier, context.scenery.groups)["CMP"], context.left)
        context.left = None


def write_atmosphere(ticket: Ticket, work: str, group: str, identifier: str) -> None:
    """Band 1 water vapour, band 2 AOT at 550 nm, uint16."""
    context = find(work)
    grid, state, cells = context.scenery.grid(group), context.state, context.scenery.cells
    scaled = (state.water * WATER_VAPOUR_QUANTIFICATION, state.aot * AOT_QUANTIFICATION)
    path = context.work / layout(identifier, context.scenery.groups)[f"ATB_{group}"]
    with RasterWriter(str(path), grid, ATMOSPHERE_DTYPE, 2, ATMOSPHERE_NODATA,
                      [f"water vapour, g/cm2 x {WATER_VAPOUR_QUANTIFICATION}",
                       f"aerosol optical thickness at 550 nm x {AOT_QUANTIFICATION}"]) as writer:
        for first in range(0, grid.shape[0], _ROWS):
            rows = min(_ROWS, grid.shape[0] - first)
            writer.append(_whole_numbers(scaled, cells, grid.window(first, 0, rows, grid.shape[1])))
            ticket.done(0.95 * (first + rows) / grid.shape[0])
        writer.close("AVERAGE")


def _whole_numbers(values: tuple[np.ndarray, ...], cells: Grid, grid: Grid) -> np.ndarray:
    """Maps on cells as uint16 (map, rows, columns) on ``grid``, in blocks that fit the processor's cache."""
    result = np.empty((len(values), *grid.shape), np.uint16)
    for number, value in enumerate(values):
        if value.min() == value.max():
            result[number] = np.clip(np.rint(value.flat[0]), 1, 65535)
            continue
        for first in range(0, grid.shape[0], _BLOCK_ROWS):
            part = grid.window(first, 0, min(_BLOCK_ROWS, grid.shape[0] - first), grid.shape[1])
            fine = bilinear(value, cells, part)
            np.rint(fine, out=fine)
            # 0 is nodata: a clean or dry cell is written as the smallest value above it.
            np.clip(fine, 1, 65535, out=fine)
            result[number, first:first + part.shape[0]] = fine
    return result


def write_masks(ticket: Ticket, work: str, group: str, identifier: str) -> dict[str, Any]:
    """EDG, SAT and IAB as found; CLM and MG2 from the cells, or at zero and declared as not computed.

    Returns the share of EDG, and the cells of which a pixel was seen, bool (rows, columns)."""
    context = find(work)
    sky = sky_bits(context.masks)
    scenery = context.scenery
    bands = scenery.groups[group]
    source = scenery.sources[bands[0]]
    paths = layout(identifier, scenery.groups)
    outside, seen = 0, np.zeros(scenery.cells.shape, bool)
    with ExitStack() as stack:
        writers = {mask: stack.enter_context(RasterWriter(
            str(context.work / paths[f"{mask}_{group}"]), source.output, mask_dtype(mask, bands))) for mask in MASKS}
        handles = [stack.enter_context(open(context.flags_file(band), "rb")) for band in bands]
        for first, last in strips(source):
            shape = (last - first, source.window[3])
            strip = source.output.window(first, 0, *shape)
            layers = _strip(context, [read_flags(h, shape) for h in handles], strip, mask_dtype("SAT", bands), sky)
            outside += int(np.count_nonzero(layers["EDG"]))
            mark_seen(seen, layers["EDG"] == 0, scenery.cells, strip)
            for mask, writer in writers.items():
                writer.append(layers[mask])
            ticket.done(0.9 * last / source.window[2])
        for writer in writers.values():
            writer.close("NEAREST")
    return {"nodata": outside / float(np.prod(source.window[2:])), "seen": seen}


def _strip(context: Context, flags: list[np.ndarray | None], grid: Grid,
           dtype: str, sky: dict[str, np.ndarray] | None) -> dict[str, np.ndarray]:
    nothing = np.zeros(grid.shape, np.uint8)
    edge, saturated = nothing.copy(), np.zeros(grid.shape, dtype)
    for number, band in enumerate(flags):
        if band is not None:
            np.bitwise_or(edge, band & np.uint8(NODATA), out=edge)
            np.bitwise_or(saturated, np.array(1 << number, dtype), out=saturated, where=(band & SATURATED) > 0)
    state, cells = context.state, context.scenery.cells
    interpolated = nothing.copy()
    for bit, cell_mask in ((1, state.water_interpolated), (2, state.aot_interpolated)):
        if cell_mask.all():
            interpolated[:] = interpolated | np.uint8(bit)
        elif cell_mask.any():
            near = bilinear(cell_mask.astype(np.float32), cells, grid) >= 0.5
            interpolated[near] = interpolated[near] | np.uint8(bit)
    layers = {"EDG": edge, "SAT": saturated, "IAB": interpolated, "CLM": nothing, "MG2": nothing}
    if sky is not None:
        for name, bits in sky.items():
            layers[name] = from_cells(bits, cells, grid)
            layers[name][edge > 0] = 0
    return layers


def from_cells(values: np.ndarray, cells: Grid, grid: Grid) -> np.ndarray:
    """Each pixel of ``grid`` takes the value of the cell that holds its centre."""
    rows, columns = _holders(cells, grid)
    return np.asarray(values[rows[:, None], columns[None, :]])


def mark_seen(seen: np.ndarray, pixels: np.ndarray, cells: Grid, grid: Grid) -> None:
    """Set in ``seen`` (on cells) those that hold the centre of one of the true ``pixels`` (on ``grid``)."""
    rows, columns = _holders(cells, grid)
    rows, above = np.unique(rows, return_index=True)
    columns, left = np.unique(columns, return_index=True)
    found = np.logical_or.reduceat(np.logical_or.reduceat(pixels, above, axis=0), left, axis=1)
    seen[np.ix_(rows, columns)] |= found


def _holders(cells: Grid, grid: Grid) -> tuple[np.ndarray, np.ndarray]:
    """Row and column of the cells that hold the centres of pixels."""
    rows = np.clip(((cells.transform[3] - grid.y()) / cells.dy).astype(int), 0, cells.shape[0] - 1)
    columns = np.clip(((grid.x() - cells.transform[0]) / cells.dx).astype(int), 0, cells.shape[1] - 1)
    return rows, columns


def sky_bits(masks: CellMasks | None) -> dict[str, np.ndarray] | None:
    """CLM and MG2 on cells, uint8; None where masks were not computed."""
    if masks is None:
        return None
    shadow = masks.shadow | masks.shadow_buffer
    clm = (masks.cloud | shadow, masks.cloud & ~masks.thin, masks.mono, masks.multi, masks.extension | masks.thin,
           masks.shadow_inside, masks.shadow_outside, masks.cirrus)
    mg2 = (masks.water, masks.cloud, masks.snow, shadow, masks.topographic_shadow, masks.hidden,
           masks.sun_too_low, masks.tangent)
    return {name: packed(layers) for name, layers in (("CLM", clm), ("MG2", mg2))}


def packed(layers: Sequence[np.ndarray]) -> np.ndarray:
    """Booleans as bits of one byte, the first in bit 1."""
    result = np.zeros(layers[0].shape, np.uint8)
    for position, layer in enumerate(layers):
        result |= layer.astype(np.uint8) << np.uint8(position)
    return result


def shares(masks: CellMasks | None) -> tuple[float | None, float | None]:
    """Percent of cloud and of snow among the cells with data; None without any, or where masks were not computed."""
    seen = 0 if masks is None else int(np.count_nonzero(masks.valid))
    if masks is None or not seen:
        return None, None
    cloud, snow = (100.0 * np.count_nonzero(layer & masks.valid) / seen for layer in (masks.cloud, masks.snow))
    return round(float(cloud), 3), round(float(snow), 3)


def write_uncertainty(context: Context, identifier: str) -> None:
    """Standard uncertainty of AOT at 550 nm on cells, float32."""
    values = context.state.aot_uncertainty
    if values is None:
        return
    path = context.work / layout(identifier, context.scenery.groups)["AUN"]
    with RasterWriter(str(path), context.scenery.cells, "float32", nodata=-1.0,
                      descriptions=["standard uncertainty of the aerosol optical thickness at 550 nm"]) as writer:
        writer.append(np.where(np.isfinite(values), values, np.float32(-1.0)).astype(np.float32))
        writer.close()
