"""``bocage:index``: what products lie in folders, so that they are found at once."""

from __future__ import annotations

import os
from typing import Any

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingOutputNumber,
    QgsProcessingOutputVectorLayer,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterFile,
    QgsProcessingParameterFileDestination,
)

from ..bridge.feedback import QgisProgress
from ..bridge.footprints import footprints_source, load_footprints
from ..bridge.language import say, user_language
from ..bridge.settings import index_path
from .base import HELP_URL, BocageAlgorithm


class IndexFolders(BocageAlgorithm):
    """Parameters in, ``core.catalogue.index.scan_folders``, the index and its counts out."""

    NAME = "index"
    GROUP = "catalogue"

    INPUT, FULL, CLEAR_GRID, LOAD = "INPUT", "FULL", "CLEAR_GRID", "LOAD"
    INDEX, FAILURES, LAYER = "INDEX", "FAILURES", "LAYER"

    def label(self) -> str:
        """Name shown."""
        return self.tr("Index folders")

    def summary(self) -> str:
        """What it does."""
        return self.tr("Looks for products in folders and archives and keeps what their metadata say in one GeoPackage "
                       "of footprints. Run again, it reads only what changed, and tells what moved or went.")

    def helpUrl(self) -> str:  # noqa: N802 - QGIS' name
        """Its page: ``index.md`` is that of the whole guide."""
        return f"{HELP_URL}index-folders.md"

    def initAlgorithm(self, configuration: dict[str, Any] | None = None) -> None:  # noqa: N802 - QGIS' name
        """Declares parameters and outputs."""
        tr = self.tr
        self.add(QgsProcessingParameterFile(self.INPUT, tr("Folders"), QgsProcessingParameterFile.Behavior.Folder,
                                            optional=True),
                 tr("Folder that holds products, at any depth. Several are separated by semicolons. Empty: the folders "
                    "indexed before, again."))
        self.add(QgsProcessingParameterBoolean(self.FULL, tr("Read everything again"), False),
                 tr("Also products that have not changed. Where the index is damaged, it is set aside and a new one "
                    "made."))
        self.add(QgsProcessingParameterBoolean(self.CLEAR_GRID, tr("Cloud by kilometre"), False),
                 tr("Reads the masks of each product once, so that cloud over an area is told for any area. It takes "
                    "seconds a product."))
        self.add(QgsProcessingParameterBoolean(self.LOAD, tr("Add the footprints to the map"), False),
                 tr("As a layer with its style and its dates, for the temporal controller."))
        self.add(QgsProcessingParameterFileDestination(self.INDEX, tr("Index file"), "GeoPackage (*.gpkg)",
                                                       optional=True, createByDefault=False),
                 tr("GeoPackage to make or to bring up to date; that of the profile if empty, which the dock shows."),
                 advanced=True)
        self.add(QgsProcessingParameterFileDestination(
            self.FAILURES, tr("What could not be indexed"), "CSV (*.csv);;HTML (*.html)", optional=True,
            createByDefault=False),
            tr("A line for each product that cannot be read, and for images and archives of no known producer, with "
               "the reason."))
        self.addOutput(QgsProcessingOutputVectorLayer(self.LAYER, tr("Footprints")))
        for key, label in (("FOUND", tr("Products found")), ("ADDED", tr("New products")),
                           ("UPDATED", tr("Products updated")), ("MOVED", tr("Products moved")),
                           ("MISSING", tr("Products gone")), ("FAILED", tr("Listed with their reason")),
                           ("GRIDS", tr("Products whose masks were read")), ("COUNT", tr("Products in the index"))):
            self.addOutput(QgsProcessingOutputNumber(key, label))

    def faults(self, parameters: dict[str, Any], context: QgsProcessingContext) -> list[str]:
        """Folders that are not there, unless they were before: their products are then missing."""
        folders = split_folders(self.text(parameters, self.INPUT, context))
        if folders and not any(os.path.exists(folder) for folder in folders):
            return [say("path_absent", file=folders[0])]
        return []

    def execute(self, parameters: dict[str, Any], context: QgsProcessingContext,
                progress: QgisProgress) -> dict[str, Any]:
        """One core call, then the list of what failed."""
        from ..core.catalogue.index import Index, scan_folders
        from ..core.catalogue.index.listing import write_listing

        index = self.parameterAsFileOutput(parameters, self.INDEX, context) or index_path()
        report = scan_folders(
            index, split_folders(self.text(parameters, self.INPUT, context)), progress,
            full=self.parameterAsBool(parameters, self.FULL, context),
            clear=self.parameterAsBool(parameters, self.CLEAR_GRID, context))
        with Index(index) as opened:
            count = opened.count()
        result: dict[str, Any] = {
            self.INDEX: index, self.LAYER: footprints_source(index), "FOUND": report.found, "ADDED": report.added,
            "UPDATED": report.updated, "MOVED": report.moved, "MISSING": report.missing, "FAILED": report.failed,
            "GRIDS": report.grids, "COUNT": count}
        listing = self.parameterAsFileOutput(parameters, self.FAILURES, context)
        if listing:
            write_listing(listing, report.failures, user_language())
            result[self.FAILURES] = listing
        if self.parameterAsBool(parameters, self.LOAD, context):
            load_footprints(context, index, self.LAYER)
        return result


def split_folders(text: str) -> list[str]:
    """Folders separated by semicolons; one whose own name holds a semicolon is one."""
    if not text.strip():
        return []
    if os.path.exists(text.strip()):
        return [text.strip()]
    return [part.strip() for part in text.split(";") if part.strip()]
