"""What a comparison of a map with a source is asked for, and what it gives back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ...engine.zones import Zones
from ...landcover.model import ClassEntry
from ...validation.crosswalk import Crosswalk


@dataclass(frozen=True)
class PolygonSource:
    """Polygons with a class each: code and WKB, in one CRS. ``name`` is that of the layer, for messages."""

    items: Sequence[tuple[str, bytes]]
    crs: str
    name: str


@dataclass(frozen=True)
class CompareMapsSettings:
    """``map`` against ``raster`` or ``polygons``; an output left empty is not written."""

    map: str
    raster: str = ""
    polygons: PolygonSource | None = None
    #: None: equal numbers are equal classes.
    table: Crosswalk | None = None
    #: Names and colours of the map's classes, where known.
    classes: Sequence[ClassEntry] = ()
    zones: Zones | None = None
    #: Pixels nearer than this to another class of the source are told apart, metres; None: the table's distance.
    edge_m: float | None = None
    #: GeoTIFF of the states of ``core.validation.agreement``; of the pairs of classes.
    output: str = ""
    pairs: str = ""
    html: str = ""
    json: str = ""
    #: CSV: hectares by pair of classes; by zone.
    matrix: str = ""
    zones_csv: str = ""
    #: Language of the report and of legends, "en" or "fr".
    language: str = "en"


@dataclass(frozen=True)
class CompareMapsResult:
    """``report`` is what the JSON holds; ``numbers`` its main figures by upper-case key, those computed only."""

    report: Mapping[str, Any]
    numbers: Mapping[str, float] = field(default_factory=dict)
