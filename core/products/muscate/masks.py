"""Masks and layers of a MUSCATE product: by the nature that the metadata give, else by their files' names."""

from __future__ import annotations

import io
import logging
import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field

from ...engine.xml import Node
from ...errors import BocageError
from ..files import ProductFiles
from ..model import MaskLayer
from .tables import MASK_KINDS

LOG = logging.getLogger("bocage")

_LAYERS = {"Aerosol_Optical_Thickness": "aot", "Water_Vapor_Content": "water_vapour"}
#: Masks of L1C whose natures no source tells: by the code in the file's name. USI (useful image) is left out: which
#: of its values is the useful one is not verified.
_CODE = re.compile(r"_(CLD|SAT|PIX)_(XS|ALL|R\d|B\d+A?)\.(?:zip|tif)$", re.IGNORECASE)
_CODES = {"CLD": ("cloud", "cloud"), "SAT": ("saturated", "saturated"), "PIX": ("defective", "defective")}
#: ``CLM`` of a mask's file name.
_SHORT = re.compile(r".*_([A-Z][A-Z0-9]{2})_(?:XS|ALL|R\d)\.tif$")
#: Kinds that tell clouds.
_CLOUDS = {"cloud_detail", "cloud"}
#: Most bytes of a zipped mask's archive that is itself inside an archive.
_LARGEST = 64_000_000


@dataclass
class Masks:
    """What ``read_masks`` found: kind -> band or group -> path; extras beside; layers with their coding."""

    files: dict[str, dict[str, str]] = field(default_factory=dict)
    extras: dict[str, str] = field(default_factory=dict)
    layers: list[MaskLayer] = field(default_factory=list)


def inside(files: ProductFiles, folder: str, name: str) -> str | None:
    """GDAL path of a file named by the metadata relative to ``folder``, None where it is absent."""
    own = posixpath.normpath(posixpath.join(folder, name.strip().replace("\\", "/")))
    return files.gdal_path(own) if own in files else None


def by_nature(root: Node, element: str) -> Iterator[tuple[str, list[Node]]]:
    """NATURE and files of each ``Image`` or ``Mask``."""
    for item in root.descendants(element):
        yield item.value("NATURE").strip(), list(item.descendants(f"{element.upper()}_FILE"))


def read_masks(files: ProductFiles, folder: str, root: Node) -> Masks:
    """Masks and layers at hand.

    In the extras, ``bit:kind:key`` is the bit number in the file, ``band:kind:key`` the band of the file,
    ``damaged_masks`` names those that their archive does not give, ``cloud_masks_gone`` those of clouds where none is
    at hand.
    """
    found = Masks()
    named = [(MASK_KINDS.get(nature, ""), nodes) for nature, nodes in by_nature(root, "Mask")]
    named += [(_LAYERS.get(nature, ""), nodes) for nature, nodes in by_nature(root, "Image")]
    seen: set[str] = set()
    for kind, nodes in named:
        for node in nodes:
            _add(found, files, folder, node, kind)
            seen.add(posixpath.basename(node.text.strip()))
    prefix = folder + "/" if folder else ""
    for name in files.below(prefix):
        if _CODE.search(name) and posixpath.basename(name) not in seen:
            _add_by_name(found, files, name)
    _note_clouds(found, [node for kind, nodes in named if kind in _CLOUDS for node in nodes])
    return found


def _note_clouds(found: Masks, listed: list[Node]) -> None:
    """Name what would tell clouds, where nothing does."""
    if _CLOUDS & set(found.files) or any(layer.kind in _CLOUDS for layer in found.layers):
        return
    damaged = [name for name in found.extras.get("damaged_masks", "").split(", ") if "_CLD_" in name.upper()]
    names = [_SHORT.sub(r"\1", posixpath.basename(node.text.strip().replace("\\", "/"))) for node in listed] + damaged
    if names:
        found.extras["cloud_masks_gone"] = ", ".join(dict.fromkeys(names))


def _add(found: Masks, files: ProductFiles, folder: str, node: Node, kind: str) -> None:
    """One file that the metadata list. One of an unknown nature is told by its name, if at all."""
    name = posixpath.normpath(posixpath.join(folder, node.text.strip().replace("\\", "/")))
    if name not in files:
        return
    if not kind or (name.lower().endswith(".zip") and "bit_number" not in node.attributes):
        _add_by_name(found, files, name, kind)
        return
    path = _path(found, files, name)
    if path is None:
        return
    key = node.attributes.get("band_id") or node.attributes.get("group_id", "")
    if node.attributes.get("detector_id"):
        key = f"{key}:{node.attributes['detector_id']}"
    found.files.setdefault(kind, {})[key] = path
    for attribute, label in (("bit_number", "bit"), ("band_number", "band")):
        if attribute in node.attributes:
            found.extras[f"{label}:{kind}:{key}"] = node.attributes[attribute]
    if kind == "status" and not any(layer.kind == kind for layer in found.layers):
        found.layers.append(MaskLayer(kind, path, 1, "flg"))


def _add_by_name(found: Masks, files: ProductFiles, name: str, kind: str = "") -> None:
    match = _CODE.search(name)
    path = _path(found, files, name) if match else None
    if match and path is not None:
        own, coding = _CODES[match[1].upper()]
        found.layers.append(MaskLayer(kind or own, path, 1, coding))


def _path(found: Masks, files: ProductFiles, name: str) -> str | None:
    """GDAL path of a mask, zipped or not; a damaged archive is noted, and says nothing."""
    try:
        return zipped_path(files, name) if name.lower().endswith(".zip") else files.gdal_path(name)
    except BocageError as error:
        LOG.warning("Mask %s not read: %s", name, error)
        known = found.extras.get("damaged_masks", "")
        found.extras["damaged_masks"] = ", ".join(part for part in (known, posixpath.basename(name)) if part)
        return None


def zipped_path(files: ProductFiles, name: str) -> str:
    """GDAL path of the one raster inside the archive ``name``. Raises BocageError where there is none."""
    shown, path = files.shown(name), files.gdal_path(name)
    try:
        if path.startswith("/vsizip/"):
            content = files.read(name)
            if len(content) > _LARGEST:
                raise BocageError("archive_damaged", file=shown, fault="too large")
            archive = zipfile.ZipFile(io.BytesIO(content))
        else:
            archive = zipfile.ZipFile(path)
        with archive:
            members = [item.filename for item in archive.infolist()
                       if item.filename.lower().endswith((".tif", ".tiff")) and ".." not in item.filename]
    except (zipfile.BadZipFile, OSError, NotImplementedError, ValueError) as error:
        raise BocageError("archive_damaged", file=shown, fault=str(error)) from error
    if len(members) != 1:
        raise BocageError("archive_damaged", file=shown, fault=f"{len(members)} images inside")
    return f"/vsizip/{{{path}}}/{members[0]}"
