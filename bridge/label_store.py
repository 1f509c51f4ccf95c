"""Labels in the file of a sample: read, fields added where they lack, each label written as it is given.

For a thread in the background: a file on a network drive, or one that another program locks, holds nobody up. Each
call opens the file for itself and closes it.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsCsException,
    QgsFeatureRequest,
    QgsProject,
    QgsProviderRegistry,
    QgsVectorDataProvider,
    QgsVectorLayer,
    QgsWkbTypes,
)

from ..core.engine.outputs import replace_text
from ..core.engine.progress import Progress
from ..core.engine.raster.attributes import add_text_fields, change_attributes
from ..core.errors import BocageError, Cancelled
from ..core.validation.labelling import FIELDS, Label, Unit, label_of, labels_csv, values_of
from .fields import text_of

_FILE = "ogr"


@dataclass(frozen=True)
class Sample:
    """A sample to label: its units, and the labels of the rounds asked for, by round and unit."""

    source: str
    name: str
    units: list[Unit] = field(default_factory=list)
    labels: dict[str, dict[int, Label]] = field(default_factory=dict)
    #: Names of classes that any label of the sample bears, of whatever round and unit.
    spoken: frozenset[str] = frozenset()


def read_sample(source: str, name: str, roles: Iterable[str], progress: Progress, provider: str = _FILE,
                to_label: bool = True) -> Sample:
    """Units and labels; fields that lack are added where it is ``to_label``. Labels of other rounds are not read.

    source, name: of the layer, as QGIS has them. Raises BocageError in one sentence, Cancelled.
    """
    roles = tuple(roles)
    layer = _ready(source, name, provider, [one for role in roles for one in FIELDS[role].values()] if to_label else [])
    units: list[Unit] = []
    labels: dict[str, dict[int, Label]] = {role: {} for role in roles}
    number = layer.fields().lookupField("id")
    places = {one: layer.fields().lookupField(one) for role in roles for one in FIELDS[role].values()}
    fields = [place for place in (*places.values(), number) if place >= 0]
    for feature, point, degrees in _placed(layer, fields, progress):
        key = int(feature.id())
        shown = text_of(feature.attribute(number)) if number >= 0 else ""
        units.append(Unit(key, shown or str(key), point.x(), point.y(), degrees.x(), degrees.y()))
        said = {one: text_of(feature.attribute(place)) if place >= 0 else "" for one, place in places.items()}
        for role in roles:
            label = label_of(said, role)
            if label != Label():
                labels[role][key] = label
    if not units:
        raise BocageError("sample_without_points", file=name)
    return Sample(source, name, units, labels, _spoken(layer))


def _ready(source: str, name: str, provider: str, wanted: list[str]) -> QgsVectorLayer:
    """The layer, open, with the fields that are ``wanted`` for labels; none for a sample that is only read."""
    layer = _opened(source, name, provider)
    if not layer.crs().isValid():
        raise BocageError("vector_without_crs", file=name)
    if wanted and not layer.dataProvider().capabilities() & QgsVectorDataProvider.Capability.ChangeAttributeValues:
        raise BocageError("sample_read_only", file=name)
    if any(layer.fields().lookupField(one) < 0 for one in wanted):
        add_text_fields(*_place(source), wanted)
        layer = _opened(source, name, provider)
        if any(layer.fields().lookupField(one) < 0 for one in wanted):
            raise BocageError("sample_fields_lost", file=name)
    return layer


def _placed(layer: QgsVectorLayer, fields: list[int], progress: Progress) -> Iterator[tuple[Any, Any, Any]]:
    """Features that have a place, their point in the layer's CRS and in degrees. Raises Cancelled."""
    change = QgsCoordinateTransform(layer.crs(), QgsCoordinateReferenceSystem("EPSG:4326"), QgsProject.instance())
    for feature in layer.getFeatures(QgsFeatureRequest().setSubsetOfAttributes(fields)):
        if progress.cancelled():
            raise Cancelled
        geometry = feature.geometry()
        if geometry.isNull() or geometry.isEmpty():
            continue
        point = next(iter(geometry.vertices()))
        try:
            degrees = change.transform(point.x(), point.y())
        except QgsCsException:
            continue
        yield feature, point, degrees


def write_labels(source: str, role: str, labels: Mapping[int, Label]) -> None:
    """Labels of some units into the file, all or none. Raises BocageError in one sentence.

    By OGR itself: the provider of QGIS 3.22 crashes where another program locks a GeoPackage.
    """
    change_attributes(*_place(source), {key: values_of(label, role) for key, label in labels.items()})


def save_aside(source: str, role: str, labels: Mapping[int, Label]) -> str:
    """Labels that could not be written into the file, as CSV beside it, else in the user's folder; returns its path.

    Raises BocageError where nothing can be written at all.
    """
    path = _place(source)[0]
    name = f"{os.path.splitext(os.path.basename(path))[0]}_labels_{datetime.now():%Y%m%d_%H%M%S}.csv"
    for folder in (os.path.dirname(os.path.abspath(path)), os.path.expanduser("~")):
        aside = os.path.join(folder, name)
        try:
            replace_text(aside, labels_csv(role, labels))
        except BocageError:
            continue
        return aside
    raise BocageError("output_not_writable", file=name, fault="no folder takes it")


def design_of(source: str, name: str, progress: Progress,
              provider: str = _FILE) -> tuple[str, dict[str, int], frozenset[str]]:
    """How a sample was drawn, as its fields tell, how many units have something in each ("" counts the units), and
    the classes that its labels name.

    simple where neither stratum nor cluster is filled: a systematic sample does not differ. Raises BocageError.
    """
    layer = _opened(source, name, provider)
    wanted = ("stratum", "cluster", "incl_prob", *(one for names in FIELDS.values() for one in names.values()))
    places = {one: layer.fields().lookupField(one) for one in wanted}
    filled = {"": 0, **dict.fromkeys(wanted, 0)}
    request = QgsFeatureRequest().setFlags(QgsFeatureRequest.Flag.NoGeometry)
    for feature in layer.getFeatures(request):
        if progress.cancelled():
            raise Cancelled
        filled[""] += 1
        for one, place in places.items():
            filled[one] += bool(place >= 0 and text_of(feature.attribute(place)))
    design = "stratified" if filled["stratum"] else "cluster" if filled["cluster"] else "simple"
    return design, filled, _spoken(layer)


def _spoken(layer: QgsVectorLayer) -> frozenset[str]:
    """Classes that any label names: no unit among them."""
    places = [layer.fields().lookupField(names[part]) for names in FIELDS.values()
              for part in ("ref_class", "alt_class") if part in names]
    return frozenset(text_of(value) for place in places if place >= 0 for value in layer.uniqueValues(place)) - {""}


def _opened(source: str, name: str, provider: str) -> QgsVectorLayer:
    """A layer of its own for this thread. Raises BocageError."""
    if provider != _FILE:
        raise BocageError("sample_not_a_file", file=name)
    layer = QgsVectorLayer(source, name, _FILE, QgsVectorLayer.LayerOptions(False))
    if not layer.isValid():
        raise BocageError("vector_unreadable", file=name, fault=layer.error().summary() or source)
    if QgsWkbTypes.geometryType(layer.wkbType()) != QgsWkbTypes.GeometryType.PointGeometry:
        raise BocageError("sample_not_points", file=name)
    return layer


def _place(source: str) -> tuple[str, str]:
    """File and layer of a source of QGIS' OGR provider."""
    parts = QgsProviderRegistry.instance().decodeUri(_FILE, source)
    return str(parts.get("path") or source.split("|")[0]), str(parts.get("layerName") or "")
