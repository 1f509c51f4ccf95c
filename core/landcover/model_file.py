"""Model files: a model written as data, and read back only where every part of it can be what it says.

A zip of ``model.json`` and ``.npy`` (``docs/model-files.md``). Nothing of it is ever executed.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from ..errors import BocageError
from .model import CLASSIFIERS, ClassEntry, Feature, LandcoverModel, Region
from .model_archive import Archive, write_archive
from .model_checks import ARRAYS, WrongArray, check_arrays

FORMAT, FORMAT_VERSION = "bocage land-cover model", 1
#: Extension of a model file.
SUFFIX = ".bocagemodel"
#: Features are numbered by int16, classes are numbers on a map of 16 bits.
MOST_FEATURES, MOST_VALUE = 32_767, 65_535


def save_model(model: LandcoverModel, path: str) -> None:
    """Write a model, whole or not at all. Raises BocageError, for a model that could not be read back too."""
    arrays: dict[str, np.ndarray] = {}
    document = {"format": FORMAT, "format_version": FORMAT_VERSION, **_part(model, "", arrays)}
    document["features"] = [_feature(one) for one in model.features]
    document["training"], document["validation"] = _plain(model.training), _plain(model.validation)
    if model.regions:
        document["regions"] = [_region(region, f"regions/{number}/", arrays)
                               for number, region in enumerate(model.regions)]
    try:
        _assemble(document, arrays)
    except WrongArray as fault:
        raise BocageError("model_damaged", file=str(path), fault=str(fault)) from None
    write_archive(str(path), document, arrays)


def load_model(path: str) -> LandcoverModel:
    """A model file checked whole. Raises BocageError: ``model_damaged``, ``model_version``, ``model_unreadable``."""
    with Archive(str(path)) as archive:
        document = archive.document()
        if document.get("format") != FORMAT:
            raise archive.damaged("it is no model of Bocage")
        version = document.get("format_version")
        if version != FORMAT_VERSION or isinstance(version, bool):
            raise BocageError("model_version", file=str(path), version=str(version)[:20], known=FORMAT_VERSION)
        try:
            return _assemble(document, _Lazy(archive))
        except WrongArray as fault:
            raise archive.damaged(str(fault)) from None


class _Lazy(Mapping[str, np.ndarray]):
    """Arrays of an archive, read when asked for."""

    def __init__(self, archive: Archive) -> None:
        self._archive, self._names = archive, archive.names()

    def __getitem__(self, name: str) -> np.ndarray:
        if name not in self._names:
            raise KeyError(name)
        return self._archive.array(name)

    def __iter__(self) -> Any:
        return iter(sorted(self._names))

    def __len__(self) -> int:
        return len(self._names)


# -- writing -------------------------------------------------------------------------------------------------


def _part(model: LandcoverModel, folder: str, arrays: dict[str, np.ndarray]) -> dict[str, Any]:
    """What one classifier needs; its arrays are put in ``arrays`` under ``folder``."""
    for name, array in model.arrays.items():
        arrays[f"{folder}{name}"] = array
    return {"kind": model.kind, "classes": [_class(one) for one in model.classes], "settings": _plain(model.settings)}


def _class(entry: ClassEntry) -> dict[str, Any]:
    return {"value": int(entry.value), "name": entry.name, "name_fr": entry.name_fr,
            "colour": [int(part) for part in entry.colour]}


def _feature(feature: Feature) -> dict[str, Any]:
    nodata = feature.nodata
    return {"name": feature.name, "scale": float(feature.scale), "offset": float(feature.offset),
            "nodata": None if nodata is None else "nan" if math.isnan(nodata) else float(nodata)}


def _region(region: Region, folder: str, arrays: dict[str, np.ndarray]) -> dict[str, Any]:
    arrays[f"{folder}outline"] = np.concatenate(region.rings).astype(np.float64)
    arrays[f"{folder}outline_start"] = np.cumsum([0, *(len(ring) for ring in region.rings)]).astype(np.int32)
    return {"name": region.name, "crs": region.crs, "training": _plain(region.model.training),
            **_part(region.model, folder, arrays)}


def _plain(value: Any) -> Any:
    """JSON data of mappings, sequences and numpy's numbers; what is no number becomes null."""
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, np.ndarray)):
        return [_plain(item) for item in value]
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value if value is None or isinstance(value, (bool, int, float, str)) else str(value)


# -- reading -------------------------------------------------------------------------------------------------


