"""Clouds and shadows of simulated series against their truth: recall, loss, events that are no cloud.

Seeds not used in development. Everything is counted at 20 m, on the masks as the product carries them:

- cloud: optical depth over 0.5 in B4's line of sight;
- clear: further than 300 m from any depth over 0.05 and from any loss of light over 2 %;
- shadow: no cloud in sight (depth at most 0.05), and a fifth of the light or more is missing. Where less than a
  tenth is missing, a detected shadow is wrong; between the two lies the border of shadows, and thin clouds'.

"Masked" is what a user masks (MG2: clouds, shadows, with their buffers), "detected" is without buffers (CLM).
The first date of a series has no history: the series' figures count the others, those of dates alone count all.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from bocage.core.chains.cloudmask import CloudMaskSettings, run_cloudmask
from bocage.core.engine.progress import SilentProgress

from . import Figure, NotReady, Result, slovenia
from .pixels import means, read
from .simulated_series import CORRECTION, Simulated, corrected, digest, plan, simulated

NAME = "clouds"
TITLE = "Clouds and shadows of simulated series"
SEEDS = (120, 121, 122)
CLOUD, TRACE, NEAR_PIXELS = 0.5, 0.05, 15
SHADOW, BORDER, SHADE = 0.20, 0.10, 0.02
#: Bits of CLM and MG2.
DETECTED_CLOUD, DETECTED_SHADOW, CLOUDS, SHADOWS = 4 | 8 | 128, 32 | 64, 2, 8
EVENTS = {1: "harvest", 2: "ploughing", 3: "greenhouses", 4: "flood", 5: "snowfall"}
SMOOTH_BANDS = ("B2", "B4", "B8")
S2CLOUDLESS_BANDS = ("B01", "B02", "B04", "B05", "B08", "B8A", "B09", "B10", "B11", "B12")


@dataclass
class Counts:
    """Pairs (found, of) by name, that add up over dates."""

    pairs: dict[str, list[int]] = field(default_factory=lambda: defaultdict(lambda: [0, 0]))

    def count(self, name: str, found: np.ndarray, among: np.ndarray) -> None:
        """Add the pixels of ``among`` where ``found``."""
        self.pairs[name][0] += int(np.count_nonzero(found & among))
        self.pairs[name][1] += int(np.count_nonzero(among))

    def share(self, name: str) -> float:
        """NaN where nothing was there to find."""
        found, among = self.pairs[name] if name in self.pairs else (0, 0)
        return found / among if among else float("nan")


@dataclass(frozen=True)
class Truth:
    """At 20 m, boolean (rows, columns); ``events`` their codes, ``loss`` the share of light that is missing."""

    cloud: np.ndarray
    thin: np.ndarray
    small: np.ndarray
    clear: np.ndarray
    shadow: np.ndarray
    shaded: np.ndarray
    shaded_alike: np.ndarray
    events: np.ndarray
    seen: np.ndarray
    loss: np.ndarray


@dataclass(frozen=True)
class Masks:
    """What a product says at 20 m, boolean (rows, columns)."""

    cloud: np.ndarray
    shadow: np.ndarray
    detected_cloud: np.ndarray
    detected_shadow: np.ndarray


def truth(date: Simulated) -> Truth:
    """From the truth written by the simulation."""
    depth, loss = read(date.truth / "CLOUD_DEPTH.tif"), 1 - read(date.truth / "CLOUD_LIGHT.tif")
    cloud, seen = depth > CLOUD, depth <= TRACE
    large = within(~within(~cloud, NEAR_PIXELS // 2), NEAR_PIXELS // 2)
    return Truth(cloud, (depth > 0.1) & ~cloud, cloud & ~large, ~within(~seen | (loss > SHADE), NEAR_PIXELS),
                 seen & (loss >= SHADOW), loss >= BORDER, loss >= SHADOW, read(date.truth / "EVENTS.tif"), seen,
                 loss)


def within(mask: np.ndarray, radius: int) -> np.ndarray:
    """Pixels at most ``radius`` pixels from the mask (a disc), by running sums of its rows."""
    rows, columns = mask.shape
    running = np.pad(np.cumsum(np.pad(mask, radius).astype(np.int32), 1), ((0, 0), (1, 0)))
    result = np.zeros(mask.shape, bool)
    for down in range(-radius, radius + 1):
        half = int((radius * radius - down * down) ** 0.5)
        part, first, last = running[radius + down:radius + down + rows], radius - half, radius + half + 1
        result |= part[:, last:last + columns] > part[:, first:first + columns]
    return result


def masks(product: Path) -> Masks:
    """CLM and MG2 of a product."""
    return from_bits(*(read(product / "MASKS" / f"{product.name}_{name}_R2.tif") for name in ("CLM", "MG2")))


def alone(date: Simulated) -> Masks:
    """Masks of a date without the others, by ``bocage:cloudmask``; made once."""
    path = date.product.parent / f"alone_{digest(*CORRECTION, 'core/chains/cloudmask')}_{date.product.stem}.tif"
    if not path.exists():
        run_cloudmask(CloudMaskSettings(str(date.product), str(path), dem=str(date.truth / "DEM.tif")),
                      SilentProgress())
    clm, mg2 = (read(path, band) for band in (1, 2))
    step = clm.shape[0] * 20 // date.settings.size_m
    return from_bits(clm[::step, ::step], mg2[::step, ::step])


def from_bits(clm: np.ndarray, mg2: np.ndarray) -> Masks:
    """The layers of CLM and MG2."""
    return Masks((mg2 & CLOUDS) > 0, (mg2 & SHADOWS) > 0, (clm & DETECTED_CLOUD) > 0, (clm & DETECTED_SHADOW) > 0)


def judge(found: Masks, true: Truth, kind: str, counts: Counts) -> None:
    """Add a date to the counts."""
    either = found.cloud | found.shadow
    counts.count("cloud", found.cloud, true.cloud)
    counts.count(f"cloud {kind}", found.cloud, true.cloud)
    counts.count("cloud detected", found.detected_cloud, true.cloud)
    counts.count("thin", found.cloud, true.thin)
    counts.count("small", found.cloud, true.small)
    counts.count("lost", either, true.clear)
    counts.count("lost to clouds", found.cloud, true.clear)
    counts.count("shadow", found.shadow, true.shadow)
    counts.count("shadow detected", found.detected_shadow, true.shadow)
    counts.count("shadow hidden", either, true.shadow)
    counts.count("right", true.shaded, found.detected_shadow)
    counts.count("right alike", true.shaded_alike, found.detected_shadow)
    counts.count("right masked", true.shaded, found.shadow)
    for code, name in EVENTS.items():
        counts.count(name, found.cloud, true.clear & (true.events == code))


def series_figures(counts: Counts) -> list[Figure]:
    """The claims."""
    def limit(name: str, key: str, value: float, sense: str = "at least") -> Figure:
        return Figure(name, counts.share(key), "", value, sense)

    return [
        limit("series: clouds masked, of pixels whose optical depth exceeds 0.5", "cloud", 0.95),
        limit("series: clear pixels lost, beyond 300 m of any cloud or shadow", "lost", 0.03, "at most"),
        limit("series: shadows masked, of pixels that lack a fifth of the light", "shadow", 0.85),
        limit("series: shadows detected that lack a tenth of the light or more", "right", 0.80),
        *(limit(f"series: {name} taken for a cloud, clear pixels", name, 0.02, "at most") for name in EVENTS.values()),
        *told("series", counts)]


def told(label: str, counts: Counts) -> list[Figure]:
    """What is said beside the claims."""
    names = {"cloud detected": "clouds detected, without their buffer",
             "small": "clouds masked, where narrower than 300 m",
             "thin": "clouds masked, optical depth 0.1 to 0.5", "lost to clouds": "clear pixels lost to clouds alone",
             "shadow detected": "shadows detected, without their buffer",
             "shadow hidden": "shadows masked, as cloud or as shadow",
             "right alike": "shadows detected that lack a fifth of the light or more",
             "right masked": "shadows masked, with their buffer, that lack a tenth of the light or more"}
    kinds = [key for key in counts.pairs if key.startswith("cloud ") and key not in names and counts.pairs[key][1]]
    return [*(Figure(f"{label}: {name}", counts.share(key)) for key, name in names.items()),
            *(Figure(f"{label}: clouds masked, {key.split()[1]}", counts.share(key)) for key in sorted(kinds))]


def alone_figures(counts: Counts) -> list[Figure]:
    """Each date by itself: no limit was promised."""
    names = {"cloud": "clouds masked", "lost": "clear pixels lost", "shadow": "shadows masked",
             "right": "shadows detected that lack a tenth of the light or more", **{
                 name: f"{name} taken for a cloud" for name in EVENTS.values()}}
    return [Figure(f"one date alone: {name}", counts.share(key)) for key, name in names.items()] + [
        figure for figure in told("one date alone", counts) if "narrower" in figure.name or "0.1 to" in figure.name]


def s2cloudless_mask(date: Simulated) -> np.ndarray:
    """Its cloud mask at 60 m with its defaults for that resolution, repeated to 20 m. Raises NotReady without it."""
    try:
        from s2cloudless import S2PixelCloudDetector
    except ImportError as error:
        raise NotReady("s2cloudless is absent: pip install -r tools/requirements-prove.txt") from error
    side = date.settings.size_m // 60
    bands = []
    for name in S2CLOUDLESS_BANDS:
        pixels = read(next(date.product.glob(f"GRANULE/*/IMG_DATA/*_{name}.jp2"))).astype(np.float32) / 10000
        bands.append(means(pixels, pixels.shape[0] // side))
    detector = S2PixelCloudDetector(threshold=0.4, average_over=4, dilation_size=2, all_bands=False)
    found = detector.get_cloud_masks(np.stack(bands, -1)[None])[0] > 0
    return np.repeat(np.repeat(found, 3, 0), 3, 1)


class Smoothness:
    """How far a date lies from the line between its clear neighbours in time (Vermote et al. 2009, IEEE TGRS 47).

    Root mean square over pixels and triplets, by mask; events are left out, as they are real.
    """

    def __init__(self) -> None:
        self.squares: dict[tuple[str, str], list[float]] = defaultdict(lambda: [0.0, 0.0])

    def add(self, dates: list[Simulated], products: list[Path], clear: dict[str, list[np.ndarray]]) -> None:
        """A series: reflectance of its products, and for each mask what is clear on each date."""
        days = [one.settings.date.toordinal() for one in dates]
        changed = np.any([read(one.truth / "EVENTS.tif") > 0 for one in dates], axis=0)
        for band in SMOOTH_BANDS:
            values = [means(read(p / f"{p.name}_SRE_{band}.tif").astype(np.float32) / 10000, 2) for p in products]
            for name, layers in clear.items():
                total = self.squares[name, band]
                for off, use in _off_the_line(values, days, [layer & ~changed for layer in layers]):
                    total[0] += float(np.sum(off[use].astype(float) ** 2))
                    total[1] += float(np.count_nonzero(use))

    def figures(self) -> list[Figure]:
        """By band and mask."""
        return [Figure(f"series: {band} off the line between its neighbours in time, clear by {name}",
                       (square / max(count, 1)) ** 0.5, "reflectance")
                for (name, band), (square, count) in self.squares.items()]


def _off_the_line(values: list[np.ndarray], days: list[int],
                  clear: list[np.ndarray]) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """For each date, the departure from the line between the clear dates before and after, and where it is known."""
    for middle in range(1, len(values) - 1):
        before, after = (_nearest(values, days, clear, order) for order in (
            range(middle - 1, -1, -1), range(middle + 1, len(values))))
        use = clear[middle] & (before[1] > 0) & (after[1] > 0)
        part = (days[middle] - before[1]) / np.maximum(after[1] - before[1], 1)
        yield values[middle] - (before[0] + part * (after[0] - before[0])), use


def _nearest(values: list[np.ndarray], days: list[int], clear: list[np.ndarray],
             order: range) -> tuple[np.ndarray, np.ndarray]:
    """Value and day of the first clear date in an order; day 0 where none is."""
    value, day = np.zeros(values[0].shape, np.float32), np.zeros(values[0].shape, np.int64)
    for k in order:
        new = clear[k] & (day == 0)
        value[new], day[new] = values[k][new], days[k]
    return value, day


def prove(work: Path) -> Result:
    """Simulate, correct, compare."""
    series, single, other, smoothness = Counts(), Counts(), Counts(), Smoothness()
    for seed in SEEDS:
        dates = simulated(plan(seed), work)
        products = corrected(dates, work, "nominal")
        clear: dict[str, list[np.ndarray]] = {"truth": [], "Bocage": [], "s2cloudless": []}
        for number, (date, product) in enumerate(zip(dates, products)):
            true, found, peer = truth(date), masks(product), s2cloudless_mask(date)
            if number:
                judge(found, true, date.settings.clouds, series)
            judge(alone(date), true, date.settings.clouds, single)
            nothing = np.zeros(peer.shape, bool)
            judge(Masks(peer, nothing, peer, nothing), true, date.settings.clouds, other)
            clear["truth"].append(~within(~true.seen | (true.loss > SHADE), 3))
            clear["Bocage"].append(~(found.cloud | found.shadow))
            clear["s2cloudless"].append(~peer)
        smoothness.add(dates, products, clear)
    return Result(
        [*series_figures(series), *alone_figures(single), *peer_figures(other), *smoothness.figures(),
         *slovenia.figures()],
        {"seeds": ", ".join(map(str, SEEDS)),
         "dates": f"{len(SEEDS)} series of 8 dates of two orbits in 34 days, 12 km",
         "clouds": "cumulus of 120 m to 2 km, altocumulus, stratus, cirrus, mixed; covers 0 to 0.6",
         "truth": "cloud: optical depth over 0.5; shadow: a fifth of the light missing and no cloud in sight; clear: "
                  "further than 300 m from depth 0.05 and from 2 % of missing light",
         "s2cloudless": "1.7.3 on the same L1C averaged to 60 m, threshold 0.4, average_over 4, dilation_size 2"},
        ["The first date of each series has no history and is not in the series' figures; it is in those of dates "
         "alone, and of s2cloudless, which knows no history and no shadows.",
         "The departure from the line between neighbours holds the growth of vegetation and the directional effects "
         "between two orbits; what counts is the mask against the truth.",
         *slovenia.REMARKS])


def peer_figures(counts: Counts) -> list[Figure]:
    """s2cloudless on the same dates."""
    names = {"cloud": "clouds masked", "thin": "clouds masked, optical depth 0.1 to 0.5",
             "small": "clouds masked, where narrower than 300 m", "lost": "clear pixels lost",
             **{name: f"{name} taken for a cloud" for name in EVENTS.values()}}
    return [Figure(f"s2cloudless: {name}", counts.share(key)) for key, name in names.items()]
