"""A series: images of one place with their dates, whether products or plain rasters, oldest first.

A raster is seen as a product of the family "raster": its bands lie in one file or in several, each with its scale,
offset and nodata. One file may hold one band a date; its dates stand in the descriptions of the bands.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timezone
from pathlib import Path

from ..engine.raster import Raster
from ..errors import BocageError
from ..products.model import Band, Product
from ..products.open import open_product
from .calendar import moment_in
from .masks import MaskBand, match_masks
from .names import RASTER, band_of, name_in_file
from .tables import read_dates

#: Images that a folder is searched for.
SUFFIXES = (".tif", ".tiff", ".vrt", ".img", ".jp2")
#: What a folder answers that is no product but may hold some.
_NO_PRODUCT = ("not_a_product", "several_products", "mtl_absent")
_PRODUCTS = (".xml", ".zip", ".safe", ".txt", ".json", ".hdr", ".tar", ".gz", ".tgz", ".dbl")
#: Metadata items that tell when a raster was taken, the surest first.
_ITEMS = ("ACQUIRED", "ACQUISITION_DATE", "ACQUISITION_DATETIME", "SENSING_TIME", "DATETIME", "datetime", "date",
          "DATE")


@dataclass(frozen=True)
class Dated:
    """One image of a series."""

    acquired: datetime
    product: Product
    #: What hides its pixels, besides the product's own masks; None where nothing is given.
    mask: MaskBand | None = None

    @property
    def day(self) -> date:
        """Day of the acquisition, UTC."""
        return self.acquired.date()

    @property
    def is_raster(self) -> bool:
        """True for a raster without metadata of a producer."""
        return self.product.family == RASTER


@dataclass(frozen=True)
class Refused:
    """A path that gives no date of the series, and why."""

    path: str
    error: BocageError


@dataclass(frozen=True)
class Series:
    """Images of one place, oldest first."""

    images: tuple[Dated, ...]
    refused: tuple[Refused, ...] = ()

    @property
    def days(self) -> tuple[date, ...]:
        """Days of the series, each once, increasing."""
        return tuple(sorted({image.day for image in self.images}))

    def of(self, day: date) -> tuple[Dated, ...]:
        """Images of one day: several where orbits or parts of a tile meet."""
        return tuple(image for image in self.images if image.day == day)

    def names(self) -> tuple[str, ...]:
        """Bands that every image has: roles where all have roles, else names; in the order of the first image."""
        roles = [{band.role for band in image.product.bands if band.role and band.path} for image in self.images]
        names = [{band.name for band in image.product.bands if band.path} for image in self.images]
        first = [band for band in self.images[0].product.bands if band.path]
        shared = set.intersection(*roles)
        if shared and all(band.role for band in first):
            return tuple(band.role for band in first if band.role in shared)
        return tuple(band.name for band in first if band.name in set.intersection(*names))


def open_series(paths: Sequence[str], masks: Sequence[str] = (), dates: str = "", name: str = "") -> Series:
    """The series of products, of rasters with dates, and of folders of both.

    masks: parallel rasters, 0 where clear: one a date, or one file with one band a date. dates: a CSV of dates (see
    ``tables``), "" where names and metadata tell. name: what the bands of rasters without names are called.
    Raises BocageError where nothing has a date; what is left out stands in ``refused``.
    """
    table = read_dates(dates) if dates else None
    images: list[Dated] = []
    refused: list[Refused] = []
    rank = 0
    found: list[str] = []
    for path in paths:
        try:
            found += _inside(path)
        except BocageError as error:
            # One damaged product is one date less; a path that leads nowhere was mistyped.
            if error.code == "path_absent":
                raise
            refused.append(Refused(path, error))
    alone = sum(not _is_product(path) for path in found) == 1
    for path in found:
        try:
            if _is_product(path):
                product = _light(open_product(path))
                images.append(Dated(product.acquired, product))
            else:
                several = _raster(path, name, table.of(path, rank, alone) if table else {})
                rank += len(several)
                images += several
        except BocageError as error:
            refused.append(Refused(path, error))
    if not images:
        if refused:
            raise refused[0].error
        raise BocageError("series_undated", file=", ".join(paths))
    # Masks without dates go with images in the order in which both are given, whatever the dates of these.
    masked = match_masks(tuple(_joined(images)), masks)
    return Series(tuple(sorted(masked, key=lambda image: (image.acquired, image.product.identifier))), tuple(refused))


def _light(product: Product) -> Product:
    """Without angles nor auxiliary data: many products are held at once."""
    return replace(product, sun=None, view={}, mean_view={}, auxiliary=None)


def _is_product(path: str) -> bool:
    return os.path.isdir(path) or path.lower().endswith(_PRODUCTS)


def _inside(path: str) -> Iterator[str]:
    """The path itself; of a folder that is no product, what lies in it."""
    if not os.path.isdir(path):
        if not os.path.exists(path) and not path.startswith("/vsi"):
            raise BocageError("path_absent", file=path)
        yield path
        return
    try:
        open_product(path)
    except BocageError as error:
        if error.code not in _NO_PRODUCT:
            raise
        with os.scandir(path) as found:
            entries = sorted(found, key=lambda entry: entry.name)
        images = [entry.path for entry in entries if entry.is_file() and entry.name.lower().endswith(SUFFIXES)]
        parts = [entry.path for entry in entries
                 if not entry.name.startswith(".") and (entry.is_dir() or entry.name.lower().endswith(".zip"))]
        if not images and not parts:
            raise
        yield from images
        yield from parts
        return
    yield path


def _raster(path: str, name: str, told: dict[int, datetime]) -> list[Dated]:
    """Images of one raster. ``told``: dates that a table gives, by band (0 for the whole file)."""
    with Raster(path) as raster:
        if not raster.grid.crs:
            raise BocageError("raster_without_crs", file=path)
        labels = [raster.description(number) for number in range(1, raster.count + 1)]
        dated = [_dated_label(label, told.get(number)) for number, label in enumerate(labels, start=1)]
        inside = [pair for pair in dated if pair is not None]
        default = name or name_in_file(path)
        if len(inside) == len(dated) and (len(dated) > 1 or not told.get(0)):
            return _one_a_band(raster, path, [(pair[0], pair[1] or default) for pair in inside])
        moment = told.get(0) or _moment_of(raster, path)
        if moment is None:
            raise BocageError("raster_undated", file=path)
        return [Dated(moment, _product(path, raster.grid.crs, moment, _bands(raster, path, default),
                                       raster.metadata()))]


def undated(path: str, name: str = "") -> Product:
    """A raster whose date nobody needs, its bands named as in a series. Raises BocageError."""
    with Raster(path) as raster:
        if not raster.grid.crs:
            raise BocageError("raster_without_crs", file=path)
        return _product(path, raster.grid.crs, datetime(1, 1, 1, tzinfo=timezone.utc),
                        _bands(raster, path, name or name_in_file(path)), raster.metadata())


def _bands(raster: Raster, path: str, default: str) -> tuple[Band, ...]:
    """Bands of one date: by their descriptions, else by their numbers."""
    labels = [raster.description(number) for number in range(1, raster.count + 1)]
    return tuple(band_of(raster, path, number, label or (default if raster.count == 1 else str(number)))
                 for number, label in enumerate(labels, start=1))


def _dated_label(label: str, told: datetime | None) -> tuple[datetime, str] | None:
    """Date and name of a band: of a table, else of its description."""
    found = moment_in(label)
    if told is not None:
        return told, (found[1] if found else label).strip(" _-:,")
    return (found[0], found[1].strip(" _-:,")) if found else None


def _one_a_band(raster: Raster, path: str, dated: Sequence[tuple[datetime, str]]) -> list[Dated]:
    """Images of a file whose bands have dates: those of one date and different names are one image."""
    groups: list[tuple[datetime, dict[str, Band]]] = []
    for number, (moment, name) in enumerate(dated, start=1):
        band = band_of(raster, path, number, name)
        same = next((bands for when, bands in groups if when == moment and band.name not in bands), None)
        if same is None:
            groups.append((moment, {band.name: band}))
        else:
            same[band.name] = band
    return [Dated(moment, _product(path, raster.grid.crs, moment, tuple(bands.values()), raster.metadata()))
            for moment, bands in groups]


def _moment_of(raster: Raster, path: str) -> datetime | None:
    """When a raster was taken: its metadata, its name, the name of its folder."""
    items = raster.metadata()
    for text in [*(items.get(key, "") for key in _ITEMS), Path(path).stem, Path(path).parent.name]:
        found = moment_in(text)
        if found is not None:
            return found[0]
    return None


def _product(path: str, crs: str, moment: datetime, bands: tuple[Band, ...], items: dict[str, str]) -> Product:
    return Product(identifier=Path(path).stem, family=RASTER, level=items.get("LEVEL", ""),
                   platform=items.get("PLATFORM", ""), mission="", acquired=moment.astimezone(timezone.utc),
                   tile=items.get("TILE", ""), baseline="", relative_orbit=None, path=path, crs=crs, bands=bands)


def _joined(images: Sequence[Dated]) -> list[Dated]:
    """Rasters of one moment that hold different bands are one image: B04 and B08 in two files."""
    result: list[Dated] = []
    for image in images:
        names = {band.name for band in image.product.bands}
        place = next((number for number, other in enumerate(result) if image.is_raster and other.is_raster
                      and other.acquired == image.acquired and other.product.path != image.product.path
                      and not names & {band.name for band in other.product.bands}), None)
        if place is None:
            result.append(image)
        else:
            bands = result[place].product.bands + image.product.bands
            result[place] = replace(result[place], product=replace(result[place].product, bands=bands))
    return result


__all__ = ["RASTER", "Dated", "MaskBand", "Refused", "Series", "open_series", "undated"]
