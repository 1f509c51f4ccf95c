"""What a benchmark is asked for, and what it gives back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ...errors import BocageError
from ...landcover.extract import Draw
from ...landcover.model import ClassEntry
from ...landcover.samples import Item

#: What is kept whole when samples part into those that train and those that test, the soundest first.
POLYGON, BLOCK, PIXEL = SPLITS = ("polygon", "block", "pixel")
#: Runs are draws at random, or folds: each unit tests once.
RANDOM, FOLDS = METHODS = ("random", "folds")
#: Shares of the polygons that train, of the learning curve.
CURVE = (0.1, 0.2, 0.4, 0.7, 1.0)


@dataclass(frozen=True)
class Rows:
    """Samples whose features are extracted already, texts as they came or numbers (``rows.RowReader``). Lists (n,)."""

    label: list[str]
    #: (n, f) texts of the features, or float32 with NaN for none; and their names.
    features: list[list[str]] | np.ndarray
    names: tuple[str, ...]
    #: What belongs together, "" for nothing; None without such a field.
    group: list[str] | None = None
    #: Places by fields, texts or numbers, or by geometries as WKB; all empty where nothing tells the place.
    x: Sequence[str] | np.ndarray = ()
    y: Sequence[str] | np.ndarray = ()
    wkb: list[bytes] = field(default_factory=list)


@dataclass(frozen=True)
class BenchmarkSettings:
    """Samples are ``items`` over ``rasters``, or ``rows``."""

    classifiers: tuple[str, ...]
    #: Name of the layer of samples and of the field of classes, for messages and the report.
    source: str
    class_field: str = ""
    crs: str = ""
    rasters: tuple[str, ...] = ()
    items: tuple[Item, ...] = ()
    rows: Rows | None = None
    classes: tuple[ClassEntry, ...] = ()
    splits: tuple[str, ...] = SPLITS
    method: str = RANDOM
    runs: int = 10
    #: Share of the units that tests, of random draws.
    test: float = 0.3
    seed: int = 1
    #: Number of compact blocks; or, above 0, metres of the side of square ones.
    blocks: int = 10
    block_size: float = 0.0
    draw: Draw = field(default_factory=lambda: Draw(per_class=1000))
    resampling: str = "bilinear"
    #: Settings by classifier, what differs from its defaults.
    settings: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    class_weight: str = "none"
    curve: bool = True
    threads: int = 0
    confidence_level: float = 0.95
    html: str = ""
    json: str = ""
    csv: str = ""
    language: str = "en"


@dataclass(frozen=True)
class BenchmarkResult:
    """``report`` is what the JSON holds; ``numbers`` its main figures by upper-case key, those known only."""

    report: Mapping[str, Any]
    numbers: Mapping[str, Any]


def read_settings(text: str) -> dict[str, dict[str, Any]]:
    """Of "random_forest.trees=50; svm.cost=100": by classifier. Raises BocageError for what is no such pair.

    Whether there is such a setting is said when all settings are made whole.
    """
    found: dict[str, dict[str, Any]] = {}
    for part in text.replace("\n", ";").split(";"):
        if not part.strip():
            continue
        name, _, value = part.partition("=")
        classifier, _, key = name.strip().partition(".")
        told = _value(value.strip())
        if not key or told is None:
            raise BocageError("benchmark_setting", text=part.strip())
        found.setdefault(classifier, {})[key] = told
    return found


def _value(text: str) -> Any:
    if text.lower() in ("true", "false"):
        return text.lower() == "true"
    try:
        return int(text)
    except ValueError:
        pass
    try:
        return float(text)
    except ValueError:
        return text if text.isidentifier() else None
