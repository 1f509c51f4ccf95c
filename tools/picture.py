"""Run inside QGIS by tools/picture.sh: L1C left, L2A right, the toolbox open on Bocage, one screenshot."""

import os
from pathlib import Path

from qgis.core import QgsProject, QgsRasterLayer
from qgis.PyQt.QtCore import Qt, QTimer
from qgis.PyQt.QtWidgets import QApplication, QDockWidget
from qgis.utils import iface

BUILD, PICTURE = Path(os.environ["BOCAGE_BUILD"]), os.environ["BOCAGE_PICTURE"]
#: ui.md's stretch, reflectance 0 to 0.30.
TOP = 0.30


def l1c_layer():
    """Natural colours of the L1C product as a VRT, stretched like the L2A."""
    from osgeo import gdal

    safe = next((BUILD / "demo").glob("S2*_MSIL1C_*.SAFE"))
    bands = [str(next(safe.rglob(f"*_B{code}.jp2"))) for code in ("04", "03", "02")]
    vrt = str(BUILD / "demo" / "l1c.vrt")
    gdal.BuildVRT(vrt, bands, separate=True).FlushCache()
    layer = QgsRasterLayer(vrt, "2018-01-17 S2 T30TWT L1C (simulated)")
    style = next((BUILD / "demo").rglob("*_RGB.qml"))
    layer.loadNamedStyle(str(style))
    return layer


def l2a_layer():
    """The product's own natural-colour layer with its own style."""
    vrt = next((BUILD / "demo").rglob("*_L2A_*_RGB.vrt"))
    return QgsRasterLayer(str(vrt), "2018-01-17 S2 T30TWT L2A (simulated)")


def arrange():
    """Two map views side by side, one a layer."""
    left, right = l1c_layer(), l2a_layer()
    QgsProject.instance().addMapLayers([left, right])
    iface.mainWindow().resize(1660, 960)
    for dock in iface.mainWindow().findChildren(QDockWidget):
        if dock.objectName() not in ("Layers", "ProcessingToolbox"):
            dock.hide()
        else:
            dock.show()
    main = iface.mapCanvas()
    other = iface.createNewMapCanvas("L2A")
    main.setLayers([left])
    theme = QgsProject.instance().mapThemeCollection()
    root, model = QgsProject.instance().layerTreeRoot(), iface.layerTreeView().layerTreeModel()
    for name, shown in (("L2A", right), ("L1C", left)):
        for layer in (left, right):
            root.findLayer(layer.id()).setItemVisibilityChecked(layer is shown)
        theme.insert(name, theme.createThemeFromCurrentState(root, model))
    main.setTheme("L1C")
    other.setTheme("L2A")
    dock_beside(other)
    for canvas in (main, other):
        canvas.setDestinationCrs(left.crs())
    QTimer.singleShot(1000, lambda: [(c.setExtent(left.extent()), c.refresh()) for c in (main, other)])
    QTimer.singleShot(1500, lambda: search())


def dock_beside(canvas):
    """The second view takes the right half; the toolbox goes under the layers."""
    window = iface.mainWindow()
    view = canvas.parentWidget()
    while view is not None and not isinstance(view, QDockWidget):
        view = view.parentWidget()
    toolbox = window.findChild(QDockWidget, "ProcessingToolbox")
    window.addDockWidget(Qt.DockWidgetArea.LeftDockWidgetArea, toolbox)
    if view is not None:
        view.setFloating(False)
        window.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, view)
        window.resizeDocks([view], [690], Qt.Orientation.Horizontal)
    layers = window.findChild(QDockWidget, "Layers")
    window.resizeDocks([layers], [270], Qt.Orientation.Horizontal)


def search():
    """Type the plugin's name in the toolbox."""
    toolbox = iface.mainWindow().findChild(QDockWidget, "ProcessingToolbox")
    if toolbox is not None:
        toolbox.searchBox.setText("bocage") if hasattr(toolbox, "searchBox") else None
    QTimer.singleShot(8000, lambda: shoot())


def shoot():
    """One picture of the window, then leave."""
    iface.mainWindow().grab().save(PICTURE)
    QgsProject.instance().setDirty(False)
    QApplication.instance().quit()
    os._exit(0)


QTimer.singleShot(3000, arrange)
