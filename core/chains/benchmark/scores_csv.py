"""Scores of every run as a CSV: one line a split, run, classifier and class."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from typing import Any

HEADER = ("split", "run", "classifier", "class", "f1", "users_accuracy", "producers_accuracy",
          "predicted_over_reference", "overall_accuracy", "macro_f1")


def scores_csv(report: Mapping[str, Any]) -> str:
    """Text of the file; cells without a score are empty."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(HEADER)
    names = [entry["name"] for entry in report["samples"]["classes"]]
    for one in report["trials"]:
        for k, name in enumerate(names):
            cells = [one[key][k] for key in ("f1", "users", "producers", "size_ratio")]
            writer.writerow([one["split"], one["run"], one["classifier"], name,
                             *(_cell(value) for value in (*cells, one["overall_accuracy"], one["macro_f1"]))])
    return buffer.getvalue()


def _cell(value: float | None) -> str:
    return "" if value is None else f"{value:.6g}"
