"""What one run of the masks alone is asked for, and what it gives back. Plain data."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class CloudMaskSettings:
    """Parameters of ``bocage:cloudmask``, same names in lower case.

    ``extent`` is ``(xmin, ymin, xmax, ymax)`` in ``extent_crs``.
    """

    #: L1C or L2A product: folder, archive or metadata file.
    input: str
    #: GeoTIFF of two bytes a pixel, CLM and MG2; its style and its JSON take its name.
    output: str
    #: Folder of earlier L2A products of the tile, or the file of a composite.
    previous: str | None = None
    dem: str | None = None
    #: Vector file of clouds that the masks missed, outlined by hand.
    painted: str | None = None
    extent: tuple[float, float, float, float] | None = None
    extent_crs: str = ""
    #: File of the composite after this date, for the next one; "" writes none.
    composite: str = ""
    #: Language of the style's labels, "en" or "fr".
    language: str = "en"
    #: 0 means as many as the machine has cores, at most 8.
    threads: int = 0


@dataclass(frozen=True)
class CloudMaskResult:
    """Files written, and percent of the cells with data."""

    output: str
    metadata: str
    cloud_percent: float
    shadow_percent: float
    snow_percent: float
    water_percent: float
    composite: str | None = None
