"""``bocage:simulatel1c``: a Sentinel-2 L1C product whose truth is known."""

from __future__ import annotations

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
from ..bridge.language import say
from ..core.chains.settings import AEROSOL_MODELS
from .base import BocageAlgorithm

#: As in core/chains/simulation/settings.py, which is only read when the work begins.
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
                       "with its truth beside it: surface reflectance, aerosols, water vapour, clouds, shadows.")

    def initAlgorithm(self, configuration: dict[str, Any] | None = None) -> None:  # noqa: N802 - QGIS' name
        """Declares parameters and outputs."""
        self._add_ground()
        self._add_sky()
        self._add_variations()
        self._add_draw()
        self._add_outputs()

    def _add_ground(self) -> None:
        tr = self.tr
        self.add(QgsProcessingParameterString("SURFACE", tr("Ground"), "bocage"),
                 tr("The word bocage, for a synthetic landscape through the year; or the path of an L2A product "
                    "whose reflectance is taken as the ground."))
        self.add(QgsProcessingParameterString("DEM", tr("Elevation"), optional=True),
                 tr("Empty for flat ground, the word mountain for a synthetic massif, or the path of a raster."))
        self._number("ALTITUDE", tr("Altitude of flat ground (m)"), 40.0, -400.0, 4000.0,
                     tr("Where there is no elevation, in metres."))
        self.add(QgsProcessingParameterString("DATE", tr("Date and time (UTC)"), "2018-05-17T11:06:31"),
                 tr("As 2018-05-17 or 2018-05-17T11:06:31Z; 11:06:31 where no time is given. It gives the sun and the "
                    "season."))

    def _add_sky(self) -> None:
        tr = self.tr
        self._number("AOT", tr("Aerosol optical thickness at 550 nm"), 0.15, 0.0, 1.2,
                     tr("Mean over the scene; it drifts over some kilometres, and thins out upwards."))
        self._choice("AEROSOL_MODEL", tr("Aerosol model"), AEROSOL_MODELS, "continental",
                     tr("Optical properties of the simulated aerosols."))
        self._number("WATER_VAPOUR", tr("Water vapour (g/cm2)"), 2.0, 0.05, 6.0,
                     tr("Mean column above the ground, in g/cm2; it drifts over some kilometres, and thins out "
                        "upwards."))
        self._choice("CLOUDS", tr("Clouds"), CLOUDS, "mixed",
                     tr("Kind of clouds; mixed has cumulus, altocumulus and cirrus at three heights."))
        self._number("COVER", tr("Cloud cover"), 0.25, 0.0, 0.95, tr("Share of the sky that clouds fill, 0 to 0.95."))
        self.add(QgsProcessingParameterEnum("EVENTS", tr("Events"), list(EVENTS), allowMultiple=True, optional=True,
                                            usesStaticStrings=True),
                 tr("What happened to the ground since other dates, that could be taken for clouds."))

    def _add_variations(self) -> None:
        tr = self.tr
        self._number("AOT_VARIATION", tr("Variation of the aerosols"), 0.4, 0.0, 0.5,
                     tr("Largest distance from the mean, as a share of it: 0 gives the same aerosols everywhere."),
                     True)
        self._number("WATER_VARIATION", tr("Variation of the water vapour"), 0.1, 0.0, 0.5,
                     tr("Largest distance from the mean, as a share of it: 0 gives the same column everywhere."), True)
        self._number("OZONE", tr("Ozone (cm-atm)"), 0.32, 0.1, 0.6, tr("The same everywhere, in cm-atm."), True)

    def _add_draw(self) -> None:
        tr = self.tr
        self._integer("ORBIT", tr("Orbit"), 0, 0, 1, tr("0 or 1: either of two neighbouring relative orbits."))
        self._integer("SEED", tr("Seed of the sky"), 1, 0, 10 ** 8,
                      tr("Another number draws other clouds and aerosols."))
        self._integer("GROUND_SEED", tr("Seed of the ground"), 20180117, 0, 10 ** 9,
                      tr("Keep it through a series, so that the landscape stays the same."))
        self._integer("SIZE", tr("Size (m)"), 12000, 1200, 109800, tr("Side of the square, a multiple of 120 m."))
        self.add(QgsProcessingParameterBoolean("NOISE", tr("Sensor noise"), True),
                 tr("Signal to noise of 150, as Sentinel-2 has at low reflectance."))
        self.add(QgsProcessingParameterBoolean("ADJACENCY", tr("Adjacency"), True),
                 tr("The ground around a pixel scatters light into its line of sight."), True)

    def _add_outputs(self) -> None:
        tr = self.tr
        self.add(QgsProcessingParameterFolderDestination("OUTPUT", tr("Output folder")),
                 tr("The product and the folder of its truth are made inside it."))
        self.addOutput(QgsProcessingOutputFolder("PRODUCT", tr("L1C product")))
        self.addOutput(QgsProcessingOutputFolder("TRUTH", tr("Truth")))

    def _number(self, key: str, label: str, default: float, low: float, high: float, text: str,
                advanced: bool = False) -> None:
        self.add(QgsProcessingParameterNumber(key, label, QgsProcessingParameterNumber.Type.Double, default, False,
                                              low, high), text, advanced)

    def _integer(self, key: str, label: str, default: int, low: int, high: int, text: str) -> None:
        self.add(QgsProcessingParameterNumber(key, label, QgsProcessingParameterNumber.Type.Integer, default, False,
                                              low, high), text)

    def _choice(self, key: str, label: str, options: tuple[str, ...], default: str, text: str) -> None:
        self.add(QgsProcessingParameterEnum(key, label, list(options), defaultValue=default, usesStaticStrings=True),
                 text)

    def faults(self, parameters: dict[str, Any], context: QgsProcessingContext) -> list[str]:
        """A date that is none, a size that cells do not divide: known before anything begins."""
        from ..core.chains.simulation.settings import parse_moment
        from ..core.errors import BocageError

        try:
            parse_moment(self.text(parameters, "DATE", context))
        except BocageError as fault:
            return [say(fault.code, **fault.fields)]
        size = self.parameterAsInt(parameters, "SIZE", context)
        if size % 120:
            return [say("simulation_size", value=size, multiple=120, low=1200, high=109800)]
        return []

    def execute(self, parameters: dict[str, Any], context: QgsProcessingContext,
                progress: QgisProgress) -> dict[str, Any]:
        """One core call."""
        from ..core.chains.simulation import SimulationSettings, parse_moment, simulate

        def real(key: str) -> float:
            return float(self.parameterAsDouble(parameters, key, context))

        def whole(key: str) -> int:
            return int(self.parameterAsInt(parameters, key, context))

        # Without any choice QGIS answers one empty word.
        events = tuple(word for word in self.parameterAsEnumStrings(parameters, "EVENTS", context) if word)
        folder = self.parameterAsFileOutput(parameters, "OUTPUT", context)
        result = simulate(SimulationSettings(
            output=folder, date=parse_moment(self.text(parameters, "DATE", context)),
            surface=self.text(parameters, "SURFACE", context) or "bocage", dem=self.text(parameters, "DEM", context),
            altitude_m=real("ALTITUDE"), aot=real("AOT"), aot_variation=real("AOT_VARIATION"), ozone=real("OZONE"),
            aerosol_model=self.choice(parameters, "AEROSOL_MODEL", context), water_vapour=real("WATER_VAPOUR"),
            water_variation=real("WATER_VARIATION"), clouds=self.choice(parameters, "CLOUDS", context),
            cover=real("COVER"),
            events=events, orbit=whole("ORBIT"),
            seed=whole("SEED"), ground_seed=whole("GROUND_SEED"), size_m=whole("SIZE"),
            noise=self.parameterAsBool(parameters, "NOISE", context),
            adjacency=self.parameterAsBool(parameters, "ADJACENCY", context)), progress)
        return {"OUTPUT": folder, "PRODUCT": result.product, "TRUTH": result.truth}
