"""``bocage:l2aseries``: a tile's L1C products to L2A, in order of date, each leaning on those before it."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingOutputFile,
    QgsProcessingOutputNumber,
    QgsProcessingParameterFile,
    QgsProcessingParameterNumber,
    QgsProcessingParameterRasterDestination,
    QgsProcessingParameterString,
)

from ..bridge.feedback import QgisProgress
from ..bridge.language import say
from ..bridge.layers import copy_style, present
from ..core.errors import BocageError
from ..core.products.naming import scene_label
from .l2a import L2A


class L2ASeries(L2A):
    """The parameters of ``bocage:l2a`` for every date, and those of the series."""

    NAME = "l2aseries"

    START, END, MODE, BACKWARD_DATES, REDO_FROM = "START", "END", "MODE", "BACKWARD_DATES", "REDO_FROM"
    TILE = "TILE"

    def label(self) -> str:
        """Name shown."""
        return self.tr("Series of Sentinel-2 L1C to L2A")

    def summary(self) -> str:
        """What it does."""
        return self.tr("Corrects a tile's L1C products in order of date: clouds, shadows and aerosols of each lean on "
                       "the dates before it. Resumable: finished products are left alone, a bad one is skipped.")

    def initAlgorithm(self, configuration: dict[str, Any] | None = None) -> None:  # noqa: N802 - QGIS' name
        """Declares parameters and outputs."""
        tr = self.tr
        self.add(QgsProcessingParameterFile(self.INPUT, tr("Folder of L1C products"),
                                            QgsProcessingParameterFile.Behavior.Folder),
                 tr("Folder that holds the .SAFE folders or archives of one tile."))
        self._add_dem()
        for key, label, text in (
                (self.START, tr("First date"), tr("Year-month-day; from the first product if empty.")),
                (self.END, tr("Last date"), tr("Year-month-day, included; to the last product if empty."))):
            self.add(QgsProcessingParameterString(key, label, optional=True), text)
        self._add_choice(self.MODE, tr("Start"), ("nominal", "backward"), "nominal",
                         tr("nominal: the first date is corrected alone; backward: the dates after it are read first, "
                            "so that its clouds and aerosols are as good as those of the others."))
        self.add(QgsProcessingParameterNumber(
            self.BACKWARD_DATES, tr("Dates of a backward start"), QgsProcessingParameterNumber.Type.Integer, 8, False,
            1, 30), tr("How many later dates a backward start reads."), advanced=True)
        self.add(QgsProcessingParameterString(self.TILE, tr("Tile"), optional=True),
                 tr("Tile of the series, such as 30TWT, where the folder holds several; that of most products if "
                    "empty."), advanced=True)
        self._add_atmosphere()
        self._add_tuning(series=True)
        self.add(QgsProcessingParameterString(self.REDO_FROM, tr("Make again from"), optional=True),
                 tr("Year-month-day: finished products from this date on are made again, for instance after a missed "
                    "cloud was outlined. Each stays as it is until its successor is whole."), advanced=True)
        self._add_folder()
        self.add(QgsProcessingParameterRasterDestination(
            self.LAYER, tr("Natural colours of the last date"), optional=True, createByDefault=True),
            tr("Surface reflectance in red, green and blue of the last product, with its style, for display: GeoTIFF, "
               "or a light virtual raster on the product if the name ends with .vrt."))
        self.addOutput(QgsProcessingOutputFile("REPORT", tr("Report of the series (JSON)")))
        self.addOutput(QgsProcessingOutputNumber("COUNT", tr("Products made")))
        self.addOutput(QgsProcessingOutputNumber("KEPT", tr("Products already there")))
        self.addOutput(QgsProcessingOutputNumber("SKIPPED", tr("Inputs skipped")))

    def faults(self, parameters: dict[str, Any], context: QgsProcessingContext) -> list[str]:
        """What cannot run, said before anything starts."""
        found = []
        path = self.text(parameters, self.INPUT, context)
        if path and not os.path.isdir(path):
            found.append(say("path_absent", file=path))
        for key in (self.START, self.END, self.REDO_FROM):
            value = self.text(parameters, key, context)
            try:
                _day(value)
            except BocageError as error:
                found.append(say(error.code, **error.fields))
        return found + self._missing_model(parameters, context)

    def execute(self, parameters: dict[str, Any], context: QgsProcessingContext,
                progress: QgisProgress) -> dict[str, Any]:
        """One core call, then the display layer of the last date."""
        from ..core.chains.l2aseries import SeriesSettings, run_series
        from ..core.engine.outputs import check_writable
        from ..core.engine.progress import Part

        folder = self.parameterAsFileOutput(parameters, self.OUTPUT, context)
        layer = self.parameterAsOutputLayer(parameters, self.LAYER, context)
        if layer:
            check_writable(os.path.dirname(os.path.abspath(layer)))
        settings = SeriesSettings(
            input=self.text(parameters, self.INPUT, context),
            l2a=replace(self._settings(parameters, context), input="", previous=None),
            start=_day(self.text(parameters, self.START, context)), end=_day(self.text(parameters, self.END, context)),
            mode=self.choice(parameters, self.MODE, context),
            backward_dates=self.parameterAsInt(parameters, self.BACKWARD_DATES, context),
            redo_from=_day(self.text(parameters, self.REDO_FROM, context)),
            tile=self.text(parameters, self.TILE, context))
        result = run_series(settings, Part(progress, 0.0, 0.97 if layer else 1.0))
        outputs = {"OUTPUT": folder, "REPORT": result.report, "COUNT": len(result.made), "KEPT": len(result.kept),
                   "SKIPPED": len(result.skipped)}
        if layer:
            _show(result.latest, layer, context, Part(progress, 0.97, 1.0))
            outputs[self.LAYER] = layer
        progress.report(1.0)
        return outputs


def _show(product: str, layer: str, context: QgsProcessingContext, progress: Any) -> None:
    """The natural colours of a product as a layer, named and dated."""
    from ..core.engine.export import export_raster

    os.makedirs(os.path.dirname(os.path.abspath(layer)), exist_ok=True)
    source = str(Path(product) / f"{Path(product).name}_RGB.vrt")
    export_raster(source, layer, progress)
    copy_style(source, layer)
    present(context, layer, *scene_label(product))


def _day(text: str) -> date | None:
    if not text.strip():
        return None
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise BocageError("date_unreadable", value=text) from None
