"""``bocage:fuse``: several maps on the same pixels into one, strip after strip."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ..engine.grid import Grid
from ..engine.outputs import check_apart
from ..engine.progress import Progress, check
from ..engine.raster import Raster
from ..engine.regions import OUTSIDE
from ..errors import BocageError
from .code_source import ClassWriter, CodeSource, Look, announce, check_same_grid, class_map, look_of, made_by
from .fusion import Fused, dempster_shafer, vote

METHODS, TIES = ("voting", "dempster_shafer"), ("undecided", "first")
#: Confidence and conflict, percent; 255 for nothing.
_PERCENT = Look("uint8", 255.0)
#: Numbers in memory at once, of each of several arrays.
_CHUNK = 4_000_000


@dataclass(frozen=True)
class FuseSettings:
    """What is asked for; everything by map is in the order of ``inputs``."""

    inputs: Sequence[str]
    output: str
    method: str = "voting"
    #: Weights of the votes, all 1 where empty.
    weights: Sequence[float] = ()
    #: Dempster-Shafer: mass of each class of each map, or one number for all of its classes.
    masses: Sequence[Mapping[int, float] | float] = ()
    ties: str = "undecided"
    undecided: int = 255
    #: Confidence rasters, and their number that means certain.
    confidences: Sequence[str] = ()
    certain: float = 100.0
    confidence: str = ""
    conflict: str = ""


@dataclass
class FuseResult:
    """Pixels with a class, tied, on which all maps that speak agree; mean confidence and conflict, percent."""

    output: str
    pixels: int = 0
    ties: int = 0
    agreed: int = 0
    confidence: float = 0.0
    conflict: float = 0.0


class _Confidence:
    """One raster of confidence as 0..1."""

    def __init__(self, path: str, grid: Grid, certain: float) -> None:
        self._raster, self._certain = Raster(path), certain
        check_same_grid(grid, path, self._raster.grid)

    def close(self) -> None:
        """Release the file."""
        self._raster.close()

    def read(self, start: int, stop: int) -> np.ndarray:
        """Rows, float64; 0 without data."""
        pixels = self._raster.read(1, (start, 0, stop - start, self._raster.grid.shape[1]))
        known = np.isfinite(pixels)
        if self._raster.nodata is not None:
            known &= pixels != self._raster.nodata
        return np.clip(np.where(known, pixels, 0.0) / self._certain, 0.0, 1.0)


def fuse(settings: FuseSettings, progress: Progress) -> FuseResult:
    """Fuse maps. Raises BocageError, or Cancelled; then nothing is left behind."""
    progress.report(0.0, "step_fuse")
    _check(settings)
    check_apart([settings.output, settings.confidence, settings.conflict], [*settings.inputs, *settings.confidences])
    result = FuseResult(settings.output)
    with ExitStack() as stack:
        sources = [stack.enter_context(CodeSource(path)) for path in settings.inputs]
        grid = sources[0].grid
        for path, source in zip(settings.inputs[1:], sources[1:]):
            check_same_grid(grid, path, source.grid)
        trusts = []
        for path in settings.confidences:
            trusts.append(_Confidence(path, grid, settings.certain))
            stack.callback(trusts[-1].close)
        items, declared = made_by("fuse", settings, settings.inputs), [source.nodata is not None for source in sources]
        look = _look(settings, declared)
        each = np.dtype(look.dtype).itemsize + sum(bool(path) for path in (settings.confidence, settings.conflict))
        # Overviews add a third.
        announce(progress, Path(settings.output).parent, grid,
                 [look.dtype] * len(sources) + ["uint8"] * len(trusts),
                 grid.shape[0] * grid.shape[1] * each * 4 / 3 + 100_000)
        writer = stack.enter_context(class_map(settings.output, grid, look, items, any(declared)))
        extra = {name: stack.enter_context(class_map(path, grid, _PERCENT, items)) for name, path in
                 (("confidence", settings.confidence), ("conflict", settings.conflict)) if path}
        rows = max(1, min(512, _CHUNK // (grid.shape[1] * max(4, len(sources)))))
        for start in range(0, grid.shape[0], rows):
            check(progress)
            stop = min(start + rows, grid.shape[0])
            codes = np.stack([source.read(start, stop) for source in sources])
            shares = np.stack([trust.read(start, stop) for trust in trusts]) if trusts else np.ones(codes.shape)
            fused = _fused(settings, codes, shares)
            _write(codes, fused, writer, extra, result)
            progress.report(stop / grid.shape[0])
    result.confidence /= max(1, result.pixels)
    result.conflict /= max(1, result.pixels)
    progress.info("fused", pixels=result.pixels, agreed=result.agreed, ties=result.ties,
                  confidence=f"{result.confidence:.1f}", conflict=f"{result.conflict:.1f}")
    return result


def _check(settings: FuseSettings) -> None:
    """Raise BocageError where lists do not have one item a map."""
    count = len(settings.inputs)
    if count < 2:
        raise BocageError("fuse_one_map")
    for key, given in (("WEIGHTS", settings.weights), ("MASSES", settings.masses),
                       ("CONFIDENCES", settings.confidences)):
        if given and len(given) != count:
            raise BocageError("fuse_list_length", parameter=key, count=len(given), maps=count)
    if settings.method == "dempster_shafer" and not settings.masses:
        raise BocageError("fuse_no_masses")
    if any(not np.isfinite(weight) or weight < 0 for weight in settings.weights) \
            or (settings.weights and not any(settings.weights)):
        raise BocageError("fuse_weights")


def _look(settings: FuseSettings, declared: Sequence[bool]) -> Look:
    """That of the first map, in a type that holds all; no data is that of the first map that has any."""
    looks = [look_of(path) for path in settings.inputs]
    first = looks[0]
    nodata = next((look.nodata for look, known in zip(looks, declared) if known), first.nodata)
    dtype = first.dtype if len({look.dtype for look in looks}) == 1 else "int32"
    limits = np.iinfo(dtype)
    if settings.ties == "undecided" and not limits.min <= settings.undecided <= limits.max:
        dtype = "int32"
    if settings.ties == "undecided" and any(declared) and settings.undecided == nodata:
        raise BocageError("undecided_taken", value=settings.undecided)
    return Look(dtype, nodata, first.palette, first.categories, first.description, first.tags, first.style)


def _fused(settings: FuseSettings, codes: np.ndarray, shares: np.ndarray) -> Fused:
    undecided = settings.undecided if settings.ties == "undecided" else None
    if undecided is not None and bool((codes == undecided).any()):
        raise BocageError("undecided_taken", value=undecided)
    if settings.method == "voting":
        weights = np.asarray(settings.weights or [1.0] * len(codes), float)
        return vote(codes, weights[:, None, None] * shares, undecided)
    masses = np.zeros(codes.shape)
    for k, table in enumerate(settings.masses):
        if isinstance(table, float):
            masses[k] = table
            continue
        for value in np.unique(codes[k]).tolist():
            if table.get(value):
                masses[k][codes[k] == value] = table[value]
    return dempster_shafer(codes, masses * shares, undecided)


def _write(codes: np.ndarray, fused: Fused, writer: ClassWriter, extra: Mapping[str, ClassWriter],
           result: FuseResult) -> None:
    known = fused.codes != OUTSIDE
    writer.append(fused.codes)
    for name, share in (("confidence", fused.confidence), ("conflict", fused.conflict)):
        percent = np.where(known, np.rint(100.0 * share), OUTSIDE)
        if name in extra:
            extra[name].append(percent.astype(np.int32))
        setattr(result, name, getattr(result, name) + float(100.0 * share[known].sum()))
    low = np.where(codes == OUTSIDE, np.iinfo(np.int32).max, codes).min(axis=0)
    result.agreed += int(np.count_nonzero(known & (low == codes.max(axis=0))))
    result.pixels += int(np.count_nonzero(known))
    result.ties += fused.ties
