"""What a pixel is: by REFERENCE's masks and reflectance, or by a raster of classes.

Rules, the first that holds: snow, water, bright, vegetation, dark, bare soil, and mixed for the rest. With
NDSI = MNDWI = (green - swir1) / (green + swir1) and NDVI = (nir - red) / (nir + red), snow has NDSI over 0.4, green
over 0.10 and near infrared over 0.11 (Hall et al. 1995), or the mask, NDSI over 0 and green over 0.10; water has
MNDWI over 0 (Xu 2006) or the mask, and near infrared under 0.15: masks are often drawn on cells larger than a pixel.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from ...engine.grid import Grid
from ...engine.raster import warp_to
from ...errors import BocageError
from ...products.flags import SNOW, WATER
from .pair import Side

#: Names by number; 0 is a pixel whose spectrum is incomplete, counted over all classes only.
NAMES = ("unknown", "vegetation", "bare_soil", "water", "snow", "bright", "dark", "mixed")
ROLES = ("blue", "green", "red", "swir1")
NIR_ROLES = ("nir", "nir_narrow")
SNOW_NDSI, SNOW_GREEN, SNOW_NIR, SNOW_MASKED_NDSI = 0.4, 0.10, 0.11, 0.0
WATER_MNDWI, WATER_NIR = 0.0, 0.15
#: Mean of blue, green and red over which ground is bright: sand, roofs, greenhouses, salt, missed clouds.
BRIGHT = 0.25
VEGETATION_NDVI, BARE_NDVI = 0.4, 0.25
#: Near infrared under which ground without vegetation is dark: burnt, asphalt, unseen shadows.
DARK_NIR = 0.10
#: The order of the rules, and their thresholds by the names that the report's sentences use.
ORDER = ("snow", "water", "bright", "vegetation", "dark", "bare_soil", "mixed")
THRESHOLDS = {"snow_ndsi": f"{SNOW_NDSI:g}", "snow_green": f"{SNOW_GREEN:g}", "snow_nir": f"{SNOW_NIR:g}",
              "masked_ndsi": f"{SNOW_MASKED_NDSI:g}", "water_mndwi": f"{WATER_MNDWI:g}", "water_nir": f"{WATER_NIR:g}",
              "bright": f"{BRIGHT:g}", "vegetation": f"{VEGETATION_NDVI:g}", "dark": f"{DARK_NIR:g}",
              "bare": f"{BARE_NDVI:g}"}
#: Most classes of a raster: more of them are measurements, not classes.
MOST = 100


def roles_needed(side: Side) -> tuple[str, ...]:
    """Roles that the rules read, among those the product has: near infrared once."""
    nir = next((role for role in NIR_ROLES if role in side.grids), None)
    return tuple(role for role in (*ROLES, nir) if role is not None and role in side.grids)


def spectral_classes(spectra: Mapping[str, np.ndarray], flags: np.ndarray) -> np.ndarray:
    """Number in ``NAMES`` of each pixel, uint8. spectra: role -> reflectance; flags: canonical."""
    empty = np.full(flags.shape, np.nan, np.float32)
    blue, green, red, swir1 = (spectra.get(role, empty) for role in ROLES)
    nir = next((spectra[role] for role in NIR_ROLES if role in spectra), empty)
    with np.errstate(invalid="ignore", divide="ignore"):
        ndsi, ndvi = (green - swir1) / (green + swir1), (nir - red) / (nir + red)
        # Without a band at 1.6 um the mask is all there is.
        masked_snow = ((flags & SNOW) != 0) & ~(ndsi <= SNOW_MASKED_NDSI) & ~(green <= SNOW_GREEN)
        snow = masked_snow | ((ndsi > SNOW_NDSI) & (green > SNOW_GREEN) & (nir > SNOW_NIR))
        water = (((flags & WATER) != 0) | (ndsi > WATER_MNDWI)) & (nir < WATER_NIR)
        rules = (snow, water, (blue + green + red) / 3 > BRIGHT, ndvi >= VEGETATION_NDVI, nir < DARK_NIR,
                 ndvi < BARE_NDVI, np.isfinite(ndvi))
    return np.asarray(np.select(rules, [np.uint8(NAMES.index(name)) for name in ORDER], np.uint8(0)))


class RasterClasses:
    """Classes of a raster, in any coordinate system, by the value of its nearest pixel; 0 and outside are no class."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.numbers: dict[int, int] = {}

    @property
    def names(self) -> tuple[str, ...]:
        """Values met so far as text, by their number from 1."""
        return ("unknown", *(str(value) for value in self.numbers))

    def read(self, grid: Grid) -> np.ndarray:
        """Numbers in ``names`` on ``grid``, uint8. Raises BocageError where the raster holds no classes."""
        values = warp_to(self.path, grid, "near")
        result = np.zeros(grid.shape, np.uint8)
        for value in np.unique(values[np.isfinite(values)]):
            if value != np.rint(value):
                raise BocageError("classes_unfit", file=self.path, fault=f"{value:g}", most=str(MOST))
            if value == 0:
                continue
            number = self.numbers.setdefault(int(value), len(self.numbers) + 1)
            if number > MOST:
                raise BocageError("classes_unfit", file=self.path, fault=f"> {MOST}", most=str(MOST))
            result[values == value] = number
        return result
