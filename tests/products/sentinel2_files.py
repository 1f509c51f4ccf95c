"""Where the real Sentinel-2 samples stand, and small trees made from them."""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path

ZIPS = {"T31TDH": "S2A_MSIL1C_20180101T105441_N0206_R051_T31TDH_20180101T124911.B01only.zip",
        "T56JMM": "S2A_MSIL1C_20180629T000241_N0206_R030_T56JMM_20180629T012042.zip",
        "T55JGF": "S2B_OPER_MSI_L1C_TL_EPAE_20180617T013729_A006677_T55JGF_N02.06.AWSPDS.zip"}


def real_zip(shared: Path, tile: str) -> Path:
    """One of the three real L1C archives."""
    return shared / "data" / "s2_l1c_safe" / ZIPS[tile]


def unpacked(shared: Path, tile: str, folder: Path) -> Path:
    """The archive unpacked without its datastrip, and the root of the product in it."""
    with zipfile.ZipFile(real_zip(shared, tile)) as archive:
        archive.extractall(folder, [name for name in archive.namelist() if "datastrip" not in name.lower()])
    inside = [path for path in folder.iterdir() if path.is_dir()]
    return inside[0] if len(inside) == 1 and inside[0].name != "GRANULE" else folder


def old_names(shared: Path, folder: Path, twice: bool = False) -> Path:
    """The real product T56JMM under the names of 2016; ``twice`` adds a second granule, T56JNN."""
    source = unpacked(shared, "T56JMM", folder / "new")
    root = folder / "S2A_OPER_PRD_MSIL1C_PDMC_20160605T012042_R030_V20160604T000241_20160604T000241.SAFE"
    shutil.copytree(next((source / "GRANULE").iterdir()), root / "GRANULE" / _granule("T56JMM"))
    _rename(root / "GRANULE" / _granule("T56JMM"), "T56JMM")
    granules = [_listed("T56JMM")]
    if twice:
        target = root / "GRANULE" / _granule("T56JNN")
        shutil.copytree(root / "GRANULE" / _granule("T56JMM"), target)
        for path in sorted(target.rglob("*T56JMM*")):
            path.rename(path.with_name(path.name.replace("T56JMM", "T56JNN")))
        tile = next(target.glob("S2A_OPER_MTD*.xml"))
        tile.write_text(tile.read_text().replace("T56JMM", "T56JNN"))
        granules.append(_listed("T56JNN"))
    text = (source / "MTD_MSIL1C.xml").read_text(encoding="utf-8")
    start, stop = text.index("<Granule_List>"), text.index("</Granule_List>")
    text = text[:start] + "<Granule_List>" + "".join(granules) + text[stop:]
    name = "S2A_OPER_MTD_SAFL1C_PDMC_20160605T012042_R030_V20160604T000241_20160604T000241.xml"
    (root / name).write_text(text, encoding="utf-8")
    return root


def _granule(tile: str) -> str:
    return f"S2A_OPER_MSI_L1C_TL_EPAE_20180629T012042_A015757_{tile}_N02.06"


def _rename(folder: Path, tile: str) -> None:
    (folder / "MTD_TL.xml").rename(folder / f"S2A_OPER_MTD_L1C_TL_EPAE_20180629T012042_A015757_{tile}.xml")
    for path in (folder / "IMG_DATA").iterdir():
        band = path.stem.rpartition("_")[2]
        path.rename(path.with_name(f"S2A_OPER_MSI_L1C_TL_EPAE_20180629T012042_A015757_{tile}_{band}.jp2"))
    for path in (folder / "QI_DATA").glob("MSK_*.gml"):
        kind, band = path.stem.split("_")[1:]
        path.rename(path.with_name(f"S2A_OPER_MSK_{kind}_EPAE_20180629T012042_A015757_{tile}_{band}_MSIL1C.gml"))
    forecast = folder / "AUX_DATA" / "AUX_ECMWFT"
    forecast.rename(forecast.with_name("S2A_OPER_AUX_ECMWFT_EPAE_20180629T012042_V2018"))


def _listed(tile: str) -> str:
    codes = [f"B{number:02d}" for number in range(1, 13)] + ["B8A"]
    images = "".join(f"<IMAGE_ID>{_granule(tile)[:-7]}_{code}</IMAGE_ID>" for code in codes)
    return f'<Granules granuleIdentifier="{_granule(tile)}" imageFormat="JPEG2000">{images}</Granules>'
