"""``bocage:synthesis``: one L3A product of a period, after WASP."""

from __future__ import annotations

from typing import Any

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingOutputFolder,
    QgsProcessingOutputNumber,
    QgsProcessingOutputString,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterFolderDestination,
    QgsProcessingParameterNumber,
    QgsProcessingParameterString,
)

from ..bridge.feedback import QgisProgress
from ..bridge.language import say
from .product_tools import ProductTool


class Synthesis(ProductTool):
    """Parameters in, ``core.chains.synthesis.run_synthesis``, the product out."""

    NAME = "synthesis"

    DATE, WINDOW, DIRECTIONAL = "DATE", "WINDOW", "DIRECTIONAL"

    def label(self) -> str:
        """Name shown."""
        return self.tr("Synthesis of a period")

    def summary(self) -> str:
        """What it does."""
        return self.tr("One cloud-free product of a month or so: the mean of the clear dates of a tile, weighted by "
                       "how near clouds are, by aerosols and by date, orbits brought to one direction; in the layout "
                       "of Theia's L3A products (FRC, DTS, WGT, FLG).")

    def initAlgorithm(self, configuration: dict[str, Any] | None = None) -> None:  # noqa: N802 - QGIS' name
        """Declares parameters and outputs."""
        tr = self.tr
        self.add_products(tr("L2A products of one tile, folders that hold some, identifiers of scenes in the index."))
        self.add(QgsProcessingParameterString(self.DATE, tr("Central date"), None, optional=True), tr(
            "Day in the middle of the period, as 2018-07-15; the middle of the series if empty."))
        self.add(QgsProcessingParameterNumber(self.WINDOW, tr("Days before and after"),
                                              QgsProcessingParameterNumber.Type.Integer, 23, False, 0, 366),
                 tr("Products farther from the central date are left out; at this distance they weigh half."))
        self.add(QgsProcessingParameterBoolean(self.DIRECTIONAL, tr("Correct directions"), True), tr(
            "Brings reflectance to a view from the nadir under the mean sun of the period, so that two orbits leave "
            "no seam."))
        self.add_threads()
        self.add(QgsProcessingParameterFolderDestination(self.OUTPUT, tr("Folder of the product")), tr(
            "The product's own folder, named as Theia names it, is made inside."))
        self.addOutput(QgsProcessingOutputFolder("PRODUCT", tr("Product")))
        self.addOutput(QgsProcessingOutputString("IDENTIFIER", tr("Identifier")))
        self.addOutput(QgsProcessingOutputString("DATES", tr("Dates used")))
        self.addOutput(QgsProcessingOutputNumber("SKIPPED", tr("Images left out")))
        self.addOutput(QgsProcessingOutputNumber("NODATA_PERCENT", tr("Never clear (%)")))

    def faults(self, parameters: dict[str, Any], context: QgsProcessingContext) -> list[str]:
        """What cannot run, said before anything starts."""
        from ..core.series.calendar import moment_in

        found = self.not_there(parameters, (self.INPUT,), context)
        text = self.text(parameters, self.DATE, context).strip()
        if text and moment_in(text) is None:
            found.append(say("date_unreadable", value=text))
        return found

    def execute(self, parameters: dict[str, Any], context: QgsProcessingContext,
                progress: QgisProgress) -> dict[str, Any]:
        """One core call."""
        from ..core.chains.synthesis import SynthesisSettings, run_synthesis

        output = self.text(parameters, self.OUTPUT, context)
        result = run_synthesis(SynthesisSettings(
            input=self.inputs(parameters, self.INPUT, context), output=output,
            date=self.text(parameters, self.DATE, context).strip(),
            window=self.parameterAsInt(parameters, self.WINDOW, context),
            directional=self.parameterAsBool(parameters, self.DIRECTIONAL, context),
            threads=self.parameterAsInt(parameters, self.THREADS, context)), progress)
        return {self.OUTPUT: output, "PRODUCT": result.product, "IDENTIFIER": result.identifier,
                "DATES": ", ".join(result.dates), "SKIPPED": result.skipped,
                "NODATA_PERCENT": round(result.nodata_percent, 3)}
