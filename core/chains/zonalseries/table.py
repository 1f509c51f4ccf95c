"""The table of zones and dates, in long form: one row a zone, date and variable; and its CSV."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ...engine.outputs import atomic_file, translate_write_fault
from ...engine.progress import Progress, check
from ...errors import BocageError
from ...products.model import Product
from ..pixels.sources import Refused
from .measure import Measured

#: Columns before the statistics and after them: name -> "text", "date", "number", "whole", "moment"; the type of
#: the zone comes from its field.
BEFORE = (("zone", "zone"), ("date", "date"), ("time", "moment"), ("product", "text"), ("platform", "text"),
          ("level", "text"), ("tile", "text"), ("variable", "text"))
AFTER = (("count", "number"), ("pixels", "whole"), ("clear", "number"), ("nodata", "number"))


@dataclass(frozen=True)
class ZonalResult:
    """What was measured, in order of date."""

    zones: tuple[Any, ...]
    statistics: tuple[str, ...]
    dates: tuple[tuple[Measured, ...], ...]
    #: Products left out, and why.
    skipped: tuple[Refused, ...]
    repaired: tuple[Any, ...]
    #: Zones left out, and why.
    refused: tuple[tuple[Any, str], ...]
    best: bool = True

    def columns(self) -> tuple[tuple[str, str], ...]:
        """Names and kinds, in order."""
        return (*BEFORE, *((word, "number") for word in self.statistics), *AFTER)

    def count(self) -> int:
        """How many rows there are."""
        return sum(int(rows.size) * len(one.names) for day in self.dates for one, rows in self._chosen(day))

    def seen(self) -> int:
        """How many zones have a row at least."""
        found = [one.zones for day in self.dates for one in day]
        return len(np.unique(np.concatenate(found))) if found else 0

    def rows(self) -> Iterator[list[Any]]:
        """Rows as in ``columns``; None for what there is not."""
        for day in self.dates:
            for one, chosen in self._chosen(day):
                yield from self._rows(one, chosen)

    def _rows(self, one: Measured, chosen: np.ndarray) -> Iterator[list[Any]]:
        head = _head(one.product)
        for place in chosen.tolist():
            zone = self.zones[int(one.zones[place])]
            for number, name in enumerate(one.names):
                yield [zone, *head, name, *(_number(value) for value in one.values[number, :, place]),
                       _number(one.count[number, place]), int(one.pixels[number, place]),
                       _number(one.clear[number, place]), _number(one.nodata[number, place])]

    def _chosen(self, day: Sequence[Measured]) -> Iterator[tuple[Measured, np.ndarray]]:
        """Places of the zones that each product of one day tells: all, or those of which it saw most."""
        if not self.best or len(day) == 1:
            for one in day:
                yield one, np.arange(len(one.zones))
            return
        owner = np.full(len(self.zones), -1)
        most = np.full(len(self.zones), -1.0)
        for number, one in enumerate(day):
            # Data first, then what is clear of it; of equal ones the first keeps it.
            seen = np.round(1.0 - one.nodata.mean(axis=0), 3) * 10.0 + np.round(one.clear.mean(axis=0), 3)
            better = seen > most[one.zones]
            most[one.zones[better]], owner[one.zones[better]] = seen[better], number
        for number, one in enumerate(day):
            yield one, np.flatnonzero(owner[one.zones] == number)


def _head(product: Product) -> list[Any]:
    return [f"{product.acquired:%Y-%m-%d}", product.acquired, product.identifier, product.platform, product.level,
            product.tile]


def _number(value: float) -> float | None:
    return float(f"{value:.7g}") if np.isfinite(value) else None


def write_csv(path: str, result: ZonalResult, progress: Progress) -> None:
    """UTF-8, commas, one line of names; whole or not at all. Raises BocageError, Cancelled."""
    folder = os.path.dirname(os.path.abspath(path))
    os.makedirs(folder, exist_ok=True)
    total = max(1, result.count())
    try:
        with atomic_file(path) as beside, open(beside, "w", encoding="utf-8", newline="") as handle:
            text = csv.writer(handle, lineterminator="\n")
            text.writerow([name for name, _ in result.columns()])
            for number, row in enumerate(result.rows()):
                text.writerow([_text(value) for value in row])
                if number % 5000 == 0:
                    check(progress)
                    progress.report(number / total)
            handle.flush()
    except BocageError:
        raise
    except OSError as error:
        raise translate_write_fault(path, error) from error


def _text(value: Any) -> Any:
    if value is None:
        return ""
    return value.isoformat() if hasattr(value, "isoformat") else value


__all__ = ["AFTER", "BEFORE", "ZonalResult", "write_csv"]
