"""Where products lie in a tree of folders, told by names alone: what a catalogue should try to open.

Names only choose what to try: ``open_product`` looks at the content, and says why something is no product.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

#: Metadata files that make their folder a product.
_METADATA = re.compile(
    r"^(?:(?:\w+_)?MTD_MSIL\w+\.xml|S2[A-D]_(?:OPER|USER)_MTD_SAFL\w+\.xml|.+_MTD_ALL(?:\..+)?\.xml|metadata\.xml"
    r"|tileInfo\.json)$")
_MTL = re.compile(r"^(.+)_MTL\.(?:txt|xml)$", re.IGNORECASE)
_HEADER = re.compile(r"^(.+_L[123](?:VALD|NOTV)_.+)\.HDR$", re.IGNORECASE)
_N2A = re.compile(r"_(?:N2A|N1\w*?)_ORTHO_(?:SURF_CORR_\w+?|TOA)_.+\.TIF$", re.IGNORECASE)
_N2A_XML = re.compile(r"^(?:LANDSAT|SPOT|FORMOSAT)\d_.+_N(?:2A|1\w*)_.+\.xml$", re.IGNORECASE)
_COG_BAND = re.compile(r"^B(?:0[1-9]|1[0-2]|8A)\.tif$")
_SNOW = re.compile(r"^(?:LIS_S2.*FSC.*|.+_SNW_R2)\.tif$", re.IGNORECASE)
#: The fraction's companions are no product of their own.
_NOT_SNOW = re.compile(r"QCFLAGS|FSC-TOC", re.IGNORECASE)
#: Bands of Landsat, with or without their MTL file.
_LANDSAT = re.compile(r"^L[COTEM]\d\d_L\w{3}_\d{6}_\d{8}\w*_(?:SR_)?B\d+\.TIF$", re.IGNORECASE)
_ARCHIVE = re.compile(r"\.(?:zip|tar)$", re.IGNORECASE)
#: Folders that a producer named: a product even where its metadata are gone, so that somebody says so. Theia's
#: archives unpack to <name>_D/<name>_C: the outer one only holds the inner one.
_NAMED = re.compile(
    r"\.SAFE$|^(?:SENTINEL2[A-DX]|VENUS(?:-XS)?|LANDSAT\d[\w-]*|SPOT\d[\w-]*)_\d{8}-\d{6}-\d{3}_L\w+"
    r"|^(?:LANDSAT|SPOT)\d_\w+_N2A_|^L[COTEM]\d\d_L\w{3}_\d{6}_\d{8}_\d{8}_\d\d_\w\w$")


@dataclass(frozen=True)
class Places:
    """What one folder holds, names relative to it."""

    #: Products: "" is the folder itself, else a file or an archive in it.
    products: tuple[str, ...]
    #: Subfolders to look into.
    descend: tuple[str, ...]


def places(name: str, subfolders: Sequence[str], files: Sequence[str]) -> Places:
    """What the folder called ``name`` holds, by the names of its subfolders and files."""
    found = [file for file in files if _ARCHIVE.search(file)]
    headers = {match[1].upper() for file in files if (match := _HEADER.match(file))}
    found += [file for file in files if _HEADER.match(file)]
    descend = [folder for folder in subfolders if not folder.upper().endswith(".DBL.DIR")]
    found += [folder for folder in subfolders
              if folder.upper().endswith(".DBL.DIR") and folder[:-8].upper() not in headers]
    loose = [file for file in files if _METADATA.match(file) and file.endswith(".xml")]
    if any(_NAMED.search(folder) for folder in subfolders):
        # Products beside metadata that belong to none of them.
        return Places(tuple(sorted({*found, *loose})), tuple(sorted(descend)))
    if _is_product(name, files):
        return Places(("", *sorted(found)), ())
    several = sorted({match[1] for file in files if (match := _MTL.match(file))})
    if len(several) == 1:
        return Places(("", *sorted(found)), ())
    for start in several:
        found.append(next(file for file in sorted(files) if (match := _MTL.match(file)) and match[1] == start))
    found += [file for file in files if _SNOW.match(file) and not _NOT_SNOW.search(file)]
    return Places(tuple(sorted(found)), tuple(sorted(descend)))


def _is_product(name: str, files: Sequence[str]) -> bool:
    if any(_METADATA.match(file) for file in files) or any(_N2A.search(file) or _N2A_XML.match(file) for file in files):
        return True
    if any(_COG_BAND.match(file) for file in files) and any(file.lower().endswith(".json") for file in files):
        return True
    if any(_LANDSAT.match(file) for file in files) and not any(_MTL.match(file) for file in files):
        return True
    return _NAMED.search(name) is not None
