"""The XML of an L1C product: element paths as in ESA's Product Specification Document (PSD 14)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from html import escape

import numpy as np

from ..model import AngleGrid, SpectralResponse

#: Order of bandId 0 to 12.
BAND_NAMES = ("B01", "B02", "B03", "B04", "B05", "B06", "B07", "B08", "B8A", "B09", "B10", "B11", "B12")
_USER = "https://psd-14.sentinel2.eo.esa.int/PSD/User_Product_Level-1C.xsd"
_TILE = "https://psd-14.sentinel2.eo.esa.int/PSD/S2_PDI_Level-1C_Tile_Metadata.xsd"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="no"?>\n'


def tag(name: str, content: str, **attributes: object) -> str:
    """One element; ``content`` is text or elements, already escaped."""
    marks = "".join(f' {key}="{escape(str(value))}"' for key, value in attributes.items())
    return f"<{name}{marks}>{content}</{name}>" if content else f"<{name}{marks}/>"


def text(name: str, value: object, **attributes: object) -> str:
    """One element holding text."""
    return tag(name, escape(str(value)), **attributes)


def lines(*parts: str) -> str:
    """Elements one under the other."""
    return "\n" + "\n".join(part for part in parts if part) + "\n"


def iso(time: datetime) -> str:
    """``2018-01-17T11:06:31.000Z``."""
    return time.strftime("%Y-%m-%dT%H:%M:%S.") + f"{time.microsecond // 1000:03d}Z"


def spectral_information(band_id: int, name: str, resolution: int, response: SpectralResponse) -> str:
    """``Spectral_Information`` of one band at 1 nm."""
    low, high = response.wavelength_nm[0], response.wavelength_nm[-1]
    axis = np.arange(round(low), round(high) + 1)
    values = np.interp(axis, response.wavelength_nm, response.response)
    physical = "B8A" if name == "B8A" else f"B{int(name[1:])}"
    wavelength = lines(text("MIN", int(axis[0]), unit="nm"), text("MAX", int(axis[-1]), unit="nm"),
                       text("CENTRAL", f"{response.central_nm():.1f}", unit="nm"))
    sampled = lines(text("STEP", 1, unit="nm"), text("VALUES", " ".join(f"{v:.8g}" for v in values)))
    return tag("Spectral_Information",
               lines(text("RESOLUTION", resolution), tag("Wavelength", wavelength),
                     tag("Spectral_Response", sampled)), bandId=band_id, physicalBand=physical)


def angle_grid(grid: AngleGrid) -> str:
    """``Zenith`` and ``Azimuth`` blocks of one grid; NaN where there is none."""
    return lines(_angle("Zenith", grid, grid.zenith), _angle("Azimuth", grid, grid.azimuth))


def _angle(name: str, grid: AngleGrid, values: np.ndarray) -> str:
    rows = (" ".join("NaN" if np.isnan(v) else f"{v:.6g}" for v in row) for row in values)
    return tag(name, lines(text("COL_STEP", f"{grid.step_x:g}", unit="m"),
                           text("ROW_STEP", f"{grid.step_y:g}", unit="m"),
                           tag("Values_List", lines(*(text("VALUES", row) for row in rows)))))


def mean_direction(grids: Iterable[AngleGrid]) -> tuple[float, float]:
    """Mean zenith and azimuth, degrees, by the mean of the unit vectors."""
    total = np.zeros(3)
    for grid in grids:
        zenith, azimuth = np.radians(grid.zenith), np.radians(grid.azimuth)
        vectors = [np.sin(zenith) * np.sin(azimuth), np.sin(zenith) * np.cos(azimuth), np.cos(zenith)]
        total += [float(np.nansum(v)) for v in vectors]
    zenith_deg = float(np.degrees(np.arctan2(np.hypot(total[0], total[1]), total[2])))
    return zenith_deg, float(np.degrees(np.arctan2(total[0], total[1])) % 360.0)


def _direction(zenith: float, azimuth: float) -> str:
    return lines(text("ZENITH_ANGLE", f"{zenith:.10g}", unit="deg"),
                 text("AZIMUTH_ANGLE", f"{azimuth:.10g}", unit="deg"))


def within(grid: AngleGrid, size_m: tuple[float, float]) -> AngleGrid:
    """The nodes at most half a step outside a product of ``size_m`` (height, width)."""
    rows = int(size_m[0] / grid.step_y + 0.5) + 1
    columns = int(size_m[1] / grid.step_x + 0.5) + 1
    return replace(grid, zenith=grid.zenith[:rows, :columns], azimuth=grid.azimuth[:rows, :columns])


def tile_angles(sun: AngleGrid, view: Mapping[str, Mapping[int, AngleGrid]],
                size_m: tuple[float, float]) -> str:
    """``Tile_Angles``: sun, mean sun, view per band and detector, mean view per band."""
    grids, means = [], []
    for band_id, name in enumerate(BAND_NAMES):
        for detector, grid in sorted(view.get(name, {}).items()):
            grids.append(tag("Viewing_Incidence_Angles_Grids", angle_grid(grid), bandId=band_id,
                             detectorId=detector))
        if view.get(name):
            mean = mean_direction(within(grid, size_m) for grid in view[name].values())
            means.append(tag("Mean_Viewing_Incidence_Angle", _direction(*mean), bandId=band_id))
    return tag("Tile_Angles", lines(
        tag("Sun_Angles_Grid", angle_grid(sun)),
        tag("Mean_Sun_Angle", _direction(*mean_direction([within(sun, size_m)]))), *grids,
        tag("Mean_Viewing_Incidence_Angle_List", lines(*means))), metadataLevel="Standard")


def tile_geocoding(crs: str, crs_name: str, upper_left: tuple[float, float],
                   shapes: Mapping[int, tuple[int, int]]) -> str:
    """``Tile_Geocoding``: CRS, then size and position at 10, 20 and 60 m."""
    sizes = [tag("Size", lines(text("NROWS", rows), text("NCOLS", columns)), resolution=resolution)
             for resolution, (rows, columns) in shapes.items()]
    positions = [tag("Geoposition", lines(
        text("ULX", f"{upper_left[0]:.10g}"), text("ULY", f"{upper_left[1]:.10g}"),
        text("XDIM", resolution), text("YDIM", -resolution)), resolution=resolution) for resolution in shapes]
    return tag("Tile_Geocoding", lines(
        text("HORIZONTAL_CS_NAME", crs_name), text("HORIZONTAL_CS_CODE", crs), *sizes, *positions),
        metadataLevel="Brief")


def tile_document(general: str, geometric: str, quality: str, note: str) -> str:
    """``MTD_TL.xml``."""
    return (f'{_HEAD}<n1:Level-1C_Tile_ID xmlns:n1="{_TILE}">\n<!-- {_comment(note)} -->\n'
            + lines(tag("n1:General_Info", general), tag("n1:Geometric_Info", geometric),
                    tag("n1:Quality_Indicators_Info", quality, metadataLevel="Standard"))
            + "</n1:Level-1C_Tile_ID>\n")


def user_document(general: str, geometric: str, auxiliary: str, quality: str, note: str) -> str:
    """``MTD_MSIL1C.xml``."""
    return (f'{_HEAD}<n1:Level-1C_User_Product xmlns:n1="{_USER}">\n<!-- {_comment(note)} -->\n'
            + lines(tag("n1:General_Info", general), tag("n1:Geometric_Info", geometric),
                    tag("n1:Auxiliary_Data_Info", auxiliary), tag("n1:Quality_Indicators_Info", quality))
            + "</n1:Level-1C_User_Product>\n")


def _comment(note: str) -> str:
    return escape(note).replace("--", "- -")


def manifest(identifier: str, note: str, objects: Iterable[tuple[str, int, str]]) -> str:
    """``manifest.safe``: every file with its size and SHA3-256, ``objects`` being (path, bytes, digest)."""
    items = [tag("dataObject", lines(tag("byteStream", lines(
        tag("fileLocation", "", locatorType="URL", href=f"./{path}"),
        text("checksum", digest, checksumName="SHA3-256")), mimeType="application/octet-stream", size=size)),
        ID=f"object_{number}") for number, (path, size, digest) in enumerate(objects)]
    acquisition = tag("metadataObject", lines(tag("metadataWrap", lines(tag("xmlData", lines(
        text("safe:note", note), text("safe:identifier", identifier)))))), ID="simulation",
        category="DMD", classification="DESCRIPTION")
    return (f'{_HEAD}<xfdu:XFDU xmlns:xfdu="urn:ccsds:schema:xfdu:1" '
            'xmlns:safe="http://www.esa.int/safe/sentinel/1.1" '
            'version="esa/safe/sentinel/1.1/sentinel-2/msi/archive_l1c_user_product">'
            + lines(tag("metadataSection", lines(acquisition)), tag("dataObjectSection", lines(*items)))
            + "</xfdu:XFDU>\n")
