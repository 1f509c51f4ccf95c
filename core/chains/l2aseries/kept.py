"""What a product that is left alone was made with, against what this run would make: said, never acted upon."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from ...engine.progress import Progress
from ...errors import BocageError
from ..l2a.earlier import file_digest
from ..settings import L2ASettings
from .inputs import Dated
from .redo import PLACES
from .settings import SeriesSettings


def compare(target: Path, settings: SeriesSettings, one: Dated, previous: Path | None, backward: bool,
            outlines: str, progress: Progress) -> None:
    """Warn where a product was made of another input, with other parameters, outlines or earlier dates.

    ``previous`` is the composite that it would lean on now; without one, ``backward`` tells whether it would lean on
    later dates. ``outlines`` is the digest of those of its day, "" for none.
    """
    stated = _stated(target)
    if stated is None:
        return
    day = one.day.isoformat()
    if stated.get("input") not in (None, one.product.identifier):
        progress.warn("series_other_input", identifier=one.identifier, input=stated["input"],
                      file=one.product.path, date=day)
    changed = _changed(stated, settings.l2a)
    if changed:
        progress.warn("series_other_parameters", identifier=one.identifier, parameters=", ".join(changed), date=day)
    if outlines and stated.get("painted_sha256", "") != outlines:
        progress.warn("series_outlines", identifier=one.identifier, file=str(settings.l2a.painted), date=day)
    if settings.l2a.masks and _leans_on_another(stated, previous, backward):
        progress.warn("series_outdated", identifier=one.identifier, date=day)


def _leans_on_another(stated: dict[str, Any], previous: Path | None, backward: bool) -> bool:
    before = str(stated.get("previous_sha256", ""))
    if previous is None:
        # The composite of a backward start is gone by now.
        return (before != "") != backward
    try:
        return before != file_digest(previous)
    except BocageError:
        return True


def _changed(stated: dict[str, Any], settings: L2ASettings) -> list[str]:
    """Names of parameters with other values, as the toolbox writes them."""
    try:
        before = dict(json.loads(stated["parameters"]))
    except (KeyError, ValueError, TypeError):
        return []
    now = json.loads(json.dumps(asdict(settings)))
    return [name.upper() for name in now if name not in PLACES and name in before and before[name] != now[name]]


def _stated(target: Path) -> dict[str, Any] | None:
    """What the product says of its making; None where it says nothing that can be read."""
    try:
        text = (target / f"{target.name}_STAC.json").read_text(encoding="utf-8")
        return dict(json.loads(text)["properties"]["bocage:processing"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
