"""The maps of two runs: areas by class, noise and edges, where they agree."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from ...engine.progress import Part, Progress
from ...validation import geometry_page
from ...validation.class_map import read_map
from ...validation.geometry import measure
from ..comparemaps import difference_map
from .settings import CompareRunsSettings

#: What of the geometry of a map is told.
GEOMETRY = ("edge_m_ha", "corners_ha", "isolated", "patches")


def compare_maps(settings: CompareRunsSettings, names: Mapping[int, str], progress: Progress) -> dict[str, Any] | None:
    """Agreement, hectares by class and geometry of both maps; None where none is given. Raises BocageError."""
    if not settings.map:
        return None
    paths = settings.map, settings.reference_map
    found = difference_map(*paths, settings.difference, Part(progress, 0.0, 0.4), None, settings.language)
    nothing = np.zeros(0)
    contents, shapes = [], []
    for number, path in enumerate(paths):
        start = 0.4 + 0.3 * number
        contents.append(read_map(path, nothing, nothing, [], Part(progress, start, start + 0.1))[0])
        shape = geometry_page.describe(measure(path, Part(progress, start + 0.1, start + 0.3)), path, "")
        shapes.append({key: shape[key] for key in GEOMETRY})
    values = sorted({*contents[0].pixels, *contents[1].pixels})
    areas = [{"value": value, "class": names.get(value, str(value)),
              "hectares": [one.area_m2.get(value, 0.0) / 1e4 for one in contents]} for value in values]
    return {"agreement": found.agreement, "hectares": dict(found.hectares), "areas": areas,
            "geometry": {key: [shape[key] for shape in shapes] for key in GEOMETRY}}
