"""Classifiers of numpy alone, each a file: how it is trained, and what its arrays say of pixels.

``train(features, labels, classes, settings, weights) -> arrays`` and a ``Predictor``: the arrays are those of a model
file, so a model predicts wherever numpy is. Those that scikit-learn trains have a predictor here too.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Optional

import numpy as np

from ..model import LandcoverModel
from . import boosting, forest, k_nearest, linear, nearest_mean, quadratic, svm
from .base import Predictor

Trainer = Callable[[np.ndarray, np.ndarray, int, Mapping[str, Any], Optional[np.ndarray]], "dict[str, np.ndarray]"]

#: Training with numpy alone: features (n, f), labels 0..classes-1 (n,), classes, settings, weights (n,) or None.
TRAINERS: Mapping[str, Trainer] = {
    "linear_discriminant": linear.train, "quadratic_discriminant": quadratic.train,
    "nearest_mean": nearest_mean.train, "k_nearest": k_nearest.train}
_PREDICTORS: Mapping[str, type[Predictor]] = {
    "random_forest": forest.Forest, "extra_trees": forest.Forest, "gradient_boosting": boosting.Boosting,
    "svm": svm.SupportVectors, "linear_discriminant": linear.Linear, "quadratic_discriminant": quadratic.Quadratic,
    "nearest_mean": nearest_mean.NearestMean, "k_nearest": k_nearest.NearestSamples}


def predictor_of(model: LandcoverModel) -> Predictor:
    """What a model without regions says of pixels, by numpy alone."""
    return _PREDICTORS[model.kind](model)
