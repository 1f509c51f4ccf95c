"""What the four steps share: the map that is assessed, and the sample that labels go to."""

from __future__ import annotations

from typing import Any, Optional

from qgis.core import QgsMapLayerProxyModel, QgsProject
from qgis.gui import QgsMapLayerComboBox
from qgis.PyQt.QtWidgets import QGridLayout, QLabel, QSizePolicy, QToolButton, QWidget

from ...bridge.language import tr


class Inputs(QWidget):
    """Two lists of layers and a button."""

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self.map, self.sample, self.open = QgsMapLayerComboBox(self), QgsMapLayerComboBox(self), QToolButton(self)
        self.map.setFilters(QgsMapLayerProxyModel.Filter.RasterLayer)
        self.sample.setFilters(QgsMapLayerProxyModel.Filter.PointLayer)
        self.open.setText("...")
        self.open.setToolTip(tr("Open a sample from a file"))
        self.open.setAccessibleName(tr("Open a sample from a file"))
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(4)
        for row, (words, box, tip) in enumerate((
                (tr("&Map"), self.map, tr("The map of classes that is assessed")),
                (tr("Sam&ple"), self.sample, tr("Points of a sampling design, that labels go to")))):
            box.setAllowEmptyLayer(True)
            box.setToolTip(tip)
            box.setAccessibleName(tip)
            box.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            label = QLabel(words, self)
            label.setBuddy(box)
            grid.addWidget(label, row, 0)
            grid.addWidget(box, row, 1, 1, 1 if box is self.sample else 2)
        grid.addWidget(self.open, 1, 2)
        grid.setColumnStretch(1, 1)

    def leave(self) -> None:
        """Nobody is told any more: the lists hear of the project until Qt deletes them."""
        for box in (self.map, self.sample):
            box.blockSignals(True)

    def sources(self) -> tuple[str, str]:
        """Of the map and of the sample, "" for none."""
        layers = (self.map.currentLayer(), self.sample.currentLayer())
        return tuple(str(layer.source()) if layer is not None else "" for layer in layers)  # type: ignore[return-value]

    def state(self) -> dict[str, Any]:
        """Identifiers of the layers."""
        layers = {"map": self.map.currentLayer(), "sample": self.sample.currentLayer()}
        return {key: str(layer.id()) if layer is not None else "" for key, layer in layers.items()}

    def restore(self, state: dict[str, Any]) -> None:
        """Layers of the project by their identifiers."""
        for key, box in (("map", self.map), ("sample", self.sample)):
            box.setLayer(QgsProject.instance().mapLayer(str(state.get(key, ""))))
