"""Small products of the other missions: real metadata or MAJA's own templates, pixels of a few known numbers."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import numpy as np
from bocage.core.engine.grid import Grid
from bocage.core.engine.raster import RasterWriter

#: Four rows, eight columns: where the templates say that their images begin.
GRID = Grid("EPSG:32631", (600000.0, 10.0, 0.0, 4900020.0, 0.0, -10.0), (4, 8))
BITS = [0, 1, 2, 4, 8, 16, 32, 64]


def image(path: Path, numbers: object, dtype: str = "int16", grid: Grid = GRID) -> Path:
    """A TIFF of numbers that broadcast to the grid: one band, or one a first axis of three."""
    values = np.asarray(numbers)
    bands = values if values.ndim == 3 else [values]
    path.parent.mkdir(parents=True, exist_ok=True)
    writer = RasterWriter(str(path), grid, dtype, len(bands))
    for index, band in enumerate(bands, 1):
        writer.write(np.ascontiguousarray(np.broadcast_to(band, grid.shape), dtype=dtype), index)
    writer.close()
    return path


def zipped(image_path: Path) -> Path:
    """The image alone in an archive of its name, as VENuS' L1C masks are."""
    target = image_path.with_suffix(".zip")
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(image_path, image_path.name)
    image_path.unlink()
    return target


def set_field(text: str, name: str, value: str) -> str:
    """The first element of that name with another text."""
    changed, count = re.subn(rf"(<{name}(?:\s[^>]*)?>)[^<]*(</{name}>)", rf"\g<1>{value}\g<2>", text, count=1)
    assert count == 1, name
    return changed


def template(shared: Path, mission: str) -> str:
    """One of MAJA's templates with its example values."""
    text = (shared / "formats" / "maja_templates" / f"{mission}_MUSCATE_L2_MTD_ALL.template.xml").read_text("utf-8")
    text = re.sub(r"(?:NOT_)?INITIALIZED\s*", "", text)
    return text.replace("Image_MACC_template_temporary_node_Flat_Reflectance>", "Image>")


VENUS_L2A = "VENUS-XS_20120101-105148-000_L2A_CAMARGUE_C_V1-0"


def venus_l2a(shared: Path, folder: Path, quantification: int = 1000) -> Path:
    """VENuS L2A: band n holds 100 n in its first row, -10000 in its last; masks hold one bit a column."""
    root = folder / VENUS_L2A
    text = template(shared, "VENUS")
    for name, value in (("PLATFORM", "VENUS"), ("PRODUCT_ID", VENUS_L2A), ("GEOGRAPHICAL_ZONE", "CAMARGUE"),
                        ("ACQUISITION_DATE", "2012-01-01T10:51:48.000Z"), ("PRODUCER", "MUSCATE"),
                        ("REFLECTANCE_QUANTIFICATION_VALUE", str(quantification))):
        text = set_field(text, name, value)
    for number in range(1, 13):
        numbers = np.full(GRID.shape, 100 * number)
        numbers[-1] = -10_000
        for kind, more in (("SRE", 0), ("FRE", 1)):
            image(root / f"{VENUS_L2A}_{kind}_B{number}.tif", np.where(numbers < 0, numbers, numbers + more))
    for code, dtype in (("CLM", "uint8"), ("MG2", "uint8"), ("EDG", "uint8"), ("IAB", "uint8"), ("SAT", "uint16")):
        numbers = {"EDG": 0, "IAB": 0, "SAT": [[0] * 7 + [2048]]}.get(code, [BITS])
        image(root / "MASKS" / f"{VENUS_L2A}_{code}_XS.tif", numbers, dtype)
    image(root / f"{VENUS_L2A}_ATB_XS.tif", np.stack([np.full(GRID.shape, 30), np.full(GRID.shape, 40)]), "uint8")
    (root / f"{VENUS_L2A}_QKL_ALL.jpg").write_bytes(b"\xff\xd8jpeg")
    (root / f"{VENUS_L2A}_MTD_ALL.xml").write_text(text, "utf-8")
    return root


VENUS_L1C = "VENUS-XS_20230116-112657-000_L1C_VILAINE_C_V3-1"


