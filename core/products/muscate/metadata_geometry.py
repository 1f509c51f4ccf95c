"""The two geometric sections of MTD_ALL.xml: where the rasters lie, and the angles."""

from __future__ import annotations

import re

import numpy as np

from ...engine.grid import Grid
from ...engine.raster import spatial_reference, transform_points
from ..model import AngleGrid
from .angle_grids import on_image
from .description import L2ADescription
from .xml_text import Element, number


def first_grid(description: L2ADescription) -> Grid:
    """Grid of the first group, the finest."""
    return description.grids[next(iter(description.groups))]


def geoposition(description: L2ADescription) -> Element:
    """``Geoposition_Informations``: CRS, corners, and the grid of each group."""
    grid = first_grid(description)
    reference = spatial_reference(grid.crs)
    match = re.fullmatch(r"EPSG:(\d+)", grid.crs, re.IGNORECASE)
    return Element("Geoposition_Informations", [
        Element("Coordinate_Reference_System", [
            Element("GEO_TABLES", "EPSG"),
            Element("Horizontal_Coordinate_System", [
                Element("HORIZONTAL_CS_TYPE", "PROJECTED" if reference.IsProjected() else "GEOGRAPHIC"),
                Element("HORIZONTAL_CS_NAME", reference.GetName()),
                Element("HORIZONTAL_CS_CODE", match.group(1) if match else grid.crs)])]),
        Element("Raster_CS", [Element("RASTER_CS_TYPE", "CELL"), Element("PIXEL_ORIGIN", 0)]),
        Element("Metadata_CS", [Element("METADATA_CS_TYPE", "CELL"), Element("PIXEL_ORIGIN", 0)]),
        Element("Geopositioning", [
            Element("Global_Geopositioning", _points(grid)),
            Element("Group_Geopositioning_List", [_group(group, description.grids[group])
                                                  for group in description.groups])])])


def _points(grid: Grid) -> list[Element]:
    xmin, ymin, xmax, ymax = grid.bounds
    names = ("upperLeft", "upperRight", "lowerRight", "lowerLeft", "center")
    x = np.array([xmin, xmax, xmax, xmin, (xmin + xmax) / 2])
    y = np.array([ymax, ymax, ymin, ymin, (ymin + ymax) / 2])
    longitude, latitude = transform_points(x, y, grid.crs, "EPSG:4326")
    return [Element("Point", [Element("LAT", round(float(latitude[i]), 8)),
                              Element("LON", round(float(longitude[i]), 8)),
                              Element("X", float(x[i])), Element("Y", float(y[i]))], name=name)
            for i, name in enumerate(names)]


def _group(group: str, grid: Grid) -> Element:
    return Element("Group_Geopositioning", [
        Element("ULX", grid.transform[0]), Element("ULY", grid.transform[3]),
        Element("XDIM", grid.dx), Element("YDIM", -grid.dy),
        Element("NROWS", grid.shape[0]), Element("NCOLS", grid.shape[1])], group_id=group)


def geometric(description: L2ADescription) -> Element:
    """``Geometric_Informations``: mean angles, then the 5 km grids by band and detector."""
    mean_view = [Element("Mean_Viewing_Incidence_Angle", _zenith_azimuth(angles), band_id=band)
                 for band in description.bands
                 for angles in (description.mean_view(band),) if angles is not None]
    sun = description.mean_sun()
    means = [] if sun is None else [Element("Sun_Angles", _zenith_azimuth(sun))]
    means.append(Element("Mean_Viewing_Incidence_Angle_List", mean_view))
    image, grids = first_grid(description), []
    if description.source.sun is not None:
        grids.append(Element("Sun_Angles_Grids", _grids(on_image(description.source.sun, image))))
    grids.append(Element("Viewing_Incidence_Angles_Grids_List", [
        Element("Band_Viewing_Incidence_Angles_Grids_List", [
            Element("Viewing_Incidence_Angles_Grids", _grids(on_image(grid, image)),
                    detector_id=f"{detector:02d}")
            for detector, grid in sorted(description.view(band).items())], band_id=band)
        for band in description.bands if description.view(band)]))
    return Element("Geometric_Informations", [Element("Mean_Value_List", means),
                                              Element("Angles_Grids_List", grids)])


def _zenith_azimuth(angles: tuple[float, float]) -> list[Element]:
    return [Element("ZENITH_ANGLE", float(angles[0]), unit="deg"),
            Element("AZIMUTH_ANGLE", float(angles[1]), unit="deg")]


def _grids(grid: AngleGrid) -> list[Element]:
    return [Element(name, [
        Element("COL_STEP", grid.step_x), Element("ROW_STEP", grid.step_y),
        Element("Values_List", [Element("VALUES", " ".join(_angle(value) for value in row))
                                for row in np.asarray(values, dtype=float)])],
        step_unit="m", values_unit="deg")
        for name, values in (("Zenith", grid.zenith), ("Azimuth", grid.azimuth))]


def _angle(value: float) -> str:
    """A ten-thousandth of a millidegree is far finer than any use."""
    return number(round(float(value), 6)) if np.isfinite(value) else "NaN"
