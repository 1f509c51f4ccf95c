"""Rows of a table of samples, read one by one: what stays in memory is numbers, not texts."""

from __future__ import annotations

from array import array
from collections.abc import Sequence

import numpy as np

from ...engine.outputs import human_bytes
from ...errors import BocageError
from ...landcover.extract import MOST_BYTES
from ...landcover.polygons import sound
from .settings import Rows


class RowReader:
    """Float32 features, one text for all samples of a class or a polygon, a place a sample.

    grouped: rows tell what belongs together; placed: fields tell the place, else geometries where there are.
    """

    def __init__(self, source: str, names: tuple[str, ...], grouped: bool, placed: bool) -> None:
        self.source, self.names, self.grouped, self.placed = source, names, grouped, placed
        #: Whether a geometry told a place.
        self.geometries = False
        self._label: list[str] = []
        self._group: list[str] = []
        self._features, self._x, self._y = array("f"), array("d"), array("d")
        self._texts: dict[str, str] = {}

    def add(self, label: str, group: str, place: tuple[str, str], features: Sequence[str], wkb: bytes) -> None:
        """One row. Raises BocageError for a feature that is no number, and for more than memory should hold."""
        self._label.append(self._texts.setdefault(label, label))
        if self.grouped:
            self._group.append(self._texts.setdefault(group, group))
        self._features.extend(as_number(text, name, self.source) for text, name in zip(features, self.names))
        count, size = len(self._label), 4 * len(self._features)
        if size > MOST_BYTES:
            raise BocageError("samples_too_large", count=count, features=len(self.names), size=human_bytes(size),
                              most=human_bytes(MOST_BYTES))
        x, y = map(coordinate, place) if self.placed else middle(wkb)
        self.geometries = self.geometries or bool(wkb) and not self.placed
        self._x.append(x)
        self._y.append(y)

    def rows(self) -> Rows:
        """All of them."""
        there = self.placed or self.geometries
        return Rows(self._label, np.array(self._features, np.float32).reshape(len(self._label), len(self.names)),
                    self.names, self._group if self.grouped else None, np.array(self._x) if there else (),
                    np.array(self._y) if there else ())


def as_number(text: str, name: str, source: str) -> float:
    """Of a text, NaN for none. Raises BocageError where it is no number."""
    if not text.strip():
        return float("nan")
    try:
        return float(text)
    except ValueError:
        raise BocageError("benchmark_not_number", file=source, field=name, value=text) from None


def coordinate(text: str) -> float:
    """Of a text, NaN where it is no number."""
    try:
        return float(text)
    except ValueError:
        return float("nan")


def middle(wkb: bytes) -> tuple[float, float]:
    """Of a geometry, NaN where it is none."""
    geometry = sound(wkb)[0] if wkb else None
    if geometry is None:
        return float("nan"), float("nan")
    centre = geometry.Centroid()
    return float(centre.GetX()), float(centre.GetY())
