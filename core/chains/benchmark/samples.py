"""The one set of samples that every classifier sees: features, classes, what belongs together, where it lies."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from ...engine.delimited import blank
from ...engine.progress import Part, Progress, check
from ...engine.raster import transform_points
from ...errors import BocageError
from ...landcover.extract import extract, smallest
from ...landcover.features import FeatureStack
from ...landcover.model import ClassEntry
from ...landcover.polygons import LONGITUDE_LATITUDE
from ...landcover.samples import SplitSettings, classes_of, split, value_of
from ...landcover.splits import joined
from ...validation.blocks import compact, metres, squares
from .rows import as_number, coordinate, middle
from .settings import BenchmarkSettings, Rows


@dataclass(frozen=True)
class SampleTable:
    """Samples in an order of their own: by place, then class. Arrays (n,), ``features`` float32 (n, f)."""

    features: np.ndarray
    names: tuple[str, ...]
    #: Index among ``classes``.
    label: np.ndarray
    classes: tuple[ClassEntry, ...]
    #: Number of the polygon, or of what was put together, from 0 in the order of the samples.
    group: np.ndarray
    #: Longitude and latitude (n, 2), None where nothing tells the place.
    place: np.ndarray | None
    #: By class, what a sample stands for: pixels under the polygons over pixels drawn.
    weight: np.ndarray
    #: What was left out, by reason; classes left out for want of a second polygon.
    left_out: Mapping[str, int]
    lone: tuple[str, ...] = ()
    #: Samples put with another for lying in one place, and samples equal to another in every feature and class.
    same_place: int = 0
    identical: int = 0

    @property
    def hash(self) -> str:
        """SHA-256 of classes, groups and places, whatever the features: the same samples are the same text."""
        digest = hashlib.sha256(" ".join(entry.name for entry in self.classes).encode())
        digest.update(self.label.astype("<i4").tobytes() + self.group.astype("<i4").tobytes())
        if self.place is not None:
            digest.update(np.round(self.place * 1e7).astype("<i8").tobytes())
        return digest.hexdigest()

    def blocks(self, settings: BenchmarkSettings, progress: Progress) -> np.ndarray:
        """Block (n,) of each sample; a polygon lies in that of its middle. Raises BocageError, Cancelled."""
        if self.place is None:
            raise BocageError("benchmark_no_place", file=settings.source)
        size = np.bincount(self.group).astype(float)
        flat = metres(self.place[:, 0], self.place[:, 1])
        middle = np.stack([np.bincount(self.group, flat[:, axis]) / size for axis in (0, 1)], axis=1)
        if settings.block_size > 0:
            found = squares(middle, settings.block_size)
        else:
            found = compact(middle, settings.blocks, size, settings.seed, progress)
        if int(found.max()) < 1:
            raise BocageError("benchmark_one_block", file=settings.source)
        return np.asarray(found[self.group])


def gather(settings: BenchmarkSettings, progress: Progress) -> SampleTable:
    """Samples of polygons over rasters, or of rows. Raises BocageError in one sentence, Cancelled."""
    labels = settings.rows.label if settings.rows is not None else [item.label for item in settings.items]
    _check_labels(labels, settings)
    table = _of_rows(settings, settings.rows, progress) if settings.rows is not None \
        else _of_rasters(settings, progress)
    return _judgeable(table, settings)


def _check_labels(labels: Sequence[str], settings: BenchmarkSettings) -> None:
    """Classes are names or whole numbers: measurements are neither."""
    if not labels:
        raise BocageError("samples_none", file=settings.source)
    if not any(label.strip() for label in labels):
        raise BocageError("benchmark_no_class", file=settings.source, field=settings.class_field)
    for label in labels:
        try:
            number = float(label)
        except ValueError:
            continue
        if not np.isfinite(number) or number != int(number):
            raise BocageError("benchmark_fractions", file=settings.source, field=settings.class_field, value=label)


def _of_rasters(settings: BenchmarkSettings, progress: Progress) -> SampleTable:
    found = split(settings.items, SplitSettings(settings.crs, settings.source, (1.0, 0.0, 0.0), settings.seed,
                                                classes=settings.classes), Part(progress, 0.0, 0.2))
    samples = found.samples
    values = np.array([one.value for one in samples])
    with FeatureStack(settings.rasters, settings.resampling) as stack:
        pixels = extract(stack, [one.wkb for one in samples], found.crs, values,
                         replace(settings.draw, seed=settings.seed), Part(progress, 0.2, 1.0), settings.source)
        names = tuple(feature.name for feature in stack.features)
        grid = stack.grid
    x = grid.transform[0] + (pixels.column + 0.5) * grid.dx
    y = grid.transform[3] - (pixels.row + 0.5) * grid.dy
    value = values[pixels.polygon]
    here = np.unique(value)
    entries = {entry.value: entry for entry in reversed(found.classes)}
    drawn = np.array([(value == one).sum() for one in here], float)
    # Pixels that lacked a feature are no part of what the others stand for.
    stands = np.array([pixels.available[int(one)] for one in here], float)
    weight = np.maximum(stands / drawn, 1.0) if settings.draw.per_class or settings.draw.per_polygon \
        else np.ones(here.size)
    left: dict[str, int] = {}
    for _, reason in found.refused:
        left[reason] = left.get(reason, 0) + 1
    if pixels.incomplete:
        left["incomplete"] = pixels.incomplete
    return _ordered(SampleTable(
        pixels.features, names, np.searchsorted(here, value), tuple(entries[int(one)] for one in here),
        np.array([one.group for one in samples])[pixels.polygon], _degrees(x, y, grid.crs), weight, left))


def _of_rows(settings: BenchmarkSettings, rows: Rows, progress: Progress) -> SampleTable:
    check(progress)
    if settings.draw.fraction > 0:
        progress.warn("benchmark_fraction", file=settings.source)
    classes = settings.classes or classes_of(rows.label)
    known = {label: value_of(label, classes) for label in set(rows.label) if not blank(label)}
    label = np.array([-1 if known.get(one) is None else int(known[one] or 0) for one in rows.label])
    silent = np.array([blank(one) for one in rows.label])
    features = _numbers(rows, settings)
    whole = np.isfinite(features).all(axis=1)
    place = _places(rows, settings)
    there = np.ones(label.size, bool) if place is None else np.isfinite(place).all(axis=1)
    kept = (label >= 0) & whole & there
    left = {"no_class": int(silent.sum()), "class_unknown": int(((label < 0) & ~silent).sum()),
            "incomplete": int(((label >= 0) & ~whole).sum()), "no_place": int(((label >= 0) & whole & ~there).sum())}
    if not kept.any():
        raise BocageError("training_no_sample", count=label.size)
    progress.report(0.5)
    here = np.unique(label[kept])
    entries = {entry.value: entry for entry in reversed(classes)}
    place = None if place is None else place[kept]
    told = None if rows.group is None else [one for one, good in zip(rows.group, kept) if good]
    group, same = _groups(int(kept.sum()), told, place)
    return _capped(_ordered(SampleTable(
        features[kept], rows.names, np.searchsorted(here, label[kept]), tuple(entries[int(one)] for one in here),
        group, place, np.ones(here.size), {key: count for key, count in left.items() if count}, same_place=same)),
        settings)


def _numbers(rows: Rows, settings: BenchmarkSettings) -> np.ndarray:
    """Float32 (n, f), NaN for none. Raises BocageError at the first text that is no number."""
    if not rows.names:
        raise BocageError("features_none")
    if isinstance(rows.features, np.ndarray):
        return np.asarray(rows.features, np.float32)
    result = np.full((len(rows.features), len(rows.names)), np.nan, np.float32)
    for place, row in enumerate(rows.features):
        result[place] = [as_number(text, name, settings.source) for text, name in zip(row, rows.names)]
    return result


def _places(rows: Rows, settings: BenchmarkSettings) -> np.ndarray | None:
    """Longitude and latitude (n, 2), NaN where a row has no place; None where no row has."""
    if isinstance(rows.x, np.ndarray):
        x, y = rows.x, np.asarray(rows.y, float)
    elif rows.x:
        x, y = (np.array([coordinate(text) for text in texts], float) for texts in (rows.x, rows.y))
    elif any(rows.wkb):
        x, y = np.array([middle(wkb) for wkb in rows.wkb], float).T
    else:
        return None
    good = np.isfinite(x) & np.isfinite(y)
    result = np.full((x.size, 2), np.nan)
    if good.any():
        result[good] = _degrees(x[good], y[good], settings.crs)
    return result


def _capped(table: SampleTable, settings: BenchmarkSettings) -> SampleTable:
    """At most so many samples of a polygon, then of a class, by the rule of pixels under polygons: each has a random
    key, the smallest stay, and what is left stands for all.
    """
    draw = settings.draw
    if not draw.per_class and not draw.per_polygon:
        return table
    key = np.random.default_rng([settings.seed, 11]).random(table.label.size)
    kept = np.arange(table.label.size)
    for owner, most in ((table.group, draw.per_polygon), (table.label, draw.per_class)):
        if most > 0:
            kept = kept[smallest(owner[kept], key[kept], most)]
    side = len(table.classes)
    weight = np.bincount(table.label, minlength=side) / np.bincount(table.label[kept], minlength=side)
    return replace(table, features=table.features[kept], label=table.label[kept], group=table.group[kept],
                   place=None if table.place is None else table.place[kept], weight=weight)


def _degrees(x: np.ndarray, y: np.ndarray, crs: str) -> np.ndarray:
    longitude, latitude = transform_points(np.asarray(x, float), np.asarray(y, float), crs, LONGITUDE_LATITUDE)
    return np.stack([longitude, latitude], axis=1)


def _groups(count: int, told: Sequence[str] | None, place: np.ndarray | None) -> tuple[np.ndarray, int]:
    """Group (n,) by name and by place: samples of one spot are no two experiments. And how many that put together."""
    ties: list[tuple[int, int]] = []
    first: dict[object, int] = {}
    for number, name in enumerate(told or ()):
        if name.strip():
            ties.append((first.setdefault(name, number), number))
    apart = int(joined(count, ties).max()) + 1
    if place is not None:
        for number, key in enumerate(map(tuple, np.round(place * 1e7).astype(np.int64).tolist())):
            ties.append((first.setdefault(key, number), number))
    group = joined(count, ties)
    return group, apart - int(group.max()) - 1


def _ordered(table: SampleTable) -> SampleTable:
    """By place, class and features, whatever the order in which they came; groups numbered in that order."""
    last = [table.group, table.label] if table.place is None else [table.label, *np.round(table.place.T * 1e7)]
    order = np.lexsort(last)
    same = np.ones(order.size - 1, bool)
    for key in last:
        same &= np.diff(key[order]) == 0
    if same.any():
        order = np.lexsort([*table.features.T[::-1], *last])
    _, first, number = np.unique(table.group[order], return_index=True, return_inverse=True)
    rank = np.argsort(np.argsort(first, kind="stable"), kind="stable")
    return replace(table, features=np.ascontiguousarray(table.features[order]), label=table.label[order],
                   group=rank[number.ravel()], place=None if table.place is None else table.place[order])


def _judgeable(table: SampleTable, settings: BenchmarkSettings) -> SampleTable:
    """Without classes of one polygon, that cannot both train and test; how many samples are twins of another."""
    side = len(table.classes)
    pairs = np.unique(np.stack([table.label, table.group]), axis=1)
    polygons = np.bincount(pairs[0], minlength=side)
    good = polygons >= 2
    if side < 2:
        raise BocageError("benchmark_one_class", file=settings.source, name=table.classes[0].name)
    lone = tuple(entry.name for entry, known in zip(table.classes, good) if not known)
    if int(good.sum()) < 2:
        raise BocageError("benchmark_lone_classes", file=settings.source, classes=", ".join(lone))
    rows = good[table.label]
    number = np.cumsum(good) - 1
    group = np.unique(table.group[rows], return_inverse=True)[1].ravel()
    features, label = table.features[rows], number[table.label[rows]]
    # Rows as bytes: a table of features is not sorted column by column.
    whole = np.ascontiguousarray(np.column_stack([features, label.astype(np.float32)]))
    twins = len(label) - np.unique(whole.view(np.dtype((np.void, whole.itemsize * whole.shape[1])))).size
    return replace(table, features=features, label=label, group=group,
                   classes=tuple(entry for entry, known in zip(table.classes, good) if known),
                   place=None if table.place is None else table.place[rows], weight=table.weight[good], lone=lone,
                   identical=twins)
