"""open_product: picks the reader by what the files hold, never by a date nor by a name alone."""

from __future__ import annotations

import posixpath
import re

from ..engine.xml import parse, root_name
from ..errors import BocageError
from .cog.reader import describes_bands, read_cog, stac_item
from .files import ProductFiles, open_files
from .landsat.mtl import LARGEST as LARGEST_MTL
from .landsat.mtl import ROOTS as MTL_ROOTS
from .landsat.mtl import looks_like_mtl, read_mtl
from .landsat.reader import read_landsat
from .model import Product
from .muscate.reader import ROOT as MUSCATE_ROOT
from .muscate.reader import read_muscate
from .n2a.reader import ROOT as N2A_ROOT
from .n2a.reader import images_in, is_n2a, read_n2a
from .native.reader import ROOT as NATIVE_ROOT
from .native.reader import data_folder, read_native
from .safe.aws import read_aws
from .safe.metadata import ROOTS as SAFE_ROOTS
from .safe.reader import read_safe
from .safe.tile import ROOTS as TILE_ROOTS
from .snow.reader import read_snow, snow_image

#: Names under which producers put their metadata: looked at first, and must be sound.
_EXPECTED = re.compile(r"(?:^|/)(?:MTD_MSIL\w+|S2[A-D]_(?:OPER|USER)_MTD_SAFL\w+|\w[\w.-]*_MTD_ALL|metadata"
                       r"|L[A-Z]\d\w+_MTL|(?:LANDSAT|SPOT|FORMOSAT)\d_\w+_N(?:2A|1\w*)_[\w-]+)\.xml$")
_MTL = re.compile(r"_MTL\.txt$", re.IGNORECASE)
_LANDSAT_BAND = re.compile(r"(?:^|/)(L[COTEM]\d\d_L\w{3}_\d{6}_\d{8}\w*?)_(?:SR_)?B\d+\.TIF$",
                           re.IGNORECASE)
_HEADER = re.compile(r"_L[123](?:VALD|NOTV)_[^/]*\.HDR$", re.IGNORECASE)
_LARGEST = 8_000_000
_DEEPEST = 2
#: What a root element makes of its file; "tile" is no whole product.
_KINDS = {**dict.fromkeys(SAFE_ROOTS, "safe"), **dict.fromkeys(TILE_ROOTS, "tile"), MUSCATE_ROOT: "muscate",
          N2A_ROOT: "n2a", NATIVE_ROOT: "native", **dict.fromkeys(MTL_ROOTS, "mtl")}


def open_product(path: str, granule: str | None = None, images: str | None = None) -> Product:
    """The product at ``path``: folder, zip, metadata file, or the image of a product that has no other.

    ``granule`` (tile such as "31TDH", or identifier) picks one of an old Sentinel-2 product;
    ``images`` ("FRE" or "SRE") one kind of a MUSCATE product. Raises BocageError: path absent, empty
    folder, not a product, damaged archive or metadata.
    """
    files = open_files(str(path))
    chosen = _metadata(files)
    if chosen is None:
        return _without_metadata(files, images)
    name, kind = chosen
    if kind == "mtl":
        return read_landsat(files, name, read_mtl(files.read(name), files.shown(name)))
    root = parse(files.read(name), files.shown(name))
    if kind == "safe":
        return read_safe(files, name, root, granule)
    if kind == "tile":
        return read_aws(files, name, root)
    if kind == "native":
        return read_native(files, name, root, images)
    if kind == "n2a":
        return read_n2a(files, name, root, images)
    return read_muscate(files, name, root, images)


def _metadata(files: ProductFiles) -> tuple[str, str] | None:
    """The product's metadata file and its kind: the shallowest that a reader knows; None where there is none."""
    found = [(name, kind) for name, kind in _candidates(files) if kind]
    whole = [(name, kind) for name, kind in found if kind != "tile"]
    known = whole or [(name, kind) for name, kind in found if _is_aws(files, name)]
    if not known:
        if found or any("GRANULE/" in name for name in files.names):
            raise BocageError("metadata_absent", file=files.path, field="MTD_MSIL1C.xml")
        return None
    depth = min(name.count("/") for name, _ in known)
    nearest = _one_each([entry for entry in known if entry[0].count("/") == depth])
    for entry in known:
        if entry[0] == files.chosen:
            return entry
    if len(nearest) > 1:
        raise BocageError("several_products", file=files.path, count=len(nearest))
    return nearest[0]


