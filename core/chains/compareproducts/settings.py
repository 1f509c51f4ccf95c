"""What a comparison is asked for, and what it gives back. Plain data: JSON in, JSON out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

#: Which reflectances of a MUSCATE product are compared; auto: the same of both where both have it, FRE first.
IMAGES = ("auto", "FRE", "SRE")


@dataclass(frozen=True)
class CompareSettings:
    """Differences are ``input`` minus ``reference``; an output left empty is not written."""

    #: L2A products: folder, archive or metadata file.
    input: str
    reference: str
    html: str = ""
    json: str = ""
    #: GeoTIFF of the differences, a band a role.
    difference: str = ""
    #: Raster of classes by whole numbers, in any coordinate system; "" derives them from masks and spectra.
    classes: str = ""
    images: str = "auto"
    #: Language of the HTML report, "en" or "fr".
    language: str = "en"


@dataclass(frozen=True)
class CompareResult:
    """``report`` is what the JSON holds; ``numbers`` its main figures by upper-case key, those computed only."""

    report: Mapping[str, Any]
    numbers: Mapping[str, float] = field(default_factory=dict)
