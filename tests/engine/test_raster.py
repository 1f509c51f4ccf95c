"""What is asked of a raster file before it is read."""

from __future__ import annotations

import pytest
from bocage.core.engine.raster import Raster
from bocage.core.errors import BocageError


def test_a_container_without_an_image_of_its_own_is_refused_by_name(tmp_path):
    path = tmp_path / "container.vrt"
    path.write_text('<VRTDataset rasterXSize="4" rasterYSize="4"></VRTDataset>', encoding="utf-8")
    with pytest.raises(BocageError) as refused:
        Raster(str(path))
    assert refused.value.code == "raster_unreadable" and refused.value.fields["file"] == str(path)
