"""A mask of another place: refused before the work, not an empty map after it."""

from __future__ import annotations

import numpy as np
import pytest
from osgeo import ogr

from bocage.core.chains.classify import run_classify
from bocage.core.engine.grid import Grid
from bocage.core.engine.progress import SilentProgress
from bocage.core.engine.raster import spatial_reference
from bocage.core.errors import BocageError
from classified_land import settings, write


def test_a_mask_that_lies_elsewhere_is_refused(land, tmp_path):
    away = Grid("EPSG:32633", (460000.0, 10.0, 0.0, 5080000.0, 0.0, -10.0), (20, 20))
    raster = write(tmp_path / "away.tif", away, {"mask": np.ones((20, 20))}, "uint8")
    polygons = str(tmp_path / "away.geojson")
    data = ogr.GetDriverByName("GeoJSON").CreateDataSource(polygons)
    layer = data.CreateLayer("away", spatial_reference("EPSG:4326"), ogr.wkbPolygon)
    feature = ogr.Feature(layer.GetLayerDefn())
    feature.SetGeometry(ogr.CreateGeometryFromWkt("POLYGON((15 45,15.1 45,15.1 45.1,15 45))"))
    layer.CreateFeature(feature)
    del feature, layer, data
    for mask in (raster, polygons):
        with pytest.raises(BocageError) as fault:
            run_classify(settings(land, mask=mask), SilentProgress())
        assert fault.value.code == "mask_elsewhere" and not (land["folder"] / "map.tif").exists()
