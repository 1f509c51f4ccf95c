"""What a comparison of two runs is asked for, and what it gives back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class CompareRunsSettings:
    """Differences are ``input`` less ``reference``; an output left empty is not written."""

    #: JSON of ``bocage:benchmark``; the same file twice for two classifiers of one benchmark.
    input: str
    reference: str
    #: Classifier of each, "" for the best one; of the second, the same one first.
    classifier: str = ""
    reference_classifier: str = ""
    #: Maps of classes by each, on one grid, both or none.
    map: str = ""
    reference_map: str = ""
    #: GeoTIFF of where the two maps agree.
    difference: str = ""
    confidence_level: float = 0.95
    html: str = ""
    json: str = ""
    language: str = "en"


@dataclass(frozen=True)
class CompareRunsResult:
    """``report`` is what the JSON holds; ``numbers`` its main figures by upper-case key, those known only."""

    report: Mapping[str, Any]
    numbers: Mapping[str, Any]
