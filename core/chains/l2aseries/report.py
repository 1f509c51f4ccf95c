"""What a series did, as JSON: one line a date, whole after each of them."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

from ... import __version__
from ...engine.outputs import atomic_file, write_text
from ...errors import BocageError
from ..settings import L2AResult
from .inputs import Dated
from .settings import SeriesSettings, Skipped

FORMAT = 1


def report_path(output: Path, tile: str) -> Path:
    """One a tile: a folder may hold several series."""
    return output / f"series_report_{tile}.json"


class Report:
    """Written again after each date; ``outcome`` is running, finished, cancelled or stopped."""

    def __init__(self, settings: SeriesSettings, tile: str, dates: list[Dated], left_out: list[Skipped]) -> None:
        self.path = report_path(Path(settings.l2a.output), tile)
        self.left_out = list(left_out)
        self._head = {"format": FORMAT, "software": f"Bocage {__version__}", "tile": tile,
                      "parameters": _plain(settings)}
        self._lines: dict[str, dict[str, Any]] = {
            one.identifier: {"date": one.day.isoformat(), "identifier": one.identifier, "input": one.product.path,
                             "status": "waiting"} for one in dates}

    def made(self, one: Dated, result: L2AResult, seconds: float, previous: str | None) -> None:
        """A product was made."""
        self._lines[one.identifier].update(
            status="made", product=result.product, previous=previous, aot_mean=result.aot_mean,
            water_vapour_mean=result.water_vapour_mean, cloud_percent=result.cloud_percent,
            snow_percent=result.snow_percent, seconds=round(seconds, 1))

    def kept(self, one: Dated, product: Path) -> None:
        """A product was there."""
        self._lines[one.identifier].update(status="kept", product=str(product))

    def skipped(self, one: Dated, error: BocageError, former: Path | None) -> None:
        """No product came; ``former`` is one of before that stays."""
        self._lines[one.identifier].update(status="skipped", code=error.code, reason=str(error))
        if former is not None:
            self._lines[one.identifier]["former_product"] = str(former)

    def write(self, outcome: str, reason: str = "") -> None:
        """Whole, or the former one stays. Raises BocageError."""
        dates = list(self._lines.values())
        count = {status: sum(line["status"] == status for line in dates) for status in (
            "made", "kept", "skipped", "waiting")}
        left_out = [{"file": one.file, "code": one.error.code, "reason": one.reason} for one in self.left_out]
        ending = {"outcome": outcome, **({"reason": reason} if reason else {})}
        with atomic_file(self.path) as beside:
            write_text(beside, json.dumps({**self._head, **ending, "count": {**count, "left_out": len(left_out)},
                                           "dates": dates, "left_out": left_out}, indent=1, ensure_ascii=False) + "\n")

    def try_write(self, outcome: str, reason: str = "") -> None:
        """``write`` where something else is being said: a full disk must not hide it."""
        with suppress(BocageError, OSError):
            self.write(outcome, reason)


def _plain(settings: SeriesSettings) -> dict[str, Any]:
    plain = asdict(settings)
    for name in ("start", "end", "redo_from"):
        plain[name] = plain[name].isoformat() if plain[name] else None
    for name in ("input", "previous", "composite_only", "painted_day"):
        plain["l2a"].pop(name)
    return plain
