"""The Processing provider ``bocage``."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from qgis.core import QgsProcessingProvider
from qgis.PyQt.QtGui import QIcon

from .. import core
from ..bridge.language import tr

ICON = Path(__file__).resolve().parents[1] / "resources" / "icons" / "bocage.svg"

#: Module and class of every algorithm, imported when QGIS first asks for them.
ALGORITHMS = (
    ("l2a", "L2A"),
    ("l2aseries", "L2ASeries"),
    ("cloudmask", "CloudMask"),
    ("simulatel1c", "SimulateL1C"),
    ("compareproducts", "CompareProducts"),
    ("stack", "Stack"),
    ("applymask", "ApplyMask"),
    ("mosaic", "Mosaic"),
    ("zonalseries", "ZonalSeries"),
    ("gapfill", "GapFill"),
    ("registration", "Registration"),
    ("synthesis", "Synthesis"),
    ("indices", "Indices"),
    ("splitsamples", "SplitSamples"),
    ("train", "Train"),
    ("classify", "Classify"),
    ("regularise", "Regularise"),
    ("fuse", "Fuse"),
    ("vectorise", "Vectorise"),
    ("seriestomap", "SeriesToMap"),
    ("accuracy", "AccuracyAlgorithm"),
    ("samplingdesign", "SamplingDesign"),
    ("mapgeometry", "MapGeometry"),
    ("applicability", "AreaOfApplicability"),
    ("comparemaps", "CompareMaps"),
    ("mapstability", "MapStability"),
    ("benchmark", "Benchmark"),
    ("compareruns", "CompareRuns"),
    ("index", "IndexFolders"),
    ("download", "Download"),
    ("reconcile", "Reconcile"),
    ("purge", "Purge"),
    ("scenefigure", "SceneFigure"),
    ("areaspectrum", "AreaSpectrum"),
)


class BocageProvider(QgsProcessingProvider):
    """Names are never translated: models and scripts store them."""

    def id(self) -> str:
        """``bocage``, as in ``bocage:l2a``."""
        return "bocage"

    def name(self) -> str:
        """Short name."""
        return "Bocage"

    def longName(self) -> str:  # noqa: N802 - QGIS' name
        """Name, version and purpose."""
        return f"Bocage {core.__version__} ({tr('Sentinel-2 from L1C to maps')})"

    def versionInfo(self) -> str:  # noqa: N802 - QGIS' name
        """Version of the plugin."""
        return core.__version__

    def icon(self) -> QIcon:
        """The hedged fields."""
        return QIcon(str(ICON))

    def svgIconPath(self) -> str:  # noqa: N802 - QGIS' name
        """The same, for the modeler."""
        return str(ICON)

    def loadAlgorithms(self) -> None:  # noqa: N802 - QGIS' name
        """One instance of each."""
        for module, name in ALGORITHMS:
            self.addAlgorithm(getattr(import_module(f".{module}", __package__), name)())
