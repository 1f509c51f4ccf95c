"""``bocage:fuse``: several maps of classes into one."""

from __future__ import annotations

import os
from typing import Any

from qgis.core import (
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingOutputNumber,
    QgsProcessingParameterEnum,
    QgsProcessingParameterMultipleLayers,
    QgsProcessingParameterNumber,
    QgsProcessingParameterRasterDestination,
    QgsProcessingParameterString,
)

from ..bridge.feedback import QgisProgress
from ..bridge.language import say
from .map_tools import MapTool

METHODS, TIES = ("voting", "dempster_shafer"), ("undecided", "first")
BELIEFS, ROWS = ("precision", "recall", "accuracy", "kappa"), ("map", "reference")


class Fuse(MapTool):
    """Parameters in, ``core.landcover.fuse.fuse``, one map, its confidence and its conflict out."""

    NAME = "fuse"

    METHOD, WEIGHTS, MASSES, MATRICES = "METHOD", "WEIGHTS", "MASSES", "MATRICES"
    BELIEF, MATRIX_ROWS, NOMENCLATURE = "BELIEF", "MATRIX_ROWS", "NOMENCLATURE"
    TIES, UNDECIDED, CONFIDENCES, CERTAIN = "TIES", "UNDECIDED", "CONFIDENCES", "CERTAIN"
    CONFIDENCE, CONFLICT = "CONFIDENCE", "CONFLICT"

    def label(self) -> str:
        """Name shown."""
        return self.tr("Fuse maps")

    def summary(self) -> str:
        """What it does."""
        return self.tr("Makes one map of several on the same pixels, by votes or by Dempster's rule of combination, "
                       "and tells how sure it is and where the maps conflict.")

    def initAlgorithm(self, configuration: dict[str, Any] | None = None) -> None:  # noqa: N802 - QGIS' name
        """Declares parameters and outputs."""
        self._add_votes()
        self._add_matrices()
        self._add_doubts()
        self._add_outputs()

    def _add_votes(self) -> None:
        tr = self.tr
        self.add(QgsProcessingParameterMultipleLayers(self.INPUT, tr("Maps"), QgsProcessing.SourceType.TypeRaster),
                 tr("Two or more rasters of classes by the same whole numbers, on the same pixels. No data does not "
                    "vote. The first gives the colours and the style."))
        self._word(self.METHOD, tr("Method"), METHODS,
                   tr("voting: the class with most votes; dempster_shafer: each map gives a mass of belief to its "
                      "class, and the masses are combined."))
        self.add(QgsProcessingParameterString(self.WEIGHTS, tr("Weights of the votes"), optional=True),
                 tr("One number a map, separated by spaces; all 1 if empty."))
        self.add(QgsProcessingParameterString(self.MASSES, tr("Masses of belief"), optional=True),
                 tr("For dempster_shafer without matrices: one number a map, 0 to 1, for all of its classes."))

    def _add_matrices(self) -> None:
        tr = self.tr
        self.add(QgsProcessingParameterMultipleLayers(self.MATRICES, tr("Confusion matrices"),
                                                      QgsProcessing.SourceType.TypeFile, optional=True),
                 tr("For dempster_shafer: one file a map, in the same order, as written by bocage:accuracy, iota2 or "
                    "OTB; masses come from them."))
        self._word(self.BELIEF, tr("Masses from"), BELIEFS,
                   tr("Figure of the matrices taken as mass: precision or recall of the class, or accuracy or kappa "
                      "of the map, for all classes."))
        self._word(self.MATRIX_ROWS, tr("Rows of the matrices"), ROWS,
                   tr("What the rows are where a matrix does not say: classes of the map or of the reference."), True)
        self.add_table(self.NOMENCLATURE, tr("Table of classes"), tr(
            "Numbers of the classes that the matrices name: CSV of number and name, or oso_17 or oso_23."), True,
            or_name=True)

    def _add_doubts(self) -> None:
        tr = self.tr
        integer, real = QgsProcessingParameterNumber.Type.Integer, QgsProcessingParameterNumber.Type.Double
        self._word(self.TIES, tr("Ties"), TIES,
                   tr("undecided: pixels whose best classes are equal get the number below; first: the class of the "
                      "first map that chose one of them."))
        self.add(QgsProcessingParameterNumber(self.UNDECIDED, tr("Undecided"), integer, 255, False, -2_147_483_647,
                                              2_147_483_647), tr("Number of undecided pixels, no class of the maps."))
        self.add(QgsProcessingParameterMultipleLayers(self.CONFIDENCES, tr("Confidence of the maps"),
                                                      QgsProcessing.SourceType.TypeRaster, optional=True),
                 tr("One raster a map, in the same order: it multiplies the weight or the mass of each pixel."), True)
        self.add(QgsProcessingParameterNumber(self.CERTAIN, tr("Confidence that means certain"), real, 100.0, False,
                                              1e-6, 1e9), tr("Largest number of the confidence rasters: 100 for "
                                                             "percent, 1 for shares."), True)

    def _add_outputs(self) -> None:
        tr = self.tr
        self.add(QgsProcessingParameterRasterDestination(self.OUTPUT, tr("Fused map")),
                 tr("GeoTIFF with the colours, the names and the style of the first map."))
        self.add(QgsProcessingParameterRasterDestination(self.CONFIDENCE, tr("Confidence"), optional=True,
                                                         createByDefault=False),
                 tr("Percent of the votes, or of belief, that the class given has; 255 without data."))
        self.add(QgsProcessingParameterRasterDestination(self.CONFLICT, tr("Conflict"), optional=True,
                                                         createByDefault=False),
                 tr("Percent of the masses that contradict each other (dempster_shafer); 255 without data."))
        for key, text in (("PIXELS", tr("Pixels with a class")), ("AGREED_PERCENT", tr("Pixels of one opinion (%)")),
                          ("TIED_PIXELS", tr("Pixels tied")), ("MEAN_CONFIDENCE", tr("Mean confidence (%)")),
                          ("MEAN_CONFLICT", tr("Mean conflict (%)"))):
            self.addOutput(QgsProcessingOutputNumber(key, text))

    def faults(self, parameters: dict[str, Any], context: QgsProcessingContext) -> list[str]:
        """What cannot run, said before anything starts."""
        found = []
        for key, most in ((self.WEIGHTS, None), (self.MASSES, 1.0)):
            wrong = [part for part in self.parts(parameters, key, context) if not _fits(part, most)]
            found += [say("fuse_number", parameter=key, value=part) for part in wrong[:1]]
        found += [say("path_absent", file=path) for path in self._matrices(parameters, context)
                  if not os.path.exists(path)]
        return found + self.not_geotiff(parameters, self.OUTPUT, self.CONFIDENCE, self.CONFLICT)

    def execute(self, parameters: dict[str, Any], context: QgsProcessingContext,
                progress: QgisProgress) -> dict[str, Any]:
        """One core call."""
        from ..core.chains.fusion_masses import masses_of
        from ..core.landcover.fuse import FuseSettings, fuse

        maps = self.raster_paths(parameters, self.INPUT, context)
        method, matrices = self.choice(parameters, self.METHOD, context), self._matrices(parameters, context)
        numbers = {key: tuple(float(part) for part in self.parts(parameters, key, context))
                   for key in (self.WEIGHTS, self.MASSES)}
        masses: list[Any] = list(numbers[self.MASSES])
        if method == "dempster_shafer" and matrices:
            masses = masses_of(maps, matrices, self.choice(parameters, self.BELIEF, context),
                               self.text(parameters, self.NOMENCLATURE, context),
                               self.choice(parameters, self.MATRIX_ROWS, context), progress)
        wanted = {key: self.raster_output(parameters, key, context) for key in (self.CONFIDENCE, self.CONFLICT)}
        result = fuse(FuseSettings(
            inputs=maps, output=self.parameterAsOutputLayer(parameters, self.OUTPUT, context), method=method,
            weights=numbers[self.WEIGHTS], masses=tuple(masses), ties=self.choice(parameters, self.TIES, context),
            undecided=self.parameterAsInt(parameters, self.UNDECIDED, context),
            confidences=self.raster_paths(parameters, self.CONFIDENCES, context),
            certain=self.parameterAsDouble(parameters, self.CERTAIN, context),
            confidence=wanted[self.CONFIDENCE], conflict=wanted[self.CONFLICT]), progress)
        return {self.OUTPUT: result.output, **{key: path for key, path in wanted.items() if path},
                "PIXELS": result.pixels, "AGREED_PERCENT": 100.0 * result.agreed / max(1, result.pixels),
                "TIED_PIXELS": result.ties, "MEAN_CONFIDENCE": result.confidence, "MEAN_CONFLICT": result.conflict}

    def _word(self, key: str, label: str, options: tuple[str, ...], text: str, advanced: bool = False) -> None:
        self.add(QgsProcessingParameterEnum(key, label, list(options), defaultValue=options[0],
                                            usesStaticStrings=True), text, advanced)

    def _matrices(self, parameters: dict[str, Any], context: QgsProcessingContext) -> tuple[str, ...]:
        if parameters.get(self.MATRICES) in (None, "", []):
            return ()
        return tuple(str(path) for path in self.parameterAsFileList(parameters, self.MATRICES, context))


def _fits(text: str, most: float | None) -> bool:
    try:
        value = float(text)
    except ValueError:
        return False
    return 0.0 <= value <= (1e9 if most is None else most)
