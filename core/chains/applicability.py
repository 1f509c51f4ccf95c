"""Where a model trained on samples may be believed: how unlike them each pixel is, and what is too unlike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from ..engine.grid import Grid, Window
from ..engine.outputs import atomic_file, check_apart, check_writable
from ..engine.progress import Part, Progress, check
from ..engine.raster import RasterWriter
from ..errors import BocageError
from ..landcover.extract import Draw, extract
from ..landcover.features import FeatureStack
from ..landcover.model_file import load_model
from ..validation.applicability import Applicability, applicability
from .classify.inputs import chosen_of, take_nodata

#: Value of the mask where nothing is known.
NOTHING = 255
BLOCK = 512


@dataclass(frozen=True)
class ApplicabilitySettings:
    """Features, samples, and what to write ("" for not)."""

    rasters: tuple[str, ...]
    #: Polygons or points as WKB, of ``crs``.
    geometries: tuple[bytes, ...]
    crs: str
    #: Name of the layer of samples, for messages.
    source: str
    index: str
    mask: str = ""
    #: What belongs together, by geometry: samples of one group do not vouch for each other. Empty: each is its own.
    groups: tuple[str, ...] = ()
    #: Weight of each feature by its name, and the file that says it; 1 for all without.
    weights: Mapping[str, float] = field(default_factory=dict)
    weights_file: str = ""
    #: Pixels drawn at most.
    most: int = 2000
    resampling: str = "bilinear"
    seed: int = 1
    #: Model file whose features alone are looked at, "" for all bands.
    model: str = ""


@dataclass(frozen=True)
class ApplicabilityResult:
    """What was found, and the files written."""

    threshold: float
    samples: int
    #: Pixels of which something can be said, and those inside.
    pixels: int
    inside: int


def run_applicability(settings: ApplicabilitySettings, progress: Progress) -> ApplicabilityResult:
    """Reads, compares, writes. Raises BocageError in one sentence, Cancelled; then nothing is left."""
    check_apart([settings.index, settings.mask], [*settings.rasters, settings.model, settings.weights_file])
    for path in filter(None, (settings.index, settings.mask)):
        check_writable(Path(path).resolve().parent)
    with FeatureStack(settings.rasters, settings.resampling) as stack:
        if settings.model:
            model = load_model(settings.model)
            places = chosen_of(model, stack, settings.rasters[0], progress)
            take_nodata(model, stack, places)
            stack.layers = [stack.layers[place] for place in places]
        pixels = extract(stack, settings.geometries, settings.crs, np.zeros(len(settings.geometries), np.int64),
                         Draw(per_class=settings.most, seed=settings.seed), Part(progress, 0.0, 0.2), settings.source)
        fold = _groups(settings.groups)[pixels.polygon] if settings.groups else pixels.polygon
        domain = applicability(pixels.features, _weight(settings, stack), fold)
        known, inside = _mapped(settings, stack, domain, Part(progress, 0.2, 1.0))
    return ApplicabilityResult(domain.threshold, len(pixels.polygon), known, inside)


def _groups(names: Sequence[str]) -> np.ndarray:
    """A number a group; features without a name are each their own."""
    number: dict[str, int] = {}
    return np.array([number.setdefault(name or f"\0{k}", len(number)) for k, name in enumerate(names)], np.int64)


def _weight(settings: ApplicabilitySettings, stack: FeatureStack) -> np.ndarray | None:
    if not settings.weights:
        return None
    found = np.array([max(0.0, settings.weights.get(feature.name, 0.0)) for feature in stack.features])
    if not (found > 0).any():
        raise BocageError("applicability_weight", file=settings.weights_file,
                          known=", ".join(feature.name for feature in stack.features[:8]))
    return found


def _mapped(settings: ApplicabilitySettings, stack: FeatureStack, domain: Applicability,
            progress: Progress) -> tuple[int, int]:
    """Block by block; pixels of which something is known, and those inside."""
    known = inside = 0
    blocks = _blocks(stack.grid)
    with ExitStack() as opened:
        part = opened.enter_context(atomic_file(settings.index))
        index = opened.enter_context(RasterWriter(part, stack.grid, "float32", nodata=float("nan")))
        index.set_metadata({"MEANING": "dissimilarity index (Meyer and Pebesma 2021)",
                            "THRESHOLD": f"{domain.threshold:.6g}"}, 1)
        mask = None
        if settings.mask:
            part = opened.enter_context(atomic_file(settings.mask))
            mask = opened.enter_context(RasterWriter(part, stack.grid, "uint8", nodata=NOTHING))
        for number, block in enumerate(blocks):
            check(progress)
            features = stack.read(block)
            found = domain.dissimilarity(features.reshape(len(features), -1).T, lambda: check(progress))
            found = found.reshape(block[2], block[3])
            told = np.isfinite(found)
            near = told & (np.where(told, found, np.inf) <= domain.threshold)
            known += int(told.sum())
            inside += int(near.sum())
            index.write(found.astype(np.float32), 1, block[0], block[1])
            if mask is not None:
                mask.write(np.where(told, near.astype(np.uint8), np.uint8(NOTHING)), 1, block[0], block[1])
            if block[1] + block[3] == stack.grid.shape[1]:
                stack.forget()
            progress.report((number + 1) / len(blocks))
        for writer in filter(None, (index, mask)):
            writer.close()
    return known, inside


def _blocks(grid: Grid) -> list[Window]:
    rows, columns = grid.shape
    return [(row, column, min(BLOCK, rows - row), min(BLOCK, columns - column))
            for row in range(0, rows, BLOCK) for column in range(0, columns, BLOCK)]
