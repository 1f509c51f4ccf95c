"""What the product tools take: a product, or any raster seen as one whose bands have numbers."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timezone
from pathlib import Path

from ...catalogue.index.walk import IMAGE_PRODUCT, METADATA, STRANGERS, Walk, walk
from ...engine.progress import Progress, check
from ...engine.raster import Raster
from ...errors import BocageError
from ...products.model import Band, Product
from ...products.open import open_product

#: ``Product.family`` of a raster.
RASTER = "raster"
_PRODUCT_SUFFIXES = (".xml", ".zip", ".safe", ".txt", ".json", ".hdr", ".tar", ".gz", ".tgz", ".dbl")


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


def open_source(path: str, images: str | None = None, angles: bool = False) -> Source:
    """The product or the raster at ``path``, a product without its ``angles`` as ``light``. Raises BocageError."""
    if not os.path.exists(path) and not path.startswith("/vsi"):
        raise BocageError("path_absent", file=path)
    named = path.lower().endswith(_PRODUCT_SUFFIXES) or IMAGE_PRODUCT.fullmatch(os.path.basename(path))
    if named or os.path.isdir(path):
        product = open_product(path, images=images)
        return Source(product if angles else light(product), product.acquired)
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
        return Source(product, acquired, raster.numbers)


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


def label(product: Product) -> str:
    """``2018-01-17 S2A 30TWT L2A``; the name of a raster that has no date."""
    if product.acquired.year == 1:
        return product.identifier
    return " ".join(word for word in (f"{product.acquired:%Y-%m-%d}", product.platform, product.tile, product.level)
                    if word)


@dataclass(frozen=True)
class Refused:
    """A path that gave no source, and why."""

    path: str
    error: BocageError


def _at(path: str, images: str, angles: bool) -> list[Source]:
    """The source at a path, or those of all granules of an old product, with the images asked for where it has them."""
    try:
        return [open_source(path, images or None, angles)]
    except BocageError as error:
        if error.code == "images_absent" and images:
            return _at(path, "", angles)
        if error.code != "granule_ambiguous":
            raise
        tiles = [tile.strip() for tile in str(error.fields["granules"]).split(",")]
    products = [open_product(path, granule=tile) for tile in tiles]
    return [Source(product if angles else light(product), product.acquired) for product in products]


def open_sources(paths: Sequence[str], progress: Progress, rasters: bool = True,
                 images: str = "", angles: bool = False) -> tuple[list[Source], list[Refused]]:
    """Sources of paths, each once; a folder that is no product is searched for products. Raises Cancelled."""
    found: dict[str, Source] = {}
    refused: list[Refused] = []
    for path in paths:
        inside, strangers = _inside(path, progress) if os.path.isdir(path) else ([], set())
        for one in inside or [path]:
            check(progress)
            try:
                for source in _at(one, images, angles):
                    if source.is_raster and not rasters:
                        raise BocageError("not_a_product", file=one,
                                          fault="it is a raster without metadata of a product")
                    found.setdefault(_key(source), source)
            except BocageError as error:
                if one not in strangers or error.code != "not_a_product":
                    refused.append(Refused(one, error))
    return list(found.values()), refused


def _key(source: Source) -> str:
    return source.product.path if source.is_raster else f"{source.product.identifier}|{source.product.tile}"


def _inside(folder: str, progress: Progress) -> tuple[list[str], set[str]]:
    """What below a folder looks like a product, none where the folder is one itself; and which are images alone."""
    found = [one for one in walk(folder, Walk(), lambda: check(progress)) if one.kind != STRANGERS or one.whole]
    if os.path.normpath(folder) in [os.path.normpath(one.path) for one in found[:1]]:
        return [], set()
    return [one.path for one in found], {one.path for one in found if one.images}


def holds_metadata(folder: Path) -> bool:
    """True where a producer's metadata lie in the folder itself, as far as names tell."""
    return any(METADATA.fullmatch(name) for name in os.listdir(folder))
