"""``bocage:simulatel1c``: a Sentinel-2 L1C product whose truth is known."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingOutputFolder,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFolderDestination,
    QgsProcessingParameterNumber,
    QgsProcessingParameterString,
)

from ..bridge.feedback import QgisProgress
from ..core.chains.settings import AEROSOL_MODELS
from ..core.errors import BocageError
from .base import BocageAlgorithm

CLOUDS = ("none", "cumulus", "stratus", "cirrus", "mixed")
EVENTS = ("harvest", "ploughing", "greenhouses", "flood", "snowfall")


class SimulateL1C(BocageAlgorithm):
    """Parameters in, ``core.chains.simulation.simulate``, product and truth out."""

    NAME = "simulatel1c"
    GROUP = "simulation"

    def label(self) -> str:
        """Name shown."""
        return self.tr("Simulate a Sentinel-2 L1C product")

    def summary(self) -> str:
        """What it does."""
        return self.tr("Writes an L1C product of a synthetic ground, or of an L2A product, under a known sky, "
                       "with its truth beside it: surface reflectance, aerosols, clouds, shadows.")

    def initAlgorithm(self, configuration: dict[str, Any] | None = None) -> None:  # noqa: N802 - QGIS' name
        """Declares parameters and outputs."""
        tr = self.tr
        self.add(QgsProcessingParameterString("SURFACE", tr("Ground"), "bocage"),
                 tr("The word bocage, for a synthetic landscape through the year; or the path of an L2A product "
                    "whose reflectance is taken as the ground."))
        self.add(QgsProcessingParameterString("DEM", tr("Elevation"), optional=True),
                 tr("Empty for flat ground, the word mountain for a synthetic massif, or the path of a raster."))
        self.add(QgsProcessingParameterString("DATE", tr("Date and time (UTC)"), "2018-05-17T11:06:31"),
                 tr("Year-month-day, and the time after a T; 11:06:31 if left out. It gives the sun and the season."))
        self._number("AOT", tr("Aerosol optical thickness at 550 nm"), 0.15, 0.0, 1.2,
                     tr("Mean over the scene; it varies by 40 % over some kilometres."))
        self._choice("AEROSOL_MODEL", tr("Aerosol model"), AEROSOL_MODELS, "continental",
                     tr("Optical properties of the simulated aerosols."))
        self._number("WATER_VAPOUR", tr("Water vapour (g/cm2)"), 2.0, 0.0, 6.0,
                     tr("Column above the ground, in g/cm2, the same everywhere."))
        self._choice("CLOUDS", tr("Clouds"), CLOUDS, "mixed",
                     tr("Kind of clouds; mixed has cumulus, altocumulus and cirrus at three heights."))
        self._number("COVER", tr("Cloud cover"), 0.25, 0.0, 0.95, tr("Share of the sky that clouds fill, 0 to 0.95."))
        self.add(QgsProcessingParameterEnum("EVENTS", tr("Events"), list(EVENTS), allowMultiple=True, optional=True,
                                            usesStaticStrings=True),
                 tr("What happened to the ground since other dates, that could be taken for clouds."))
        self._integer("ORBIT", tr("Orbit"), 0, 0, 1, tr("0 or 1: either of two neighbouring relative orbits."))
        self._integer("SEED", tr("Seed of the sky"), 1, 0, 10 ** 8, tr("Another number draws other clouds and aerosols."))
        self._integer("GROUND_SEED", tr("Seed of the ground"), 20180117, 0, 10 ** 9,
                      tr("Keep it through a series, so that the landscape stays the same."))
        self._integer("SIZE", tr("Size (m)"), 12000, 1200, 109800, tr("Side of the square, a multiple of 120 m."))
        self.add(QgsProcessingParameterBoolean("NOISE", tr("Sensor noise"), True),
                 tr("Signal to noise of 150, as Sentinel-2 has at low reflectance."))
        self.add(QgsProcessingParameterFolderDestination("OUTPUT", tr("Output folder")),
                 tr("The product and the folder of its truth are made inside it."))
        self.addOutput(QgsProcessingOutputFolder("PRODUCT", tr("L1C product")))
        self.addOutput(QgsProcessingOutputFolder("TRUTH", tr("Truth")))

    def _number(self, key: str, label: str, default: float, low: float, high: float, text: str) -> None:
        self.add(QgsProcessingParameterNumber(key, label, QgsProcessingParameterNumber.Type.Double, default, False,
                                              low, high), text)

    def _integer(self, key: str, label: str, default: int, low: int, high: int, text: str) -> None:
        self.add(QgsProcessingParameterNumber(key, label, QgsProcessingParameterNumber.Type.Integer, default, False,
                                              low, high), text)

    def _choice(self, key: str, label: str, options: tuple[str, ...], default: str, text: str) -> None:
        self.add(QgsProcessingParameterEnum(key, label, list(options), defaultValue=default, usesStaticStrings=True),
                 text)

    def execute(self, parameters: dict[str, Any], context: QgsProcessingContext,
                progress: QgisProgress) -> dict[str, Any]:
        """One core call."""
        from ..core.chains.simulation import SimulationSettings, simulate

        def real(key: str) -> float:
            return float(self.parameterAsDouble(parameters, key, context))

        def whole(key: str) -> int:
            return int(self.parameterAsInt(parameters, key, context))

        folder = self.parameterAsFileOutput(parameters, "OUTPUT", context)
        result = simulate(SimulationSettings(
            output=folder, date=_moment(self.text(parameters, "DATE", context)),
            surface=self.text(parameters, "SURFACE", context) or "bocage", dem=self.text(parameters, "DEM", context),
            aot=real("AOT"), aerosol_model=self.choice(parameters, "AEROSOL_MODEL", context),
            water_vapour=real("WATER_VAPOUR"), clouds=self.choice(parameters, "CLOUDS", context), cover=real("COVER"),
            events=tuple(self.parameterAsEnumStrings(parameters, "EVENTS", context)), orbit=whole("ORBIT"),
            seed=whole("SEED"), ground_seed=whole("GROUND_SEED"), size_m=whole("SIZE"),
            noise=self.parameterAsBool(parameters, "NOISE", context)), progress)
        return {"OUTPUT": folder, "PRODUCT": result.product, "TRUTH": result.truth}


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text.strip().rstrip("Z"))
    except ValueError:
        raise BocageError("date_unreadable", value=text) from None
    return moment if "T" in text else moment.replace(hour=11, minute=6, second=31)
