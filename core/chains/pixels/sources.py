"""What the product tools take: a product, or any raster seen as one whose bands have numbers."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timezone
from pathlib import Path

from ...engine.progress import Progress, check
from ...engine.raster import Raster
from ...errors import BocageError
from ...products.model import Band, Product
from ...products.open import open_product

#: ``Product.family`` of a raster.
RASTER = "raster"
_PRODUCT_SUFFIXES = (".xml", ".zip", ".safe", ".txt", ".json", ".hdr", ".tar", ".gz", ".tgz", ".dbl")
#: How deep products are looked for below a folder.
_DEEPEST = 4
#: What ``open_product`` says of a path that is no product, or holds several.
_NOT_ONE = {"not_a_product", "several_products", "metadata_absent", "folder_empty", "path_absent"}


@dataclass(frozen=True)
class Source:
    """A product to read, or a raster as one."""

    product: Product
    #: UTC; None for a raster that does not say.
    acquired: datetime | None
    #: Type of a raster's numbers ("uint8"), "" for a product.
    dtype: str = ""

    @property
    def is_raster(self) -> bool:
        """True for a raster."""
        return self.product.family == RASTER


def open_source(path: str, images: str | None = None) -> Source:
    """The product or the raster at ``path``. Raises BocageError."""
    if not os.path.exists(path) and not path.startswith("/vsi"):
        raise BocageError("path_absent", file=path)
    if os.path.isdir(path) or path.lower().endswith(_PRODUCT_SUFFIXES):
        product = light(open_product(path, images=images))
        return Source(product, product.acquired)
    return _raster(path)


def light(product: Product) -> Product:
    """Without angles nor auxiliary data: many products are held at once."""
    return replace(product, sun=None, view={}, mean_view={}, auxiliary=None)


def _raster(path: str) -> Source:
    with Raster(path) as raster:
        if not raster.grid.crs:
            raise BocageError("raster_without_crs", file=path)
        items = raster.metadata()
        bands = tuple(_band(raster, path, index) for index in range(1, raster.count + 1))
        acquired = _moment(items.get("ACQUIRED", ""))
        product = Product(
            identifier=Path(path).stem, family=RASTER, level=items.get("LEVEL", ""), platform=items.get("PLATFORM", ""),
            mission="", acquired=acquired or datetime(1, 1, 1, tzinfo=timezone.utc), tile=items.get("TILE", ""),
            baseline="", relative_orbit=None, path=path, crs=raster.grid.crs, bands=bands)
        return Source(product, acquired, raster.dtype.lower().replace("byte", "uint8"))


def _band(raster: Raster, path: str, index: int) -> Band:
    scale, offset = raster.scaling(index)
    items = raster.metadata(index)
    nodata = raster.band_nodata(index)
    # Named by its number: what it is called may stand twice in a file.
    return Band(name=str(index), role=items.get("ROLE", ""), path=path, index=index, resolution_m=raster.grid.dx,
                scale=scale or 1.0, offset=offset / (scale or 1.0),
                nodata=nodata, saturated=None)  # type: ignore[arg-type]


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)


@dataclass(frozen=True)
class Refused:
    """A path that gave no source, and why."""

    path: str
    error: BocageError


def _of_kind(path: str, images: str) -> Source:
    """With the kind of images asked for where the product has it, else with its own."""
    if images:
        try:
            return open_source(path, images)
        except BocageError as error:
            if error.code != "images_absent":
                raise
    return open_source(path)


def open_sources(paths: Sequence[str], progress: Progress, rasters: bool = True,
                 images: str = "") -> tuple[list[Source], list[Refused]]:
    """Sources of paths, each once; a folder that is no product is searched for products. Raises Cancelled."""
    found: dict[str, Source] = {}
    refused: list[Refused] = []
    for path in paths:
        try:
            source = _of_kind(path, images)
            if source.is_raster and not rasters:
                raise BocageError("not_a_product", file=path, fault="it is a raster without metadata of a product")
            found.setdefault(_key(source), source)
        except BocageError as error:
            inside = list(_inside(Path(path))) if error.code in _NOT_ONE and os.path.isdir(path) else []
            if not inside:
                refused.append(Refused(path, error))
            for one in inside:
                check(progress)
                try:
                    source = _of_kind(str(one), images)
                    found.setdefault(_key(source), source)
                except BocageError as fault:
                    refused.append(Refused(str(one), fault))
    return list(found.values()), refused


def _key(source: Source) -> str:
    return source.product.path if source.is_raster else f"{source.product.identifier}|{source.product.tile}"


def _inside(folder: Path, depth: int = 1) -> Iterator[Path]:
    """What below a folder looks like a product: archives, .SAFE folders, folders that hold a producer's metadata."""
    try:
        entries = sorted(folder.iterdir())
    except OSError:
        return
    for path in entries:
        name = path.name.lower()
        if name.startswith("."):
            continue
        if name.endswith((".safe", ".zip", ".tar.gz", ".tgz", ".tar")):
            yield path
        elif path.is_dir():
            if holds_metadata(path):
                yield path
            elif depth < _DEEPEST:
                yield from _inside(path, depth + 1)


def holds_metadata(folder: Path) -> bool:
    """True where a producer's metadata lie in the folder itself, as far as names tell."""
    for name in os.listdir(folder):
        lower = name.lower()
        if lower.endswith(("_mtd_all.xml", "_mtl.txt", "_mtl.xml", ".dbl.dir")) or lower == "tileinfo.json" or (
                lower.startswith(("mtd_", "s2")) and lower.endswith(".xml")):
            return True
        # Old Landsat N2A: the metadata bear the folder's name.
        if lower == f"{folder.name.lower()}.xml":
            return True
    return False
