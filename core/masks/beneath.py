"""Ground under clouds, as its neighbours have it: like the lit ground nearest to it, in the light that clouds leave.

What a cloud reflects, the ground lacks. Over ground g a cloud that absorbs nothing and reflects R shows
rho = R + (1 - R)^2 g / (1 - R g), hence R = (rho - g) / (1 - 2 g + rho g); as much light is missing where its shadow
falls. What visible shadows do not account for is missing under the clouds themselves. Cirrus is so high that its
shadow falls far away, as much on what is seen as on what is hidden.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from ..engine.resample import fill_gaps
from .objects import grown, label
from .snow_beneath import FEWEST_SNOW, Seen, brightness, snow_share, snowless

#: Cells around clouds and shadows that these still brighten or darken.
RIM = 1
#: Share of a cloud that is seen by the cirrus band alone, from which it is cirrus.
ALONE = 0.25
#: Least light that is left, on the mean, under clouds.
LEAST_LIGHT = 0.3


@dataclass(frozen=True)
class Beneath:
    """Boolean (rows, columns): clouds; ground without snow that is seen lit, off all rims; snow that is seen. Float32
    (rows, columns): light left under the clouds, 0 to 1; share of the ground there that is under snow."""

    cloud: np.ndarray
    bare: np.ndarray
    snow: np.ndarray
    light: np.ndarray
    share: np.ndarray

    def at(self, index: tuple[slice, slice]) -> Beneath:
        """The same on some of the cells."""
        return Beneath(self.cloud[index], self.bare[index], self.snow[index], self.light[index], self.share[index])

    def seen_through(self, ground: np.ndarray) -> np.ndarray:
        """Reflectance times light of all the ground: what lies under clouds is put in. NaN where nothing is seen."""
        if not self.cloud.any():
            return ground
        seen = np.where(self.cloud, np.nan, ground)
        bare = fill_gaps(np.where(self.bare, seen, np.nan))
        if not np.isfinite(bare).any():
            bare = fill_gaps(seen)
        if self.share.any():
            bare = bare + self.share * (brightness(ground, self.snow) - bare)
        return np.where(self.cloud, self.light * bare, ground)


def lit(values: np.ndarray, cloud: np.ndarray, shadow: np.ndarray) -> np.ndarray:
    """Values of sunlit ground; those nearest to it under clouds and shadows."""
    return fill_gaps(np.where(grown(cloud | shadow, RIM), np.nan, values))


def beneath(cloud: np.ndarray, shadow: np.ndarray, snow: np.ndarray, high: np.ndarray,
            clear: Mapping[str, np.ndarray]) -> Beneath:
    """``clear``: reflectance by role, corrected for gases and molecules, NaN where there is none; ``high``: clouds
    whose shadows fall far away."""
    share = np.zeros(cloud.shape, np.float32)
    snow = snow & ~cloud
    bare = ~grown(cloud | shadow | snow, RIM)
    if np.count_nonzero(snow & np.isfinite(clear["blue"])) >= FEWEST_SNOW:
        bare &= snowless(clear["blue"], bare, snow)
        share = snow_share(Seen(cloud, bare, snow, ~(cloud | shadow)), clear)
    light = np.where(high, 1.0, mean_light(Casting(cloud & ~high, cloud, shadow, snow, share), clear))
    return Beneath(cloud, bare, snow, light.astype(np.float32), share)


def high_clouds(cloud: np.ndarray, cirrus: np.ndarray, low: np.ndarray) -> np.ndarray:
    """Clouds of which a fair share of cells is seen by the cirrus band alone; ``low``: cells that other tests found.
    Where cirrus is thick, and over snow, they find it too; of cumulus so high that the band sees it, they miss none."""
    numbers, count = label(cloud)
    cells, alone = (np.bincount(numbers[part], minlength=count + 1) for part in (cloud & (cirrus | low), cirrus & ~low))
    high = alone > ALONE * cells
    high[0] = False
    return np.asarray(high[numbers])


@dataclass(frozen=True)
class Casting:
    """(rows, columns): clouds whose shadows fall near; all clouds; shadows; snow that is seen, and its share under
    clouds."""

    cloud: np.ndarray
    clouds: np.ndarray
    shadow: np.ndarray
    snow: np.ndarray
    share: np.ndarray


def mean_light(casting: Casting, clear: Mapping[str, np.ndarray]) -> float:
    """What clouds leave of the light under them; reflectance as above. Snow under a cloud is not what it reflects."""
    blue, nir = clear["blue"], clear["nir_narrow"]
    known = casting.cloud & np.isfinite(blue)
    if not known.any():
        return 1.0
    ground, bright = (lit(values, casting.clouds, casting.shadow | casting.snow) for values in (blue, nir))
    with np.errstate(invalid="ignore", divide="ignore"):
        reflected = _reflected(blue, ground)[known]
        if casting.share.any():
            share = casting.share[known]
            reflected += share * (_reflected(blue, brightness(blue, casting.snow))[known] - reflected)
        missing = np.clip(1 - nir / bright, 0.0, 1.0)[casting.shadow]
    lacking = (float(np.nansum(reflected)) - float(np.nansum(missing))) / reflected.size
    return float(np.clip(1 - lacking, LEAST_LIGHT, 1.0))


def _reflected(shown: np.ndarray, ground: np.ndarray | float) -> np.ndarray:
    """By a cloud that absorbs nothing, 0 to 1."""
    return np.asarray(np.clip((shown - ground) / (1 - 2 * ground + shown * ground), 0.0, 1.0))
