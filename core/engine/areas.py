"""Areas of interest: polygons of any vector file as outlines in longitude and latitude, with their hectares."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from osgeo import ogr, osr

from ..errors import BocageError
from . import geodesic
from .area_files import AreaFile, locate
from .area_geometry import Footprint, as_tuples, continuous, polygons_of, repaired, split
from .progress import Progress, SilentProgress, check
from .raster import crs_text, gdal_call, open_vector, spatial_reference

LONGITUDE_LATITUDE = "EPSG:4326"
#: Fields that hold a name, the first that is there and filled; capitals do not matter.
NAME_FIELDS = ("name", "nom", "label", "libelle", "libellé", "title", "titre", "designation", "nom_com", "nom_zad")
#: Those looked at before the others where that language is wanted.
_FIRST_FIELDS = {"fr": ("nom", "libelle", "libellé", "titre")}
#: Areas that one file may hold: parcels by the thousand are statistics, not outlines.
MOST = 2000
#: Metres: longer edges of a projected file get points between, since they are no straight lines elsewhere.
_LONG_EDGE = 10_000.0


@dataclass(frozen=True)
class Area:
    """One feature. ``footprint``: longitude, latitude, WGS 84, split at the antimeridian, holes kept."""

    name: str
    footprint: Footprint
    #: On the ellipsoid.
    hectares: float
    #: File as the analyst named it.
    source: str
    #: What was wrong with its geometry before it was repaired, "" if nothing.
    repaired: str = ""


def read_areas(source: str, name_field: str | None = None, where: str | None = None, layer: str | None = None,
               crs: str = "", language: str = "en", progress: Progress | None = None) -> list[Area]:
    """Every polygon feature of a vector file, plain or zipped (KMZ too).

    ``name_field`` names the areas, else a field that looks like a name does, of ``language`` where there are two;
    ``where`` is an SQL condition on the fields; ``layer`` a layer of the file, or a file of the archive; ``crs``
    serves a file that tells none. Raises BocageError in one sentence, or Cancelled.
    """
    place = locate(source, layer)
    dataset = open_vector(place.path)
    found: list[Area] = []
    kinds: set[str] = set()
    for one in _layers(dataset, layer, place):
        _filter(one, where, place)
        names = _name_fields(one.GetLayerDefn(), name_field, language, place)
        found += _areas(one, place, names, crs, kinds, progress or SilentProgress())
        if len(found) > MOST:
            raise BocageError("area_too_many", file=place.shown, most=MOST)
    if not found:
        raise _nothing(place, kinds, where)
    return found


def area_of(name: str, geometry_wkt: str, crs: str, source: str) -> Area:
    """An area from one outline as WKT in ``crs``: a feature chosen on the map. Raises BocageError."""
    geometry, fault = gdal_call(ogr.CreateGeometryFromWkt, geometry_wkt)
    if geometry is None:
        raise BocageError("area_geometry_refused", feature=name, file=source, fault=fault or "not a geometry")
    if not polygons_of(geometry.GetLinearGeometry()):
        raise BocageError("area_lines" if "LINE" in geometry.GetGeometryName() else "area_points", file=source)
    return _area(geometry, spatial_reference(crs), name, name, source)


def wkt_of(footprint: Footprint) -> str:
    """MULTIPOLYGON of an outline, in degrees."""
    polygons = (",".join("(" + ",".join(f"{x!r} {y!r}" for x, y in ring) + ")" for ring in rings)
                for rings in footprint)
    return "MULTIPOLYGON(" + ",".join(f"({polygon})" for polygon in polygons) + ")"


def geojson_of(area: Area) -> str:
    """One area as GeoJSON (RFC 7946): outer rings turn left, holes right."""
    coordinates = [[list(map(list, ring if (geodesic.ring_area(ring) > 0) == (number == 0) else ring[::-1]))
                    for number, ring in enumerate(rings)] for rings in area.footprint]
    feature = {"type": "Feature", "geometry": {"type": "MultiPolygon", "coordinates": coordinates},
               "properties": {"name": area.name, "hectares": round(area.hectares, 4), "source": area.source}}
    return json.dumps({"type": "FeatureCollection", "features": [feature]}, ensure_ascii=False) + "\n"


def _layers(dataset: Any, layer: str | None, place: AreaFile) -> list[Any]:
    layers = [dataset.GetLayer(number) for number in range(dataset.GetLayerCount())]
    names = [one.GetName() for one in layers]
    if layer and layer in names:
        return [layers[names.index(layer)]]
    if layer and PurePath(place.path).stem != layer:
        raise BocageError("area_layer_unknown", file=place.shown, layer=layer, known=", ".join(names[:8]))
    return [one for one in layers if ogr.GT_Flatten(one.GetGeomType()) != ogr.wkbNone]


def _filter(layer: Any, where: str | None, place: AreaFile) -> None:
    if where:
        failed, fault = gdal_call(layer.SetAttributeFilter, where)
        if failed == 0:
            # Data bases only look at a condition when the first feature is asked for.
            _, fault = gdal_call(layer.GetNextFeature)
        if failed is None or failed != 0 or fault:
            raise BocageError("area_filter_unreadable", file=place.shown, filter=where,
                              fault=fault.split("; ")[0] or "not a condition")


def _areas(layer: Any, place: AreaFile, names: list[int], crs: str, kinds: set[str],
           progress: Progress) -> list[Area]:
    system = None
    found: list[Area] = []
    for rank, feature in enumerate(_features(layer, place)):
        check(progress)
        geometry = feature.GetGeometryRef()
        if geometry is None or geometry.IsEmpty():
            continue
        geometry = geometry.GetLinearGeometry()
        kinds.add(geometry.GetGeometryName())
        if not polygons_of(geometry):
            continue
        if len(found) >= MOST:
            raise BocageError("area_too_many", file=place.shown, most=MOST)
        system = system or _system(layer, place, crs)
        label = _name(feature, names)
        found.append(_area(geometry, system, label, label or f"{rank + 1}", place.shown))
    stem = PurePath(place.shown).stem
    # Without a name an area is called after its file.
    return [area if area.name else Area(stem if len(found) == 1 else f"{stem} {number}", area.footprint,
                                        area.hectares, area.source, area.repaired)
            for number, area in enumerate(found, 1)]


def _features(layer: Any, place: AreaFile) -> Iterator[Any]:
    layer.ResetReading()
    while True:
        feature, fault = gdal_call(layer.GetNextFeature)
        if feature is None:
            if fault:
                raise BocageError("vector_unreadable", file=place.shown, fault=fault.split("; ")[0])
            return
        yield feature


def _name_fields(definition: Any, wanted: str | None, language: str, place: AreaFile) -> list[int]:
    """Fields to look for a name in, the best first."""
    fields = [definition.GetFieldDefn(index).GetName() for index in range(definition.GetFieldCount())]
    lower = [name.lower() for name in fields]
    if wanted:
        if wanted.lower() not in lower:
            raise BocageError("area_field_unknown", file=place.shown, field=wanted, known=", ".join(fields[:12]))
        return [lower.index(wanted.lower())]
    first = _FIRST_FIELDS.get(language, ())
    found = [lower.index(name) for name in (*first, *NAME_FIELDS) if name in lower]
    return found + [index for index, name in enumerate(lower)
                    if ("nom" in name or "name" in name) and index not in found]


def _name(feature: Any, fields: list[int]) -> str:
    values = (str(feature.GetFieldAsString(index)).strip() for index in fields if feature.IsFieldSetAndNotNull(index))
    return next((value for value in values if value), "")


def _system(layer: Any, place: AreaFile, crs: str) -> Any:
    """CRS of a layer, with longitude or easting first."""
    system = layer.GetSpatialRef()
    # A GeoPackage says "Undefined Cartesian SRS" or "Undefined geographic SRS" for none.
    if system is not None and not str(system.GetName() or "").startswith("Undefined"):
        system = system.Clone()
        system.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
        return system
    if crs:
        return spatial_reference(crs)
    raise BocageError("area_without_prj" if place.lacks_prj else "vector_without_crs", file=place.shown)


def _area(geometry: Any, system: Any, name: str, feature: str, source: str) -> Area:
    """One outline in longitude and latitude, repaired where it must be, measured, then split."""
    geometry = geometry.GetLinearGeometry()
    geometry.FlattenTo2D()
    if system.IsProjected():
        geometry.Segmentize(_LONG_EDGE / (system.GetLinearUnits() or 1.0))
    change, fault = gdal_call(osr.CoordinateTransformation, system, spatial_reference(LONGITUDE_LATITUDE))
    if change is not None:
        failed, fault = gdal_call(geometry.Transform, change)
    if change is None or failed is None or failed != 0:
        raise BocageError("crs_transform_failed", source=crs_text(system)[:80], target=LONGITUDE_LATITUDE,
                          fault=fault.split("; ")[0])
    whole, fault = repaired(continuous(geometry, feature, source), feature, source)
    footprint = split(whole)
    if not footprint:
        raise BocageError("area_geometry_refused", feature=feature, file=source, fault=fault or "no surface")
    return Area(name, footprint, geodesic.hectares(as_tuples(whole)), source, fault)


def _nothing(place: AreaFile, kinds: set[str], where: str | None) -> BocageError:
    """Why a file gave no area, and what to do."""
    if any("LINE" in kind for kind in kinds):
        return BocageError("area_lines", file=place.shown)
    if any("POINT" in kind for kind in kinds):
        return BocageError("area_points", file=place.shown)
    if where:
        return BocageError("area_filter_empty", file=place.shown, filter=where)
    return BocageError("area_empty", file=place.shown)
