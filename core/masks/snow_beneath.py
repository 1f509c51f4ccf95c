"""How much of the ground under a cloud is under snow, as far as the cloud lets it be seen.

Of a cell under clouds the bands tell two things, what the cloud reflects and what lies beneath: R + (1 - R)^2 g /
(1 - R g), where g is between bare ground and snow as they are seen nearby. A cloud is as bright in blue as in the near
infrared, and nearly so in the short-wave infrared; snow is dark there, bare ground dark in blue. So the likelihood of
each share of snow is known, the cloud being whatever fits best; beforehand shares are as likely as they are seen to
be. Under thick clouds that is all there is; under thin ones it hardly matters. Snow that shows through a cloud is
taken for snow, not for cloud: what is called cloud hides less of it than what is seen around would tell.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from ..engine.resample import fill_gaps
from .objects import grown

#: What is looked at; none is left out.
ROLES = ("blue", "red", "nir_narrow", "swir2")
#: Cells of snow from which there is any under clouds.
FEWEST_SNOW = 25
#: Shares of snow, and what clouds reflect, that are tried.
SHARES = np.linspace(0.0, 1.0, 6)
CLOUDS = np.arange(0.0, 0.93, 0.04)
#: What clouds absorb in swir2: R (1 - 0.25 R) is left (drops or ice absorb as long as light stays within).
ABSORBED = 0.25
#: Standard deviations of a band: of the ground, and for a cloud of R = 1.
GROUND, CLOUD = {"swir2": 0.04}, {"swir2": 0.2}
USUAL_GROUND, USUAL_CLOUD = 0.03, 0.05
#: Ground so far on the way to snow, in blue, has some on it.
SPRINKLED = 0.15
#: Least probability of a share before anything is seen of the cell.
LEAST = 0.01


def brightness(values: np.ndarray, snow: np.ndarray) -> float:
    """Of cells that snow covers whole: those within it, if there are any."""
    within = values[snow & ~grown(~snow, 1)]
    return float(np.nanmedian(within if np.isfinite(within).any() else values[snow]))


def snowless(blue: np.ndarray, bare: np.ndarray, snow: np.ndarray) -> np.ndarray:
    """Cells that are as dark in blue as ground is without snow: the masks miss what covers a cell in part, and such
    cells stand where snow and clouds meet. ``bare``, ``snow``: cells that the masks call so."""
    if not (bare & np.isfinite(blue)).any():
        return np.zeros(blue.shape, bool)
    usual, white = float(np.nanmedian(blue[bare])), brightness(blue, snow)
    return np.asarray(blue < usual + SPRINKLED * (white - usual))


@dataclass(frozen=True)
class Seen:
    """Boolean (rows, columns): clouds; lit ground without snow; snow; all that is seen lit."""

    cloud: np.ndarray
    bare: np.ndarray
    snow: np.ndarray
    lit: np.ndarray


def snow_share(seen: Seen, clear: Mapping[str, np.ndarray]) -> np.ndarray:
    """Expected share of snow under clouds, 0 to 1, float32 (rows, columns); 0 elsewhere.

    ``clear``: reflectance by role.
    """
    around = {role: fill_gaps(np.where(seen.bare, clear[role], np.nan)) for role in ROLES}
    white = {role: brightness(clear[role], seen.snow) for role in ROLES}
    share = np.zeros(seen.cloud.shape, np.float32)
    hidden = seen.cloud & np.all([np.isfinite(clear[role]) & np.isfinite(around[role]) for role in ROLES], axis=0)
    if not hidden.any():
        return share
    logs = np.log(_beforehand(clear["blue"], around["blue"], white["blue"], seen.lit))
    shown = {role: clear[role][hidden] for role in ROLES}
    most = np.full(shown["blue"].shape, -np.inf, np.float32)
    total, sums = np.zeros_like(most), np.zeros_like(most)
    for part, log in zip(SHARES, logs):
        ground = {role: around[role][hidden] * np.float32(1 - part) + np.float32(part * white[role]) for role in ROLES}
        likely = _likelihood(shown, ground) + np.float32(log)
        # Sums of exponentials, always relative to the largest so far.
        higher = np.maximum(most, likely)
        kept, new = np.exp(most - higher), np.exp(likely - higher)
        total, sums, most = total * kept + new, sums * kept + np.float32(part) * new, higher
    share[hidden] = sums / total
    return share


def _beforehand(blue: np.ndarray, bare: np.ndarray, white: float, seen: np.ndarray) -> np.ndarray:
    """Probability of each share, as cells that are seen have it."""
    with np.errstate(invalid="ignore", divide="ignore"):
        shares = np.clip((blue - bare) / (white - bare), 0.0, 1.0)[seen]
    step = SHARES[1] - SHARES[0]
    counts = np.histogram(shares[np.isfinite(shares)], np.append(SHARES - step / 2, 1 + step / 2))[0]
    known = np.maximum(counts / max(1, int(counts.sum())), LEAST)
    return np.asarray(known / known.sum())


def _likelihood(shown: Mapping[str, np.ndarray], ground: Mapping[str, np.ndarray]) -> np.ndarray:
    """Logarithm, (cell,), under the cloud that fits best."""
    best = np.full(shown["blue"].shape, -np.inf, np.float32)
    for cloud in map(float, CLOUDS):
        log = np.zeros_like(best)
        for role in ROLES:
            reflected = cloud * (1 - ABSORBED * cloud) if role == "swir2" else cloud
            sigma = GROUND.get(role, USUAL_GROUND) + CLOUD.get(role, USUAL_CLOUD) * cloud
            model = np.float32(reflected) + np.float32((1 - reflected) ** 2) * ground[role] / (
                1 - np.float32(reflected) * ground[role])
            log -= (((shown[role] - model) / np.float32(sigma)) ** 2) / 2 + np.float32(np.log(sigma))
        best = np.maximum(best, log)
    return best
