"""From a product or a raster, areas and wishes to a figure on the disk."""

from __future__ import annotations

import os
import shutil
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsCsException,
    QgsProject,
    QgsRasterLayer,
    QgsRectangle,
)

from ..core.engine.areas import Area
from ..core.engine.progress import Progress, check
from ..core.errors import BocageError
from ..core.products.credits import credit, sensor, simulated
from ..core.products.model import Product
from ..core.products.open import open_product
from . import scenes
from .areas import hectares_text, outline_layer
from .figure import Figure, compose, main_map
from .figure_export import check_output, export
from .figure_stage import Stage
from .figure_words import moment, word

#: Files that are images by themselves, whatever folder they lie in.
RASTERS = (".tif", ".tiff", ".vrt", ".jp2", ".png", ".jpg", ".img", ".nc")
#: Metres: an area smaller than this is still seen with some ground around it.
_LEAST_M = 1000.0


@dataclass(frozen=True)
class FigureRequest:
    """What is asked; extents in ``extent_crs``, "" for the map's."""

    input: str
    output: str
    areas: list[Area] = field(default_factory=list)
    look: str = "natural"
    extent: QgsRectangle = field(default_factory=QgsRectangle)
    extent_crs: str = ""
    #: Around the areas, percent of their size.
    margin_percent: float = 25.0
    #: "" for the name of the area, else of the product.
    title: str = ""
    #: "" for the line that the product's owner asks for; a dash for none.
    credit: str = ""
    page: str = "A4 landscape"
    dpi: int = 300
    language: str = "en"
    north: str = "true"
    scale_bar: bool = True
    graticule: bool = True
    locator: bool = False
    georeference: bool = True


@dataclass(frozen=True)
class FigureResult:
    """The file; denominator of the scale; hectares of the areas; the credit that was printed."""

    output: str
    scale: float
    hectares: float
    credit: str


@dataclass(frozen=True)
class _Scene:
    layer: QgsRasterLayer
    title: str
    subtitle: str
    credit: str
    ramp_name: str = ""


def make_figure(request: FigureRequest, stage: Stage, progress: Progress) -> FigureResult:
    """Writes the figure in the thread that calls; nothing is left behind where it fails. Raises BocageError, Cancelled.

    ``stage`` was made in the main thread.
    """
    progress.report(0.0, "step_figure_scene")
    check_output(request.output)
    with stage, _scratch() as folder:
        scene = _scene(request, stage.project, folder, progress)
        check(progress)
        figure = _figure(request, scene, stage.project)
        progress.report(0.3, "step_figure_drawing")
        compose(figure, stage.layout)
        view = main_map(stage.layout)
        check(progress)
        export(stage.layout, request.output, request.dpi, request.georeference)
        scale = float(view.scale())
    progress.report(1.0)
    return FigureResult(os.path.abspath(request.output), scale, sum(area.hectares for area in request.areas),
                        figure.credit)


class _scratch:  # noqa: N801 - used as a function
    """Folder of what only this figure needs."""

    def __enter__(self) -> Path:
        self.path = Path(tempfile.mkdtemp(prefix="bocage-figure-"))
        return self.path

    def __exit__(self, *_: object) -> None:
        # Windows may hold a file for a moment: it is left to the system's own cleaning.
        shutil.rmtree(self.path, ignore_errors=True)


def _scene(request: FigureRequest, project: QgsProject, folder: Path, progress: Progress) -> _Scene:
    path = request.input
    if os.path.isfile(path) and path.lower().endswith(RASTERS):
        return _plain(path, project)
    product = open_product(path)
    prepared = scenes.prepare(scenes.record_of(product), request.look, progress, folder)
    layer = scenes.show(prepared, project)
    words = scenes.tile_words(product.tile)
    return _Scene(layer, words or product.identifier, subtitle(product, request.look, request.language),
                  credit(product, request.language), word(f"look_{request.look.lower()}", request.language))


def subtitle(product: Product, look: str, language: str) -> str:
    """Date, satellite, level, tile and colours; first of all that it is simulated, where it is."""
    tile = scenes.tile_words(product.tile)
    parts = [word("simulated", language) if simulated(product) else "", moment(product.acquired, language),
             sensor(product), product.level, word("tile", language, tile=tile) if tile else "",
             word(f"look_{look.lower()}", language)]
    return " – ".join(part for part in parts if part)


