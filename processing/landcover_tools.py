"""What the tools of land cover share: reference data read from layers, nomenclatures, rasters."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from qgis.core import QgsProcessingContext, QgsProcessingParameterEnum, QgsProcessingParameterNumber

from ..bridge.feedback import QgisProgress
from ..bridge.fields import text_of
from ..bridge.language import user_language
from ..core.errors import Cancelled
from .base import BocageAlgorithm
from .sources import every_feature, field_index

#: As in core/landcover/nomenclature.py, which is only read when the work begins.
SHIPPED = ("oso_17", "oso_23")
RESAMPLING = ("bilinear", "nearest")


class LandcoverTool(BocageAlgorithm):
    """Helpers of a form over ``core.landcover``."""

    GROUP = "landcover"
    NOMENCLATURE, RESAMPLING = "NOMENCLATURE", "RESAMPLING"
    PER_CLASS, PER_POLYGON, FRACTION = "PER_CLASS", "PER_POLYGON", "FRACTION"

    def add_nomenclature(self) -> None:
        """A table of classes: shipped, or a file."""
        tr = self.tr
        self.add_table(self.NOMENCLATURE, tr("Table of classes"), tr(
            "CSV of number, name, French name and colour (#rrggbb), or oso_17 or oso_23, the classes of the "
            "maps of France. Features of other classes are left out. Without it the classes are those that "
            "the field holds."), or_name=True)

    def add_number(self, key: str, label: str, low: float, high: float, default: float, whole: bool, text: str,
                   advanced: bool = False) -> None:
        """A number within limits, whole or not."""
        kind = QgsProcessingParameterNumber.Type.Integer if whole else QgsProcessingParameterNumber.Type.Double
        self.add(QgsProcessingParameterNumber(key, label, kind, defaultValue=default, minValue=low, maxValue=high),
                 text, advanced)

    def add_cover(self) -> None:
        """How much of a pixel a polygon must cover."""
        tr = self.tr
        self.add_number(self.FRACTION, tr("Covered share of a pixel"), 0.0, 1.0, 0.0, False,
                        tr("Least share of a pixel that a polygon must cover; 0: a pixel is of the polygon that holds "
                           "its centre."), True)

    def add_resampling(self) -> None:
        """How rasters come to the grid of the first."""
        tr = self.tr
        self.add(QgsProcessingParameterEnum(self.RESAMPLING, tr("Resampling"), list(RESAMPLING),
                                            defaultValue="bilinear", usesStaticStrings=True),
                 tr("Of rasters on another grid than the first; finer ones are averaged."), advanced=True)

    def draw_of(self, parameters: dict[str, Any], seed: int, context: QgsProcessingContext) -> Any:
        """How many pixels are drawn, and which: a ``core.landcover.extract.Draw``."""
        from ..core.landcover.extract import Draw

        return Draw(self.parameterAsInt(parameters, self.PER_CLASS, context),
                    self.parameterAsInt(parameters, self.PER_POLYGON, context),
                    self.parameterAsDouble(parameters, self.FRACTION, context), seed)

    def warn_left_out(self, reasons: Mapping[str, int], progress: QgisProgress) -> None:
        """How many features are left out, a sentence a reason."""
        from ..core.landcover.samples_page import WORDS

        words = WORDS["fr" if user_language() == "fr" else "en"]
        for reason, count in reasons.items():
            progress.warn("samples_left_out", count=count, reason=words[reason])

    def table_fault(self, parameters: dict[str, Any], context: QgsProcessingContext) -> list[str]:
        """A table that is not there."""
        shipped = self.text(parameters, self.NOMENCLATURE, context) in SHIPPED
        return [] if shipped else self.files_absent(parameters, context, self.NOMENCLATURE)

    def classes(self, parameters: dict[str, Any], context: QgsProcessingContext) -> tuple[Any, ...]:
        """Classes of the table, none without one."""
        from ..core.landcover.nomenclature import nomenclature

        name = self.text(parameters, self.NOMENCLATURE, context)
        return tuple(nomenclature(name)) if name else ()

    def rows(self, source: Any, fields: Sequence[str], progress: QgisProgress) -> list[tuple[int, bytes, list[str]]]:
        """Of each feature its number, its geometry as WKB, and the text of each field ("" for none or null)."""
        return list(self.each_row(source, fields, progress))

    def each_row(self, source: Any, fields: Sequence[str],
                 progress: QgisProgress) -> Iterator[tuple[int, bytes, list[str]]]:
        """``rows``, one at a time: what is not kept takes no memory."""
        indices = [field_index(source, name) for name in fields]
        for feature in every_feature(source):
            if progress.cancelled():
                raise Cancelled
            geometry = feature.geometry()
            wkb = b"" if geometry.isNull() else bytes(geometry.asWkb())
            yield feature.id(), wkb, [text_of(feature[index]) if index >= 0 else "" for index in indices]
