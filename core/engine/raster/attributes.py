"""Attributes of a vector file that is there: fields added, values changed, all or none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from osgeo import gdal, ogr

from ...errors import BocageError
from .calls import gdal_call


def add_text_fields(path: str, layer: str, names: Sequence[str]) -> None:
    """Text fields that the layer lacks; capitals do not matter. ``layer``: "" for the first one.

    Raises BocageError("vector_not_written") where the file cannot be changed.
    """
    dataset, found = _opened(path, layer)
    definition = found.GetLayerDefn()
    known = {definition.GetFieldDefn(place).GetName().lower() for place in range(definition.GetFieldCount())}
    for name in names:
        if name.lower() not in known:
            _done(path, gdal_call(found.CreateField, ogr.FieldDefn(name, ogr.OFTString)))
    _close(path, dataset, found)


def change_attributes(path: str, layer: str, changes: Mapping[int, Mapping[str, str | None]]) -> None:
    """Text values by feature and field, None for null: in one transaction where the format has them.

    A feature or a field that is not there is told before anything is written, whatever the format.

    Raises BocageError("vector_not_written") where the file is locked, full or read-only, or lacks a feature or a field.
    """
    dataset, found = _opened(path, layer)
    whole = bool(found.TestCapability(ogr.OLCTransactions))
    if whole:
        _done(path, gdal_call(found.StartTransaction))
    # All are made before the first is written: formats without transactions could not take it back.
    for feature in [_changed(path, found, key, values) for key, values in changes.items()]:
        _done(path, gdal_call(found.SetFeature, feature))
    if whole:
        _done(path, gdal_call(found.CommitTransaction))
    _close(path, dataset, found)


def _changed(path: str, layer: Any, key: int, values: Mapping[str, str | None]) -> Any:
    """A feature with its new values, not written yet."""
    feature, fault = gdal_call(layer.GetFeature, key)
    if feature is None:
        raise BocageError("vector_not_written", file=path, fault=fault or f"no feature {key}")
    for name, value in values.items():
        place = feature.GetFieldIndex(name)
        if place < 0:
            raise BocageError("field_missing", reference=path, field=name)
        if value is None:
            feature.SetFieldNull(place)
        else:
            feature.SetField(place, value)
    return feature


def _opened(path: str, layer: str) -> tuple[Any, Any]:
    """Dataset and layer, open for changes in this thread."""
    dataset, fault = gdal_call(gdal.OpenEx, str(path), gdal.OF_VECTOR | gdal.OF_UPDATE)
    if dataset is None:
        raise BocageError("vector_not_written", file=path, fault=fault or "cannot be opened for changes")
    found = dataset.GetLayerByName(layer) if layer else dataset.GetLayer(0)
    if found is None:
        raise BocageError("vector_not_written", file=path, fault=f"no layer {layer}".strip())
    return dataset, found


def _done(path: str, answer: tuple[Any, str]) -> None:
    """What a call of OGR said: 0, or a fault."""
    result, fault = answer
    if result != 0:
        raise BocageError("vector_not_written", file=path, fault=fault or f"code {result}")


def _close(path: str, dataset: Any, layer: Any) -> None:
    """On the disk before anybody is told so."""
    result, fault = gdal_call(layer.SyncToDisk)
    if result not in (0, None) or fault:
        raise BocageError("vector_not_written", file=path, fault=fault or f"code {result}")
    del layer, dataset
