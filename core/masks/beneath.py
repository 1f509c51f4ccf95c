"""Ground under clouds, as its neighbours have it: like the ground seen nearest to it, in the light that clouds leave.

What a cloud reflects, the ground lacks. Over ground g a cloud that absorbs nothing and reflects R shows
rho = R + (1 - R)^2 g / (1 - R g), hence R = (rho - g) / (1 - 2 g + rho g); as much light is missing where its shadow
falls. What visible shadows do not account for is missing under the clouds themselves.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..engine.resample import fill_gaps
from .objects import grown

#: Cells around clouds and shadows that these still brighten or darken.
RIM = 1
#: Least light that is left, on the mean, under clouds.
LEAST_LIGHT = 0.3


@dataclass(frozen=True)
class Beneath:
    """Clouds, and shadows of clouds, boolean (rows, columns); mean light left under the clouds, 0 to 1."""

    cloud: np.ndarray
    shadow: np.ndarray
    light: float = 1.0

    def at(self, index: tuple[slice, slice]) -> Beneath:
        """The same on some of the cells."""
        return Beneath(self.cloud[index], self.shadow[index], self.light)

    def seen_through(self, ground: np.ndarray) -> np.ndarray:
        """Reflectance times light of all the ground: what lies under clouds is put in. NaN where nothing is seen."""
        if not self.cloud.any():
            return ground
        return np.where(self.cloud, self.light * lit(ground, self.cloud, self.shadow), ground)


def lit(values: np.ndarray, cloud: np.ndarray, shadow: np.ndarray) -> np.ndarray:
    """Values of sunlit ground; those nearest to it under clouds and shadows."""
    return fill_gaps(np.where(grown(cloud | shadow, RIM), np.nan, values))


def beneath(cloud: np.ndarray, shadow: np.ndarray, blue: np.ndarray, nir: np.ndarray) -> Beneath:
    """``blue``, ``nir``: top-of-atmosphere reflectance, NaN where there is none."""
    count = np.count_nonzero(cloud & np.isfinite(blue))
    if not count:
        return Beneath(cloud, shadow)
    ground, bright = lit(blue, cloud, shadow), lit(nir, cloud, shadow)
    with np.errstate(invalid="ignore", divide="ignore"):
        reflected = np.clip((blue - ground) / (1 - 2 * ground + blue * ground), 0.0, 1.0)[cloud]
        missing = np.clip(1 - nir / bright, 0.0, 1.0)[shadow]
    lacking = (float(np.nansum(reflected)) - float(np.nansum(missing))) / count
    return Beneath(cloud, shadow, float(np.clip(1 - lacking, LEAST_LIGHT, 1.0)))
