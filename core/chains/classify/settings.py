"""What one classification is asked for, and what it gives back. Plain data."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class ClassifySettings:
    """Parameters of ``bocage:classify``, same names in lower case."""

    #: Rasters whose bands are the features; the first gives the grid.
    input: tuple[str, ...]
    #: Model file.
    model: str
    #: Map of classes, a GeoTIFF; its style takes its name.
    output: str
    #: Polygons or a raster: nothing outside is classified. "" for all.
    mask: str = ""
    #: Layer of the mask, where its file has several.
    mask_layer: str = ""
    #: Number of clear dates (one band), or one band a date that is not 0 where it is clear; "" for none.
    valid: str = ""
    confidence: str = ""
    probabilities: str = ""
    validity: str = ""
    #: CSV of the classes, their pixels and hectares, "" for none.
    table: str = ""
    #: Of what lies on other pixels than the first raster: nearest, bilinear, cubic, average.
    resampling: str = "bilinear"
    #: auto, numba, numpy: who walks forests.
    engine: str = "auto"
    #: en or fr: names of classes in the style.
    language: str = "en"
    #: 0 means as many as the machine has cores, at most 8.
    threads: int = 0


@dataclass(frozen=True)
class ClassifyResult:
    """What was written."""

    output: str
    #: Pixels that bear each class.
    counts: dict[int, int] = field(default_factory=dict)
    #: Hectares of each class on the ellipsoid.
    hectares: dict[int, float] = field(default_factory=dict)
    #: Percent of the pixels of the grid without a class.
    nodata_percent: float = 0.0
    #: Mean over the classified pixels, percent; None where it was not asked for.
    confidence_mean: float | None = None
    #: numba, numpy.
    engine: str = "numpy"
