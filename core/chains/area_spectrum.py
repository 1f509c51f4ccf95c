"""The mean spectrum of an area: each band of one product over its clear pixels, by the share of each inside."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..engine.areas import Area
from ..engine.progress import Progress, check
from ..errors import BocageError
from ..products.carried import as_without_masks, carried_flags
from ..products.flags import CIRRUS, CLOUD, NODATA
from ..products.model import Band, Product
from ..products.open import open_product
from .area_pixels import blocks, outline_in, pixels_wanted
from .compareproducts.agreement import NOT_CLEAR
from .pixels.output import wavelength_nm
from .pixels.reading import PixelReader
from .pixels.variables import Variable


@dataclass(frozen=True)
class BandMean:
    """One band over the clear part of one area. NaN where nothing is clear."""

    band: str
    role: str
    #: Centre of the band, nanometres; NaN where its response is not known.
    wavelength_nm: float
    resolution_m: float
    #: Reflectance, by area.
    mean: float
    #: Spread between pixels, reflectance, by area.
    std: float
    #: Pixels inside and clear: a pixel half inside counts for a half.
    pixels: float
    #: Of the area that the image holds, 0 to 1.
    clear_share: float
    #: Of the area that the image holds, 0 to 1; less at the edge of a swath.
    covered_share: float


@dataclass(frozen=True)
class AreaSpectrum:
    """One area on one product."""

    area: Area
    identifier: str
    bands: tuple[BandMean, ...]


def area_spectrum(path: str, areas: Sequence[Area], progress: Progress) -> list[AreaSpectrum]:
    """Spectra of ``areas`` on the product at ``path``, bands by wavelength. Raises BocageError, Cancelled.

    Clear is what no flag hides: cloud, cirrus, shadow, saturated, defective, hidden, sun too low. A product without
    masks of clouds is said: there all is taken as clear.
    """
    progress.report(0.0, "step_metadata")
    product = as_without_masks(open_product(path))
    if not carried_flags(product) & (CLOUD | CIRRUS):
        progress.warn("area_no_cloud_mask", file=product.path)
    bands = sorted(_readable(product), key=lambda band: _order(product, band))
    found, done = [], 0
    with PixelReader(product) as reader:
        for area in areas:
            means = []
            for band in bands:
                check(progress)
                means.append(_mean(reader, band, area, progress))
                done += 1
                progress.report(done / (len(areas) * len(bands)))
            if not any(mean.covered_share > 0 for mean in means):
                raise BocageError("area_outside_product", area=area.name, file=product.path)
            found.append(AreaSpectrum(area, product.identifier, tuple(means)))
    return found


def _readable(product: Product) -> list[Band]:
    bands = [band for band in product.bands if band.path is not None]
    if not bands:
        raise BocageError("band_absent", file=product.path, band="")
    return bands


def _order(product: Product, band: Band) -> tuple[float, str]:
    wavelength = wavelength_nm(product, band)
    return (math.inf if wavelength is None else wavelength, band.name)


def _mean(reader: PixelReader, band: Band, area: Area, progress: Progress) -> BandMean:
    product, grid = reader.product, reader.grid(band)
    outline = outline_in(area, grid.crs)
    variable = Variable(band.name, (band,))
    held = clear = total = squares = 0.0
    # Sums are taken from a value of the area itself, so that the squares of a flat one lose no digit.
    origin = math.nan
    for part, share in blocks(outline, grid):
        check(progress)
        values = reader.values([variable], part)[0].astype(np.float64)
        flags = reader.flags(part, [variable])
        known = np.isfinite(values) & ((flags & NODATA) == 0)
        seen = known & ((flags & NOT_CLEAR) == 0) & (share > 0)
        # Saturated pixels hold no value, but the image holds them.
        held += float(share[(flags & NODATA) == 0].sum(dtype=np.float64))
        if not seen.any():
            continue
        weight, value = share[seen].astype(np.float64), values[seen]
        if math.isnan(origin):
            origin = float(value[0])
        clear += float(weight.sum())
        total += float((weight * (value - origin)).sum())
        squares += float((weight * (value - origin) ** 2).sum())
    shift = total / clear if clear else math.nan
    wanted, wavelength = pixels_wanted(outline, grid), wavelength_nm(product, band)
    return BandMean(
        band.name, band.role, math.nan if wavelength is None else wavelength, grid.dx, origin + shift,
        math.sqrt(max(0.0, squares / clear - shift ** 2)) if clear else math.nan, clear,
        clear / held if held else 0.0, min(1.0, held / wanted) if wanted else 0.0)
