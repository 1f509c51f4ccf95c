"""Small Landsat products: MTL files with the fields and groups of the real ones, pixels of a few known numbers."""

from __future__ import annotations

import tarfile
from pathlib import Path

import numpy as np
from bocage.core.engine.grid import Grid
from other_missions import image

GRID = Grid("EPSG:32610", (353700.0, 30.0, 0.0, 5374200.0, 0.0, -30.0), (4, 8))
C2_L2 = "LC08_L2SP_047027_20201204_20210313_02_T1"
C2_L1 = "LC09_L1TP_010065_20220129_20220131_02_T1"
C1_L1 = "LC08_L1TP_013032_20180117_20180206_01_T1"
C1_TM = "LT05_L1TP_047027_20100101_20160902_01_T1"
_CORNERS = {"UL": (-124.98066, 48.50387), "UR": (-121.78809, 48.51453), "LL": (-124.90156, 46.35366),
            "LR": (-121.83650, 46.36356)}
NUMBERS = [[0, 1, 8000, 10_000, 20_000, 30_000, 40_000, 65_535]]


def groups(identifier: str) -> dict[str, dict[str, object]]:
    """Fields of an MTL by group: collection, level and sensor are told by the identifier."""
    _, level, path_row, day, _, collection, category = identifier.split("_")
    oli, second = identifier[1] in "CO", collection == "02"
    numbers = range(1, 8) if level.startswith("L2") else range(1, 10) if oli else (1, 2, 3, 4, 5, 7)
    suffix = "_SR" if level.startswith("L2") else ""
    contents = {f"FILE_NAME_BAND_{n}": f"{identifier}{suffix}_B{n}.TIF" for n in numbers}
    if not level.startswith("L2") and oli:
        contents["FILE_NAME_BAND_10"] = f"{identifier}_B10.TIF"
    image_of = {"SPACECRAFT_ID": f"LANDSAT_{identifier[3]}", "SENSOR_ID": "OLI_TIRS" if oli else "TM",
                "WRS_PATH": int(path_row[:3]), "WRS_ROW": int(path_row[3:]),
                "DATE_ACQUIRED": f"{day[:4]}-{day[4:6]}-{day[6:]}", "SCENE_CENTER_TIME": "19:02:11.1944860Z",
                "CLOUD_COVER": 1.55, "SUN_AZIMUTH": 164.91405951, "SUN_ELEVATION": 30.0}
    projection = {"MAP_PROJECTION": "UTM", "UTM_ZONE": 10, "GRID_CELL_SIZE_REFLECTIVE": 30.0,
                  **{f"CORNER_{corner}_{axis}_PRODUCT": value for corner, place in _CORNERS.items()
                     for axis, value in zip(("LON", "LAT"), place)}}
    level1 = {f"REFLECTANCE_{name}_BAND_{n}": value for n in (range(1, 10) if oli else numbers)
              for name, value in (("MULT", "2.0000E-05"), ("ADD", "-0.100000"))}
    most = {f"QUANTIZE_CAL_MAX_BAND_{n}": 65_535 if oli else 255 for n in numbers}
    if not second:
        return {"METADATA_FILE_INFO": {"LANDSAT_PRODUCT_ID": identifier, "COLLECTION_NUMBER": "01",
                                       "PROCESSING_SOFTWARE_VERSION": "LPGS_13.0.0"},
                "PRODUCT_METADATA": {"DATA_TYPE": level, "COLLECTION_CATEGORY": category, **projection,
                                     **{key: image_of[key] for key in (
                                         "SPACECRAFT_ID", "SENSOR_ID", "WRS_PATH", "WRS_ROW", "DATE_ACQUIRED",
                                         "SCENE_CENTER_TIME")},
                                     **contents, "FILE_NAME_BAND_QUALITY": f"{identifier}_BQA.TIF"},
                "IMAGE_ATTRIBUTES": {key: image_of[key] for key in ("CLOUD_COVER", "SUN_AZIMUTH", "SUN_ELEVATION")},
                "MIN_MAX_PIXEL_VALUE": most, "RADIOMETRIC_RESCALING": level1,
                "PROJECTION_PARAMETERS": {"MAP_PROJECTION": "UTM", "UTM_ZONE": 10}}
    named = {"FILE_NAME_QUALITY_L1_PIXEL": f"{identifier}_QA_PIXEL.TIF",
             "FILE_NAME_QUALITY_L1_RADIOMETRIC_SATURATION": f"{identifier}_QA_RADSAT.TIF"}
    found = {"PRODUCT_CONTENTS": {"LANDSAT_PRODUCT_ID": identifier, "PROCESSING_LEVEL": level,
                                  "COLLECTION_NUMBER": "02", "COLLECTION_CATEGORY": category, **contents, **named},
             "IMAGE_ATTRIBUTES": image_of, "PROJECTION_ATTRIBUTES": projection}
    if level.startswith("L2"):
        found["LEVEL2_PROCESSING_RECORD"] = {"LANDSAT_PRODUCT_ID": identifier, "PROCESSING_LEVEL": level,
                                             "PROCESSING_SOFTWARE_VERSION": "LPGS_15.4.0"}
        found["LEVEL2_SURFACE_REFLECTANCE_PARAMETERS"] = {
            **most, **{f"REFLECTANCE_{name}_BAND_{n}": value for n in numbers
                       for name, value in (("MULT", "2.75e-05"), ("ADD", "-0.2"))}}
        # The Level-1 behind it: same names, other values.
        found["LEVEL1_PROCESSING_RECORD"] = {"LANDSAT_PRODUCT_ID": identifier.replace("L2SP", "L1TP"),
                                             "PROCESSING_LEVEL": "L1TP",
                                             **{f"FILE_NAME_BAND_{n}": f"absent_B{n}.TIF" for n in range(1, 12)}}
    found["LEVEL1_MIN_MAX_PIXEL_VALUE"] = most
    found["LEVEL1_RADIOMETRIC_RESCALING"] = level1
    return found


