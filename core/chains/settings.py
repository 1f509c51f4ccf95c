"""What one L1C to L2A run is asked for, and what it gives back. Plain data: JSON in, JSON out."""

from __future__ import annotations

from dataclasses import dataclass

METHODS = ("image", "product", "fixed")
AEROSOL_MODELS = ("continental", "maritime", "desert", "urban")
#: ``product`` is the model nearest to the forecast that the product carries; ``series`` the usual one, unless ground
#: that earlier dates have seen tells another.
NAMED_MODELS, USUAL_MODEL = ("series", "product"), "continental"
AEROSOL_CHOICES = ("series", *AEROSOL_MODELS, "product")


@dataclass(frozen=True)
class L2ASettings:
    """Parameters of ``bocage:l2a``, same names in lower case.

    ``output`` is the folder in which the product's own folder is made. ``extent`` is
    ``(xmin, ymin, xmax, ymax)`` in ``extent_crs``. AOT is at 550 nm, water vapour in g/cm2 above the
    surface, ozone in cm-atm, altitude in metres.
    """

    input: str
    output: str
    dem: str | None = None
    altitude_m: float | None = None
    extent: tuple[float, float, float, float] | None = None
    extent_crs: str = ""
    aot_method: str = "image"
    aot: float = 0.15
    water_vapour_method: str = "image"
    water_vapour: float = 2.0
    ozone: float | None = None
    aerosol_model: str = "series"
    #: "latest", "product", or a version ("ESA 2015", "v3.0", "v4.0").
    spectral_response: str = "latest"
    #: Folder of earlier L2A products of the tile, or the file of a composite: what clouds, shadows and
    #: aerosols of this date are compared with.
    previous: str | None = None
    adjacency: bool = False
    slope: bool = False
    #: The elevation is a surface model (trees, roofs): smoothed to 60 m before slopes are taken.
    smooth_dem: bool = True
    #: Clouds, shadows, snow, water and relief (CLM, MG2); without them the product says that none is computed.
    masks: bool = True
    #: Stop before the correction and write the composite alone, in ``output``.
    composite_only: bool = False
    #: Vector file of clouds that the masks missed, outlined by hand.
    painted: str | None = None
    #: Day (year-month-day) of the outlines that bear no date; "" is the product's own.
    painted_day: str = ""
    #: 0 means as many as the machine has cores, at most 8.
    threads: int = 0


@dataclass(frozen=True)
class L2AResult:
    """What was made. ``cloud_percent`` and ``snow_percent`` are None while masks are not computed."""

    product: str
    metadata: str
    #: Natural-colour VRT inside the product, for display.
    layer: str
    aot_mean: float
    water_vapour_mean: float
    cloud_percent: float | None
    snow_percent: float | None
    #: File of the composite after this date; None where masks were not computed.
    composite: str | None = None
