"""Areas of interest in QGIS: a red outline above the scenes, areas of layers and features, of files and addresses."""

from __future__ import annotations

import hashlib
import os
import re
from pathlib import Path
from typing import Any

from qgis.core import (
    QgsExpression,
    QgsExpressionContext,
    QgsExpressionContextUtils,
    QgsFeatureRequest,
    QgsFillSymbol,
    QgsGeometry,
    QgsLayerMetadata,
    QgsProject,
    QgsSingleSymbolRenderer,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QLocale

from ..core.engine.areas import MOST, NAME_FIELDS, Area, area_of, geojson_of, read_areas
from ..core.engine.outputs import translate_write_fault
from ..core.engine.progress import Progress
from ..core.errors import BocageError
from .language import tr, user_language
from .settings import cache_folder, home

#: Red that stands out on vegetation and on bare soil, and its width, millimetres.
RED, WIDTH_MM = "227,26,28,255", 0.6
#: Property of the layers made here: where the outline comes from.
PROPERTY = "bocage/area"
SHIPPED = Path(__file__).resolve().parents[1] / "resources" / "areas" / "notre-dame-des-landes.geojson"


def add_outline(area: Area, project: QgsProject | None = None) -> QgsVectorLayer:
    """The area as a red outline without fill on top of the layers; one that is there already comes to the top."""
    project = project or QgsProject.instance()
    root = project.layerTreeRoot()
    path = _kept(area)
    layer = next((one for one in project.mapLayers().values()
                  if one.customProperty(PROPERTY) == area.source and one.source() == path), None)
    if layer is None:
        layer = outline_layer(area, path)
        project.addMapLayer(layer, False)
        root.insertLayer(0, layer)
        return layer
    node = root.findLayer(layer.id())
    if node is not None and not (root.children() and root.children()[0] == node):
        parent = node.parent()
        root.insertChildNode(0, node.clone())
        parent.removeChildNode(node)
    return layer


def outline_layer(area: Area, path: str = "") -> QgsVectorLayer:
    """The layer alone, of a file kept in the profile so that a saved project finds it again."""
    layer = QgsVectorLayer(path or _kept(area), area.name, "ogr")
    layer.setRenderer(QgsSingleSymbolRenderer(outline_symbol()))
    layer.setCustomProperty(PROPERTY, area.source)
    words = description(area)
    metadata = QgsLayerMetadata(layer.metadata())
    metadata.setTitle(area.name)
    metadata.setAbstract(words)
    layer.setMetadata(metadata)
    _set_tooltip(layer, words)
    layer.setMapTipTemplate(f"<b>[% \"name\" %]</b><br/>{words}")
    return layer


def outline_symbol(width_mm: float = WIDTH_MM) -> QgsFillSymbol:
    """Red line, no fill; corners are rounded, so that a sharp one sends no spike."""
    return QgsFillSymbol.createSimple({
        "style": "no", "outline_style": "solid", "outline_color": RED, "outline_width": repr(width_mm),
        "outline_width_unit": "MM", "joinstyle": "round"})


def description(area: Area) -> str:
    """``1,650.0 ha on the ellipsoid - file``, and whether the geometry was repaired."""
    words = [tr("{hectares} ha on the ellipsoid").format(hectares=hectares_text(area.hectares)), area.source]
    if area.repaired:
        words.append(tr("geometry repaired ({fault})").format(fault=area.repaired))
    return " - ".join(words)


def hectares_text(hectares: float, language: str = "") -> str:
    """Hectares as people of that language write them: the decimals shrink as the area grows."""
    decimals = 0 if hectares >= 100 else 1 if hectares >= 10 else 2 if hectares >= 1 else 4
    return QLocale(language or user_language()).toString(float(hectares), "f", decimals)


def shipped_area() -> Area:
    """Notre-Dame-des-Landes, indicative, named in the user's language."""
    return read_areas(str(SHIPPED), name_field="nom" if user_language() == "fr" else "name")[0]


def load_areas(source: str, progress: Progress, transport: Any = None, **options: Any) -> list[Area]:
    """Areas of a file or of an address. Reads, and may wait for a server: not in the main thread.

    Raises BocageError or Cancelled.
    """
    if re.match(r"[a-z]+://", source.strip(), re.I):
        from ..core.chains.area_fetch import fetch_area

        if transport is None:
            from .network import QgisTransport

            transport = QgisTransport()
        path = fetch_area(source, str(cache_folder() / "areas"), transport, progress)
        return read_areas(path, progress=progress, **options)
    return read_areas(source, progress=progress, **options)


def layer_areas(layer: QgsVectorLayer, selected: bool = True) -> list[Area]:
    """Areas of a layer: its selected features, or all of them where none is selected. Raises BocageError."""
    chosen = layer.selectedFeatureIds() if selected else []
    if (len(chosen) or max(layer.featureCount(), 0)) > MOST:
        raise BocageError("area_too_many", file=layer.name(), most=MOST)
    crs = layer.crs()
    if not crs.isValid():
        raise BocageError("vector_without_crs", file=layer.name())
    request = QgsFeatureRequest()
    if chosen:
        request.setFilterFids(chosen)
    context = QgsExpressionContext(QgsExpressionContextUtils.globalProjectLayerScopes(layer))
    found: list[Area] = []
    # A fault concerns the feature that was chosen: among many, points and lines are left out.
    several = len(chosen) != 1
    for number, feature in enumerate(layer.getFeatures(request), 1):
        if number > MOST:
            raise BocageError("area_too_many", file=layer.name(), most=MOST)
        geometry = feature.geometry()
        if geometry.isNull() or (several and geometry.type() != POLYGON):
            continue
        found.append(area_of(_name(layer, feature, context, number), geometry.asWkt(17),
                             crs.authid() or crs.toWkt(), layer.name()))
    if not found:
        raise BocageError("area_empty", file=layer.name())
    return found


#: Of geometries, in every QGIS.
POLYGON = QgsGeometry.fromWkt("POLYGON((0 0,1 0,1 1,0 0))").type()


def _name(layer: QgsVectorLayer, feature: Any, context: QgsExpressionContext, number: int) -> str:
    """Of a field that holds a name, else what QGIS shows of the feature, else the layer and a number."""
    fields = {field.name().lower(): field.name() for field in layer.fields()}
    for key in NAME_FIELDS:
        value = feature[fields[key]] if key in fields else None
        if value is not None and str(value).strip() not in ("", "NULL"):
            return str(value).strip()
    context.setFeature(feature)
    shown = QgsExpression(layer.displayExpression()).evaluate(context)
    text = "" if shown is None else str(shown).strip()
    if text in ("", "NULL") or text.isdigit():
        return f"{layer.name()} {text if text.isdigit() else number}"
    return text


def _kept(area: Area) -> str:
    """File of the profile that holds the outline, the same for the same outline."""
    text = geojson_of(area)
    mark = hashlib.sha256(text.encode("utf-8")).hexdigest()[:8]
    stem = re.sub(r"[^\w-]+", "_", area.name).strip("_")[:40] or "area"
    folder = home() / "areas"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{stem}-{mark}.geojson"
    if not path.exists():
        # Beside, then renamed, but not forced to the disk: the window waits, and the area can be given again.
        beside = path.with_name(f".{path.name}.part-{os.getpid()}")
        try:
            beside.write_text(text, encoding="utf-8")
            os.replace(beside, path)
        except OSError as error:
            raise translate_write_fault(path, error) from error
    return path.as_posix()


def _set_tooltip(layer: QgsVectorLayer, text: str) -> None:
    """What the layer tree shows under the pointer; QGIS 3.38 moved it to the server's properties."""
    server = layer.serverProperties() if hasattr(layer, "serverProperties") else None
    if server is not None and hasattr(server, "setAbstract"):
        server.setAbstract(text)
    else:
        layer.setAbstract(text)
