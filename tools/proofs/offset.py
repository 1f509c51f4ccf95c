"""One scene written with and without RADIO_ADD_OFFSET -1000 must give the same L2A, bit by bit.

The scene is real (T56JMM, decimated). Its lossy encoder left numbers of a few units outside the swath,
which mean nodata: they are set to 0 first. A copy is then encoded again with 1000 added to every number
but nodata and saturation, and the offset declared in its metadata, as ESA does since baseline 04.00.
"""

from __future__ import annotations

import re
import shutil
import tempfile
import zipfile
from pathlib import Path

import numpy as np
from bocage.core.chains.l2a import L2ASettings, run
from bocage.core.engine.progress import SilentProgress
from bocage.core.engine.raster import Raster
from bocage.core.products.footprints import detector_index
from bocage.core.products.model import Band
from bocage.core.products.open import open_product
from osgeo import gdal

from . import Figure, Result, shared  # noqa: I001 - puts the plugin on the path

NAME = "offset"
TITLE = "Offset: RADIO_ADD_OFFSET -1000 changes nothing"
OFFSET = 1000
SATURATED = 65535
BAND_IDS = range(13)


def add_offset(safe: Path) -> None:
    """Encode a SAFE folder again, in place, with the offset."""
    for image in sorted(safe.glob("GRANULE/*/IMG_DATA/*_B*.jp2")):
        source = gdal.Open(str(image))
        numbers = source.ReadAsArray().astype(np.int64)
        ordinary = (numbers != 0) & (numbers != SATURATED)
        numbers[ordinary] = np.minimum(numbers[ordinary] + OFFSET, SATURATED - 1)
        write_jp2(image, numbers.astype(np.uint16), source)
    metadata = safe / "MTD_MSIL1C.xml"
    listed = "".join(f'<RADIO_ADD_OFFSET band_id="{i}">-{OFFSET}</RADIO_ADD_OFFSET>' for i in BAND_IDS)
    text = metadata.read_text(encoding="utf-8")
    text = re.sub(
        r"(</QUANTIFICATION_VALUE>)",
        rf"\1<Radiometric_Offset_List>{listed}</Radiometric_Offset_List>",
        text,
        count=1,
    )
    metadata.write_text(text, encoding="utf-8")


def clean(safe: Path) -> None:
    """Set to 0, in place, what lies outside every detector's footprint."""
    product = open_product(str(safe))
    for band in product.bands:
        with Raster(str(band.path)) as raster:
            grid, numbers = raster.grid, raster.read(band.index)
        numbers[detector_index(product, band.name, grid) == 0] = 0
        write_jp2(Path(str(band.path)), numbers, gdal.Open(str(band.path)))


def write_jp2(path: Path, numbers: np.ndarray, like: gdal.Dataset) -> None:
    """Lossless JPEG 2000 in place of ``path``, with the same georeference."""
    memory = gdal.GetDriverByName("MEM").Create("", numbers.shape[1], numbers.shape[0], 1, gdal.GDT_UInt16)
    memory.SetGeoTransform(like.GetGeoTransform())
    memory.SetSpatialRef(like.GetSpatialRef())
    memory.GetRasterBand(1).WriteArray(numbers)
    fresh = path.with_name(f"fresh_{path.name}")
    gdal.GetDriverByName("JP2OpenJPEG").CreateCopy(
        str(fresh), memory, options=["REVERSIBLE=YES", "QUALITY=100"]
    )
    fresh.replace(path)


def corrected(product: Path, output: Path, method: str) -> Path:
    """L2A of a product, atmosphere "fixed" or from the "image": its folder."""
    output.mkdir(parents=True, exist_ok=True)
    settings = L2ASettings(
        str(product),
        str(output),
        altitude_m=100.0,
        aot_method=method,
        water_vapour_method=method,
        ozone=0.3,
        threads=1,
    )
    return Path(run(settings, SilentProgress()).product)


def numbers_of(band: Band) -> np.ndarray:
    """Digital numbers of a band (rows, columns)."""
    with Raster(str(band.path)) as raster:
        return raster.read(band.index)


def differences(first: Path, second: Path) -> tuple[int, int, int, int, int]:
    """Over every SRE file: pixels compared, that differ, nodata in the first, in the second; largest."""
    ours, theirs = open_product(str(first)), open_product(str(second))
    compared = differing = empty_first = empty_second = largest = 0
    for band in ours.bands:
        if band.path is None:
            continue
        a, b = numbers_of(band), numbers_of(theirs.band(band.name))
        compared += a.size
        differing += int(np.count_nonzero(a != b))
        largest = max(largest, int(np.max(np.abs(a.astype(int) - b))))
        empty_first += int(np.count_nonzero(a == band.nodata))
        empty_second += int(np.count_nonzero(b == band.nodata))
    return compared, differing, empty_first, empty_second, largest


def lost(safe: Path, corrected_product: Path) -> int:
    """DN 0 of the L1C that the L2A gives a value to."""
    count = 0
    source = open_product(str(safe))
    for band in open_product(str(corrected_product)).bands:
        numbers, written = numbers_of(source.band(band.name)), numbers_of(band)
        count += int(np.count_nonzero((numbers == 0) & (written != band.nodata)))
    return count


def prove(work: Path) -> Result:
    """Encode, correct both, compare."""
    archive = shared.find(shared.T56JMM)
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder)
        with zipfile.ZipFile(archive) as content:
            content.extractall(scratch)
        plain = next(scratch.glob("*.SAFE"))
        shifted = scratch / "shifted" / plain.name
        # Its sums are those of the images before they were written again.
        (plain / "manifest.safe").unlink(missing_ok=True)
        clean(plain)
        shutil.copytree(plain, shifted)
        add_offset(shifted)
        figures: list[Figure] = []
        for method in ("fixed", "image"):
            figures += compared_figures(method, plain, shifted, scratch)
    return Result(
        figures,
        {
            "product": archive.name,
            "atmosphere": "fixed (AOT 0.15, 2 g/cm2), then AOT and water vapour from the image",
        },
    )


def compared_figures(method: str, plain: Path, shifted: Path, scratch: Path) -> list[Figure]:
    """Correct both encodings the same way, and count."""
    first = corrected(plain, scratch / f"a_{method}", method)
    second = corrected(shifted, scratch / f"b_{method}", method)
    compared, differing, empty_first, empty_second, largest = differences(first, second)
    return [
        Figure(f"{method}: pixels compared, all bands", compared, "", 1, "at least"),
        Figure(f"{method}: pixels that differ", differing, "", 0),
        Figure(f"{method}: largest difference", largest, "1/10000", 0),
        Figure(f"{method}: nodata pixels without the offset", empty_first, "", 1, "at least"),
        Figure(
            f"{method}: nodata pixels gained or lost with the offset", abs(empty_second - empty_first), "", 0
        ),
        Figure(f"{method}: DN 0 that received a reflectance", lost(plain, first), "", 0),
    ]
