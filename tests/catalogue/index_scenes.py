"""Scene records for the tests of the index, and the truth about footprints by OGR alone."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import numpy as np
from bocage.core.catalogue.model import SceneRecord
from osgeo import ogr

DAY = datetime(2018, 1, 17, 11, 3, 45, 460000, tzinfo=timezone.utc)


def box(west, south, east, north):
    """A rectangle as a footprint."""
    return ((((west, south), (east, south), (east, north), (west, north), (west, south)),),)


#: About the tile of Notre-Dame-des-Landes.
HERE = box(-2, 47, -1, 48)


def scene(name, footprint=HERE, when=DAY, cloud=10.0, source="cdse", **fields):
    """A record of a server."""
    values = {"platform": "S2A", "level": "L1C", "tile": "30TWT", "state": "remote", **fields}
    return SceneRecord(identifier=name, source=source, acquired=when, footprint=footprint, cloud_percent=cloud,
                       **values)


def random_ring(rng, west, south):
    """Four to seven corners around a centre: convex or not, never crossing itself."""
    count = int(rng.integers(4, 8))
    # Less than half a turn between two corners: the centre is inside.
    angles = 2 * np.pi * (np.arange(count) + rng.uniform(-0.4, 0.4, count)) / count
    radii = rng.uniform(0.2, 0.8, count)
    points = [(west + r * np.cos(a), south + r * np.sin(a)) for a, r in zip(angles, radii)]
    return tuple((float(x), float(y)) for x, y in [*points, points[0]])


def random_scenes(rng, count):
    """Footprints around the antimeridian at 10 degrees north, some on both sides; two years of dates."""
    found = []
    for number in range(count):
        west = float(rng.uniform(176, 184))
        ring = random_ring(rng, west, float(rng.uniform(8, 12)))
        footprint = ((ring,),)
        if max(x for x, _ in ring) > 180:
            footprint = split(footprint)
        when = DAY + timedelta(seconds=float(rng.uniform(0, 730 * 86400)))
        when = when.replace(microsecond=when.microsecond // 1000 * 1000)
        cloud = None if number % 17 == 0 else float(rng.uniform(0, 100))
        found.append(scene(f"scene {number}", footprint, when, cloud, platform=("S2A", "S2B")[number % 2]))
    return found


def split(footprint):
    """Cut at 180 degrees by OGR."""
    pieces = []
    for west, turn in ((-180.0, 0.0), (180.0, -360.0)):
        part = geometry(footprint).Intersection(geometry(box(west, -90, west + 360, 90)))
        pieces += [tuple(tuple((x + turn, y) for x, y in ring) for ring in polygon) for polygon in polygons(part)]
    return tuple(pieces)


def polygons(shape):
    if shape is None or shape.IsEmpty():
        return []
    if ogr.GT_Flatten(shape.GetGeometryType()) == ogr.wkbPolygon:
        return [tuple(tuple(point[:2] for point in shape.GetGeometryRef(k).GetPoints())
                      for k in range(shape.GetGeometryCount()))] if shape.GetArea() > 1e-12 else []
    return [one for k in range(shape.GetGeometryCount()) for one in polygons(shape.GetGeometryRef(k))]


def geometry(footprint):
    """OGR multipolygon."""
    whole = ogr.Geometry(ogr.wkbMultiPolygon)
    for polygon in footprint:
        shape = ogr.Geometry(ogr.wkbPolygon)
        for ring in polygon:
            line = ogr.Geometry(ogr.wkbLinearRing)
            for x, y in ring:
                line.AddPoint_2D(x, y)
            shape.AddGeometry(line)
        whole.AddGeometry(shape)
    return whole


def expected(scenes, query):
    """Identifiers that a query means, newest first, one after the other, without any index."""
    area = geometry(query.area) if query.area else None
    found = []
    for one in scenes:
        if area is not None:
            common = geometry(one.footprint).Intersection(area)
            if common is None or common.GetArea() < 1e-9:
                continue
        if query.start is not None and one.acquired < query.start or query.end is not None and one.acquired > query.end:
            continue
        if query.max_cloud_percent is not None and (
                one.cloud_percent is None or one.cloud_percent > query.max_cloud_percent):
            continue
        if query.platforms and one.platform not in query.platforms:
            continue
        found.append(one)
    found.sort(key=lambda one: one.identifier)
    found.sort(key=lambda one: one.acquired.replace(microsecond=0), reverse=True)
    return [one.identifier for one in found][:query.limit]
