"""L1C products of a folder, in order of date, one an acquisition."""

from __future__ import annotations

import logging
from collections import Counter
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ...engine.progress import Progress, check
from ...errors import BocageError, Cancelled
from ...products.model import Product
from ...products.muscate.layout import product_identifier, utc
from ...products.open import open_product
from .settings import SeriesSettings, Skipped

LOG = logging.getLogger("bocage")


@dataclass(frozen=True)
class Dated:
    """One acquisition to correct."""

    product: Product
    identifier: str

    @property
    def day(self) -> date:
        """Of the acquisition, UTC."""
        return utc(self.product.acquired).date()


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


def dated(settings: SeriesSettings, progress: Progress) -> tuple[list[Dated], list[Skipped]]:
    """Products of the folder between two dates, oldest first; and those left out, with the reason.

    Of one acquisition distributed twice, the newest processing baseline is kept. A series is of one tile.
    """
    found: list[Dated] = []
    skipped: list[Skipped] = []
    for path in candidates(Path(settings.input)):
        check(progress)
        try:
            product = open_product(str(path))
            if product.level != "L1C":
                continue
            one = Dated(product, product_identifier(product))
        except Exception as error:  # noqa: BLE001 - the edge of one product: whatever it hides, the others go on
            skipped.append(Skipped(str(path), fault_of(error)))
            continue
        if (settings.start is None or one.day >= settings.start) and (settings.end is None or one.day <= settings.end):
            found.append(one)
    ours, others = _of_one_tile(found, settings)
    single, doubles = _one_an_acquisition(ours)
    return sorted(single, key=lambda one: (utc(one.product.acquired), one.identifier)), skipped + others + doubles


def fault_of(error: Exception) -> BocageError:
    """The fault of one product as an error that can be worded; a cancel goes on its way."""
    if isinstance(error, BocageError):
        return error
    if isinstance(error, Cancelled):
        raise error
    LOG.debug("unexpected fault in a series", exc_info=error)
    return BocageError("unexpected_fault", algorithm="l2aseries",
                       fault=f"{type(error).__name__}: {error}".splitlines()[0])


def _of_one_tile(found: list[Dated], settings: SeriesSettings) -> tuple[list[Dated], list[Skipped]]:
    """Those of the tile asked for, or of most.

    Raises BocageError where two tiles have as many, or where there is none of the tile asked for.
    """
    counts = Counter(_bare(one.product.tile) for one in found).most_common()
    tile = _bare(settings.tile)
    if not tile and counts:
        if len(counts) > 1 and counts[0][1] == counts[1][1]:
            raise BocageError("several_tiles", folder=settings.input, tiles=", ".join(sorted(t for t, _ in counts)))
        tile = counts[0][0]
    if counts and tile not in dict(counts):
        raise BocageError("tile_absent", folder=settings.input, tile=tile, tiles=", ".join(sorted(dict(counts))))
    others = [Skipped(one.product.path, BocageError("other_tile", file=one.product.path, tile=one.product.tile,
                                                    series=tile)) for one in found if _bare(one.product.tile) != tile]
    return [one for one in found if _bare(one.product.tile) == tile], others


def _bare(tile: str) -> str:
    """``30TWT`` of ``T30TWT`` and ``30twt``."""
    name = tile.strip().upper()
    return name[1:] if len(name) == 6 and name[0] == "T" else name


def _one_an_acquisition(found: list[Dated]) -> tuple[list[Dated], list[Skipped]]:
    kept: dict[str, Dated] = {}
    doubles: list[Skipped] = []
    for one in found:
        before = kept.get(one.identifier)
        if before is None:
            kept[one.identifier] = one
            continue
        older, newer = sorted((before, one), key=lambda d: (d.product.baseline, d.product.identifier))
        kept[one.identifier] = newer
        doubles.append(Skipped(older.product.path, BocageError("same_acquisition", file=older.product.path,
                                                               other=newer.product.path)))
    return list(kept.values()), doubles
