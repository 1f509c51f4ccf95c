"""An L2A SAFE of real pixels: the metadata of one real product around the decimated images of another.

The shared folder holds L2A metadata without images, and images (Earth Search, 29RKH) without SAFE metadata; both are
of baseline 02.14. Dates, angles and place are those of the metadata: plausibility only.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
from bocage.core.engine.grid import Grid
from bocage.core.engine.raster import Raster, RasterWriter, write_jp2

#: What masks look at.
CODES = {"B01": 60, "B02": 10, "B03": 10, "B04": 10, "B07": 20, "B08": 10, "B8A": 20, "B11": 20, "B12": 20}
UPPER_LEFT, CRS = (199980.0, 5900020.0), "EPSG:32722"


def write(shared: Path, folder: Path) -> str:
    """The SAFE folder."""
    source = next((shared / "formats" / "s2_l2a_safe").glob("esa_S2B_MSIL2A_20210122*"))
    target = folder / source.name.replace("esa_", "")
    # Without the sums of the images that this product had.
    shutil.copytree(source, target, ignore=shutil.ignore_patterns("*.json", "manifest.safe"))
    granule = next((target / "GRANULE").iterdir())
    for code, resolution in CODES.items():
        with Raster(str(shared / "data" / "s2_l2a_cog_29RKH" / f"{code}.tif")) as raster:
            pixels = raster.read()
        step = 109800 / pixels.shape[0]
        grid = Grid(CRS, (UPPER_LEFT[0], step, 0.0, UPPER_LEFT[1], 0.0, -step), pixels.shape)
        plain = folder / f"{code}.tif"
        with RasterWriter(str(plain), grid, str(pixels.dtype)) as writer:
            writer.write(pixels)
            writer.close()
        images = granule / "IMG_DATA" / f"R{resolution}m"
        images.mkdir(parents=True, exist_ok=True)
        write_jp2(str(images / f"T22HBD_20210122T133229_{code}_{resolution}m.jp2"), str(plain), 1024)
        plain.unlink()
    return str(target)


def classes(shared: Path) -> np.ndarray:
    """Sen2Cor's scene classification of the images, on their 200 m pixels."""
    with Raster(str(shared / "data" / "s2_l2a_cog_29RKH" / "SCL.tif")) as raster:
        return raster.read()
