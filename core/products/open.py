"""open_product: picks the reader by what the files hold, never by a date nor by a name alone."""

from __future__ import annotations

import re

from ..engine.xml import Node, parse, root_name
from ..errors import BocageError
from .files import ProductFiles, open_files
from .model import Product
from .muscate.reader import ROOT as MUSCATE_ROOT
from .muscate.reader import read_muscate
from .safe.aws import read_aws
from .safe.metadata import ROOTS as SAFE_ROOTS
from .safe.reader import read_safe
from .safe.tile import ROOTS as TILE_ROOTS

#: Names under which producers put their metadata: looked at first, and must be sound.
_EXPECTED = re.compile(r"(?:^|/)(?:MTD_MSIL\w+|S2[A-D]_(?:OPER|USER)_MTD_SAFL\w+|\w[\w.-]*_MTD_ALL|metadata)"
                       r"\.xml$")
_LARGEST = 8_000_000
_DEEPEST = 2


def open_product(path: str, granule: str | None = None, images: str | None = None) -> Product:
    """The product at ``path``: folder, zip, or metadata file.

    ``granule`` (tile such as "31TDH", or identifier) picks one of an old Sentinel-2 product;
    ``images`` ("FRE" or "SRE") one kind of a MUSCATE product. Raises BocageError: path absent, empty
    folder, not a product, damaged archive or metadata.
    """
    files = open_files(str(path))
    name, root = _metadata(files)
    if root.name in SAFE_ROOTS:
        return read_safe(files, name, root, granule)
    if root.name in TILE_ROOTS:
        return read_aws(files, name, root)
    return read_muscate(files, name, root, images)


def _metadata(files: ProductFiles) -> tuple[str, Node]:
    """The product's metadata file and its tree: the shallowest that a reader knows."""
    found = [(name, kind) for name, kind in _candidates(files) if kind]
    whole = [name for name, kind in found if kind == "product"]
    names = whole or [name for name, kind in found if kind == "tile" and _is_aws(files, name)]
    if not names:
        _complain(files, [name for name, kind in found if kind == "tile"])
    depth = min(name.count("/") for name in names)
    names = [name for name in names if name.count("/") == depth]
    if files.chosen in names:
        names = [files.chosen]
    if len(names) > 1:
        raise BocageError("several_products", file=files.path, count=len(names))
    return names[0], parse(files.read(names[0]), files.shown(names[0]))


def _candidates(files: ProductFiles) -> list[tuple[str, str]]:
    """XML files near the root and what their root element makes them: product, tile or nothing."""
    found: list[tuple[str, str]] = []
    for name in files.names:
        expected = _EXPECTED.search(name) is not None
        near = name.count("/") <= (_DEEPEST if expected else 1)
        if not near or not name.lower().endswith(".xml") or "/datastrip/" in f"/{name}".lower():
            continue
        if expected or name == files.chosen or not _sound_elsewhere(found):
            found.append((name, _kind(files, name, expected or name == files.chosen)))
    return found


def _sound_elsewhere(found: list[tuple[str, str]]) -> bool:
    return any(kind == "product" for _, kind in found)


def _kind(files: ProductFiles, name: str, expected: bool) -> str:
    """By the root element alone; a file with a producer's name and an unknown root must be sound XML."""
    try:
        data = files.read(name)
        kind = root_name(data, files.shown(name)) if expected or len(data) <= _LARGEST else ""
        if kind in SAFE_ROOTS or kind == MUSCATE_ROOT:
            return "product"
        if kind in TILE_ROOTS:
            return "tile"
        if expected:
            parse(data, files.shown(name))
    except BocageError as error:
        if expected or error.code == "archive_damaged":
            raise
    return ""


def _is_aws(files: ProductFiles, name: str) -> bool:
    """Band files beside the tile's metadata: the bucket's layout."""
    folder = name.rpartition("/")[0]
    prefix = folder + "/" if folder else ""
    return any(re.fullmatch(re.escape(prefix) + r"B\d[\dA]\.jp2", entry) for entry in files.below(prefix))


def _complain(files: ProductFiles, tiles: list[str]) -> None:
    inside = any("GRANULE/" in name for name in files.names)
    if tiles or inside:
        raise BocageError("metadata_absent", file=files.path, field="MTD_MSIL1C.xml")
    raise BocageError("not_a_product", file=files.path, fault="no metadata of a known producer")
