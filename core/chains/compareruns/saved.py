"""A benchmark read back from its JSON, believed only as far as it holds together."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ...errors import BocageError
from ..benchmark.describe import FORMAT, KIND
from ..benchmark.settings import BLOCK
from ..benchmark.tallies import read
from .checks import check_report

#: A benchmark of a country is some tens of megabytes.
MOST_BYTES = 400 << 20
_HALF = re.compile(r"\\u[dD][89a-fA-F]")


@dataclass(frozen=True)
class SavedRun:
    """What one classifier said in every run of every split of a benchmark."""

    path: str
    report: Mapping[str, Any]
    classifier: str
    #: By split and run number, rows (t, 4): group, class, prediction, samples.
    tallies: Mapping[tuple[str, int], np.ndarray]

    @property
    def classes(self) -> tuple[str, ...]:
        """Names of the classes."""
        return tuple(entry["name"] for entry in self.report["samples"]["classes"])

    @property
    def weight(self) -> np.ndarray:
        """What a sample of each class stands for (classes,)."""
        return np.array([entry["stands_for"] for entry in self.report["samples"]["classes"]], float)

    @property
    def block(self) -> np.ndarray | None:
        """Block of each polygon (polygons,), None where the run does not tell."""
        told = [one["blocks"] for one in self.report["splits"] if one["split"] == BLOCK and one.get("blocks")]
        return np.array(told[0].split(" "), np.int64) if told else None

    def runs(self, split: str) -> dict[str, int]:
        """Number of each run of a split by the hash of who tests."""
        return {run["hash"]: run["run"] for one in self.report["splits"] if one["split"] == split
                for run in one["runs"]}


def read_report(path: str) -> dict[str, Any]:
    """The JSON of a benchmark, or the run in that of a training.

    Raises BocageError where it is none, or does not hold together.
    """
    try:
        if Path(path).stat().st_size > MOST_BYTES:
            raise BocageError("run_unreadable", file=path, fault="too large")
        text = Path(path).read_text(encoding="utf-8")
        found = json.loads(text)
        if _HALF.search(text):
            # Half of a character of two: JSON may hold it, and no file of text can.
            json.dumps(found, ensure_ascii=False).encode("utf-8")
    except (OSError, ValueError, RecursionError) as fault:
        raise BocageError("run_unreadable", file=path, fault=str(fault).splitlines()[0][:80]) from None
    # The JSON of a training holds its run beside what it says of the model.
    if isinstance(found, dict) and isinstance(found.get("run"), dict):
        found = found["run"]
    if not isinstance(found, dict) or found.get("kind") != KIND or found.get("format") != FORMAT:
        raise BocageError("run_not_benchmark", file=path)
    try:
        check_report(found)
    except (KeyError, TypeError, ValueError, AttributeError, IndexError, ArithmeticError) as fault:
        raise BocageError("run_damaged", file=path, fault=f"{type(fault).__name__} {fault}"[:80]) from None
    return found


def saved_run(report: Mapping[str, Any], path: str, classifier: str) -> SavedRun:
    """One classifier of a benchmark. Raises BocageError where it is not there."""
    if classifier not in report["classifiers"]:
        raise BocageError("run_classifier_absent", file=path, classifier=classifier,
                          known=", ".join(report["classifiers"]))
    samples = report["samples"]
    sizes = int(samples["polygons"]), len(samples["classes"]), int(samples["samples"])
    tallies = {(one["split"], one["run"]): read(one["tally"], *sizes, path)
               for one in report["trials"] if one["classifier"] == classifier}
    return SavedRun(path, report, classifier, tallies)


def chosen(first: Mapping[str, Any], second: Mapping[str, Any], same: bool, asked: tuple[str, str]) -> tuple[str, str]:
    """Names of the two classifiers. Where none is asked: the best; of the other file the same one, of the same file
    the best of the others.
    """
    one = asked[0] or str(first["best"]["classifier"])
    if asked[1]:
        return one, asked[1]
    names = [str(name) for name in second["classifiers"]]
    if not same and one in names:
        return one, one
    best = str(second["best"]["classifier"])
    others = [name for name in (best, *names) if not (same and name == one)]
    return one, others[0] if others else one