def _assemble(document: Mapping[str, Any], arrays: Mapping[str, np.ndarray]) -> LandcoverModel:
    """The model of a document and its arrays. Raises WrongArray for any fault."""
    features = tuple(_read_feature(one) for one in _list(document, "features", 1, MOST_FEATURES))
    if len({feature.name for feature in features}) != len(features):
        raise WrongArray("two features bear one name")
    regions = _list(document, "regions", 0, 1000) if "regions" in document else []
    expected = {name for number, item in enumerate(regions) for name in _names(item, f"regions/{number}/")}
    if not regions:
        expected = _names(document, "")
    if set(arrays) != expected:
        raise WrongArray(f"arrays missing or too many: {', '.join(sorted(set(arrays) ^ expected))[:200]}")
    kind, classes, settings = _read_part(document)
    found = {} if regions else _read_arrays(kind, arrays, "", len(features), len(classes))
    return LandcoverModel(kind, classes, features, found, settings, _object(document, "training"),
                          _object(document, "validation"),
                          tuple(_read_region(item, f"regions/{number}/", arrays, features, classes)
                                for number, item in enumerate(regions)))


def _names(item: Any, folder: str) -> set[str]:
    kind = _kind(item)
    outline = {"outline", "outline_start"} if folder else set()
    return {f"{folder}{name}" for name in {*ARRAYS[kind], *outline}}


def _kind(item: Any) -> str:
    kind = item.get("kind") if isinstance(item, Mapping) else None
    if not isinstance(kind, str) or kind not in CLASSIFIERS:
        raise WrongArray(f"its kind is none of {', '.join(CLASSIFIERS)}")
    return kind


def _read_arrays(kind: str, arrays: Mapping[str, np.ndarray], folder: str, features: int,
                 classes: int) -> dict[str, np.ndarray]:
    found = {name: arrays[f"{folder}{name}"] for name in ARRAYS[kind]}
    check_arrays(kind, found, features, classes)
    return found


def _read_part(item: Mapping[str, Any]) -> tuple[str, tuple[ClassEntry, ...], Mapping[str, Any]]:
    classes = tuple(_read_class(one) for one in _list(item, "classes", 1, MOST_VALUE + 1))
    if len({entry.value for entry in classes}) != len(classes):
        raise WrongArray("two classes bear one number")
    return _kind(item), classes, _object(item, "settings")


def _read_region(item: Mapping[str, Any], folder: str, arrays: Mapping[str, np.ndarray],
                 features: tuple[Feature, ...], whole: tuple[ClassEntry, ...]) -> Region:
    kind, classes, settings = _read_part(item)
    if {entry.value for entry in classes} - {entry.value for entry in whole}:
        raise WrongArray("a region has classes that the model has not")
    found = _read_arrays(kind, arrays, folder, len(features), len(classes))
    outline, start = arrays[f"{folder}outline"], arrays[f"{folder}outline_start"]
    if outline.ndim != 2 or outline.shape[1] != 2 or start.ndim != 1 or start.dtype != np.dtype("int32") \
            or start.size < 2 or start[0] != 0 or start[-1] != len(outline) or (np.diff(start) < 4).any():
        raise WrongArray("the outline of a region is none")
    rings = tuple(outline[a:b].astype(np.float64) for a, b in zip(start[:-1], start[1:]))
    part = LandcoverModel(kind, classes, features, found, settings, _object(item, "training"))
    return Region(_text(item, "name"), _text(item, "crs", 20_000), rings, part)


def _read_class(item: Any) -> ClassEntry:
    if not isinstance(item, dict):
        raise WrongArray("a class is no object")
    value, colour = item.get("value"), item.get("colour")
    if not _whole(value, 0, MOST_VALUE):
        raise WrongArray(f"a class has no number between 0 and {MOST_VALUE}")
    if not isinstance(colour, list) or len(colour) != 3 or not all(_whole(part, 0, 255) for part in colour):
        raise WrongArray("the colour of a class is none")
    return ClassEntry(int(str(value)), _text(item, "name"), _text(item, "name_fr"),
                      (colour[0], colour[1], colour[2]))


def _read_feature(item: Any) -> Feature:
    if not isinstance(item, dict):
        raise WrongArray("a feature is no object")
    nodata = item.get("nodata")
    return Feature(_text(item, "name"), _number(item.get("scale")), _number(item.get("offset")),
                   None if nodata is None else math.nan if nodata == "nan" else _number(nodata))


def _list(item: Mapping[str, Any], key: str, least: int, most: int) -> list[Any]:
    found = item.get(key)
    if not isinstance(found, list) or not least <= len(found) <= most:
        raise WrongArray(f"{key} is no list of {least} to {most}")
    return found


def _object(item: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    found = item.get(key)
    if not isinstance(found, dict):
        raise WrongArray(f"{key} is no object")
    return found


def _text(item: Mapping[str, Any], key: str, most: int = 500) -> str:
    found = item.get(key)
    if not isinstance(found, str) or len(found) > most:
        raise WrongArray(f"{key} is no text of at most {most} letters")
    return found


def _whole(value: Any, low: int, high: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and low <= value <= high


def _number(value: Any) -> float:
    # A whole number of JSON may be larger than any float.
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not abs(value) < 1.7976931348623157e308:
        raise WrongArray("a scale, an offset or a nodata is no number")
    return float(value)
