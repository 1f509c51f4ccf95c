"""The two bytes a pixel, with their bit tables, and the JSON that says what made them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timezone
from typing import Any

import numpy as np

from ... import __version__
from ...engine.jobs import Ticket
from ...engine.raster import RasterWriter
from ...masks.detect import CellMasks
from ...products.composite import Composite
from ..l2a.context import Context, find
from ..l2a.layers import from_cells, sky_bits
from ..l2a.reading import numbers
from . import limits
from .inputs import Inputs
from .settings import CloudMaskSettings

#: No data in both bands. No pixel has all bits: shadows of both kinds exclude each other, so do snow and water.
NODATA = 255
#: Bands of the raster, in order, and what each one is.
BANDS = {"CLM": "CLM: clouds and shadows, bits", "MG2": "MG2: water, cloud, snow, shadow, relief, bits"}
FORMAT = 1
_NAME = "Cloud and shadow masks"


@dataclass(frozen=True)
class Record:
    """What a run knows of itself once the masks are found."""

    settings: CloudMaskSettings
    inputs: Inputs
    masks: CellMasks
    #: Sentences of what was left out -> their fields.
    limits: dict[str, dict[str, Any]]
    earlier: Composite | None
    #: Band on whose pixels the masks are written.
    band: str


def write_pixels(ticket: Ticket, work: str, path: str, band: str, tags: Sequence[dict[str, str]]) -> list[int]:
    """CLM and MG2 on the pixels of ``band``, uint8. ``tags``: metadata of the file, then of each band.

    Returns the values of CLM that occur, NODATA left out.
    """
    context = find(work)
    source, cells = context.scenery.sources[band], context.scenery.cells
    bits = _on_cells(context)
    seen = np.zeros(256, np.int64)
    with RasterWriter(path, source.output, "uint8", len(BANDS), NODATA, list(BANDS.values())) as writer:
        for index, items in enumerate(tags):
            writer.set_metadata(items, index)
        for first, pixels in numbers(context, band):
            grid = source.output.window(first, 0, *pixels.shape)
            layers = np.stack([from_cells(layer, cells, grid) for layer in bits])
            if source.band.nodata is not None:
                layers[:, pixels == source.band.nodata] = NODATA
            seen += np.bincount(layers[0].ravel(), minlength=256)
            writer.append(layers)
            ticket.done(0.9 * (first + pixels.shape[0]) / source.window[2])
        writer.close("NEAREST")
    return [int(value) for value in np.flatnonzero(seen) if value != NODATA]


def _on_cells(context: Context) -> list[np.ndarray]:
    """Bits of both bands on cells, NODATA where a tested band has none."""
    found = sky_bits(context.masks)
    if found is None or context.masks is None:
        return [np.full(context.scenery.cells.shape, NODATA, np.uint8) for _ in BANDS]
    return [np.where(context.masks.valid, found[name], np.uint8(NODATA)) for name in BANDS]


def shares(masks: CellMasks) -> dict[str, float]:
    """Percent of each among the cells with data; clouds and shadows with their buffers, as in MG2."""
    layers = {"cloud": masks.cloud, "shadow": masks.shadow | masks.shadow_buffer, "snow": masks.snow,
              "water": masks.water}
    seen = max(1, int(np.count_nonzero(masks.valid)))
    return {name: round(100.0 * float(np.count_nonzero(layer & masks.valid)) / seen, 3)
            for name, layer in layers.items()}


def tags(record: Record) -> list[dict[str, str]]:
    """Metadata items of the file, then of each band: one item a bit."""
    product, absent = record.inputs.scenery.product, limits.not_computed(record.limits)
    items = {"DESCRIPTION": _NAME, "SOFTWARE": f"Bocage {__version__}", "INPUT": product.identifier,
             "LEVEL": product.level, "ACQUIRED": product.acquired.isoformat(),
             "EARLIER_DATES": ", ".join(record.earlier.inputs) if record.earlier is not None else "none",
             "LEFT_OUT": " ".join(limits.sentences(record.limits)) or "nothing"}
    result = [items]
    for mask in BANDS:
        table = limits.bit_table(mask, absent)
        result.append({"MASK": mask, **{
            f"BIT_{bit['value']}": f"{bit['name']}: {bit['description']}"
                                   + ("" if bit["computed"] else " (not computed)") for bit in table}})
    return result


def description(record: Record) -> str:
    """The JSON beside the raster."""
    scenery = record.inputs.scenery
    product, grid = scenery.product, scenery.sources[record.band].output
    absent = limits.not_computed(record.limits)
    bands = [{"band": number, "name": mask, "data_type": "uint8", "nodata": NODATA,
              "bits": limits.bit_table(mask, absent)} for number, mask in enumerate(BANDS, start=1)]
    found = {
        "format": FORMAT, "title": _NAME, "software": {"name": "Bocage", "version": __version__},
        "generated": datetime.now(timezone.utc).isoformat(timespec="seconds").replace("+00:00", "Z"),
        "input": {"identifier": product.identifier, "level": product.level, "platform": product.platform,
                  "tile": product.tile, "baseline": product.baseline, "acquired": product.acquired.isoformat()},
        "earlier_dates": list(record.earlier.inputs) if record.earlier is not None else [],
        "parameters": asdict(record.settings),
        "grid": {"crs": grid.crs, "transform": list(grid.transform), "shape": list(grid.shape)},
        "cell_m": [scenery.cells.dx, scenery.cells.dy], "bands": bands, "left_out": limits.sentences(record.limits),
        "replaced_bands": record.inputs.replaced, "percent": shares(record.masks)}
    return json.dumps(found, indent=1, ensure_ascii=False, allow_nan=False) + "\n"
