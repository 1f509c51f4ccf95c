"""From a map and its reference to a sample: classes matched by name, what cannot speak counted, never dropped."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from ..engine.class_raster import MapContent
from ..engine.delimited import blank, whole
from ..engine.progress import Progress
from ..engine.raster import Raster
from ..errors import BocageError
from .class_map import NOTHING, RingPolygon, read_map
from .ground import Ground, ground
from .interpreters import NONE, Labels, adopted
from .matrix_file import read_matrix
from .patches import PatchCounter, Spectrum
from .sample import Sample, clustered, from_matrix, on_ground, simple, stratified
from .settings import BLOCKS, MATRIX, POLYGONS, PROBABILITY, AccuracySettings, Reference


@dataclass(frozen=True)
class Assembled:
    """The sample, how it speaks, and what was left out of it by reason."""

    sample: Sample
    mode: str
    #: "outside the map or no data", "no label" -> units.
    ignored: Mapping[str, int] = field(default_factory=dict)
    #: Ellipsoidal area of each class on the map, m2; empty for a matrix.
    mapped_m2: Mapping[str, float] = field(default_factory=dict)
    #: Classes that one side alone names.
    only_map: tuple[str, ...] = ()
    only_reference: tuple[str, ...] = ()
    #: What a matrix file said of its rows.
    said: str = ""
    #: Names of strata in the order of ``sample.stratum``.
    strata: tuple[str, ...] = ()
    #: What each interpreter says of the units, None where one label a unit is all there is.
    labels: Labels | None = None
    #: Unit of the reference behind each row of the sample; None for a matrix.
    unit: np.ndarray | None = None
    #: CRS of the map.
    crs: str = ""
    #: Patches of the map, None where they are not asked for.
    spectrum: Spectrum | None = None
    #: Name of each class by its number on the map.
    names: Mapping[int, str] = field(default_factory=dict)
    #: Areas of pixels, None where they are alike and weigh nothing.
    ground: Ground | None = None
    #: Units on the map by stratum, "" where there is none: (without a label, all).
    silent: Mapping[str, tuple[int, int]] = field(default_factory=dict)


@dataclass(frozen=True)
class _Units:
    """Units that lie on the map, whether they have a label or not. Arrays (n,)."""

    #: Number in the reference.
    unit: np.ndarray
    #: Class on the map and by the reference, NONE without a label.
    mapped: np.ndarray
    true: np.ndarray
    count: np.ndarray
    #: Area of the pixel, m2; None where pixels are alike.
    area: np.ndarray | None

    @property
    def told(self) -> np.ndarray:
        """Where there is a label."""
        return self.true != NONE

    def labelled(self) -> _Units:
        """Those with a label."""
        told = self.told
        return _Units(self.unit[told], self.mapped[told], self.true[told], self.count[told],
                      None if self.area is None else self.area[told])


def assemble(settings: AccuracySettings, progress: Progress) -> Assembled:
    """Reads what the settings name. Raises BocageError in one sentence where nothing can be estimated."""
    if settings.matrix:
        return _of_matrix(settings)
    if settings.reference is None or not settings.map:
        raise BocageError("accuracy_nothing")
    reference = settings.reference
    polygons = [RingPolygon(k, rings) for k, parts in enumerate(reference.rings) for rings in parts]
    counter = PatchCounter() if settings.patches else None
    content, values, table = read_map(settings.map, reference.x, reference.y, polygons, progress, counter)
    if not content.pixels:
        raise BocageError("map_empty", file=settings.map)
    if reference.rings:
        unit, values, count = table.polygon, table.map_class, table.pixels
    else:
        unit, count = np.arange(len(reference.label)), np.ones(len(reference.label), np.int64)
    with Raster(settings.map) as raster:
        grid, own = raster.grid, raster.categories()
    if not settings.names:
        # The names that the map itself bears, as classify writes them.
        settings = replace(settings, names={value: name for value, name in enumerate(own) if name.strip()})
    by_ground = None
    if settings.mode == PROBABILITY and not reference.rings:
        by_ground = ground(grid, reference.x, reference.y)
    found = _matched(settings, reference, content, unit, values, count, by_ground)
    return replace(found, crs=grid.crs, spectrum=counter.finish() if counter else None, ground=by_ground)


def _of_matrix(settings: AccuracySettings) -> Assembled:
    matrix = read_matrix(settings.matrix, settings.matrix_rows)
    sizes = None
    if settings.strata_sizes is not None:
        absent = [name for name in matrix.classes if name not in settings.strata_sizes]
        if absent:
            raise BocageError("strata_sizes_absent", strata=", ".join(absent))
        sizes = [settings.strata_sizes[name] for name in matrix.classes]
    sample = from_matrix(matrix.counts, matrix.classes, sizes)
    return Assembled(sample, MATRIX, said=matrix.said, strata=matrix.classes if sizes else (),
                     only_map=_lone(matrix.classes, matrix.counts.sum(1), matrix.counts.sum(0)),
                     only_reference=_lone(matrix.classes, matrix.counts.sum(0), matrix.counts.sum(1)))


def _lone(classes: tuple[str, ...], here: np.ndarray, there: np.ndarray) -> tuple[str, ...]:
    return tuple(name for name, one, other in zip(classes, here, there) if one > 0 and other == 0)


def _matched(settings: AccuracySettings, reference: Reference, content: MapContent, unit: np.ndarray,
             values: np.ndarray, count: np.ndarray, by_ground: Ground | None) -> Assembled:
    names = {value: clean(settings.names.get(value, str(value))) for value in content.pixels}
    said = _every_label(reference, _spellings(settings, names))
    classes = _classes(names, [label for labels in said for label in labels], settings.map)
    at = {name: k for k, name in enumerate(classes)}
    spoken = Labels(*(np.array([at.get(label, NONE) for label in labels], np.int64) for labels in said))
    label_of = adopted(spoken)
    value_of = {value: at[name] for value, name in names.items()}
    mapped = np.array([-1 if value == NOTHING else value_of[value] for value in values.tolist()], np.int64)
    true = label_of[unit]
    used = (mapped >= 0) & (true >= 0)
    ignored = {"outside": int(count[(mapped < 0) & (true >= 0)].sum()), "unlabelled": int(count[true < 0].sum())}
    if not used.any():
        raise BocageError("reference_outside_map", map=settings.map, reference=settings.reference_name)
    on_map = mapped >= 0
    units = _Units(unit[on_map], mapped[on_map], true[on_map], count[on_map].astype(float),
                   None if by_ground is None else by_ground.unit_m2[unit[on_map]])
    sample, strata, silent = _sample(settings, reference, content, names, classes, units)
    areas: dict[str, float] = {}
    for value, name in names.items():
        areas[name] = areas.get(name, 0.0) + content.area_m2[value]
    seen = {classes[k] for k in np.unique(label_of[label_of != NONE])}
    mode = settings.mode if settings.mode == BLOCKS or not reference.rings else POLYGONS
    return Assembled(sample, mode, ignored, areas, tuple(n for n in classes if n not in seen),
                     tuple(n for n in classes if n not in set(names.values())), "", strata,
                     _of_units(spoken, unit[used]) if reference.second or reference.alternate else None, unit[used],
                     names=names, silent=silent)


def _spellings(settings: AccuracySettings, names: Mapping[int, str]) -> dict[str, str]:
    """By any way to write a class, in small letters: its name. Number, other name and name, the last being the surest;
    where two names differ by capitals alone, capitals count.
    """
    whole_table = {**{value: clean(name) for value, name in settings.names.items()}, **names}
    found = {str(value): name for value, name in whole_table.items()}
    for value, other in settings.other_names.items():
        if clean(other) and value in whole_table:
            found[clean(other).casefold()] = whole_table[value]
    apart: dict[str, set[str]] = {}
    for name in whole_table.values():
        apart.setdefault(name.casefold(), set()).add(name)
    return {**found, **{folded: next(iter(several)) for folded, several in apart.items() if len(several) == 1}}


def _every_label(reference: Reference, spellings: Mapping[str, str]) -> list[list[str]]:
    """Of both interpreters, second choices, and what was settled, in the order of ``Labels``."""
    nothing = [""] * len(reference.label)
    written: dict[str, str] = {}
    for label in {one for labels in (reference.label, reference.second, reference.alternate, reference.settled)
                  for one in labels or ()}:
        text = clean(label)
        written[label] = spellings.get(text.casefold(), text)
    return [[written.get(label, "") for label in labels or nothing] for labels in (
        reference.label, reference.second, reference.alternate, reference.settled)]


def _of_units(labels: Labels, unit: np.ndarray) -> Labels:
    return Labels(labels.first[unit], labels.second[unit], labels.alternate[unit], labels.settled[unit])


def clean(label: str) -> str:
    """A class name as it is compared: 3.0 read from a real field is class 3."""
    text = str(label).strip()
    number = whole(text)
    return str(number) if number is not None else "" if blank(text) else text


def _classes(names: Mapping[int, str], labels: list[str], path: str) -> tuple[str, ...]:
    """Of the map in the order of their numbers, then those of the reference alone. Raises if they share none."""
    on_map = list(dict.fromkeys(names[value] for value in sorted(names)))
    others = sorted({label for label in labels if label} - set(on_map))
    if not any(label in on_map for label in labels):
        raise BocageError("classes_unmatched", map=", ".join(on_map[:6]), reference=", ".join(others[:6]) or "-",
                          file=path)
    return (*on_map, *others)


def _sample(settings: AccuracySettings, reference: Reference, content: MapContent, names: Mapping[int, str],
            classes: tuple[str, ...], units: _Units) -> tuple[Sample, tuple[str, ...], dict[str, tuple[int, int]]]:
    """Of the design; its strata by name; units without a label and all units, by stratum."""
    told = units.labelled()
    strata: tuple[str, ...] = ("",)
    if settings.mode != PROBABILITY or reference.rings:
        whole = Sample(classes, told.mapped, told.true, np.zeros(told.unit.size, np.int64), np.ones(told.unit.size),
                       told.count, np.zeros(1))
        # Polygons, or groups of them that were kept together, are the units.
        return clustered(whole, _groups(reference, told.unit)), (), {}
    rows = np.zeros(units.unit.size, np.int64)
    weight = None if settings.strata_sizes is not None else _weights(reference, units)
    if settings.design == "stratified":
        strata, rows = _drawn_strata(settings, reference, units)
        sizes = _stratum_sizes(_sizes(settings), weight, content, names, strata, rows)
        sample = stratified(told.mapped, told.true, classes, rows[units.told], sizes, finite=False)
    elif len({clean(reference.stratum[k]) for k in units.unit} if reference.stratum else ()) > 1:
        # Strata that weigh nothing would be a simple sample of another population.
        raise BocageError("stratum_unused", design=settings.design)
    else:
        sample = simple(told.mapped, told.true, classes)
    if weight is not None:
        sample = replace(sample, weight=_spread(weight, rows, units.told))
    elif told.area is not None:
        sample = on_ground(sample, told.area, known=settings.design == "stratified")
    if settings.design == "cluster" or reference.cluster is not None:
        if reference.cluster is None:
            raise BocageError("cluster_field_absent")
        sample = clustered(sample, _groups(reference, told.unit))
    every, mute = (np.bincount(rows[kept], minlength=len(strata)) for kept in (slice(None), ~units.told))
    silent = {name: (int(none), int(total)) for name, none, total in zip(strata, mute, every)}
    return sample, strata if settings.design == "stratified" else (), silent


def _drawn_strata(settings: AccuracySettings, reference: Reference, units: _Units) -> tuple[tuple[str, ...],
                                                                                           np.ndarray]:
    """Names of the strata, and the index (n,) of that of each unit on the map. Raises where one has no label."""
    if reference.stratum is None:
        raise BocageError("stratum_field_absent")
    drawn = [clean(reference.stratum[k]) for k in units.unit]
    if "" in drawn:
        raise BocageError("stratum_null", count=drawn.count(""))
    strata = tuple(sorted(set(drawn) | set(_sizes(settings))))
    empty = sorted(set(strata) - {name for name, said in zip(drawn, units.told) if said})
    if empty:
        raise BocageError("strata_without_units", strata=", ".join(empty))
    index = {name: k for k, name in enumerate(strata)}
    return strata, np.array([index[name] for name in drawn], np.int64)


def _groups(reference: Reference, unit: np.ndarray) -> np.ndarray:
    if reference.cluster is None:
        return unit
    names = [reference.cluster[k] for k in unit]
    if not all(clean(name) for name in names):
        # Units without a group are no group.
        raise BocageError("cluster_null", count=sum(not clean(name) for name in names))
    return np.array(names)


def _weights(reference: Reference, units: _Units) -> np.ndarray | None:
    """What each unit on the map stands for, (n,): pixels, times the mean ground of one where pixels differ."""
    if reference.weight is None:
        return None
    weight = reference.weight[units.unit].astype(float)
    if not np.isfinite(weight).all() or (weight <= 0).any():
        raise BocageError("weights_wrong")
    return weight if units.area is None else weight * units.area / units.area.mean()


def _spread(weight: np.ndarray, rows: np.ndarray, told: np.ndarray) -> np.ndarray:
    """Weights of the units with a label, which stand for those of their stratum without one: it keeps its size.

    Units are taken to lack a label at random within their stratum (weighting classes; Lohr 2010, Sampling: Design and
    Analysis, section 8.5). weight, rows: of all units on the map, and the stratum of each.
    """
    whole, heard = np.bincount(rows, weight), np.bincount(rows[told], weight[told], rows.max() + 1)
    return np.asarray(weight[told] * (whole / np.where(heard > 0, heard, 1.0))[rows[told]])


def _sizes(settings: AccuracySettings) -> Mapping[str, float]:
    """Sizes given by the caller."""
    return {clean(name): size for name, size in (settings.strata_sizes or {}).items()}


def _stratum_sizes(given: Mapping[str, float], weight: np.ndarray | None, content: MapContent,
                   names: Mapping[int, str], strata: tuple[str, ...], rows: np.ndarray) -> list[float]:
    """Given, or summed from the units' weights, or the areas of the map's classes where the strata are these.

    weight, rows: of all units drawn on the map, with a label or without, and the index of their strata.
    """
    if given:
        absent = [name for name in strata if name not in given]
        if absent:
            raise BocageError("strata_sizes_absent", strata=", ".join(absent))
        return [given[name] for name in strata]
    if weight is not None:
        return np.bincount(rows, weight, len(strata)).tolist()
    numbered = {str(value): content.area_m2[value] for value in names}
    named: dict[str, float] = {}
    for value, name in names.items():
        named[name] = named.get(name, 0.0) + content.area_m2[value]
    # Numbers first, as samplingdesign writes them: the name of a class may be the number of another.
    for areas in (numbered, named):
        if set(strata) == set(areas):
            return [areas[name] for name in strata]
    areas = {**numbered, **named}
    absent = [name for name in strata if name not in areas]
    if absent:
        raise BocageError("strata_sizes_absent", strata=", ".join(absent))
    unseen = [name for value, name in names.items() if not {name, str(value)} & set(strata)]
    if unseen:
        raise BocageError("strata_without_units", strata=", ".join(dict.fromkeys(unseen)))
    return [areas[name] for name in strata]
