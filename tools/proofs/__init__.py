"""The proofs: one module each, with ``NAME``, ``TITLE`` and ``prove(work) -> Result``.

``tools/prove.py`` runs them and writes ``docs/proofs.json`` and its page. A proof keeps its raw runs
as CSV under ``work`` (``.build/prove``), so that it resumes; it may raise NotReady where something that
it needs is absent, with what to do about it.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LINK = ROOT / ".build" / "bocage"
if not LINK.exists():
    LINK.parent.mkdir(exist_ok=True)
    LINK.symlink_to(ROOT, target_is_directory=True)
for folder in (ROOT / ".build", ROOT / "tools"):
    if str(folder) not in sys.path:
        sys.path.insert(0, str(folder))

#: In the order of the page.
MODULES = ("physics", "cost_outside", "rayleigh", "december2017", "closure", "offset", "speed", "iatcorr",
           "aerosol_models", "simulator", "slope", "aerosols", "clouds", "responses_whole_chain", "crash",
           "dialog", "dock", "scenes", "figure", "readers", "coverage", "nothing_lost", "stac_servers", "incident",
           "registration", "catalogue_scale", "real_products", "products_speed", "landcover_models", "maps_after",
           "classify_speed", "series_filling", "synthesis_speed", "landcover_slovenia", "cluster",
           "compare_maps", "benchmark", "peer_formulas", "accuracy_speed")


class NotReady(RuntimeError):
    """Something outside the project is absent; the sentence says what, and how to get it."""


@dataclass(frozen=True)
class Figure:
    """One number that the project claims.

    ``limit`` is None for a figure that is only told; ``sense`` is "at most", "at least" or "about", the
    last within ``tolerance``.
    """

    name: str
    value: float
    unit: str = ""
    limit: float | None = None
    sense: str = "at most"
    tolerance: float = 0.0

    @property
    def passed(self) -> bool | None:
        """None where there is no limit; NaN never passes."""
        if self.limit is None:
            return None
        if self.sense == "at least":
            return bool(self.value >= self.limit)
        if self.sense == "about":
            return bool(abs(self.value - self.limit) <= self.tolerance)
        return bool(self.value <= self.limit)

    def as_json(self) -> dict[str, object]:
        """Plain data."""
        result: dict[str, object] = {"name": self.name, "value": self.value, "unit": self.unit}
        if self.limit is not None:
            result.update(limit=self.limit, sense=self.sense, passed=self.passed)
            if self.sense == "about":
                result["tolerance"] = self.tolerance
        return result


@dataclass(frozen=True)
class Result:
    """What a proof found: figures, what went in, and what a reader must know to judge them."""

    figures: list[Figure]
    inputs: dict[str, object] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)


@contextmanager
def one_core() -> Iterator[None]:
    """This program, and those that it begins, on one core: seconds of processor of a job whose threads work side by
    side are not those of its floor, which works alone, where cores share what they compute and read with.
    """
    if not hasattr(os, "sched_setaffinity"):
        yield
        return
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {max(before)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)
