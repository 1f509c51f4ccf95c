"""First pass, only where the image itself tells AOT or water vapour: band means on cells.

A band that will be written is decoded once: its numbers are kept in an uncompressed file beside the
product, which costs a tenth of a second decoding.
"""

from __future__ import annotations

import numpy as np

from ...engine.jobs import Job, Ticket
from ...engine.outputs import translate_write_fault
from ...engine.resample import CellMean, bilinear
from ...products.footprints import detector_index
from .context import Context, find, valid_numbers
from .reading import numbers
from .scenery import PARALLAX_ROLES, Scenery

#: Cost of decoding relative to correcting and writing a pixel.
DECODING = 2.0


def jobs(context: Context, bands: list[str]) -> list[Job]:
    """One job a band."""
    again = kept(context.scenery)
    return [Job(f"coarse {name}", "l2a.coarse", {"work": str(context.work), "band": name, "keep": name in again},
                cost=float(np.prod(context.scenery.sources[name].window[2:])) * DECODING / 1e6)
            for name in bands]


def kept(scenery: Scenery) -> set[str]:
    """Bands of the first pass that are read again: those to be written, else those that tell the parallax."""
    if scenery.settings.composite_only:
        again = {band.name for band in (scenery.product.role(role) for role in PARALLAX_ROLES) if band is not None}
    else:
        again = {name for group in scenery.groups.values() for name in group}
    return again & set(scenery.first_pass)


def coarse_band(ticket: Ticket, work: str, band: str, keep: bool) -> str:
    """Mean reflectance on cells, saved in the work folder; NaN where no pixel is valid. Returns the file.

    Saturated pixels count in no mean; a cell of nothing else keeps their number, brighter than any ground: it is
    no cell without data.
    """
    context = find(work)
    source, cells = context.scenery.sources[band], context.scenery.cells
    fine = source.grid.dx <= cells.dx * 1.001
    mean = CellMean(cells) if fine else None
    blinded = CellMean(cells) if fine and source.band.saturated is not None else None
    whole: list[np.ndarray] = []
    handle = open(context.spool_file(band), "wb") if keep else None
    try:
        for first, pixels in numbers(context, band):
            if handle is not None:
                pixels.astype(np.uint16, copy=False).tofile(handle)
            valid = valid_numbers(pixels, source.band.nodata, source.band.saturated)
            if mean is not None:
                window = source.output.window(first, 0, *pixels.shape)
                mean.add(pixels, window, valid)
                if blinded is not None and valid is not None:
                    blinded.add(pixels, window, pixels == source.band.saturated)
            else:
                numbers_here = pixels.astype(float) + source.band.offset
                whole.append(numbers_here if valid is None else np.where(valid, numbers_here, np.nan))
            ticket.done((first + pixels.shape[0]) / source.window[2])
    except OSError as error:
        raise translate_write_fault(context.spool_file(band), error) from error
    finally:
        if handle is not None:
            handle.close()
    if keep:
        context.spooled[band] = context.spool_file(band)
    if mean is not None:
        average = mean.mean() + source.band.offset
        if blinded is not None:
            average = np.where(np.isnan(average), blinded.mean() + source.band.offset, average)
    else:
        average = bilinear(np.concatenate(whole), source.output, cells)
    if context.scenery.product.view.get(band):
        average[detector_index(context.scenery.product, band, cells) == 0] = np.nan
    target = context.work / f"coarse_{band}.npy"
    try:
        np.save(target, (average * source.band.scale).astype(np.float32))
    except OSError as error:
        raise translate_write_fault(target, error) from error
    return str(target)