def _plain(path: str, project: QgsProject) -> _Scene:
    """A raster by itself, with the style that lies beside it or the one that QGIS chooses."""
    layer = QgsRasterLayer(path, Path(path).stem, "gdal")
    if not layer.isValid():
        raise BocageError("raster_unreadable", file=path, fault=layer.error().summary() or "not a raster")
    if not layer.crs().isValid():
        raise BocageError("raster_without_crs", file=path)
    project.addMapLayer(layer, False)
    return _Scene(layer, Path(path).stem, "", "")


def _figure(request: FigureRequest, scene: _Scene, project: QgsProject) -> Figure:
    crs = _map_crs(scene.layer, project)
    inside = _moved(scene.layer.extent(), scene.layer.crs(), crs, project)
    outlines = [outline_layer(area) for area in request.areas]
    project.addMapLayers(outlines, False)
    keep = QgsRectangle()
    for layer in outlines:
        keep.combineExtentWith(_moved(layer.extent(), layer.crs(), crs, project))
    if not keep.isEmpty() and not keep.intersects(inside):
        raise BocageError("figure_area_outside", area=request.areas[0].name, file=request.input)
    extent = _extent(request, inside, keep, crs, project)
    if request.areas and request.extent.isEmpty():
        core = QgsRectangle(keep)
        core.grow(0.04 * max(keep.width(), keep.height()))
        if inside.contains(keep):
            # Its margin need not show what is no scene.
            core = core.intersect(inside)
    else:
        core = QgsRectangle(extent)
    names = request.areas[0].name if len(request.areas) == 1 else ""
    printed = scene.credit if not request.credit else request.credit.strip(" -–")
    return Figure(
        project, [*outlines, scene.layer], crs, extent, request.title or names or scene.title, scene.subtitle, printed,
        legend=legend(request.areas, request.language), ramp_name=scene.ramp_name, page=request.page,
        language=request.language, north=request.north, scale_bar=request.scale_bar, graticule=request.graticule,
        locator=request.locator, inside=inside, keep=core)


def legend(areas: list[Area], language: str) -> tuple[str, ...]:
    """``Notre-Dame-des-Landes (indicative)`` and ``1,650 ha``; of several, their names and their sum."""
    if not areas:
        return ()
    shown = ", ".join(area.name for area in areas[:3])
    if len(areas) > 3:
        shown = word("areas", language, count=str(len(areas)), names=shown)
    return shown, f"{hectares_text(sum(area.hectares for area in areas), language)} ha"


def _map_crs(layer: QgsRasterLayer, project: QgsProject) -> QgsCoordinateReferenceSystem:
    """That of the scene; the UTM zone of its centre where it is in degrees, which would squash the ground."""
    crs = layer.crs()
    if not crs.isGeographic():
        return crs
    centre = _moved(layer.extent(), crs, QgsCoordinateReferenceSystem("EPSG:4326"), project).center()
    zone = int(min(max((centre.x() + 180.0) // 6.0 + 1, 1), 60))
    return QgsCoordinateReferenceSystem(f"EPSG:{(32600 if centre.y() >= 0 else 32700) + zone}")


def _extent(request: FigureRequest, inside: QgsRectangle, keep: QgsRectangle, crs: QgsCoordinateReferenceSystem,
            project: QgsProject) -> QgsRectangle:
    """As asked, else the areas with a margin, else the whole scene."""
    if not request.extent.isEmpty():
        source = QgsCoordinateReferenceSystem(request.extent_crs) if request.extent_crs else crs
        asked = _moved(request.extent, source, crs, project)
        if not asked.intersects(inside):
            raise BocageError("figure_extent_outside", file=request.input)
        return asked
    if keep.isEmpty():
        return QgsRectangle(inside)
    around = QgsRectangle(keep)
    around.grow(request.margin_percent / 100.0 * max(keep.width(), keep.height()))
    short = _LEAST_M - min(around.width(), around.height())
    if short > 0:
        around.grow(short / 2)
    return around


def _moved(box: QgsRectangle, source: Any, target: Any, project: QgsProject) -> QgsRectangle:
    try:
        return QgsCoordinateTransform(source, target, project.transformContext()).transformBoundingBox(box)
    except QgsCsException as error:
        raise BocageError("crs_transform_failed", source=source.authid(), target=target.authid(),
                          fault=str(error).split("\n")[0]) from error
