"""How sure the map is where the reference speaks, and whether it may be: reliability, Brier score, calibration."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..engine.points import values_at
from ..engine.progress import Progress
from ..engine.raster import Raster
from ..errors import BocageError
from .assemble import Assembled, clean
from .calibration import brier, reliability
from .sample import Sample
from .settings import AccuracySettings

#: Above it, numbers are percent.
_SHARE = 1.0 + 1e-6
#: Fewest units that tell anything of calibration.
FEWEST = 30


@dataclass(frozen=True)
class Sureness:
    """Of the map at each row of a sample."""

    #: In the class that it names, (n,) 0..1, NaN where it is not told.
    confidence: np.ndarray
    #: In every class of the sample, (n, classes); None where only its own is told.
    probabilities: np.ndarray | None = None


def sureness(settings: AccuracySettings, found: Assembled, crs: str, progress: Progress) -> Sureness | None:
    """From the raster or the field of the settings, None where there is neither. ``crs``: of the map.

    Raises BocageError: units that are no points, numbers that are no shares, bands that are not the classes; Cancelled.
    """
    reference = settings.reference
    if reference is None or not (settings.confidence or reference.confidence is not None):
        return None
    if found.unit is None or reference.rings:
        raise BocageError("confidence_needs_points")
    if not settings.confidence:
        given = np.asarray(reference.confidence, float)[found.unit]
        return Sureness(_shares(given, settings.reference_name))
    values = values_at(settings.confidence, reference.x[found.unit], reference.y[found.unit], crs, progress)
    shares = _shares(values, settings.confidence)
    if shares.shape[1] == 1:
        return Sureness(shares[:, 0])
    probabilities = _by_class(shares, settings, found.sample)
    return Sureness(probabilities[np.arange(len(shares)), found.sample.map_class], probabilities)


def _shares(values: np.ndarray, file: str) -> np.ndarray:
    """0..1, from shares or percent."""
    told = values[np.isfinite(values)]
    if told.size == 0:
        raise BocageError("confidence_nothing", file=file)
    if told.min() < 0 or told.max() > 100.0:
        raise BocageError("confidence_range", file=file, low=f"{told.min():g}", high=f"{told.max():g}")
    return np.asarray(values / 100.0 if told.max() > _SHARE else values)


def _by_class(shares: np.ndarray, settings: AccuracySettings, sample: Sample) -> np.ndarray:
    """Columns in the order of the sample's classes, by the names and numbers that bands bear; 0 for one without."""
    found = np.zeros((len(shares), len(sample.classes)))
    with Raster(settings.confidence) as raster:
        said = [_names(raster, band, settings.names) for band in range(1, raster.count + 1)]
    lost = []
    for k, name in enumerate(sample.classes):
        bands = [band for band, names in enumerate(said) if name in names]
        if bands:
            found[:, k] = shares[:, bands[0]]
        elif (sample.map_class == k).any():
            lost.append(name)
    if lost:
        raise BocageError("confidence_classes", file=settings.confidence, classes=", ".join(lost))
    found[~np.isfinite(shares).all(1)] = np.nan
    return found


def _names(raster: Raster, band: int, names: Mapping[int, str]) -> set[str]:
    """What a band calls its class."""
    items = raster.metadata(band)
    told = {clean(text) for text in (raster.description(band), items.get("NAME", ""), items.get("CLASS", ""))} - {""}
    return told | {clean(names[int(text)]) for text in told if text.isdigit() and int(text) in names}


def described(sample: Sample, sure: Sureness, source: str) -> dict[str, Any]:
    """Plain data: by bin and in all, weighed as the design asks, over the units of which the map is sure at all."""
    told = np.isfinite(sure.confidence)
    weight, units = (sample.weight * sample.count)[told], sample.count[told]
    confidence, right = sure.confidence[told], (sample.map_class == sample.reference)[told]
    found = reliability(confidence, right, weight)
    several = sure.probabilities is not None
    score = brier(np.asarray(sure.probabilities)[told], sample.reference[told], weight) if several else brier(
        confidence, right, weight)
    return {
        "source": source, "units": int(units.sum()), "without": int(sample.count[~told].sum()),
        "mean": _mean(confidence, weight), "right": _mean(right.astype(float), weight),
        "where_right": _mean(confidence[right], weight[right]),
        "where_wrong": _mean(confidence[~right], weight[~right]),
        "brier": score, "brier_of": "classes" if several else "event", "expected_error": found.expected_error,
        "largest_error": found.largest_error,
        "bins": [{"confidence": float(p), "right": float(hit), "share": float(share)}
                 for p, hit, share in zip(found.confidence, found.right, found.weight)]}


def _mean(values: np.ndarray, weight: np.ndarray) -> float | None:
    return float((weight * values).sum() / weight.sum()) if values.size else None