def venus_l1c(shared: Path, folder: Path) -> Path:
    """VENuS L1C in MUSCATE's layout, its masks zipped TIFFs."""
    root = folder / VENUS_L1C
    text = template(shared, "VENUS")
    for name, value in (("PLATFORM", "VENUS"), ("PRODUCT_ID", VENUS_L1C), ("GEOGRAPHICAL_ZONE", "VILAINE"),
                        ("PRODUCT_LEVEL", "L1C"), ("ACQUISITION_DATE", "2023-01-16T11:26:57.000Z")):
        text = set_field(text, name, value)
    images = "".join(f'<IMAGE_FILE band_id="B{number}">{VENUS_L1C}_REF_B{number}.tif</IMAGE_FILE>'
                     for number in range(1, 13))
    masks = "".join(f"<Mask><Mask_Properties><NATURE>{nature}</NATURE></Mask_Properties><Mask_File_List>{listed}"
                    "</Mask_File_List></Mask>" for nature, listed in (
                        ("Cloud", f'<MASK_FILE group_id="XS">MASKS/{VENUS_L1C}_CLD_XS.zip</MASK_FILE>'),
                        ("Useful_Image", f'<MASK_FILE group_id="XS">MASKS/{VENUS_L1C}_USI_XS.zip</MASK_FILE>'),
                        ("Saturation", f'<MASK_FILE band_id="B3">MASKS/{VENUS_L1C}_SAT_B3.zip</MASK_FILE>')))
    text = re.sub(r"<Image_List>.*</Mask_List>",
                  "<Image_List><Image><Image_Properties><NATURE>Reflectance</NATURE></Image_Properties>"
                  f"<Image_File_List>{images}</Image_File_List></Image></Image_List><Mask_List>{masks}</Mask_List>",
                  text, flags=re.DOTALL)
    for number in range(1, 13):
        image(root / f"{VENUS_L1C}_REF_B{number}.tif", 100 * number)
    for code, numbers in (("CLD_XS", [[0, 1, 255, 0, 0, 0, 0, 0]]), ("USI_XS", 1), ("SAT_B3", [[0] * 7 + [1]]),
                          ("PIX_B4", [[0] * 6 + [1, 0]])):
        zipped(image(root / "MASKS" / f"{VENUS_L1C}_{code}.tif", numbers, "uint8"))
    (root / f"{VENUS_L1C}_MTD_ALL.xml").write_text(text, "utf-8")
    return root


LANDSAT_L2A = "LANDSAT8-OLITIRS-XS_20170504-103532-111_L2A_T31TCH_C_V1-0"
_LANDSAT_EXAMPLE = "LANDSAT5-TM-XS_20100118-103000-000_L2A_EU93066200A00B_C_V1-0"


def landsat_muscate(shared: Path, folder: Path) -> Path:
    """Landsat 8 L2A of MUSCATE: scale and AOT's inverse quantification as MAJA's template has them."""
    root = folder / LANDSAT_L2A
    text = template(shared, "LANDSAT8").replace(_LANDSAT_EXAMPLE, LANDSAT_L2A)
    # The template itself names B5's file for B6.
    text = re.sub(r'(band_id="B6">\S+_FRE_)B5', r"\1B6", text)
    for name, value in (("PLATFORM", "LANDSAT8"), ("HORIZONTAL_CS_CODE", "32631"), ("GEOGRAPHICAL_ZONE", "T31TCH"),
                        ("ACQUISITION_DATE", "2017-05-04T10:35:32.111Z"), ("PRODUCER", "MUSCATE")):
        text = set_field(text, name, value)
    for number in range(1, 8):
        for kind in ("SRE", "FRE"):
            image(root / f"{LANDSAT_L2A}_{kind}_B{number}.tif", 100 * number)
    image(root / "MASKS" / f"{LANDSAT_L2A}_CLM_ALL.tif", [BITS], "uint8")
    image(root / "MASKS" / f"{LANDSAT_L2A}_MG2_ALL.tif", [BITS], "uint8")
    image(root / f"{LANDSAT_L2A}_ATB_ALL.tif", np.stack([np.full(GRID.shape, 30), np.full(GRID.shape, 40)]), "uint8")
    (root / f"{LANDSAT_L2A}_MTD_ALL.xml").write_text(text, "utf-8")
    return root


WASP = "SENTINEL2X_20190415-000000-000_L3A_T31UFR_C_V1-1"


