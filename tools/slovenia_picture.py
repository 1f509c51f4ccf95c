"""docs/images/slovenia_map.png: the real map of Slovenia by ``bocage:seriestomap``, drawn by QGIS with its own styles.

    QT_QPA_PLATFORM=offscreen python tools/slovenia_picture.py [picture.png]

Three panels: natural colours of a clear date with the reference polygons, the map, and how sure it is.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
BUILD = Path(os.environ.get("BOCAGE_BUILD", ROOT / ".build"))
DATA = Path(os.environ.get("BOCAGE_SHARED", ROOT.parent / "shared")) / "data" / "s2_l1c_slovenia_5dates"
TARGET = ROOT / "docs" / "images" / "slovenia_map.png"
CLEAR_DATE = "20150830"
#: Number, name and colour of the classes; those of the map and of the outlines.
CLASSES = ((2, "forest", "#00682f"), (3, "grassland", "#a6d96a"), (4, "shrubland", "#bf812d"),
           (8, "artificial surface", "#d7191c"))
SIDE, GAP, TOP, BOTTOM = 520, 16, 44, 64


def mapped(folder: Path) -> dict[str, Any]:
    """The series to its map, by the shipped model."""
    from qgis.core import QgsApplication, QgsProcessingContext, QgsProcessingFeedback

    table = folder / "classes.csv"
    table.write_text("".join(f"{value},{name},{name},{colour}\n" for value, name, colour in CLASSES), encoding="utf-8")
    algorithm = QgsApplication.processingRegistry().createAlgorithmById("bocage:seriestomap")
    feedback = QgsProcessingFeedback()
    results, passed = algorithm.run({
        "INPUT": [str(DATA / "SLOVENIA_NDVI_68dates.tif")], "MASKS": [str(DATA / "SLOVENIA_CLM_68dates.tif")],
        "SAMPLES": str(DATA / "SLOVENIA_LULC_88polygons.gpkg"), "FIELD": "LULC_ID", "NOMENCLATURE": str(table),
        "SHARES": "70;30", "CLASSIFIER": "random_forest", "RADIUS": 0, "OUTPUT": str(folder / "map.tif"),
        "OUTPUT_HTML_FILE": str(folder / "report.html"), "CONFIDENCE": str(folder / "confidence.tif")},
        QgsProcessingContext(), feedback)
    if not passed:
        raise SystemExit(feedback.textLog())
    return dict(results)


def natural() -> Any:
    """A clear date, 0 to 0.30 of reflectance at the top of the atmosphere (numbers are times 10,000)."""
    from qgis.core import QgsContrastEnhancement, QgsMultiBandColorRenderer, QgsRasterLayer

    layer = QgsRasterLayer(str(next(DATA.glob(f"S2A_L1C_{CLEAR_DATE}*.tif"))), "natural colours")
    provider = layer.dataProvider()
    renderer = QgsMultiBandColorRenderer(provider, 4, 3, 2)
    for band, setter in ((4, renderer.setRedContrastEnhancement), (3, renderer.setGreenContrastEnhancement),
                         (2, renderer.setBlueContrastEnhancement)):
        stretch = QgsContrastEnhancement(provider.dataType(band))
        stretch.setMinimumValue(300 if band != 2 else 600)
        stretch.setMaximumValue(1800)
        stretch.setContrastEnhancementAlgorithm(
            QgsContrastEnhancement.ContrastEnhancementAlgorithm.StretchToMinimumMaximum)
        setter(stretch)
    layer.setRenderer(renderer)
    return layer


def outlines() -> Any:
    """Reference polygons, the line in the colour of their class."""
    from qgis.core import QgsCategorizedSymbolRenderer, QgsFillSymbol, QgsRendererCategory, QgsVectorLayer

    layer = QgsVectorLayer(str(DATA / "SLOVENIA_LULC_88polygons.gpkg"), "reference", "ogr")
    layer.setRenderer(QgsCategorizedSymbolRenderer("LULC_ID", [
        QgsRendererCategory(value, QgsFillSymbol.createSimple({"style": "no", "outline_color": colour,
                                                               "outline_width": "0.45"}), name)
        for value, name, colour in CLASSES]))
    return layer


def panel(layers: list[Any], extent: Any, crs: Any) -> Any:
    """QGIS' own drawing of layers."""
    from qgis.core import QgsMapRendererParallelJob, QgsMapSettings
    from qgis.PyQt.QtCore import QSize
    from qgis.PyQt.QtGui import QColor

    settings = QgsMapSettings()
    settings.setLayers(layers)
    settings.setDestinationCrs(crs)
    settings.setExtent(extent)
    settings.setOutputSize(QSize(SIDE, SIDE))
    settings.setBackgroundColor(QColor("white"))
    job = QgsMapRendererParallelJob(settings)
    job.start()
    job.waitForFinished()
    return job.renderedImage()


def drawn(results: dict[str, Any], target: Path) -> None:
    """Three panels, their titles, the legend."""
    from qgis.core import QgsRasterLayer
    from qgis.PyQt.QtCore import QRectF, Qt
    from qgis.PyQt.QtGui import QColor, QFont, QImage, QPainter

    chart = QgsRasterLayer(results["OUTPUT"], "map")
    sure = QgsRasterLayer(results["CONFIDENCE"], "confidence")
    extent, crs = chart.extent(), chart.crs()
    image = QImage(3 * SIDE + 4 * GAP, TOP + SIDE + BOTTOM, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setFont(QFont("DejaVu Sans", 13))
    panels = (("2015-08-30, natural colours, and the reference", [outlines(), natural()]),
              ("68 dates of NDVI, gaps filled: the map", [chart]),
              ("share of the trees that agree (white: all)", [sure]))
    for number, (title, layers) in enumerate(panels):
        left = GAP + number * (SIDE + GAP)
        painter.drawText(QRectF(left, 0, SIDE, TOP), Qt.AlignmentFlag.AlignVCenter, title)
        painter.drawImage(left, TOP, panel(layers, extent, crs))
    place = float(GAP)
    for _, name, colour in CLASSES:
        painter.fillRect(QRectF(place, TOP + SIDE + 22, 22, 22), QColor(colour))
        painter.drawText(QRectF(place + 30, TOP + SIDE + 10, 220, 46), Qt.AlignmentFlag.AlignVCenter, name)
        place += 54 + painter.fontMetrics().horizontalAdvance(name)
    told = (f"macro-F {results['MEAN_F1']:.2f}, overall {results['OVERALL_ACCURACY']:.2f}, inside polygons kept apart. "
            "Contains modified Copernicus Sentinel data 2015-2017")
    painter.drawText(QRectF(place, TOP + SIDE + 10, image.width() - place - GAP, 46),
                     Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, told)
    painter.end()
    target.parent.mkdir(parents=True, exist_ok=True)
    if not image.save(str(target)):
        raise SystemExit(f"{target} could not be written")


def main(target: Path) -> None:
    """A QGIS without a window."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    sys.path.insert(0, str(BUILD))
    from qgis.core import QgsApplication

    # With a window's library, so that fonts are there.
    application = QgsApplication([], True)
    application.initQgis()
    from qgis.analysis import QgsNativeAlgorithms

    registry = QgsApplication.processingRegistry()
    registry.addProvider(QgsNativeAlgorithms(registry))
    import bocage

    plugin = bocage.classFactory(None)
    plugin.initProcessing()
    with tempfile.TemporaryDirectory(prefix="bocage-picture-") as folder:
        drawn(mapped(Path(folder)), target)
    sys.stdout.write(f"{target}\n")
    sys.stdout.flush()
    os._exit(0)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else TARGET)
