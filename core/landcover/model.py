"""The nouns of land cover: classes, what a model expects of its features, the model itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

#: Words of CLASSIFIER.
CLASSIFIERS = ("random_forest", "extra_trees", "gradient_boosting", "svm", "linear_discriminant",
               "quadratic_discriminant", "nearest_mean", "k_nearest")
#: What trains and predicts with numpy alone.
ALWAYS = ("linear_discriminant", "quadratic_discriminant", "nearest_mean", "k_nearest")


@dataclass(frozen=True)
class ClassEntry:
    """One class of a nomenclature: its number on the map, its names, its colour (red, green, blue, 0..255)."""

    value: int
    name: str
    name_fr: str = ""
    colour: tuple[int, int, int] = (128, 128, 128)


@dataclass(frozen=True)
class Feature:
    """One feature in the order of the model's columns: a band of a raster at a date."""

    #: Unique, such as "2018-01-17 NDVI".
    name: str
    #: Physical value = number * scale + offset.
    scale: float = 1.0
    offset: float = 0.0
    nodata: float | None = None


@dataclass(frozen=True)
class LandcoverModel:
    """A trained classifier as data. Arrays by name depend on ``kind``.

    Forests (random_forest, extra_trees): ``tree_start`` int32 (trees + 1); by node, trees one after another, root
    first: ``left``, ``right`` int32 (index of the child inside its tree, greater than the node's own; -1 in leaves),
    ``feature`` int16 (-1 in leaves), ``threshold`` float32 (x <= threshold goes left; rounded down from float64),
    ``leaf`` int32 (row of ``values``, -1 elsewhere); ``values`` float32 (leaves, classes), each row sums to 1.

    gradient_boosting: the same trees with ``values`` float64 (leaves, 1), ``tree_class`` int16 (trees): the column to
    which a tree adds, ``baseline`` float64 (classes). The others: see ``classifiers``.

    A model of several ``regions`` has no arrays of its own: ``regions.blended`` joins what those of its parts say.
    """

    kind: str
    classes: tuple[ClassEntry, ...]
    features: tuple[Feature, ...]
    arrays: Mapping[str, np.ndarray]
    #: Settings of the classifier, JSON data.
    settings: Mapping[str, Any] = field(default_factory=dict)
    #: What it was trained on: hash of the polygons, counts by class, seed, region, calendar, versions; JSON data.
    training: Mapping[str, Any] = field(default_factory=dict)
    #: How good it was on polygons kept apart; JSON data.
    validation: Mapping[str, Any] = field(default_factory=dict)
    #: One model a region, where there are several; empty as a rule.
    regions: tuple[Region, ...] = ()


@dataclass(frozen=True)
class Region:
    """A part of the ground with a model of its own, whose classes are among those of the whole."""

    name: str
    #: CRS of the outline.
    crs: str
    #: Closed rings float64 (n, 2); outer ones turn one way and holes the other.
    rings: tuple[np.ndarray, ...]
    model: LandcoverModel
