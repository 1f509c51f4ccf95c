"""Reference data made ready: classes, sound geometries, borders cut, and a split of each polygon. Never of a pixel."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ..engine.delimited import blank, whole
from ..engine.progress import Part, Progress, check
from ..errors import BocageError
from .model import ClassEntry
from .polygons import LONGITUDE_LATITUDE, eroded, hectares, meeting, metric_crs, mover, sound
from .splits import SPLITS, assign, joined

#: Why a feature is left out, in the order of the checks.
REASONS = ("empty", "line", "invalid", "no_class", "class_unknown", "no_place", "duplicate", "contradiction", "eroded",
           "beyond_cap")


@dataclass(frozen=True)
class Item:
    """A feature as it came: geometry as WKB, class by number or name, and where told region and group."""

    wkb: bytes
    label: str
    region: str = ""
    group: str = ""


@dataclass(frozen=True)
class SplitSettings:
    """How to split. ``shares`` sum to 1: training, validation, test."""

    crs: str
    #: Name of the layer, for messages.
    source: str
    shares: tuple[float, float, float] = (0.5, 0.25, 0.25)
    seed: int = 1
    #: Groups of a class that are used at most, 0 for all.
    cap: int = 0
    #: Metres cut from the border of polygons.
    erosion: float = 0.0
    #: Known classes; empty for those that the data have.
    classes: tuple[ClassEntry, ...] = ()
    #: CRS of what comes out, "" for that of what came in.
    target_crs: str = ""


@dataclass(frozen=True)
class SplitSample:
    """A feature ready for use; ``index`` is its place among the items."""

    index: int
    wkb: bytes
    value: int
    region: str
    #: Number of the group that stays together.
    group: int
    split: str
    hectares: float
    repaired: bool


@dataclass(frozen=True)
class SplitResult:
    """What came of a split."""

    samples: tuple[SplitSample, ...]
    classes: tuple[ClassEntry, ...]
    crs: str
    #: Place among the items, and why it was left out.
    refused: tuple[tuple[int, str], ...]
    #: Pairs that overlap, and pairs that touch.
    overlaps: int
    touches: int
    #: Of the polygons that train.
    training_hash: str
    settings: SplitSettings = field(repr=False)


@dataclass
class _Kept:
    index: int
    geometry: Any
    value: int
    repaired: bool
    area: float = 0.0


def split(items: Sequence[Item], settings: SplitSettings, progress: Progress) -> SplitResult:
    """Every polygon in one split, groups whole. Overlapping ones are of one group: no ground is in two splits.

    The same items and seed give the same splits. Raises BocageError, Cancelled.
    """
    if not items:
        raise BocageError("samples_none", file=settings.source)
    classes = settings.classes or classes_of([item.label for item in items])
    refused: list[tuple[int, str]] = []
    kept = _sound(items, settings, classes, refused, Part(progress, 0.0, 0.3))
    pairs, touches, kept = _neighbours(kept, refused, Part(progress, 0.3, 0.7))
    overlaps = len(pairs)
    if settings.erosion > 0:
        kept, pairs = _cut(kept, pairs, settings, refused)
    if not kept:
        raise BocageError("samples_none_left", file=settings.source, count=len(refused))
    _measure(kept, settings)
    groups = _groups(items, kept, pairs)
    strata, values = _strata(items, kept, groups)
    splits = assign(strata, settings.shares, settings.seed, values)
    used = _capped(values, strata, splits, settings)
    moved = mover(settings.crs, settings.target_crs) if settings.target_crs else None
    samples = []
    for number, one in enumerate(kept):
        check(progress)
        group = int(groups[number])
        if not used[group]:
            refused.append((one.index, "beyond_cap"))
            continue
        geometry = moved(one.geometry) if moved else one.geometry
        if geometry is None:
            refused.append((one.index, "no_place"))
            continue
        samples.append(SplitSample(one.index, bytes(geometry.ExportToWkb()), one.value, items[one.index].region, group,
                                   SPLITS[int(splits[group])], one.area, one.repaired))
    progress.report(1.0)
    if not samples:
        raise BocageError("samples_none_left", file=settings.source, count=len(refused))
    return SplitResult(tuple(samples), tuple(classes), settings.target_crs or settings.crs, tuple(sorted(refused)),
                       overlaps, touches, training_hash(samples), settings)


def classes_of(labels: Sequence[str]) -> tuple[ClassEntry, ...]:
    """Classes of labels without a table: their own numbers where all are whole, else numbers from 1 by name."""
    from .nomenclature import of_values

    names = sorted({label.strip() for label in labels if not blank(label)})
    numbers = [number for number in map(whole, names) if number is not None]
    if names and len(numbers) == len(names) and min(numbers) >= 0 and max(numbers) <= 65_535:
        return of_values(numbers)
    drawn = of_values(range(1, len(names) + 1))
    return tuple(ClassEntry(entry.value, name, name, entry.colour) for entry, name in zip(drawn, names))


def value_of(label: str, classes: Sequence[ClassEntry]) -> int | None:
    """Number of a class told by name, English or French, or by number; None where the table has it not.

    Names first: of the labels -1, 0 and 1, numbered from 1 by name, "1" is the third class and not the first.
    """
    text = label.strip().casefold()
    for entry in classes:
        if text in (entry.name.casefold(), entry.name_fr.casefold() or None):
            return entry.value
    number = whole(text)
    return next((entry.value for entry in classes if entry.value == number), None)


def training_hash(samples: Sequence[SplitSample]) -> str:
    """SHA-256 of class and geometry of the polygons that train, whatever their order."""
    lines = sorted(hashlib.sha256(f"{one.value}|".encode() + one.wkb).hexdigest()
                   for one in samples if one.split == SPLITS[0])
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _sound(items: Sequence[Item], settings: SplitSettings, classes: Sequence[ClassEntry],
           refused: list[tuple[int, str]], progress: Progress) -> list[_Kept]:
    known: dict[str, int | None] = {}
    kept = []
    for index, item in enumerate(items):
        if index % 500 == 0:
            check(progress)
            progress.report(index / len(items))
        geometry, how = sound(item.wkb)
        if geometry is None:
            refused.append((index, how))
        elif blank(item.label):
            refused.append((index, "no_class"))
        else:
            if item.label not in known:
                known[item.label] = value_of(item.label, classes)
            value = known[item.label]
            if value is None:
                refused.append((index, "class_unknown"))
            else:
                kept.append(_Kept(index, geometry, value, how == "repaired"))
    return kept


def _neighbours(kept: list[_Kept], refused: list[tuple[int, str]],
                progress: Progress) -> tuple[list[tuple[int, int]], int, list[_Kept]]:
    """Pairs that overlap, by place in the list that is left; how many touch; the list without duplicates.

    Of two features in one place the second goes; where they say different classes, both do.
    """
    def goes_on(share: float) -> None:
        check(progress)
        progress.report(share)

    pairs, touches, gone = [], 0, {}
    for one, two, how in meeting([item.geometry for item in kept], goes_on):
        if how == "touch":
            touches += 1
        elif how == "overlap":
            pairs.append((one, two))
        elif kept[one].value != kept[two].value:
            gone[one] = gone[two] = "contradiction"
        else:
            gone.setdefault(max(one, two), "duplicate")
    refused += [(kept[place].index, reason) for place, reason in gone.items()]
    place = {old: new for new, old in enumerate(old for old in range(len(kept)) if old not in gone)}
    left = [(place[one], place[two]) for one, two in pairs if one in place and two in place]
    return left, touches, [kept[old] for old in place]


def _cut(kept: list[_Kept], pairs: list[tuple[int, int]], settings: SplitSettings,
         refused: list[tuple[int, str]]) -> tuple[list[_Kept], list[tuple[int, int]]]:
    """The same without their borders, those of which nothing is left gone."""
    place: dict[int, int] = {}
    left: list[_Kept] = []
    ways: dict[str, tuple[Any, Any]] = {}
    for number, one in enumerate(kept):
        if one.geometry.GetDimension() == 2:
            crs = metric_crs(settings.crs, one.geometry)
            if crs not in ways:
                same = crs == settings.crs
                ways[crs] = (None, None) if same else (mover(settings.crs, crs), mover(crs, settings.crs))
            there, back = ways[crs]
            flat = there(one.geometry) if there else one.geometry
            inside = None if flat is None else eroded(flat, settings.erosion)
            geometry = inside if inside is None or back is None else back(inside)
            if geometry is None:
                refused.append((one.index, "eroded"))
                continue
            one.geometry = geometry
        place[number] = len(left)
        left.append(one)
    return left, [(place[one], place[two]) for one, two in pairs if one in place and two in place]


def _measure(kept: list[_Kept], settings: SplitSettings) -> None:
    there = mover(settings.crs, LONGITUDE_LATITUDE)
    for one in kept:
        geometry = there(one.geometry)
        one.area = 0.0 if geometry is None else hectares(geometry)


def _groups(items: Sequence[Item], kept: list[_Kept], pairs: list[tuple[int, int]]) -> np.ndarray:
    """Group of each: told ones, and those that overlap, tied together."""
    first: dict[str, int] = {}
    ties = list(pairs)
    for number, one in enumerate(kept):
        name = items[one.index].group
        if name:
            ties.append((first.setdefault(name, number), number))
    return joined(len(kept), ties)


def _strata(items: Sequence[Item], kept: list[_Kept], groups: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Stratum of each group, and its class: those of its largest class and region."""
    sizes: list[dict[tuple[int, str], float]] = [{} for _ in range(int(groups.max()) + 1)]
    for number, one in enumerate(kept):
        key = (one.value, items[one.index].region)
        # A point has no area: it counts for something all the same.
        sizes[int(groups[number])][key] = sizes[int(groups[number])].get(key, 0.0) + max(one.area, 1e-9)
    # The largest; of equal ones the last by name, whatever the order of features.
    keys = [max((area, key) for key, area in size.items())[1] for size in sizes]
    number_of = {key: number for number, key in enumerate(sorted(set(keys)))}
    return np.array([number_of[key] for key in keys]), np.array([key[0] for key in keys])


def _capped(values: np.ndarray, strata: np.ndarray, splits: np.ndarray, settings: SplitSettings) -> np.ndarray:
    """True for the groups that are used: at most ``cap`` of a class, by split and region in their proportion."""
    used = np.ones(values.size, bool)
    if settings.cap <= 0:
        return used
    rng = np.random.default_rng([settings.seed, 1])
    for value in np.unique(values):
        rows = rng.permutation(np.flatnonzero(values == value))
        if rows.size <= settings.cap:
            continue
        # Places inside each cell, as shares of it: the first ones everywhere are the same share of all cells.
        cell = np.unique(strata[rows] * len(SPLITS) + splits[rows], return_inverse=True)[1].ravel()
        share = np.empty(rows.size)
        for number in range(int(cell.max()) + 1):
            inside = np.flatnonzero(cell == number)
            share[inside] = np.arange(inside.size) / inside.size
        used[rows[np.argsort(share, kind="stable")[settings.cap:]]] = False
    return used
