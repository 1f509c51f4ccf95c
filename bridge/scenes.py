"""A scene on the map, right at once: reflectance, one fixed stretch, its name, its tile's group, its day.

Two halves. ``prepare`` and ``prepare_masks`` read metadata and write a small virtual raster: no Qt, for a thread in
the background. ``show`` makes the layer of what was prepared, in the main thread, within 200 ms. ``add_scene`` and
``add_masks`` do both for scripts and for whoever may wait; the window goes through ``ui.show_scene``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timezone
from pathlib import Path
from typing import Any, Optional, Union

from qgis.core import QgsDataProvider, QgsLayerTreeGroup, QgsLayerTreeLayer, QgsProject, QgsRasterLayer

from ..core.catalogue.model import LOCAL, SceneRecord
from ..core.engine.formulas import indices
from ..core.engine.progress import Progress, SilentProgress
from ..core.errors import BocageError
from ..core.products.carried import carried_flags
from ..core.products.display import COLOURS, Shown, display
from ..core.products.flag_map import FlagMap, write_flag_map
from ..core.products.model import Product
from ..core.products.open import open_product
from .language import tr
from .layers import set_day
from .scene_levels import quicken
from .scene_style import style_flags, style_shown
from .settings import cache_folder

#: Names of the looks offered first, and what they show; any index or formula is a look too. ``look_words`` says
#: them in the user's language.
LOOKS = {"natural": "Natural colours", "false_colour": "False colour (near infrared, red, green)",
         "swir": "False colour (short-wave infrared, near infrared, red)", "NDVI": "NDVI"}
#: Custom properties of a layer and of a group.
_SCENE, _GROUP = "bocage/scene", "bocage/tile"
_FIELDS = ("identifier", "source", "path", "platform", "level", "tile", "acquired", "look", "kind")
_MGRS = re.compile(r"\d{2}[A-Z]{3}")


@dataclass(frozen=True)
class Prepared:
    """A scene ready to be a layer."""

    record: SceneRecord
    shown: Union[Shown, FlagMap]
    look: str
    #: Words added to the layer's name: what is approximate is said there.
    note: str = ""
    #: Properties for the layer's notes, text only.
    facts: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class SceneLayer:
    """A layer of the project that shows a scene, and what it says of it."""

    layer: QgsRasterLayer
    #: The layer's own, to be asked for once the layer is gone.
    layer_id: str
    identifier: str
    source: str
    path: str
    platform: str
    level: str
    tile: str
    acquired: datetime
    look: str
    #: "scene" or "masks".
    kind: str


def scene_folder() -> Path:
    """Where the virtual rasters of scenes lie: layers of saved projects point there."""
    return cache_folder() / "scenes"


def look_words(look: str) -> str:
    """A look as the interface says it."""
    return {"natural": tr("Natural colours"), "false_colour": tr("False colour (near infrared, red, green)"),
            "swir": tr("False colour (short-wave infrared, near infrared, red)")}.get(look, look)


def looks() -> list[str]:
    """Every look by name, those offered first, then the other indices."""
    return [*LOOKS, *(name for name in indices() if name not in LOOKS)]


def scene_name(record: SceneRecord, look: str = "natural") -> str:
    """``2018-01-17 S2A T30TWT L1C``, with the look where it is not natural colours."""
    words = [record.acquired.strftime("%Y-%m-%d"), record.platform, tile_words(record.tile), record.level]
    if look not in ("", "natural"):
        words.append({"false_colour": tr("false colour"), "swir": tr("SWIR"), "masks": tr("masks")}.get(look, look))
    return " ".join(word for word in words if word)


def tile_words(tile: str) -> str:
    """``T30TWT`` for a tile of the military grid; the name of a site as it is."""
    return f"T{tile}" if _MGRS.fullmatch(tile) else tile


def record_of(product: Product) -> SceneRecord:
    """The record of a product that no index told of."""
    return SceneRecord(product.identifier, LOCAL, product.platform, product.level, product.tile, product.acquired, (),
                       baseline=product.baseline, family=product.family, path=product.path)


# -- in the background -----------------------------------------------------------------------------------------


def prepare(record: SceneRecord, look: str = "natural", progress: Optional[Progress] = None,
            folder: Optional[Path] = None) -> Prepared:
    """Reads the product's metadata and writes what the layer is to show. Raises BocageError, Cancelled.

    A scene of a server gives a preview in natural colours, whatever the look; a product without reflectance, its masks.
    """
    if not record.path:
        return _prepare_remote(record, progress or SilentProgress(), folder or scene_folder())
    product = open_product(record.path)
    if look == "natural" and not any(band.path for band in product.bands) and carried_flags(product):
        return prepare_masks(record, progress, folder)
    shown = display(product, look, folder or scene_folder())
    facts = {tr("Product"): product.identifier, tr("Bands"): ", ".join(shown.bands),
             tr("Scale"): "; ".join(f"{low:g} .. {high:g}" for low, high in shown.ranges),
             tr("Baseline"): product.baseline, tr("File"): product.path}
    return Prepared(record, shown, look, facts=facts)


def _prepare_remote(record: SceneRecord, progress: Progress, folder: Path) -> Prepared:
    from .remote_scene import remote_preview

    shown, about = remote_preview(record, folder, progress)
    note = tr("thumbnail, placed roughly") if about else tr("online preview")
    return Prepared(record, shown, "natural", note, {tr("Product"): record.identifier, tr("Source"): record.source})


def prepare_masks(record: SceneRecord, progress: Optional[Progress] = None,
                  folder: Optional[Path] = None) -> Prepared:
    """Writes the product's masks as canonical flags. Raises BocageError where it carries none, Cancelled."""
    if not record.path:
        raise BocageError("scene_not_here", identifier=record.identifier)
    product = open_product(record.path)
    place = folder or scene_folder()
    place.mkdir(parents=True, exist_ok=True)
    words = re.sub(r"[^A-Za-z0-9_-]+", "_", product.identifier)[:70]
    path = place / f"{words}_flags.tif"
    number = 1
    while path.exists():
        # A file that a layer holds open cannot be replaced on Windows: another name.
        path = place / f"{words}_flags{number}.tif"
        number += 1
    flags = write_flag_map(product, str(path), progress or SilentProgress())
    return Prepared(record, flags, "masks", facts={tr("Product"): product.identifier, tr("File"): product.path})


