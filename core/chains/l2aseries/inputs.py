"""L1C products of a folder, in order of date, one an acquisition."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ...errors import BocageError
from ...products.model import Product
from ...products.muscate.layout import product_identifier, utc
from ...products.open import open_product
from .settings import Skipped


@dataclass(frozen=True)
class Dated:
    """One acquisition to correct."""

    product: Product
    identifier: str


def candidates(folder: Path) -> list[Path]:
    """What in a folder may be a product: folders .SAFE, archives, folders of tiles, one level down."""
    if not folder.is_dir():
        raise BocageError("file_missing", file=str(folder), fault="no such folder")
    found = []
    for path in sorted(folder.iterdir()):
        if path.name.startswith("."):
            continue
        name = path.name.lower()
        if name.endswith((".safe", ".zip", ".tar", ".tar.gz")) or (
                path.is_dir() and ((path / "MTD_MSIL1C.xml").exists() or (path / "tileInfo.json").exists()
                                   or (path / "metadata.xml").exists())):
            found.append(path)
    return found


def dated(folder: Path, start: date | None, end: date | None) -> tuple[list[Dated], list[Skipped]]:
    """Products of the folder between two dates, oldest first; and those that cannot be read, with the reason.

    Of one acquisition distributed twice, the newest processing baseline is kept.
    """
    kept: dict[str, Dated] = {}
    skipped: list[Skipped] = []
    for path in candidates(folder):
        try:
            product = open_product(str(path))
            if product.level != "L1C":
                continue
            day = utc(product.acquired).date()
            if (start and day < start) or (end and day > end):
                continue
            identifier = product_identifier(product)
        except BocageError as error:
            skipped.append(Skipped(str(path), str(error)))
            continue
        earlier = kept.get(identifier)
        if earlier is not None:
            older, newer = sorted((earlier.product, product), key=lambda one: (one.baseline, one.identifier))
            skipped.append(Skipped(older.path, str(BocageError("same_acquisition", file=older.path,
                                                               other=newer.path))))
            product = newer
        kept[identifier] = Dated(product, identifier)
    tiles = {one.product.tile for one in kept.values()}
    if len(tiles) > 1:
        raise BocageError("several_tiles", folder=str(folder), tiles=", ".join(sorted(tiles)))
    return sorted(kept.values(), key=lambda one: (utc(one.product.acquired), one.identifier)), skipped
