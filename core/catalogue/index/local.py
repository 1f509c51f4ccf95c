"""One candidate on disk as scene records: opened, told, or refused with its reason."""

from __future__ import annotations

import hashlib
import os
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ...errors import BocageError
from ...products.model import Product
from ...products.open import open_product
from ...products.summary import cloud_percent, footprint_lonlat, quicklook_path
from ..model import LOCAL, SceneRecord
from .failures import DAMAGED, UNKNOWN, Failure
from .walk import ARCHIVE, STRANGERS, Candidate, members

#: What of a product's extras a catalogue shows.
_EXTRAS = ("missing_bands", "warning", "producer", "unknown_baseline", "not_computed", "orbit_direction", "images",
           "generation_time", "production_date", "left_out")
#: Codes that say "no product of ours" rather than "a damaged one".
_STRANGE = {"not_a_product", "folder_empty", "images_absent"}
_NOTHING_OF_OURS = "not_a_product"
_START = 65_536


@dataclass(frozen=True)
class Found:
    """A scene, the granule that ``open_product`` wants to hear, and a key of what its metadata hold."""

    scene: SceneRecord
    granule: str
    content: str


def stamp(candidate: Candidate) -> str:
    """Changes where the candidate does: size, time and inode of its marks; "" where one is gone."""
    parts = []
    for mark in candidate.marks:
        try:
            status = os.stat(mark)
        except OSError:
            return ""
        parts.append(f"{status.st_size}.{status.st_mtime_ns}.{status.st_ino}")
    # Many images: their number and the digest do.
    text = " ".join(parts)
    return text if len(parts) <= 3 else hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


def read(candidate: Candidate, digest: bool = True) -> list[Found]:
    """Scenes of the candidate: one, or one a granule; without ``digest`` their content is not told.

    Raises BocageError, OSError.
    """
    if candidate.kind == STRANGERS and not candidate.whole:
        raise BocageError(_NOTHING_OF_OURS, file=candidate.path, fault="no metadata of a known producer")
    try:
        products = [("", open_product(candidate.path))]
    except BocageError as error:
        if error.code != "granule_ambiguous":
            raise
        tiles = [tile.strip() for tile in str(error.fields["granules"]).split(",")]
        products = [(tile, open_product(candidate.path, granule=tile)) for tile in tiles]
    content = _content(candidate) if digest else ""
    for _, product in products:
        if not is_text(product.path + product.identifier + quicklook_path(product)):
            raise BocageError("index_name", file=shown(candidate.path))
    return [Found(scene_of(product, candidate, granule), granule, content) for granule, product in products]


def scene_of(product: Product, candidate: Candidate, granule: str = "") -> SceneRecord:
    """What the catalogue keeps of a product."""
    extras = {key: product.extras[key] for key in _EXTRAS if product.extras.get(key)}
    if granule:
        extras["granule"] = granule
    if product.mean_sun is not None:
        extras["sun_zenith"] = f"{product.mean_sun[0]:.1f}"
    name = re.sub(r"\.(?:SAFE|zip|tif|xml|txt|json|HDR)$", "", os.path.basename(candidate.path), flags=re.IGNORECASE)
    return SceneRecord(
        identifier=product.identifier or name, source=LOCAL, platform=product.platform, level=product.level,
        tile=product.tile, acquired=product.acquired, footprint=footprint_lonlat(product),
        cloud_percent=cloud_percent(product), relative_orbit=product.relative_orbit, baseline=product.baseline,
        family=product.family, path=candidate.path, quicklook=quicklook_path(product), extras=extras)


def _content(candidate: Candidate) -> str:
    """Digest of the metadata, the same zipped or not."""
    digest = hashlib.blake2b(digest_size=16)
    if candidate.kind == ARCHIVE:
        with zipfile.ZipFile(candidate.path) as archive:
            name = members(archive.namelist())
            if name:
                digest.update(archive.read(name))
            else:
                digest.update(repr(sorted((item.filename, item.CRC) for item in archive.infolist())).encode())
        return digest.hexdigest()
    if not candidate.images and candidate.kind == STRANGERS:
        return ""
    if candidate.kind == STRANGERS or Path(candidate.path).suffix.lower() in (".tif", ".tiff"):
        for mark in candidate.marks:
            digest.update(f"{os.path.basename(mark)} {os.path.getsize(mark)}".encode())
            with open(mark, "rb") as handle:
                digest.update(handle.read(_START))
        return digest.hexdigest()
    digest.update(Path(candidate.marks[0]).read_bytes())
    return digest.hexdigest()


def refused(candidate: Candidate, error: BocageError) -> Failure:
    """Why the candidate is no scene."""
    if candidate.kind == STRANGERS and error.code in _STRANGE and candidate.images:
        return told(candidate.path, UNKNOWN, "index_strangers", count=len(candidate.images),
                    names=listed(list(candidate.images)))
    kind = UNKNOWN if error.code == _NOTHING_OF_OURS else DAMAGED
    return told(candidate.path, kind, error.code, **error.fields)


def told(path: str, kind: str, code: str, /, **fields: object) -> Failure:
    """A failure with its sentence."""
    words: Mapping[str, str] = {key: shown(str(value)) for key, value in fields.items()}
    return Failure(shown(path), str(BocageError(code, **words)), kind, code, words)


def is_text(name: str) -> bool:
    """False for a name that the disk gives in another encoding than its own: no database keeps it."""
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def shown(name: str) -> str:
    """The name as text, whatever it is."""
    return name.encode("utf-8", "backslashreplace").decode("utf-8")


def listed(names: list[str], most: int = 3) -> str:
    """The first names."""
    return ", ".join(names[:most]) + (", ..." if len(names) > most else "")