# -- in the main thread ----------------------------------------------------------------------------------------


def show(prepared: Prepared, project: Optional[QgsProject] = None) -> QgsRasterLayer:
    """The layer of what was prepared, styled, dated, in its tile's group. Raises BocageError."""
    project = project or QgsProject.instance()
    # The style that lies beside the file keeps QGIS from reading the image here and now to find one.
    layer = QgsRasterLayer(prepared.shown.path, "", "gdal")
    _dress(layer, prepared)
    project.addMapLayer(layer, False)
    _place(project, layer, prepared.record)
    if isinstance(prepared.shown, Shown) and prepared.shown.slow:
        quicken(layer, prepared.shown)
    return layer


def show_otherwise(layer: QgsRasterLayer, prepared: Prepared) -> None:
    """The same scene in another look, in the layer that is there: its place and visibility stay. Raises BocageError."""
    layer.setDataSource(prepared.shown.path, layer.name(), "gdal", QgsDataProvider.ProviderOptions(), True)
    _dress(layer, prepared)
    layer.triggerRepaint()
    if isinstance(prepared.shown, Shown) and prepared.shown.slow:
        quicken(layer, prepared.shown)


def _dress(layer: QgsRasterLayer, prepared: Prepared) -> None:
    """Style, name, day, and what the layer says of its scene."""
    if not layer.isValid():
        raise BocageError("raster_unreadable", file=prepared.shown.path, fault=layer.error().summary())
    layer.setName(scene_name(prepared.record, prepared.look) + (f" ({prepared.note})" if prepared.note else ""))
    if isinstance(prepared.shown, FlagMap):
        style_flags(layer, prepared.shown)
    else:
        style_shown(layer, prepared.shown)
    set_day(layer, prepared.record.acquired)
    _remember(layer, prepared)


