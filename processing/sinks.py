"""Layers of features that appear whole: QGIS writes where it is told, so it is told a hidden folder beside the file.

The layer in a file bears the file's name: the folder alone is hidden. What stood under that name stays until all
features are written, and stays where the work fails or is cancelled.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from qgis.core import QgsProcessingContext, QgsProcessingOutputLayerDefinition, QgsProperty
from qgis.PyQt import sip

from ..core.engine.outputs import ProductFolder, rename

#: Files that one layer is made of: its index would be that of the former one.
_SHAPEFILE = (".shp", ".shx", ".dbf", ".prj", ".cpg", ".qix", ".qpj", ".sbn", ".sbx")


class WholeLayers:
    """Those of one run. First ``placed``, then ``opened``; ``commit`` at the end, ``abandon`` in any case."""

    def __init__(self) -> None:
        self._folders: list[tuple[ProductFolder, str]] = []
        self._sinks: list[Any] = []

    def placed(self, value: Any) -> Any:
        """The value of a destination that leads to the hidden folder; itself where it is no file. Raises."""
        path = _file(value)
        if not path:
            return value
        folder = ProductFolder(f"{path}.layer")
        folder.__enter__()
        self._folders.append((folder, path))
        hidden = str(folder.path / os.path.basename(path))
        if not isinstance(value, QgsProcessingOutputLayerDefinition):
            return hidden
        moved = QgsProcessingOutputLayerDefinition(value)
        moved.sink = QgsProperty.fromValue(hidden)
        return moved

    def opened(self, sink: Any) -> None:
        """The sink of a layer: it is let go before its files move or go, whoever holds it still."""
        self._sinks.append(sink)

    def commit(self, results: dict[str, Any], context: QgsProcessingContext) -> dict[str, Any]:
        """Every layer takes its name; results and what QGIS is to load name it. Raises BocageError."""
        self._close()
        for folder, path in self._folders:
            stem, target = Path(path).stem, Path(path)
            names = os.listdir(folder.path)
            for name in sorted(names, key=lambda one: one == target.name):
                rename(folder.path / name, target.with_name(name))
            if target.suffix.lower() == ".shp":
                for ending in _SHAPEFILE:
                    if f"{stem}{ending}" not in names:
                        target.with_name(f"{stem}{ending}").unlink(missing_ok=True)
            hidden = str(folder.path / target.name)
            results = {key: _moved(value, hidden, path) for key, value in results.items()}
            loading = context.layersToLoadOnCompletion()
            if any(key.startswith(hidden) for key in loading):
                context.setLayersToLoadOnCompletion({_moved(key, hidden, path): details
                                                     for key, details in loading.items()})
        self.abandon()
        return results

    def abandon(self) -> None:
        """Nothing is left beside."""
        self._close()
        for folder, _ in self._folders:
            folder.__exit__(None, None, None)
        self._folders.clear()

    def _close(self) -> None:
        for sink in self._sinks:
            if not sip.isdeleted(sink):
                sip.delete(sink)
        self._sinks.clear()


def _moved(value: Any, hidden: str, path: str) -> Any:
    return path + value[len(hidden):] if isinstance(value, str) and value.startswith(hidden) else value


def _file(value: Any) -> str:
    """Path of a file that a destination names; "" for what is in memory, in a data base, or nobody's."""
    if isinstance(value, QgsProcessingOutputLayerDefinition):
        value = value.sink
    if isinstance(value, QgsProperty):
        value = value.staticValue()
    if not isinstance(value, str) or ":" in os.path.splitdrive(value)[1] or not os.path.splitext(value)[1]:
        return ""
    return "" if os.path.isdir(value) else os.path.abspath(value)