def _one_each(found: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """A Landsat product tells the same as text and as XML: once is enough."""
    texts = {name[:-4] for name, kind in found if kind == "mtl" and name.lower().endswith(".txt")}
    return [(name, kind) for name, kind in found
            if kind != "mtl" or name.lower().endswith(".txt") or name[:-4] not in texts]


def _candidates(files: ProductFiles) -> list[tuple[str, str]]:
    """Metadata files near the root and their kinds, "" for what is none."""
    found: list[tuple[str, str]] = []
    for name in files.names:
        expected = _EXPECTED.search(name) is not None
        near = name.count("/") <= (_DEEPEST if expected else 1)
        lower = name.lower()
        if _MTL.search(name) and name.count("/") <= _DEEPEST:
            found.append((name, _text_kind(files, name)))
        elif lower.endswith(".hdr") and name.count("/") <= _DEEPEST and _is_header(files, name):
            found.append((name, _kind(files, name, True)))
        elif near and lower.endswith(".xml") and "/datastrip/" not in f"/{lower}" and (
                expected or name == files.chosen or not _sound_elsewhere(found)):
            found.append((name, _kind(files, name, expected or name == files.chosen)))
    return found


def _sound_elsewhere(found: list[tuple[str, str]]) -> bool:
    return any(kind not in ("", "tile") for _, kind in found)


def _is_header(files: ProductFiles, name: str) -> bool:
    """A header of the native format: the product's own, not one of its images', and not another producer's."""
    return ".DBL.DIR/" not in name.upper() and bool(_HEADER.search(name) or files.below(data_folder(name)))


def _text_kind(files: ProductFiles, name: str) -> str:
    """A file with USGS' name must be an MTL file."""
    data = files.read(name)
    if not looks_like_mtl(data) or len(data) > LARGEST_MTL:
        raise BocageError("mtl_damaged", file=files.shown(name), fault="it does not begin as one")
    return "mtl"


def _kind(files: ProductFiles, name: str, expected: bool) -> str:
    """By the root element alone; a file with a producer's name and an unknown root must be sound XML."""
    try:
        data = files.read(name)
        kind = _KINDS.get(root_name(data, files.shown(name)), "") if expected or len(data) <= _LARGEST else ""
        if kind == "n2a":
            return kind if is_n2a(parse(data, files.shown(name))) else ""
        if not kind and expected:
            parse(data, files.shown(name))
        return kind
    except BocageError as error:
        if expected or error.code == "archive_damaged":
            raise
    return ""


def _is_aws(files: ProductFiles, name: str) -> bool:
    """Band files beside the tile's metadata: the bucket's layout."""
    folder = posixpath.dirname(name)
    prefix = folder + "/" if folder else ""
    return any(re.fullmatch(re.escape(prefix) + r"B\d[\dA]\.jp2", entry) for entry in files.below(prefix))


def _without_metadata(files: ProductFiles, images: str | None) -> Product:
    """Products that come without a producer's XML: a STAC item, or the image itself. Raises BocageError."""
    items = [name for name in files.names if name.lower().endswith(".json") and name.count("/") <= 1]
    for name in sorted(items, key=lambda entry: (entry.count("/"), entry)):
        item = stac_item(files, name)
        if item is not None and describes_bands(files, name, item):
            return read_cog(files, name, item)
    snow = snow_image(files)
    if snow is not None:
        return read_snow(files, *snow)
    if images_in(files):
        return read_n2a(files, "", None, images)
    landsat = next((match[1] for name in files.names if (match := _LANDSAT_BAND.search(name))), "")
    if landsat:
        raise BocageError("mtl_absent", file=files.path, identifier=landsat)
    fault = f"{posixpath.basename(items[0])} describes no bands" if items else "no metadata of a known producer"
    raise BocageError("not_a_product", file=files.path, fault=fault)
