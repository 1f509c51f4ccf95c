"""Features of known classes, and models made by hand."""

from __future__ import annotations

import numpy as np

from bocage.core.landcover.model import ClassEntry, Feature, LandcoverModel


def clouds(count: int = 600, classes: int = 4, features: int = 7, seed: int = 3,
           spread: float = 1.0) -> tuple[np.ndarray, np.ndarray]:
    """Float32 (n, f) of overlapping normal classes of unequal sizes and covariances, and columns (n,)."""
    rng = np.random.default_rng(seed)
    labels = rng.choice(classes, count, p=np.arange(1, classes + 1) / (classes * (classes + 1) / 2))
    mixing = rng.normal(size=(classes, features, features)) * 0.5 + np.eye(features)
    centres = rng.normal(size=(classes, features)) * 1.5
    rows = np.einsum("nf,nfg->ng", rng.normal(size=(count, features)) * spread, mixing[labels]) + centres[labels]
    return rows.astype(np.float32), labels


def entries(classes: int) -> tuple[ClassEntry, ...]:
    return tuple(ClassEntry(11 + 10 * index, f"class {index}", f"classe {index}", (index, 2, 3))
                 for index in range(classes))


def names(features: int) -> tuple[Feature, ...]:
    return tuple(Feature(f"band {index}") for index in range(features))


def model_of(kind: str, arrays: dict[str, np.ndarray], classes: int, features: int,
             settings: dict | None = None) -> LandcoverModel:
    return LandcoverModel(kind, entries(classes), names(features), arrays, settings or {})


def small_forest() -> LandcoverModel:
    """Two trees of two features and two classes: x0 <= 0.5, then x1 <= 0.25; and one leaf alone."""
    arrays = {
        "tree_start": np.array([0, 5, 6], np.int32),
        "left": np.array([1, -1, 3, -1, -1, -1], np.int32), "right": np.array([2, -1, 4, -1, -1, -1], np.int32),
        "feature": np.array([0, -1, 1, -1, -1, -1], np.int16),
        "threshold": np.array([0.5, 0, 0.25, 0, 0, 0], np.float32),
        "leaf": np.array([-1, 0, -1, 1, 2, 3], np.int32),
        "values": np.array([[1, 0], [0.25, 0.75], [0, 1], [0.5, 0.5]], np.float32)}
    return model_of("random_forest", arrays, 2, 2, {"trees": 2})
