"""What an assessment is asked, and what its three modes are called."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

#: A probability sample speaks for the whole map. Held-out polygons speak for the inside of reference polygons: no
#: edges, no doubtful ground, chosen by whoever drew them. Spatial blocks speak of transfer to another place. Only the
#: first is the accuracy of the map (Stehman and Foody 2019, Remote Sensing of Environment 231, 111199; Wadoux et al.
#: 2021, Ecological Modelling 457, 109692).
PROBABILITY, POLYGONS, BLOCKS, MATRIX = "probability", "polygons", "blocks", "matrix"
DESIGNS = ("simple", "stratified", "systematic", "cluster")


@dataclass(frozen=True)
class Reference:
    """Reference units in the map's CRS. Points: ``x``, ``y``; polygons: ``rings`` by unit. Arrays and lists (n,)."""

    label: list[str]
    x: np.ndarray = field(default_factory=lambda: np.zeros(0))
    y: np.ndarray = field(default_factory=lambda: np.zeros(0))
    rings: list[list[list[np.ndarray]]] = field(default_factory=list)
    stratum: list[str] | None = None
    #: Units of the population, or area, that a unit stands for.
    weight: np.ndarray | None = None
    cluster: list[str] | None = None
    #: What a second interpreter says, the second choice of the first one, what the two settled on; "" where nothing.
    second: list[str] | None = None
    alternate: list[str] | None = None
    settled: list[str] | None = None
    #: How sure the map is of its class at each unit, 0..1 or percent, NaN where it is not told.
    confidence: np.ndarray | None = None


@dataclass(frozen=True)
class AccuracySettings:
    """An assessment of ``map`` by ``reference``, or of ``matrix`` alone."""

    map: str = ""
    reference: Reference | None = None
    #: Shown in the report: where the reference comes from.
    reference_name: str = ""
    matrix: str = ""
    #: What the rows of the matrix are where its file does not say: "map" or "reference".
    matrix_rows: str = "map"
    design: str = "simple"
    mode: str = PROBABILITY
    #: Size of each stratum, units or areas.
    strata_sizes: Mapping[str, float] | None = None
    #: Name of each class by its number on the map.
    names: Mapping[int, str] = field(default_factory=dict)
    #: Another name of it that the reference may use, the French one of a table of classes.
    other_names: Mapping[int, str] = field(default_factory=dict)
    confidence_level: float = 0.95
    #: Raster of how sure the map is: one band of its class, or a band a class.
    confidence: str = ""
    #: Raster shown beside the map where they disagree most.
    image: str = ""
    #: Are the patches of the map counted too?
    patches: bool = False
    html: str = ""
    json: str = ""
    matrix_csv: str = ""
    language: str = "en"
