"""A granule's own file: MTD_TL.xml, S2A_OPER_MTD_L1C_TL_*.xml, and metadata.xml on AWS."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from ...engine.xml import Node
from ...errors import BocageError
from ..fields import angle_grid, mean_angles, merged, required, utc_time
from ..model import AngleGrid
from .bands import NAME_OF_ID

ROOTS = {"Level-1C_Tile_ID": "L1C", "Level-2A_Tile_ID": "L2A"}
_TILE = re.compile(r"_T(\d\d[A-Z]{3})(?:_|$)")
#: Absolute orbit in a tile's identifier.
_ORBIT = re.compile(r"_A(\d{6})_")


@dataclass(frozen=True)
class TileMetadata:
    """What one granule says of itself."""

    level: str
    identifier: str
    tile: str
    acquired: datetime
    crs: str
    sun: AngleGrid | None
    #: Band name -> detector -> grid.
    view: Mapping[str, Mapping[int, AngleGrid]]
    mean_sun: tuple[float, float] | None
    mean_view: Mapping[str, tuple[float, float]]
    extras: Mapping[str, str]


def tile_in(text: str) -> str:
    """MGRS tile in an identifier, ``30TWT``, or empty."""
    match = _TILE.search(text)
    return match[1] if match else ""


def read_tile(root: Node, file: str) -> TileMetadata:
    """Metadata of a granule. Raises BocageError where a field that matters is missing."""
    identifier = next((root.value(name) for name in ("TILE_ID", "TILE_ID_2A", "L1C_TILE_ID")
                       if root.value(name)), "")
    acquired = utc_time(required(root, "SENSING_TIME", file), file, "SENSING_TIME")
    x0, y0 = _origin(root, file)
    angles = root.first("Tile_Angles") or root
    return TileMetadata(
        level=ROOTS[root.name], identifier=identifier,
        tile=tile_in(identifier) or tile_in(file.replace("/", "_")), acquired=acquired,
        crs=required(root, "HORIZONTAL_CS_CODE", file).upper(),
        sun=angle_grid(angles.first("Sun_Angles_Grid"), x0, y0), view=_views(angles, x0, y0),
        mean_sun=mean_angles(angles.first("Mean_Sun_Angle")), mean_view=_means(angles),
        extras=_extras(root, identifier))


def _origin(root: Node, file: str) -> tuple[float, float]:
    """Upper left corner of the tile, metres: the first node of the angle grids."""
    position = root.first("Geoposition")
    x0, y0 = (position.number("ULX"), position.number("ULY")) if position else (None, None)
    if x0 is None or y0 is None:
        raise BocageError("metadata_incomplete", file=file, field="Geoposition")
    return x0, y0


def _views(angles: Node, x0: float, y0: float) -> dict[str, dict[int, AngleGrid]]:
    views: dict[str, dict[int, AngleGrid]] = {}
    for node in angles.descendants("Viewing_Incidence_Angles_Grids"):
        band = NAME_OF_ID.get(node.attributes.get("bandId", ""))
        detector = node.attributes.get("detectorId", "")
        grid = angle_grid(node, x0, y0)
        if band is None or grid is None or not detector.isdigit():
            continue
        detectors = views.setdefault(band, {})
        number = int(detector)
        detectors[number] = merged(detectors[number], grid) if number in detectors else grid
    return views


def _means(angles: Node) -> dict[str, tuple[float, float]]:
    means = {}
    for node in angles.descendants("Mean_Viewing_Incidence_Angle"):
        band, mean = NAME_OF_ID.get(node.attributes.get("bandId", "")), mean_angles(node)
        if band is not None and mean is not None:
            means[band] = mean
    return means


def _extras(root: Node, identifier: str) -> dict[str, str]:
    names = {"tile_cloud_percent": "CLOUDY_PIXEL_PERCENTAGE", "datastrip": "DATASTRIP_ID"}
    extras = {key: root.value(name) for key, name in names.items() if root.value(name)}
    orbit = _ORBIT.search(identifier)
    if orbit:
        extras["orbit_number"] = str(int(orbit[1]))
    return extras
