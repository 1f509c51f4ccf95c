"""Where the vector file of an area lies: as it is, or inside an archive, however deep."""

from __future__ import annotations

import os
import zipfile
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from ..errors import BocageError
from .outputs import human_bytes

#: Formats that hold areas and are read inside an archive.
EXTENSIONS = (".shp", ".geojson", ".json", ".kml", ".gpkg", ".fgb", ".gml", ".tab", ".mif")
_ARCHIVES = (".zip", ".kmz")
#: Bytes an archive may unpack to: areas of interest weigh less, bombs weigh more.
LARGEST = 500_000_000


@dataclass(frozen=True)
class AreaFile:
    """What GDAL opens, and what the analyst calls it."""

    path: str
    shown: str
    #: A shapefile whose .prj is not beside it.
    lacks_prj: bool


def locate(source: str, layer: str | None = None) -> AreaFile:
    """The vector file of ``source``: a file, a zip or kmz; ``layer`` picks one of several files of an archive.

    Raises BocageError: absent, a URL, damaged archive, none or several inside.
    """
    text = str(source)
    if "://" in text:
        raise BocageError("area_is_url", url=text)
    if text.startswith("/vsi"):
        return AreaFile(text, text, False)
    if not os.path.exists(text):
        raise BocageError("path_absent", file=text)
    if text.lower().endswith(_ARCHIVES) or (os.path.isfile(text) and zipfile.is_zipfile(text)):
        return _inside(text, layer)
    stem, extension = os.path.splitext(text)
    lacks = extension.lower() == ".shp" and not any(os.path.exists(stem + end) for end in (".prj", ".PRJ"))
    return AreaFile(text, text, lacks)


def _inside(archive: str, layer: str | None) -> AreaFile:
    names = _names(archive)
    # Macintosh archives double every file under a folder of their own.
    found = [name for name in names if name.lower().endswith(EXTENSIONS)
             and not PurePosixPath(name).name.startswith(".") and "__MACOSX" not in name]
    if archive.lower().endswith(".kmz") and "doc.kml" in found:
        found = ["doc.kml"]
    if not found:
        raise BocageError("area_archive_empty", file=archive, formats=", ".join(EXTENSIONS))
    # A plain .json beside others is mostly what somebody says of them.
    found = [name for name in found if not name.lower().endswith(".json")] or found
    chosen = [name for name in found if layer and PurePosixPath(name).stem == layer] or found
    stems = list(dict.fromkeys(PurePosixPath(name).stem for name in chosen))
    if len(stems) > 1:
        raise BocageError("area_archive_several", file=archive, names=", ".join(stems[:8]))
    known = {one.lower() for one in names}

    def lacks_prj(one: str) -> bool:
        return one.lower().endswith(".shp") and f"{one[:-4]}.prj".lower() not in known

    # The same area in several formats: one that says where it lies, then the first in the list.
    name = min(chosen, key=lambda one: (lacks_prj(one), EXTENSIONS.index(PurePosixPath(one).suffix.lower()), one))
    place = Path(os.path.abspath(archive)).as_posix()
    return AreaFile(f"/vsizip/{{{place}}}/{name}", f"{archive}/{name}", lacks_prj(name))


def _names(archive: str) -> list[str]:
    """Files of an archive that may be unpacked without harm."""
    try:
        with zipfile.ZipFile(archive) as content:
            entries = content.infolist()
    except (OSError, zipfile.BadZipFile) as error:
        raise BocageError("archive_damaged", file=archive, fault=str(error)) from error
    if any(entry.flag_bits & 1 for entry in entries):
        raise BocageError("area_archive_locked", file=archive)
    size = sum(entry.file_size for entry in entries)
    if size > LARGEST:
        raise BocageError("area_too_large", file=archive, size=human_bytes(size), most=human_bytes(LARGEST))
    return [entry.filename for entry in entries if not entry.is_dir()]
