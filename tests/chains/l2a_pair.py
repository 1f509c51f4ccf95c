"""Small L2A products of one scene with any numbers, as Bocage (MUSCATE) and Sen2Cor (SAFE) write them."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timezone
from pathlib import Path

import numpy as np
from bocage.core.engine.grid import Grid
from bocage.core.engine.raster import RasterWriter, write_jp2
from bocage.core.products.muscate.writer import SENTINEL2_GROUPS, make_folders, write_companions

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "products"))
from muscate_product import ROLES, description, source_product  # noqa: E402

CORNER, SIDE = (499980.0, 5300040.0), 1200
#: Where the four quarters of the scene begin, in 10 m pixels: vegetation, bare soil, water, snow.
HALF = SIDE // 20
#: Digital numbers (reflectance x 10,000) of each quarter, by band.
GROUND = {"vegetation": {"B2": 300, "B3": 600, "B4": 400, "B5": 900, "B6": 2200, "B7": 2700, "B8": 2900, "B8A": 3000,
                         "B11": 1700, "B12": 900},
          "bare_soil": {"B2": 900, "B3": 1100, "B4": 1500, "B5": 1700, "B6": 1800, "B7": 1900, "B8": 2000, "B8A": 2100,
                        "B11": 2800, "B12": 2400},
          "water": {"B2": 500, "B3": 400, "B4": 200, "B5": 150, "B6": 100, "B7": 100, "B8": 80, "B8A": 70, "B11": 30,
                    "B12": 20},
          "snow": {"B2": 8000, "B3": 8000, "B4": 7800, "B5": 7800, "B6": 7700, "B7": 7600, "B8": 7500, "B8A": 7400,
                   "B11": 1000, "B12": 800}}


def grid(resolution: float, corner: tuple[float, float] = CORNER, side: float = SIDE, crs: str = "EPSG:32630") -> Grid:
    count = int(side / resolution)
    return Grid(crs, (corner[0], resolution, 0.0, corner[1], 0.0, -resolution), (count, count))


def ground(band: str, resolution: float = 10.0) -> np.ndarray:
    """Digital numbers of the four quarters, int64."""
    count = int(SIDE / resolution)
    half, result = count // 2, np.zeros((count, count), np.int64)
    result[:half, :half], result[:half, half:] = GROUND["vegetation"][band], GROUND["bare_soil"][band]
    result[half:, :half], result[half:, half:] = GROUND["water"][band], GROUND["snow"][band]
    return result


def checkers(shape: tuple[int, int]) -> np.ndarray:
    """+1 and -1 by turns: mean 0, root mean square 1."""
    rows, columns = np.indices(shape)
    return 1 - 2 * ((rows + columns) % 2)


@dataclass
class L2A:
    """What a product holds. ``numbers`` by band, ``masks`` by MASK name (CLM, MG2...), on the band's group grid."""

    numbers: Mapping[str, np.ndarray]
    masks: Mapping[str, np.ndarray] = field(default_factory=dict)
    grids: Mapping[str, Grid] = field(default_factory=lambda: {"R1": grid(10), "R2": grid(20)})
    aot: int = 123
    water: int = 1100
    not_computed: tuple[str, ...] = ()
    source: dict[str, object] = field(default_factory=dict)
    parameters: str = "{}"


def plain(shift: int = 0, spread: int = 0, **changes: object) -> L2A:
    """The ground plus ``shift`` DN, plus and minus ``spread`` DN by turns, in every band."""
    numbers = {}
    for group, bands in SENTINEL2_GROUPS.items():
        for band in bands:
            values = ground(band, 10 if group == "R1" else 20)
            numbers[band] = values + shift + spread * checkers(values.shape)
    return L2A(numbers, **changes)  # type: ignore[arg-type]