def wasp(shared: Path, folder: Path) -> Path:
    """A composite of WASP: FRC, dates, weights, and the status as values."""
    root = folder / WASP
    text = template(shared, "SENTINEL2")
    for name, value in (("PLATFORM", "SENTINEL2X"), ("PRODUCT_ID", WASP), ("GEOGRAPHICAL_ZONE", "T31UFR"),
                        ("PRODUCT_LEVEL", "L3A"), ("ACQUISITION_DATE", "2019-04-15T00:00:00.000Z"),
                        ("REFLECTANCE_QUANTIFICATION_VALUE", "10000")):
        text = set_field(text, name, value)
    images = "".join(f'<IMAGE_FILE band_id="{band}">{WASP}_FRC_{band}.tif</IMAGE_FILE>' for band in ("B4", "B11"))
    masks = "".join(
        f"<Mask><Mask_Properties><NATURE>{nature}</NATURE></Mask_Properties><Mask_File_List>"
        f'<MASK_FILE group_id="R1">MASKS/{WASP}_{code}_R1.tif</MASK_FILE>'
        f'<MASK_FILE group_id="R2">MASKS/{WASP}_{code}_R2.tif</MASK_FILE></Mask_File_List></Mask>'
        for nature, code in (("Weighted_Average_Dates", "DTS"), ("Pixel_Weight", "WGT"), ("Pixel_Status_Flag", "FLG")))
    text = re.sub(r"<Image_List>.*</Mask_List>",
                  "<Image_List><Image><Image_Properties><NATURE>Flat_Reflectance_Composite</NATURE></Image_Properties>"
                  f"<Image_File_List>{images}</Image_File_List></Image></Image_List><Mask_List>{masks}</Mask_List>",
                  text, flags=re.DOTALL)
    for band in ("B4", "B11"):
        image(root / f"{WASP}_FRC_{band}.tif", [[-10_000, 1000, 2000, 3000, 4000, 5000, 6000, 7000]])
    for group in ("R1", "R2"):
        image(root / "MASKS" / f"{WASP}_DTS_{group}.tif", 12)
        image(root / "MASKS" / f"{WASP}_WGT_{group}.tif", 300)
        image(root / "MASKS" / f"{WASP}_FLG_{group}.tif", [[0, 1, 2, 3, 4, 5, 6, 4]], "uint8")
    (root / f"{WASP}_MTD_ALL.xml").write_text(text, "utf-8")
    return root


def native(shared: Path, folder: Path, name: str, level: str, mission: str = "VENUS") -> Path:
    """A .HDR and its .DBL.DIR after the real header of MACCS; the path of the header."""
    text = (shared / "formats" / "theia_old" / "L8_TEST_L8C_L2VALD_198030_20130626.HDR").read_text("utf-8")
    text = text.replace("L8_TEST_L8C_L2VALD_198030_20130626", name)
    data = folder / f"{name}.DBL.DIR"
    prefix = re.sub(r"_(L[12]VALD)_", r"_{}_\1_", name)
    if mission == "VENUS":
        bands = "".join(f'<Band sn="{number}">B{number}</Band>' for number in range(1, 13))
        text = set_field(re.sub(r"<List_of_Bands.*</List_of_Bands>", f"<List_of_Bands>{bands}</List_of_Bands>", text,
                                flags=re.DOTALL), "Nick_Name", "ISRAW906")
        text = set_field(set_field(text, "Mission", "VENuS"), "Product_Level", level)
    count = 12 if mission == "VENUS" else 7
    numbers = np.stack([np.full(GRID.shape, 100 * number) for number in range(1, count + 1)])
    if level == "L1":
        bits = np.zeros((3, *GRID.shape), int)
        bits[0, :, 1], bits[1, :, 2] = 4, 2048
        image(data / f"{prefix.format('PDTIMG')}.DBL.TIF", np.concatenate([numbers, bits]))
    else:
        for kind in ("FRE", "SRE"):
            image(data / f"{prefix.format('PDTIMG')}_{kind}.DBL.TIF", numbers)
        image(data / f"{prefix.format('PDTANX')}_CLD.DBL.TIF", [BITS], "uint8")
        image(data / f"{prefix.format('PDTANX')}_MSK.DBL.TIF", [BITS], "uint8")
        quality = np.zeros((3, *GRID.shape), int)
        quality[0, :, 0], quality[1, :, 3], quality[2, :, 7] = 2048, 1, 1
        image(data / f"{prefix.format('PDTANX')}_QLT.DBL.TIF", quality, "uint16")
    (folder / f"{name}.HDR").write_text(text, "utf-8")
    return folder / f"{name}.HDR"
