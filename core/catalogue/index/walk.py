"""Where products may lie below a folder, from the names of files alone: nothing is opened but the start of some XML.

A folder that holds a producer's metadata is a product and is not looked into; every zip is a candidate; images without
metadata are looked at as a folder. Links are followed, each folder once: loops end there.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from ...engine.xml import root_name
from ...errors import BocageError
from ...products.landsat.mtl import ROOTS as MTL_ROOTS
from ...products.muscate.reader import ROOT as MUSCATE_ROOT
from ...products.n2a.reader import ROOT as N2A_ROOT
from ...products.native.reader import ROOT as NATIVE_ROOT
from ...products.safe.metadata import ROOTS as SAFE_ROOTS
from ...products.safe.tile import ROOTS as TILE_ROOTS

#: Names that producers give their metadata.
METADATA = re.compile(
    r"MTD_MSIL\w+\.xml|S2[A-D]_(?:OPER|USER)_MTD_SAFL\w+\.xml|\w[\w.-]*_MTD_ALL\.xml|L[A-Z]\d\w+_MTL\.(?:txt|xml)"
    r"|tileInfo\.json", re.IGNORECASE)
#: Metadata that describe one product each, several in a folder.
_BESIDE = re.compile(r"_MTL\.(?:txt|xml)$", re.IGNORECASE)
#: Images that are products by themselves.
IMAGE_PRODUCT = re.compile(r"LIS_S2[\w.-]*FSC[\w.-]*\.tif|\w[\w-]*_L2B-SNOW_[\w-]+_SNW_R2\.tif", re.IGNORECASE)
IMAGES = {".tif", ".tiff", ".jp2", ".j2k", ".img", ".vrt", ".nc", ".h5", ".hdf", ".hdf5"}
ARCHIVES = {".zip"}
#: Archives that no reader opens: listed.
_CLOSED = (".tar", ".tar.gz", ".tgz", ".tar.bz2", ".7z", ".rar")
#: Folders inside products.
PARTS = {"granule", "datastrip", "aux_data", "html", "rep_info", "masks", "mask", "data", "img_data", "qi_data",
          "auxiliary", "preview", "qi", "inspire"}
#: Folders that are products whatever they hold, so that one without metadata is told.
_PRODUCT_FOLDER = re.compile(r"\.SAFE$|^S2[A-D]_MSIL|_L(?:1C|2A|2B|3A)_\w+_[CD]_V\d|_N2A_|^L[COTEM]\d\d_L\w{3}_\d{6}_",
                             re.IGNORECASE)
#: What simulatel1c writes beside a product it made, and the file that says so: the truth is no product.
_TRUTH, _TRUTH_STATE = re.compile(r"TRUTH_\d{8}(T\d{6}_R\d{3}_T\w{5})?"), "state.json"
_SKIPPED = {"lost+found", "$recycle.bin", "system volume information", "__macosx"}
_ROOTS = {*SAFE_ROOTS, *TILE_ROOTS, *MTL_ROOTS, MUSCATE_ROOT, NATIVE_ROOT}
_PEEK = 65_536

FOLDER, FILE, ARCHIVE, STRANGERS = "folder", "file", "archive", "strangers"


@dataclass(frozen=True)
class Candidate:
    """Something that may be a product: FOLDER, FILE (metadata or image), ARCHIVE, or STRANGERS (images alone)."""

    path: str
    kind: str
    #: Files that tell whether it changed; the first one is its metadata.
    marks: tuple[str, ...] = ()
    #: STRANGERS: names of the images.
    images: tuple[str, ...] = ()
    #: STRANGERS: nothing but parts of products lies below, so a reader may look into the whole folder.
    whole: bool = False


@dataclass
class Walk:
    """What a walk met besides candidates."""

    #: Folder -> why it could not be listed.
    unreadable: dict[str, str] = field(default_factory=dict)
    #: Folder -> names of its files that are neither image, archive nor metadata.
    others: dict[str, list[str]] = field(default_factory=dict)
    folders: int = 0


def walk(root: str, seen: Walk, step: Callable[[], None]) -> Iterator[Candidate]:
    """Candidates below ``root``, in the order of names; ``step`` is called for each folder and may raise Cancelled."""
    visited: set[tuple[int, int]] = set()
    pending = [root]
    while pending:
        step()
        folder = pending.pop()
        if not _enter(folder, visited):
            continue
        try:
            with os.scandir(folder) as entries:
                folders, files = _sorted(entries)
        except OSError as error:
            seen.unreadable[folder] = str(error.strerror or error)
            continue
        seen.folders += 1
        if _TRUTH_STATE in files and _TRUTH.fullmatch(os.path.basename(folder)):
            continue
        found, inside = _look(folder, folders, files, seen)
        yield from found
        pending += [os.path.join(folder, name) for name in reversed(inside)]


def _enter(folder: str, visited: set[tuple[int, int]]) -> bool:
    """False for a folder met before, by whatever path."""
    try:
        status = os.stat(folder)
    except OSError:
        return True
    key = (status.st_dev, status.st_ino)
    if status.st_ino and key in visited:
        return False
    visited.add(key)
    return stat.S_ISDIR(status.st_mode)


def _sorted(entries: Iterator[os.DirEntry[str]]) -> tuple[list[str], list[str]]:
    folders, files = [], []
    for entry in entries:
        try:
            folder = entry.is_dir()
        except OSError:
            folder = False
        if folder:
            hidden = entry.name.startswith((".", "@")) or entry.name.lower() in _SKIPPED
            if not hidden:
                folders.append(entry.name)
        elif not entry.name.startswith(".") and _is_file(entry):
            files.append(entry.name)
    return sorted(folders), sorted(files)


def _is_file(entry: os.DirEntry[str]) -> bool:
    """A pipe with a product's name would be waited for without end."""
    try:
        return entry.is_file()
    except OSError:
        return False


