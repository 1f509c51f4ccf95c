"""What the tools of products and series share: inputs of several kinds, extents, words."""

from __future__ import annotations

import os
from typing import Any

from qgis.core import (
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingParameterEnum,
    QgsProcessingParameterExtent,
    QgsProcessingParameterFile,
    QgsProcessingParameterMultipleLayers,
    QgsProcessingParameterNumber,
    QgsProcessingParameterString,
    QgsProcessingUtils,
)

from ..bridge.language import say
from .base import BocageAlgorithm

#: As in core/chains/pixels, which is only read when the work begins.
FLAGS = ("cloud", "shadow", "cirrus", "snow", "water", "nodata", "saturated", "topographic_shadow", "hidden",
         "sun_too_low", "defective")
UNCLEAR = ("cloud", "shadow", "cirrus", "nodata", "saturated")
RESAMPLING = ("auto", "nearest", "bilinear", "cubic", "average")
TYPES = ("int16", "float32")
#: Of the tools that take rasters too.
TYPES_AND_AUTO = ("auto", *TYPES)


class ProductTool(BocageAlgorithm):
    """Helpers of a form over ``core.chains``."""

    GROUP = "series"

    INPUT, OUTPUT, BANDS, FLAGS = "INPUT", "OUTPUT", "BANDS", "FLAGS"
    RESOLUTION, RESAMPLING, TYPE, THREADS = "RESOLUTION", "RESAMPLING", "TYPE", "THREADS"
    MASKS, DATES = "MASKS", "DATES"

    # -- parameters --------------------------------------------------------------------------------

    def add_product(self, text: str) -> None:
        """One product, whose folder may be given as text."""
        choice = f"{self.tr('Products')} (*.xml *.zip *.SAFE *)"
        self.add(QgsProcessingParameterFile(self.INPUT, self.tr("Product"), QgsProcessingParameterFile.Behavior.File,
                                            fileFilter=choice), text)

    def add_products(self, text: str) -> None:
        """Several products."""
        self.add(QgsProcessingParameterMultipleLayers(self.INPUT, self.tr("Products"),
                                                      QgsProcessing.SourceType.TypeFile), text)

    def add_series(self) -> None:
        """Images of one place: products and rasters with dates."""
        self.add(QgsProcessingParameterMultipleLayers(self.INPUT, self.tr("Series"),
                                                      QgsProcessing.SourceType.TypeFile), self.tr(
            "Products of one place, rasters whose names, metadata or bands hold dates, folders of both, identifiers of "
            "scenes in the index."))

    def add_masks_and_dates(self) -> None:
        """What rasters of a series do not tell of themselves."""
        tr = self.tr
        self.add(QgsProcessingParameterMultipleLayers(self.MASKS, tr("Masks"), QgsProcessing.SourceType.TypeRaster,
                                                      optional=True), tr(
            "Rasters that are 0 where the images are clear: one a date, or one with a band a date. Matched by their "
            "dates, else by their order."), advanced=True)
        self.add(QgsProcessingParameterFile(self.DATES, tr("Table of dates"), QgsProcessingParameterFile.Behavior.File,
                                            optional=True, fileFilter=f"{tr('Tables')} (*.csv *.txt)"), tr(
            "Text with one line a raster, its name, a comma, its date; where names and metadata do not tell."),
            advanced=True)

    def add_bands(self, label: str, text: str, default: str | None = None) -> None:
        """Names of bands, indices and formulas."""
        self.add(QgsProcessingParameterString(self.BANDS, label, default, optional=True), text)

    def add_words(self, key: str, label: str, options: tuple[str, ...], default: tuple[str, ...] | None,
                  text: str) -> None:
        """Several words of a list; none by default makes it optional."""
        self.add(QgsProcessingParameterEnum(key, label, list(options), allowMultiple=True,
                                            defaultValue=list(default) if default else None, optional=not default,
                                            usesStaticStrings=True), text)

    def add_choice(self, key: str, label: str, options: tuple[str, ...], default: str, text: str,
                   advanced: bool = False) -> None:
        """One word of a list."""
        self.add(QgsProcessingParameterEnum(key, label, list(options), defaultValue=default, usesStaticStrings=True),
                 text, advanced)

    def add_resolution(self, text: str) -> None:
        """Pixel size, none by default."""
        self.add(QgsProcessingParameterNumber(self.RESOLUTION, self.tr("Pixel size"),
                                              QgsProcessingParameterNumber.Type.Double, None, True, 1e-9, 1e6), text)

    def add_extent(self, text: str) -> None:
        """A rectangle, none by default."""
        self.add(QgsProcessingParameterExtent(self.EXTENT, self.tr("Extent"), optional=True), text)

    def add_threads(self) -> None:
        """Computing threads."""
        self.add(QgsProcessingParameterNumber(
            self.THREADS, self.tr("Threads"), QgsProcessingParameterNumber.Type.Integer, defaultValue=0,
            minValue=0, maxValue=64),
            self.tr("Computing threads; 0 means as many as the machine has cores, at most 8."), advanced=True)

    # -- values ------------------------------------------------------------------------------------

    def words(self, parameters: dict[str, Any], key: str, context: QgsProcessingContext) -> tuple[str, ...]:
        """Words chosen in an enumeration; without any choice QGIS answers one empty word."""
        return tuple(word for word in self.parameterAsEnumStrings(parameters, key, context) if word)

    def inputs(self, parameters: dict[str, Any], key: str, context: QgsProcessingContext) -> tuple[str, ...]:
        """Paths of a list of files, folders, layers and identifiers of the index."""
        found: list[str] = []
        for value in self.parameterAsFileList(parameters, key, context):
            parts = [value] if os.path.exists(value) else str(value).replace("\n", ";").split(";")
            found += [self.path_of(part.strip(), context) for part in parts if part.strip()]
        return tuple(dict.fromkeys(found))

    def path_of(self, text: str, context: QgsProcessingContext) -> str:
        """The path of a layer of the project or of a scene of the index; the text itself where it is neither."""
        if not text or os.path.exists(text):
            return text
        layer = QgsProcessingUtils.mapLayerFromString(text, context, False)
        if layer is not None:
            return str(layer.source()).split("|")[0]
        return _indexed(text) or text

    def not_there(self, parameters: dict[str, Any], keys: tuple[str, ...], context: QgsProcessingContext) -> list[str]:
        """Sentences on paths of lists that do not exist."""
        return [say("path_absent", file=path) for key in keys for path in self.inputs(parameters, key, context)
                if not os.path.exists(path)]

    def absent(self, parameters: dict[str, Any], keys: tuple[str, ...], context: QgsProcessingContext) -> list[str]:
        """Sentences on inputs that look like paths and are not there."""
        found = []
        for key in keys:
            path = self.path_of(self.text(parameters, key, context), context)
            if path and not os.path.exists(path):
                found.append(say("path_absent", file=path))
        return found


def _indexed(identifier: str) -> str:
    """Path of a scene of this computer by its identifier, "" where the index has none."""
    from ..bridge.settings import index_path
    from ..core.catalogue.index import Index

    if "/" in identifier or "\\" in identifier or not os.path.exists(index_path()):
        return ""
    with Index(index_path()) as index:
        scene = index.scene(identifier)
    return scene.path if scene is not None and os.path.exists(scene.path) else ""
