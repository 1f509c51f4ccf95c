"""A composed figure to PNG, PDF or SVG: whole under its name, or not at all."""

from __future__ import annotations

import os
from contextlib import suppress
from html import escape
from pathlib import Path
from typing import Any

from qgis.core import QgsLayoutExporter, QgsPrintLayout

from ..core.engine.outputs import atomic_file, check_writable, translate_write_fault, write_text
from ..core.engine.raster import gdal_messages
from ..core.errors import BocageError

EXTENSIONS = (".png", ".pdf", ".svg")
#: Pixels of a picture: 16 bytes each pass through memory while it is drawn and packed.
LARGEST_PIXELS = 200_000_000


def check_output(path: str) -> None:
    """Raises BocageError where the extension is none of ours or the folder cannot be written."""
    if Path(path).suffix.lower() not in EXTENSIONS:
        raise BocageError("figure_extension", file=path, known=", ".join(EXTENSIONS))
    check_writable(os.path.dirname(os.path.abspath(path)))


def export(layout: QgsPrintLayout, path: str, dpi: int, georeference: bool) -> None:
    """Writes the figure. With ``georeference`` a PNG gets its world file and CRS beside it, a PDF inside.

    Raises BocageError.
    """
    target = Path(os.path.abspath(path))
    check_output(path)
    os.makedirs(target.parent, exist_ok=True)
    kind = target.suffix.lower()
    size = layout.pageCollection().page(0).rect()
    pixels = size.width() * size.height() * (dpi / 25.4) ** 2
    if kind == ".png" and pixels > LARGEST_PIXELS:
        raise BocageError("figure_too_large", dpi=dpi, pixels=f"{pixels / 1e6:.0f}", most=LARGEST_PIXELS // 10 ** 6)
    exporter = QgsLayoutExporter(layout)
    # QGIS tries to write a place into every picture, and GDAL complains where a format has none.
    with atomic_file(target) as beside, gdal_messages():
        if kind == ".png":
            answer = exporter.exportToImage(beside, _image(dpi))
        elif kind == ".pdf":
            answer = exporter.exportToPdf(beside, _pdf(dpi, georeference))
        else:
            answer = exporter.exportToSvg(beside, _svg(dpi))
        if answer != QgsLayoutExporter.ExportResult.Success or not os.path.exists(beside):
            raise translate_write_fault(path, exporter.errorFile() and "the layout could not be written" or "")
    sidecars = (target.with_suffix(".pgw"), Path(f"{target}.aux.xml"))
    if kind == ".png" and georeference:
        _write_world(exporter, layout, dpi, *sidecars)
    elif kind == ".png":
        # Of an earlier figure of that name: it would place this one wrongly.
        for path_beside in sidecars:
            with suppress(OSError):
                path_beside.unlink()


def _write_world(exporter: QgsLayoutExporter, layout: QgsPrintLayout, dpi: int, world: Path, sidecar: Path) -> None:
    """World file, and the CRS where GDAL and QGIS look for it."""
    a, b, c, d, e, f = exporter.computeWorldFileParameters(dpi)
    # The centre of the upper left pixel, where QGIS gives its corner.
    c, f = c + (a + b) / 2, f + (d + e) / 2
    with atomic_file(world) as beside:
        write_text(beside, "".join(f"{value:.12f}\n" for value in (a, d, b, e, c, f)))
    crs = layout.referenceMap().crs().toWkt()
    with atomic_file(sidecar) as beside:
        write_text(beside, f"<PAMDataset>\n  <SRS>{escape(crs)}</SRS>\n</PAMDataset>\n")


def _image(dpi: int) -> Any:
    settings = QgsLayoutExporter.ImageExportSettings()
    settings.dpi = dpi
    # Ours is written once the picture is whole; metadata would hold the hour.
    settings.generateWorldFile = False
    settings.exportMetadata = False
    return settings


def _pdf(dpi: int, georeference: bool) -> Any:
    settings = QgsLayoutExporter.PdfExportSettings()
    settings.dpi = dpi
    settings.appendGeoreference = georeference
    settings.exportMetadata = False
    return settings


def _svg(dpi: int) -> Any:
    settings = QgsLayoutExporter.SvgExportSettings()
    settings.dpi = dpi
    settings.exportMetadata = False
    return settings
