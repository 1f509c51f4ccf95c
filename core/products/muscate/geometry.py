"""Where a MUSCATE product lies and under which angles it was seen, from its metadata."""

from __future__ import annotations

from ...engine.xml import Node
from ..fields import angle_grid, mean_angles, merged, required
from ..model import AngleGrid

#: Corners of ``Global_Geopositioning``, in order around the image.
_CORNERS = ("upperLeft", "upperRight", "lowerRight", "lowerLeft")


def crs(root: Node, shown: str) -> str:
    """``EPSG:n``. Raises BocageError where the metadata have none."""
    code = required(root, "HORIZONTAL_CS_CODE", shown).upper()
    return code if ":" in code else f"EPSG:{code}"


def footprint(root: Node) -> tuple[tuple[float, float], ...]:
    """The image's corners in longitude and latitude, () where one is missing."""
    points = {node.attributes.get("name", ""): (node.number("LON"), node.number("LAT"))
              for node in (root.first("Global_Geopositioning") or root).descendants("Point")}
    corners = [points.get(name, (None, None)) for name in _CORNERS]
    ring = [(longitude, latitude) for longitude, latitude in corners
            if longitude is not None and latitude is not None]
    return tuple(ring) if len(ring) == len(_CORNERS) else ()


def group_step(root: Node, band: str) -> float:
    """Pixel size of the band's group, metres; 10 where the metadata are silent."""
    steps = {node.attributes.get("group_id", ""): abs(node.number("XDIM") or 0.0)
             for node in root.descendants("Group_Geopositioning")}
    for group in root.descendants("Group"):
        if band in [node.text for node in group.descendants("BAND_ID")]:
            return steps.get(group.attributes.get("group_id", "")) or 10.0
    return next(iter(steps.values()), 0.0) or 10.0


def sun(root: Node) -> AngleGrid | None:
    """Directions of the sun at the nodes, None where the metadata do not place them."""
    x0, y0 = _origin(root)
    return angle_grid(root.first("Sun_Angles_Grids"), x0, y0) if x0 == x0 else None


def views(root: Node) -> dict[str, dict[int, AngleGrid]]:
    """Band -> detector -> directions of view at the nodes."""
    found: dict[str, dict[int, AngleGrid]] = {}
    x0, y0 = _origin(root)
    for band in root.descendants("Band_Viewing_Incidence_Angles_Grids_List") if x0 == x0 else ():
        detectors = found.setdefault(band.attributes.get("band_id", ""), {})
        for node in band.descendants("Viewing_Incidence_Angles_Grids"):
            text, grid = node.attributes.get("detector_id", ""), angle_grid(node, x0, y0)
            if grid is not None and text.isdigit():
                number = int(text)
                detectors[number] = merged(detectors[number], grid) if number in detectors else grid
    return found


def mean_views(root: Node) -> dict[str, tuple[float, float]]:
    """Band -> mean direction of view. VENuS tells it by detector, whose bands its metadata do not name: left out."""
    means = {}
    for node in root.descendants("Mean_Viewing_Incidence_Angle"):
        mean = mean_angles(node)
        if mean is not None and "band_id" in node.attributes:
            means[node.attributes["band_id"]] = mean
    return means


def _origin(root: Node) -> tuple[float, float]:
    """Upper left corner, first node of the angle grids; NaN where the metadata are silent."""
    for node in root.descendants("Group_Geopositioning"):
        x0, y0 = node.number("ULX"), node.number("ULY")
        if x0 is not None and y0 is not None:
            return x0, y0
    return float("nan"), float("nan")