def _look(folder: str, folders: list[str], files: list[str], seen: Walk) -> tuple[list[Candidate], list[str]]:
    """Candidates of one folder, and the names of folders to go on with."""
    headers = [name for name in files if name.lower().endswith(".hdr") and _peek(folder, name) == NATIVE_ROOT]
    own = _metadata(folder, files)
    found = [Candidate(os.path.join(folder, name), FILE, (os.path.join(folder, name),)) for name in headers]
    data = {Path(name).stem.lower() + ".dbl.dir" for name in headers}
    folders = [name for name in folders if name.lower() not in data]
    claimed = set(headers)
    below = [name for name in folders if name.lower() not in PARTS] if own else folders
    if len(own) == 1 and not headers:
        found.append(Candidate(folder, FOLDER, tuple(os.path.join(folder, name) for name in own)))
        # What lies in the folder is the product's, save products of their own.
        below = [name for name in below if _PRODUCT_FOLDER.search(name)]
        claimed.update(name for name in files if not _is_archive(name))
    elif own:
        found += [Candidate(os.path.join(folder, name), FILE, (os.path.join(folder, name),)) for name in own]
        claimed.update(own)
        stems = tuple(_BESIDE.sub("", name) for name in own if _BESIDE.search(name))
        claimed.update(name for name in files if stems and name.startswith(stems))
    images = [name for name in files if Path(name).suffix.lower() in IMAGES and name not in claimed]
    for name in [name for name in images if IMAGE_PRODUCT.fullmatch(name)]:
        found.append(Candidate(os.path.join(folder, name), FILE, (os.path.join(folder, name),)))
        images.remove(name)
    found += [Candidate(os.path.join(folder, name), ARCHIVE, (os.path.join(folder, name),))
              for name in files if _is_archive(name)]
    if not own and (images or _PRODUCT_FOLDER.search(os.path.basename(folder))) and not _is_part(folder, found):
        parts = all(name.lower() in PARTS for name in below)
        marks = tuple(os.path.join(folder, name) for name in images) or (folder,)
        found.append(Candidate(folder, STRANGERS, marks, tuple(images), parts))
        below = [name for name in below if name.lower() not in PARTS]
    rest = [name for name in files if name not in claimed and Path(name).suffix.lower() not in IMAGES
            and not _is_archive(name)]
    if rest and not any(item.path == folder for item in found):
        seen.others[folder] = rest
    return found, below


def _is_part(folder: str, found: list[Candidate]) -> bool:
    """A folder of masks beside products that are files."""
    return not found and os.path.basename(folder).lower() in ("mask", "masks")


def _is_archive(name: str) -> bool:
    return Path(name).suffix.lower() in ARCHIVES or name.lower().endswith(_CLOSED)


def _metadata(folder: str, files: list[str]) -> list[str]:
    """Metadata of products right in the folder: by a producer's name, else by the root of their XML."""
    named = [name for name in files if METADATA.fullmatch(name)]
    texts = {name[:-4].lower() for name in named if name.lower().endswith("_mtl.txt")}
    named = [name for name in named if not (name.lower().endswith("_mtl.xml") and name[:-4].lower() in texts)]
    # The open bucket's layout: its own description lies beside the tile's metadata.
    named = [name for name in named if name.lower() != "tileinfo.json" or "metadata.xml" in files]
    if named:
        return ["metadata.xml" if name.lower() == "tileinfo.json" else name for name in named]
    plain = [name for name in files if name.lower().endswith(".xml") and not name.lower().endswith(".aux.xml")]
    return [name for name in plain if (kind := _peek(folder, name)) in _ROOTS or kind == N2A_ROOT and len(plain) == 1]


def _peek(folder: str, name: str) -> str:
    """Root element of an XML file, "" for any other."""
    try:
        with open(os.path.join(folder, name), "rb") as handle:
            return root_name(handle.read(_PEEK), name)
    except (OSError, BocageError):
        return ""


def members(names: list[str]) -> str:
    """The metadata file among an archive's names, "" for none: the shallowest of a producer's name."""
    found = [name for name in names if METADATA.fullmatch(name.rpartition("/")[2])]
    return min(found, key=lambda name: (name.count("/"), name), default="")