def write_muscate(folder: Path, product: L2A) -> str:
    """Write it as Bocage does; returns its folder. Masks given at 10 m are thinned for the 20 m group."""
    described = description(source=source_product(**product.source), grids=product.grids,
                            not_computed=product.not_computed,
                            processing={"software_version": "0.1", "parameters": product.parameters})
    target = folder / described.identifier
    make_folders(target)
    for key, path in described.paths.items():
        kind, _, name = key.partition("_")
        file = str(target / path)
        if kind == "SRE":
            values = product.numbers[name]
            with RasterWriter(file, product.grids[described.group_of(name)], "int16", nodata=-10000) as writer:
                writer.write(values.astype(np.int16))
                writer.close()
        elif name in described.groups:
            shape = product.grids[name].shape
            with RasterWriter(file, product.grids[name], "uint16" if kind == "ATB" else "uint8",
                              2 if kind == "ATB" else 1) as writer:
                if kind == "ATB":
                    writer.write(np.full(shape, product.water, np.uint16), 1)
                    writer.write(np.full(shape, product.aot, np.uint16), 2)
                else:
                    mask = product.masks.get(kind, np.zeros(shape, np.uint8))
                    writer.write(mask[::mask.shape[0] // shape[0], ::mask.shape[1] // shape[1]].astype(np.uint8))
                writer.close()
    write_companions(target, described)
    return str(target)


def write_sen2cor(folder: Path, numbers: Mapping[str, np.ndarray], scl: np.ndarray, aot: int = 123,
                  water: int = 1100, offset: int = -1000, day: str = "2018-01-17", tile: str = "30TWT") -> str:
    """Write bands at their native resolution as Sen2Cor does since baseline 04.00; returns the SAFE folder."""
    name = f"S2A_MSIL2A_{day.replace('-', '')}T110351_N0509_R094_T{tile}_{day.replace('-', '')}T132421"
    safe = folder / f"{name}.SAFE"
    granule = safe / "GRANULE" / f"L2A_T{tile}_A013433_{day.replace('-', '')}T110351"
    for resolution in (10, 20):
        (granule / "IMG_DATA" / f"R{resolution}m").mkdir(parents=True)
    for band, values in numbers.items():
        resolution = 10 if band in SENTINEL2_GROUPS["R1"] else 20
        code = band if len(band) == 3 else f"B0{band[1:]}"
        _jp2(granule, tile, code, resolution, values - offset)
    for code, values in (("SCL", scl), ("AOT", np.full(scl.shape, aot)), ("WVP", np.full(scl.shape, water))):
        _jp2(granule, tile, code, 20, values)
    offsets = "".join(f'<BOA_ADD_OFFSET band_id="{i}">{offset}</BOA_ADD_OFFSET>' for i in range(13))
    (safe / "MTD_MSIL2A.xml").write_text(f"""<?xml version="1.0" encoding="UTF-8"?>
<n1:Level-2A_User_Product xmlns:n1="https://psd-14.sentinel2.eo.esa.int/PSD/User_Product_Level-2A.xsd">
<n1:General_Info><Product_Info><PRODUCT_URI>{name}.SAFE</PRODUCT_URI>
<PROCESSING_BASELINE>05.09</PROCESSING_BASELINE><GENERATION_TIME>{day}T13:24:21.000000Z</GENERATION_TIME>
<Datatake><SPACECRAFT_NAME>Sentinel-2A</SPACECRAFT_NAME><SENSING_ORBIT_NUMBER>94</SENSING_ORBIT_NUMBER></Datatake>
</Product_Info><Product_Image_Characteristics>
<Special_Values><SPECIAL_VALUE_TEXT>NODATA</SPECIAL_VALUE_TEXT><SPECIAL_VALUE_INDEX>0</SPECIAL_VALUE_INDEX></Special_Values>
<QUANTIFICATION_VALUES_LIST><BOA_QUANTIFICATION_VALUE>10000</BOA_QUANTIFICATION_VALUE>
<AOT_QUANTIFICATION_VALUE>1000.0</AOT_QUANTIFICATION_VALUE>
<WVP_QUANTIFICATION_VALUE>1000.0</WVP_QUANTIFICATION_VALUE></QUANTIFICATION_VALUES_LIST>
<BOA_ADD_OFFSET_VALUES_LIST>{offsets}</BOA_ADD_OFFSET_VALUES_LIST></Product_Image_Characteristics>
</n1:General_Info></n1:Level-2A_User_Product>
""", encoding="utf-8")
    (granule / "MTD_TL.xml").write_text(f"""<?xml version="1.0" encoding="UTF-8"?>
<n1:Level-2A_Tile_ID xmlns:n1="https://psd-14.sentinel2.eo.esa.int/PSD/S2_PDI_Level-2A_Tile_Metadata.xsd">
<n1:General_Info><TILE_ID>S2A_OPER_MSI_L2A_TL_SIMU_{day.replace('-', '')}T132421_A013433_T{tile}_N05.09</TILE_ID>
<SENSING_TIME>{day}T11:03:51.026Z</SENSING_TIME></n1:General_Info>
<n1:Geometric_Info><Tile_Geocoding><HORIZONTAL_CS_CODE>EPSG:32630</HORIZONTAL_CS_CODE>
<Geoposition resolution="10"><ULX>{CORNER[0]:.0f}</ULX><ULY>{CORNER[1]:.0f}</ULY></Geoposition></Tile_Geocoding>
</n1:Geometric_Info></n1:Level-2A_Tile_ID>
""", encoding="utf-8")
    return str(safe)


def _jp2(granule: Path, tile: str, code: str, resolution: int, values: np.ndarray) -> None:
    path = granule / "IMG_DATA" / f"R{resolution}m" / f"T{tile}_20180117T110351_{code}_{resolution}m.jp2"
    raw = str(path.with_suffix(".tif"))
    with RasterWriter(raw, grid(resolution), "uint16") as writer:
        writer.write(values.astype(np.uint16))
        writer.close()
    write_jp2(str(path), raw, 128, 32, 2)
    Path(raw).unlink()


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=timezone.utc)


__all__ = ["CORNER", "HALF", "L2A", "ROLES", "SIDE", "checkers", "grid", "ground", "moment", "plain", "write_muscate",
           "write_sen2cor"]
