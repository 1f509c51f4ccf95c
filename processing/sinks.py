"""Layers of features that appear whole: QGIS writes where it is told, so it is told a hidden folder beside the file.

The layer in a file bears the file's name: the folder alone is hidden. What stood under that name stays until all
features are written, and stays where the work fails or is cancelled. A disk that fills is noticed: QGIS lets go of a
GeoPackage whose last transaction failed without a word.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, Callable

from qgis.core import (
    QgsFeatureSink,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingOutputLayerDefinition,
    QgsProperty,
)
from qgis.PyQt import sip

from ..core.engine.outputs import ProductFolder, rename, sync_file, translate_write_fault

#: Files that one layer is made of: its index would be that of the former one.
_SHAPEFILE = (".shp", ".shx", ".dbf", ".prj", ".cpg", ".qix", ".qpj", ".sbn", ".sbx")
#: Formats that keep every feature as one.
_COUNTED = (".gpkg", ".shp", ".geojson", ".csv", ".fgb", ".sqlite")

# The plugin loads without numpy: what needs it is imported when it runs.


class LayerSink:
    """A sink of QGIS that counts what it takes, and keeps to itself what GDAL would print."""

    def __init__(self, sink: Any, path: str) -> None:
        self.inner, self.path, self.count = sink, path, 0
        self.said: list[str] = []

    def addFeature(self, feature: Any, flags: Any = QgsFeatureSink.Flag.FastInsert) -> bool:  # noqa: N802 - QGIS' name
        """True where it was taken."""
        return self._added(1, lambda: self.inner.addFeature(feature, flags))

    def addFeatures(self, features: Any, flags: Any = QgsFeatureSink.Flag.FastInsert) -> bool:  # noqa: N802
        """True where all were taken."""
        return self._added(len(features), lambda: self.inner.addFeatures(features, flags))

    def _added(self, count: int, add: Callable[[], bool]) -> bool:
        done, said = _quietly(add)
        self.said += said
        self.count += count if done else 0
        return bool(done)

    def close(self) -> None:
        """Let go, whoever holds it still: the file is finished."""
        if not sip.isdeleted(self.inner):
            self.said += _quietly(lambda: sip.delete(self.inner))[1]


class WholeLayers:
    """Those of one run: each is ``opened``; ``commit`` at the end, ``abandon`` in any case."""

    def __init__(self) -> None:
        self._layers: list[tuple[LayerSink, ProductFolder | None]] = []

    def opened(self, value: Any, make: Callable[[Any], tuple[Any, str]]) -> tuple[Any, str]:
        """Sink and name of a destination's value; ``make`` has them of QGIS, for the place that it is given. Raises."""
        path = _file(value)
        if not path:
            sink, name = make(value)
            if sink is None:
                return None, name
            self._layers.append((LayerSink(sink, ""), None))
            return self._layers[-1][0], name
        folder = ProductFolder(f"{path}.layer")
        folder.__enter__()
        hidden = str(folder.path / os.path.basename(path))
        try:
            (sink, name), said = _quietly(lambda: make(_placed(value, hidden)))
        except QgsProcessingException as error:
            folder.__exit__(None, None, None)
            raise translate_write_fault(path, str(error).replace(hidden, path)) from None
        if sink is None:
            folder.__exit__(None, None, None)
            raise translate_write_fault(path, "; ".join(said))
        self._layers.append((LayerSink(sink, path), folder))
        return self._layers[-1][0], path + name[len(hidden):]

    def fault(self, sink: LayerSink) -> Exception | None:
        """The error of a feature that a file did not take; None for what is no file."""
        return translate_write_fault(sink.path, "; ".join(sink.said[:1])) if sink.path else None

    def commit(self, context: QgsProcessingContext) -> None:
        """Every layer takes its name, and what QGIS is to load bears it. Raises BocageError."""
        for sink, folder in self._layers:
            sink.close()
            if folder is not None:
                _check(sink, folder.path)
        for sink, folder in self._layers:
            if folder is not None:
                _move(folder.path, Path(sink.path))
                hidden = str(folder.path / os.path.basename(sink.path))
                loading = context.layersToLoadOnCompletion()
                if any(key.startswith(hidden) for key in loading):
                    context.setLayersToLoadOnCompletion({
                        sink.path + key[len(hidden):] if key.startswith(hidden) else key: details
                        for key, details in loading.items()})

    def abandon(self) -> None:
        """Nothing is left beside."""
        for sink, folder in self._layers:
            sink.close()
            if folder is not None:
                folder.__exit__(None, None, None)
        self._layers.clear()


def _check(sink: LayerSink, folder: Path) -> None:
    """Raise BocageError where the file holds fewer features than it was given."""
    from ..core.engine.raster import feature_count
    from ..core.errors import BocageError

    name = os.path.basename(sink.path)
    if not name.lower().endswith(_COUNTED):
        return
    try:
        count = feature_count(str(folder / name))
    except BocageError:
        count = -1
    if count != sink.count:
        raise translate_write_fault(sink.path, "; ".join(sink.said[:1]) or f"{count} of {sink.count} features")


def _move(folder: Path, target: Path) -> None:
    names = os.listdir(folder)
    for name in names:
        sync_file(folder / name)
    for name in sorted(names, key=lambda one: one == target.name):
        rename(folder / name, target.with_name(name))
    if target.suffix.lower() == ".shp":
        for ending in _SHAPEFILE:
            if f"{target.stem}{ending}" not in names:
                target.with_name(f"{target.stem}{ending}").unlink(missing_ok=True)


def _quietly(call: Callable[[], Any]) -> tuple[Any, list[str]]:
    """The result of a call of QGIS, and what GDAL said."""
    from ..core.engine.raster import gdal_messages

    with gdal_messages() as said:
        result = call()
    return result, list(said)


def _placed(value: Any, hidden: str) -> Any:
    if not isinstance(value, QgsProcessingOutputLayerDefinition):
        return hidden
    moved = QgsProcessingOutputLayerDefinition(value)
    moved.sink = QgsProperty.fromValue(hidden)
    return moved


def _file(value: Any) -> str:
    """Path of a file that a destination names; "" for what is in memory, in a data base, or nobody's."""
    if isinstance(value, QgsProcessingOutputLayerDefinition):
        value = value.sink
    if isinstance(value, QgsProperty):
        value = value.staticValue()
    if not isinstance(value, str) or ":" in os.path.splitdrive(value)[1] or not os.path.splitext(value)[1]:
        return ""
    return "" if os.path.isdir(value) else os.path.abspath(value)
