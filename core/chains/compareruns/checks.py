"""Whether the JSON of a benchmark holds together: everything that is asked of it later is there, and of its kind."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from ..benchmark.settings import SPLITS

#: Some million samples are those of a country; what a sample stands for is pixels.
MOST_SAMPLES, MOST_STANDS = 50_000_000, 1e15


def check_report(found: Mapping[str, Any]) -> None:
    """Raises ValueError, KeyError, TypeError or AttributeError where it does not."""
    polygons = _samples(found["samples"])
    names = found["classifiers"]
    _need(_texts(names) and len(set(names)) == len(names) > 0 and found["best"]["classifier"] in names, "classifiers")
    settings = found["settings"]
    _need(_plain(settings.get("class_weight")) and _plain(settings.get("resampling")), "settings")
    for name in names:
        _need(isinstance(settings["classifiers"][name], dict)
              and all(map(_plain, settings["classifiers"][name].values())), f"settings of {name}")
    versions = found.get("versions")
    _need(versions is None or isinstance(versions, dict) and all(map(_plain, versions.values())), "versions")
    _need(_plain(found.get("created")) and _plain(found.get("bocage")), "created")
    runs = _splits(found["splits"], polygons)
    tried = [(one["split"], one["run"], one["classifier"]) for one in found["trials"]]
    # Every classifier of a benchmark was tried in every run: one that failed once is in none.
    _need(all(type(run) is int for _, run, _ in tried) and len(set(tried)) == len(tried)
          and set(tried) == {(*run, name) for run in runs for name in names}, "trials")
    _need(all(isinstance(one["tally"], str) for one in found["trials"]), "tally")


def _need(good: bool, what: str) -> None:
    if not good:
        raise ValueError(what)


def _whole(value: Any, least: int, most: int = MOST_SAMPLES) -> bool:
    """A whole number: true is none."""
    return type(value) is int and least <= value <= most


def _plain(value: Any) -> bool:
    """A text, a number or nothing."""
    return value is None or isinstance(value, (str, int, float))


def _texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


def _samples(samples: Mapping[str, Any]) -> int:
    """The number of polygons, of samples that are told whole."""
    classes: Sequence[Any] = samples["classes"]
    for entry in classes:
        stands = entry["stands_for"]
        _need(isinstance(entry["name"], str) and isinstance(entry.get("name_fr") or "", str)
              and _whole(entry["value"], -(1 << 31), 1 << 31) and type(stands) in (int, float)
              and math.isfinite(stands) and 0 < stands < MOST_STANDS, "classes")
    _need(len({entry["value"] for entry in classes}) == len(classes) > 1, "classes")
    _need(_whole(samples["samples"], 1) and _whole(samples["polygons"], 1, samples["samples"])
          and isinstance(samples["hash"], str), "samples")
    for key in ("features", "rasters"):
        _need(samples.get(key) is None or _texts(samples[key]), key)
    return int(samples["polygons"])


def _splits(splits: Sequence[Mapping[str, Any]], polygons: int) -> list[tuple[str, int]]:
    """Split and number of every run."""
    found = []
    for one in splits:
        _need(one["split"] in SPLITS, "split")
        for run in one["runs"]:
            _need(_whole(run["run"], 0) and _whole(run["train_units"], 1) and _whole(run["test_units"], 1)
                  and isinstance(run["hash"], str), "runs")
            found.append((one["split"], run["run"]))
        told = one.get("blocks")
        if told is not None:
            _need(isinstance(told, str), "blocks")
            blocks = [int(block) for block in told.split(" ")]
            _need(len(blocks) == polygons and min(blocks) >= 0 and max(blocks) < polygons, "blocks")
    _need(len(set(found)) == len(found) > 0 and len({one["split"] for one in splits}) == len(splits), "runs")
    return found
