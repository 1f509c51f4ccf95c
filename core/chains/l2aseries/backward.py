"""A backward start: the dates after the first one are read first, from the last to the first."""

from __future__ import annotations

import hashlib
import json
import shutil
from dataclasses import asdict, replace
from pathlib import Path

from ...engine.progress import Part, Progress, check
from ..l2a.job import run
from ..l2a.outlines import outlined
from ..settings import L2ASettings
from .inputs import Dated, fault_of
from .redo import PLACES
from .settings import SeriesSettings

#: A first pass alone against a whole date.
COST = 0.4


def later_composite(asked: list[L2ASettings], later: list[Dated], tile: str, progress: Progress) -> str | None:
    """Composite of the dates after the first one, each with its parameters; None where none of them can be read.

    It is kept in a hidden folder whose name tells dates and parameters, so that a start which was stopped goes on.
    """
    folder = start_folder(asked, later, tile)
    for other in folder.parent.glob(f".backward_{tile}_*"):
        if other != folder:
            shutil.rmtree(other, ignore_errors=True)
    progress.info("series_backward", count=str(len(later)))
    previous: Path | None = None
    for number, one in enumerate(reversed(later)):
        check(progress)
        part = Part(progress, number / len(later), (number + 1) / len(later))
        made = folder / f"{one.identifier}_CMP_ALL.npz"
        try:
            if not made.exists():
                run(replace(asked[len(later) - 1 - number], output=str(folder), composite_only=True,
                            previous=None if previous is None else str(previous)), part)
        except Exception as error:  # noqa: BLE001 - the edge of one product
            fault = fault_of(error)
            if fault.code == "disk_full":
                raise fault from error
            progress.warn("series_skipped", file=one.product.path, reason=fault)
            continue
        previous = made
    progress.report(1.0)
    return None if previous is None else str(previous)


def start_folder(asked: list[L2ASettings], later: list[Dated], tile: str) -> Path:
    """Hidden, beside the products."""
    plain = [{name: value for name, value in asdict(one).items() if name not in PLACES} for one in asked]
    inputs = [(one.product.identifier, outlined(settings, one.product.crs, one.day))
              for one, settings in zip(later, asked)]
    digest = hashlib.sha256(json.dumps([plain, inputs], sort_keys=True).encode()).hexdigest()
    return Path(asked[0].output) / f".backward_{tile}_{digest[:8]}"


def forget(settings: SeriesSettings, tile: str) -> None:
    """The series has its own composites now."""
    for folder in Path(settings.l2a.output).glob(f".backward_{tile}_*"):
        shutil.rmtree(folder, ignore_errors=True)
