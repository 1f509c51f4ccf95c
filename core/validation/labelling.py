"""Labelling the units of a sample by eye: who says what of which unit, in an order that tells nothing.

Two interpreters label the same units without seeing each other's labels; where they differ a third round settles.
Labels live in fields of the sample itself, named so that ``bocage:accuracy`` takes them as they are.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace

import numpy as np

#: Rounds: the first interpreter, the second one, and whoever settles what they differ on.
FIRST, SECOND, SETTLING = "first", "second", "settling"
ROLES = (FIRST, SECOND, SETTLING)
#: How sure the interpreter is, least first; the words are stored.
CONFIDENCES = ("low", "medium", "high")
#: Fields of a sample that would tell, or hint at, what the map says.
TELLING = ("stratum", "incl_prob", "cluster", "map_class")
#: Keys of classes in their order; 0 is left to the second choice.
KEYS = "123456789abcdefghijklmnopqrstuvwxyz"
#: The upper row of a French keyboard without Shift, 1 to 9 and 0.
_AZERTY = "&é\"'(-è_çà"


@dataclass(frozen=True)
class Label:
    """What one round says of a unit; "" where nothing."""

    ref_class: str = ""
    alt_class: str = ""
    confidence: str = ""
    labeller: str = ""
    comment: str = ""

    @property
    def given(self) -> bool:
        """True once there is a class: a note alone is no label."""
        return bool(self.ref_class)


_NOTHING = Label()
#: Field of the sample that holds each part of a label, by round. Ten letters at most: a shapefile holds no more.
FIELDS: Mapping[str, Mapping[str, str]] = {
    FIRST: {one.name: one.name for one in fields(Label)},
    SECOND: {"ref_class": "ref_class2", "alt_class": "alt_class2", "confidence": "confid2", "labeller": "labeller2",
             "comment": "comment2"},
    SETTLING: {"ref_class": "settled", "labeller": "settled_by", "comment": "settl_note"}}


@dataclass(frozen=True)
class Unit:
    """A unit of the sample: its feature, its number, its place in the sample's CRS and in degrees WGS 84."""

    key: int
    name: str
    x: float
    y: float
    longitude: float
    latitude: float


def hidden_fields(role: str) -> tuple[str, ...]:
    """What may not be seen in a round: what tells of the map, and the other interpreter's labels."""
    others = {FIRST: (SECOND, SETTLING), SECOND: (FIRST, SETTLING), SETTLING: ()}[role]
    return (*TELLING, *(name for other in others for name in FIELDS[other].values()))


def shuffled(keys: Sequence[int], role: str, seed: int) -> list[int]:
    """Units in the order of a round, the same for the same seed: strata do not follow one another, nor do both
    interpreters tire on the same units. Keys are sorted first: how the file lists them changes nothing."""
    rng = np.random.default_rng([seed, ROLES.index(role)])
    ordered = sorted(keys)
    return [ordered[k] for k in rng.permutation(len(ordered))]


def differing(first: Mapping[int, Label], second: Mapping[int, Label]) -> list[int]:
    """Units that both labelled, and not alike."""
    return sorted(key for key, label in first.items() if label.given and key in second and second[key].given
                  and label.ref_class != second[key].ref_class)


def class_keys(count: int) -> list[str]:
    """The key of each class, "" for those beyond the last letter."""
    return [KEYS[k] if k < len(KEYS) else "" for k in range(count)]


def key_meant(text: str, scan: int = 0, french: bool = False) -> str:
    """The class key, or "0", that a typed character means; "" for none.

    scan: code of the key itself, 0 where the system tells none. A sign of the row of digits of a French keyboard
    means its digit where it was typed in that row (X11 10-19, Windows 2-11), or on a French system without codes:
    elsewhere the same signs lie on other keys.
    """
    if len(text) != 1:
        return ""
    if text in _AZERTY:
        place = _AZERTY.index(text) + 1
        told = scan in (place + 9, place + 1) if scan > 1 else french
        return str(place % 10) if told else ""
    lower = text.lower()
    return lower if lower in KEYS or lower == "0" else ""