def add_scene(record: SceneRecord, look: str = "natural", project: Optional[QgsProject] = None) -> QgsRasterLayer:
    """A local product on the map, at once: metadata are read in the calling thread. Raises BocageError."""
    return show(prepare(record, look), project)


def add_masks(record: SceneRecord, project: Optional[QgsProject] = None) -> QgsRasterLayer:
    """The product's masks on the map with a legend of their flags; reads them in the calling thread."""
    return show(prepare_masks(record), project)


def scene_layers(layers: Iterable[Any], kind: str = "scene") -> list[SceneLayer]:
    """Those of ``layers`` that show a scene, oldest first."""
    found = [read for read in (read_layer(layer) for layer in layers) if read is not None and read.kind == kind]
    return sorted(found, key=lambda one: (one.acquired, one.identifier, one.look))


def read_layer(layer: Any) -> Optional[SceneLayer]:
    """What a layer says of the scene that it shows; None where it shows none."""
    if not isinstance(layer, QgsRasterLayer):
        return None
    said = {name: str(layer.customProperty(f"{_SCENE}/{name}", "") or "") for name in _FIELDS}
    try:
        acquired = datetime.fromisoformat(said.pop("acquired"))
    except ValueError:
        return None
    if acquired.tzinfo is None:
        acquired = acquired.replace(tzinfo=timezone.utc)
    return SceneLayer(layer=layer, layer_id=layer.id(), acquired=acquired, **said)


def _remember(layer: QgsRasterLayer, prepared: Prepared) -> None:
    record, kind = prepared.record, "masks" if isinstance(prepared.shown, FlagMap) else "scene"
    said = {"identifier": record.identifier, "source": record.source, "path": record.path,
            "platform": record.platform, "level": record.level, "tile": record.tile,
            "acquired": record.acquired.isoformat(), "look": prepared.look, "kind": kind}
    for key, text in said.items():
        layer.setCustomProperty(f"{_SCENE}/{key}", text)
    facts = {tr("Acquired"): record.acquired.strftime("%Y-%m-%d %H:%M:%S UTC"), **prepared.facts}
    metadata = layer.metadata()
    metadata.setTitle(layer.name())
    metadata.setAbstract("\n".join(f"{key}: {text}" for key, text in facts.items() if text))
    layer.setMetadata(metadata)


def _place(project: QgsProject, layer: QgsRasterLayer, record: SceneRecord) -> None:
    """In the group of its tile, newest on top; the group goes under vectors, so that an outline is not covered."""
    root = project.layerTreeRoot()
    name = tile_words(record.tile) or record.platform
    group = next((child for child in root.findGroups() if child.customProperty(_GROUP) == name), None)
    if group is None:
        group = root.insertGroup(_under_vectors(root), name)
        group.setCustomProperty(_GROUP, name)
    position = 0
    for number, child in enumerate(group.children()):
        other = read_layer(child.layer()) if isinstance(child, QgsLayerTreeLayer) else None
        if other is not None and other.acquired > record.acquired:
            position = number + 1
    node = group.insertLayer(position, layer)
    # Classes of masks and ramps of indices would push the next scenes out of sight.
    node.setExpanded(False)


def _under_vectors(root: QgsLayerTreeGroup) -> int:
    for number, child in enumerate(root.children()):
        if isinstance(child, QgsLayerTreeGroup) or isinstance(child.layer(), QgsRasterLayer):
            return number
    return len(root.children())


__all__ = ["COLOURS", "LOOKS", "Prepared", "SceneLayer", "add_masks", "add_scene", "look_words", "looks", "prepare",
           "prepare_masks", "read_layer", "record_of", "scene_folder", "scene_layers", "scene_name", "show",
           "show_otherwise", "tile_words"]
