"""What lies on disk: one reader a family of products, one writer (muscate).

The nouns stand in ``model``, the canonical flags in ``flags``; ``open_product`` picks the reader,
``Scene`` gives pixels as physical values. Names are handed out on first use, to import lightly.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

_HOMES = {
    "AngleGrid": "model", "Auxiliary": "model", "Band": "model", "Product": "model",
    "SpectralResponse": "model", "UnitVectors": "model", "open_product": "open", "Scene": "scene",
    "sun_vectors": "angles", "detector_vectors": "angles", "detectors": "angles",
    "detector_index": "footprints", "quality_flags": "quality",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(name)
    return getattr(import_module(f".{_HOMES[name]}", __name__), name)


__all__ = [
    "AngleGrid", "Auxiliary", "Band", "Product", "Scene", "SpectralResponse", "UnitVectors", "detector_index",
    "detector_vectors", "detectors", "open_product", "quality_flags", "sun_vectors",
]