def as_text(fields: dict[str, dict[str, object]], outer: str = "LANDSAT_METADATA_FILE") -> str:
    """The text form."""
    lines = [f"GROUP = {outer}"]
    for group, values in fields.items():
        lines.append(f"  GROUP = {group}")
        lines += [f"    {key} = {value}" if isinstance(value, (int, float)) or key.startswith("REFLECTANCE") else
                  f'    {key} = "{value}"' for key, value in values.items()]
        lines.append(f"  END_GROUP = {group}")
    return "\n".join([*lines, f"END_GROUP = {outer}", "END", ""])


def as_xml(fields: dict[str, dict[str, object]]) -> str:
    """The XML form."""
    inner = "".join(f"<{group}>{''.join(f'<{key}>{value}</{key}>' for key, value in values.items())}</{group}>"
                    for group, values in fields.items())
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<LANDSAT_METADATA_FILE>{inner}</LANDSAT_METADATA_FILE>\n'


def landsat(folder: Path, identifier: str, form: str = "txt") -> Path:
    """A product as USGS ships it; every band holds NUMBERS, the quality masks the bits that the tests look at."""
    root = folder / identifier
    fields = groups(identifier)
    contents = next(value for value in fields.values() if "FILE_NAME_BAND_1" in value)
    numbers = NUMBERS if identifier[1] in "CO" else [[0, 1, 80, 100, 150, 200, 250, 255]]
    for key, name in contents.items():
        if key.startswith("FILE_NAME_BAND_") and key != "FILE_NAME_BAND_QUALITY":
            image(root / str(name), numbers, "uint16", GRID)
    if "_02_" in identifier:
        image(root / f"{identifier}_QA_PIXEL.TIF", [[1, 2, 4, 8, 16, 32, 64, 128]], "uint16", GRID)
        image(root / f"{identifier}_QA_RADSAT.TIF", [[0, 0, 0, 0, 0, 0, 0, 2048]], "uint16", GRID)
    else:
        # Fill, occlusion or dropped, cloud, low and high confidence of shadow, of snow, of cirrus.
        image(root / f"{identifier}_BQA.TIF", [[1, 2, 16, 128, 384, 1536, 6144, 672]], "uint16", GRID)
    for kind in ("txt", "xml") if form == "both" else (form,):
        text = as_text(fields, "LANDSAT_METADATA_FILE" if "_02_" in identifier else "L1_METADATA_FILE")
        (root / f"{identifier}_MTL.{kind}").write_text(text if kind == "txt" else as_xml(fields), "utf-8")
    return root


def tarred(root: Path) -> Path:
    """The product's files at the root of a tar, as USGS packs them."""
    target = root.with_suffix(".tar")
    with tarfile.open(target, "w") as archive:
        for path in sorted(root.iterdir()):
            archive.add(path, path.name)
    return target


def as_array(*values: float) -> np.ndarray:
    """Shorthand of the tests."""
    return np.asarray(values, dtype=np.float32)
