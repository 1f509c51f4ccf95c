"""Natural colours: the quicklook, and the virtual raster with its QGIS style. One fixed stretch."""

from __future__ import annotations

import os

import numpy as np

from ...engine.outputs import write_text
from ...engine.raster import Raster, write_jpeg
from .description import L2ADescription
from .layout import REFLECTANCE_NODATA, REFLECTANCE_QUANTIFICATION
from .xml_text import Element, document

#: Reflectance shown as full brightness: fixed, so that two dates compare.
WHITE = 0.30
#: Displayed brightness = (reflectance / WHITE) ** GAMMA.
GAMMA = 0.8
QUICKLOOK_SIZE = 1000


def stretch(digital_numbers: np.ndarray) -> np.ndarray:
    """Surface reflectance DN to uint8, same shape; nodata is 0, valid pixels are at least 1."""
    share = np.clip(digital_numbers.astype(np.float32) / np.float32(WHITE * REFLECTANCE_QUANTIFICATION), 0, 1)
    bright = np.maximum(np.rint(255.0 * share ** np.float32(GAMMA)), 1.0)
    return np.where(digital_numbers == REFLECTANCE_NODATA, 0, bright).astype(np.uint8)


def write_quicklook(folder: str | os.PathLike[str], description: L2ADescription,
                    size: int = QUICKLOOK_SIZE) -> str:
    """JPEG of about ``size`` pixels from the bands in ``folder``, nodata black. Returns its path."""
    pictures = []
    for band in description.natural_colours():
        with Raster(os.path.join(folder, description.paths[f"SRE_{band}"])) as raster:
            rows, columns = raster.grid.shape
            share = min(1.0, size / max(rows, columns))
            shape = (max(1, round(rows * share)), max(1, round(columns * share)))
            pictures.append(raster.read(shape=shape, resampling="average" if share < 1 else "nearest"))
    colours = np.stack(pictures)
    colours[:, (colours == REFLECTANCE_NODATA).any(axis=0)] = REFLECTANCE_NODATA
    path = os.path.join(folder, description.paths["QKL_ALL"])
    write_jpeg(path, stretch(colours))
    return path


def write_natural_colour_vrt(folder: str | os.PathLike[str], description: L2ADescription) -> str:
    """Virtual raster of the red, green and blue bands, paths relative to it, and its style (``.qml``).

    QGIS loads the style of that name by itself. Returns the path of the virtual raster.
    """
    path = os.path.join(folder, description.paths["RGB"])
    write_text(path, _vrt_text(description))
    write_text(os.path.join(folder, description.paths["RGB_STYLE"]), _style_text())
    return path


def _vrt_text(description: L2ADescription) -> str:
    bands = description.natural_colours()
    grid = description.grids[description.group_of(bands[0])]
    rows, columns = grid.shape
    content = [Element("SRS", grid.crs),
               Element("GeoTransform", ", ".join(repr(float(value)) for value in grid.transform))]
    for position, (band, colour) in enumerate(zip(bands, ("Red", "Green", "Blue")), start=1):
        window = {"xOff": 0, "yOff": 0, "xSize": columns, "ySize": rows}
        content.append(Element("VRTRasterBand", [
            Element("Description", band), Element("NoDataValue", REFLECTANCE_NODATA),
            Element("ColorInterp", colour),
            Element("SimpleSource", [
                Element("SourceFilename", description.paths[f"SRE_{band}"], relativeToVRT=1),
                Element("SourceBand", 1), Element("SrcRect", **window), Element("DstRect", **window)])],
            dataType="Int16", band=position))
    return document(Element("VRTDataset", content, rasterXSize=columns, rasterYSize=rows)).split("\n", 1)[1]


def _style_text() -> str:
    """Style of a QGIS raster layer: DN 0 to 3000 on each channel.

    QGIS raises brightness to the power 1/gamma, so the gamma it is given is 1 / 0.8.
    """
    white = round(WHITE * REFLECTANCE_QUANTIFICATION)
    channels = [Element(f"{colour}ContrastEnhancement", [
        Element("minValue", 0), Element("maxValue", white), Element("algorithm", "StretchToMinimumMaximum")])
        for colour in ("red", "green", "blue")]
    renderer = Element("rasterrenderer", [
        Element("minMaxOrigin", [Element("limits", "None"), Element("extent", "WholeRaster"),
                                 Element("statAccuracy", "Estimated")]), *channels],
        type="multibandcolor", redBand=1, greenBand=2, blueBand=3, opacity=1, alphaBand=-1)
    return document(Element("qgis", [Element("pipe", [
        renderer, Element("brightnesscontrast", brightness=0, contrast=0, gamma=1.0 / GAMMA),
        Element("huesaturation", saturation=0, grayscaleMode=0, colorizeOn=0, colorizeStrength=100,
                colorizeRed=255, colorizeGreen=128, colorizeBlue=128),
        Element("rasterresampler", maxOversampling=2)])], version="3.22", styleCategories="Symbology")
    ).split("\n", 1)[1]