class Round:
    """One round of labelling: units in their order, what was said of each, and which one is looked at.

    Nothing here writes: whoever changes a label is handed the new one, to be kept at once.
    """

    def __init__(self, units: Iterable[Unit], labels: Mapping[int, Label], role: str = FIRST, seed: int = 1,
                 labeller: str = "") -> None:
        self.role, self.seed, self.labeller = role, seed, labeller
        by_key = {unit.key: unit for unit in units}
        self.units = [by_key[key] for key in shuffled(list(by_key), role, seed)]
        self.labels = {key: label for key, label in labels.items() if key in by_key}
        self.at = max(0, self.next_open(-1))

    # -- where it stands -----------------------------------------------------------------------------

    @property
    def unit(self) -> Unit | None:
        """The one looked at, None where there is none."""
        return self.units[self.at] if self.units else None

    @property
    def label(self) -> Label:
        """Of the unit looked at."""
        return self.labels.get(self.units[self.at].key, _NOTHING) if self.units else _NOTHING

    @property
    def labelled(self) -> int:
        """Units that have a class."""
        return sum(1 for label in self.labels.values() if label.given)

    def others(self) -> list[str]:
        """Names of those who labelled in this round before, other than the one who labels now."""
        return sorted({label.labeller for label in self.labels.values() if label.given and label.labeller
                       and label.labeller != self.labeller})

    def next_open(self, after: int) -> int:
        """Place of the next unit without a class beyond ``after``, from the start again; -1 once all have one."""
        count = len(self.units)
        for step in range(1, count + 1):
            place = (after + step) % count
            if not self.labels.get(self.units[place].key, _NOTHING).given:
                return place
        return -1

    # -- moves ---------------------------------------------------------------------------------------

    def go(self, place: int) -> bool:
        """To a place of the order, kept inside; False where it is there already."""
        place = max(0, min(len(self.units) - 1, place))
        moved, self.at = place != self.at, place
        return moved

    def go_to_next_open(self) -> bool:
        """To the next unit without a class; False once all have one."""
        place = self.next_open(self.at)
        if place < 0:
            return False
        self.at = place
        return True

    def go_to(self, key: int) -> bool:
        """To a unit; False where it is not of this round."""
        place = next((n for n, unit in enumerate(self.units) if unit.key == key), -1)
        return place >= 0 and (self.go(place) or True)

    # -- labels --------------------------------------------------------------------------------------

    def change(self, **said: str) -> tuple[Unit, Label] | None:
        """Parts of the label of the unit looked at; the unit and its label now, None where nothing changed.

        A class that is also the second choice takes its place: the two are never the same.
        """
        if self.unit is None:
            return None
        before = self.label
        after = replace(before, **said, labeller=self.labeller)
        if after.alt_class and after.alt_class == after.ref_class:
            after = replace(after, alt_class="")
        if replace(after, labeller=before.labeller) == before and (before.labeller == self.labeller
                                                                   or "ref_class" not in said):
            return None
        self.labels[self.unit.key] = after
        return self.unit, after

    def clear(self) -> tuple[Unit, Label] | None:
        """Takes back all that was said of the unit looked at."""
        if self.unit is None or self.label == _NOTHING:
            return None
        self.labels[self.unit.key] = _NOTHING
        return self.unit, _NOTHING


def spelled(names: Sequence[tuple[str, str]], spoken: Iterable[str], french: bool) -> list[str]:
    """How classes are written into labels: one way a sample, or two interpreters would differ by their languages.

    names: English and French of each class. spoken: classes that the sample's labels name already; where they tell
    nothing, ``french`` does.
    """
    said = set(spoken)
    ways = [[english for english, _ in names], [other or english for english, other in names]]
    known = [len(said & set(way)) for way in ways]
    if known[0] != known[1]:
        return ways[0] if known[0] > known[1] else ways[1]
    return ways[1] if french and len(set(ways[1])) == len(names) else ways[0]


def values_of(label: Label, role: str) -> dict[str, str | None]:
    """Value of each field of the sample, None for nothing."""
    return {name: getattr(label, part) or None for part, name in FIELDS[role].items()}


def label_of(values: Mapping[str, str], role: str) -> Label:
    """From the fields of the sample as text."""
    return Label(**{part: values.get(name, "") for part, name in FIELDS[role].items()})


def labels_csv(role: str, labels: Mapping[int, Label]) -> str:
    """Labels under the names of their fields, a line a unit, its number first: as text."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(["fid", *FIELDS[role].values()])
    writer.writerows([key, *(value or "" for value in values_of(label, role).values())]
                     for key, label in sorted(labels.items()))
    return buffer.getvalue()


def brought_in(here: Sequence[Unit], kept: Mapping[int, Label], there: Sequence[Unit],
               labels: Mapping[int, Label]) -> tuple[dict[int, Label], int]:
    """Labels given in another copy of the sample, under the keys of this one, and how many found no unit here.

    A unit is the same where it stands at the same place, to a decimetre. kept: labels of the round here, which stay.
    """
    at = {_cell(unit): unit.key for unit in here}
    changes, strange = {}, 0
    for unit in there:
        label = labels.get(unit.key, _NOTHING)
        key = at.get(_cell(unit))
        if not label.given:
            continue
        if key is None:
            strange += 1
        elif not kept.get(key, _NOTHING).given:
            changes[key] = label
    return changes, strange


def _cell(unit: Unit) -> tuple[float, float]:
    return round(unit.longitude, 6), round(unit.latitude, 6)


@dataclass(frozen=True)
class Doubt:
    """How far two interpreters agree so far."""

    both: int = 0
    alike: int = 0
    settled: int = 0
    differ: list[int] = field(default_factory=list)


def doubt(first: Mapping[int, Label], second: Mapping[int, Label], settled: Mapping[int, Label]) -> Doubt:
    """Of the units that both labelled."""
    both = [key for key, label in first.items() if label.given and second.get(key, _NOTHING).given]
    differ = differing(first, second)
    return Doubt(len(both), len(both) - len(differ), sum(settled.get(key, _NOTHING).given for key in differ), differ)


def disagreements_csv(units: Sequence[Unit], first: Mapping[int, Label], second: Mapping[int, Label],
                      settled: Mapping[int, Label]) -> str:
    """A line a unit on which the two differ: both labels whole, and what was settled."""
    by_key = {unit.key: unit for unit in units}
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    columns = [(said, part, name) for said, role in ((first, FIRST), (second, SECOND), (settled, SETTLING))
               for part, name in FIELDS[role].items()]
    writer.writerow(["id", "longitude", "latitude", *(name for _, _, name in columns)])
    for key in differing(first, second):
        if key in by_key:
            unit = by_key[key]
            writer.writerow([unit.name, f"{unit.longitude:.7f}", f"{unit.latitude:.7f}",
                             *(getattr(said.get(key, _NOTHING), part) for said, part, _ in columns)])
    return buffer.getvalue()
