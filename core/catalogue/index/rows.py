"""Scene records as rows of ``products``, and back."""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta, timezone
from typing import Any

from ...errors import BocageError
from ..model import Asset, Footprint, SceneRecord
from .shapes import EPOCH, from_blob, to_blob

#: Columns in the order that ``record`` reads.
COLUMNS = ("fid", "geom", "identifier", "source", "platform", "level", "tile", "acquired", "cloud_percent",
           "relative_orbit", "baseline", "family", "path", "quicklook", "collection", "state", "extras", "clear_source")
SELECTED = ", ".join(f"p.{name}" for name in COLUMNS)
#: Columns in the order that ``row`` writes, ``fid`` and ``clear_source`` apart.
WRITTEN = (*COLUMNS[1:-1], "t", "key")

#: Of ``key_of``.
KEY_BITS = 24

_ZERO = datetime(1970, 1, 1, tzinfo=timezone.utc)
_SECOND = timedelta(seconds=1)
_UTC = timezone.utc
_NOTHING: Mapping[str, str] = {}


def seconds(moment: datetime) -> int:
    """Whole seconds since 1970, rounded down. A moment without a zone is taken as UTC."""
    return (_aware(moment) - _ZERO) // _SECOND


def tree_time(moment: datetime) -> int:
    """The same as the tree counts them."""
    return seconds(moment) - EPOCH


def text_time(moment: datetime) -> str:
    """As GeoPackage wants it, in UTC, rounded down to a millisecond: these texts sort like the moments."""
    moment = _aware(moment).astimezone(_UTC)
    return f"{moment.year:04d}" + moment.strftime("-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"


def read_time(text: str) -> datetime:
    """Back from ``text_time``, or from what QGIS wrote. Raises ValueError."""
    # Spelt out: twice as fast as fromisoformat, which knows no Z before Python 3.11.
    if len(text) == 24:
        return datetime(int(text[:4]), int(text[5:7]), int(text[8:10]), int(text[11:13]), int(text[14:16]),
                        int(text[17:19]), 1000 * int(text[20:23]), _UTC)
    return _aware(datetime.fromisoformat(text.replace("Z", "+00:00")))


def _aware(moment: datetime) -> datetime:
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=timezone.utc)


def key_of(identifier: str) -> int:
    """24 bits, three bytes in the file, by which an identifier is looked up; the text is compared afterwards."""
    return zlib.crc32(identifier.encode("utf-8")) >> (32 - KEY_BITS)


def row(scene: SceneRecord) -> tuple[Any, ...]:
    """Values of WRITTEN."""
    extras = json.dumps(dict(scene.extras), ensure_ascii=False, separators=(",", ":")) if scene.extras else None
    return (to_blob(scene.footprint), scene.identifier, scene.source, scene.platform, scene.level, scene.tile,
            text_time(scene.acquired), scene.cloud_percent, scene.relative_orbit, scene.baseline, scene.family,
            scene.path, scene.quicklook, scene.collection, scene.state, extras, seconds(scene.acquired),
            key_of(scene.identifier))


def record(values: Sequence[Any], assets: tuple[Asset, ...] = (), footprint: Footprint | None = None) -> SceneRecord:
    """The scene of a row that begins with COLUMNS; its footprint may have been read already."""
    (_, geom, identifier, source, platform, level, tile, acquired, cloud, orbit, baseline, family, path, quicklook,
     collection, state, extras, *_) = values
    try:
        moment = read_time(acquired)
        more = json.loads(extras) if extras else _NOTHING
    except (ValueError, TypeError) as error:
        raise BocageError("index_damaged", file="index.gpkg", fault=f"{identifier}: {error}") from error
    return SceneRecord(identifier, source, platform or "", level or "", tile or "", moment,
                       from_blob(geom) if footprint is None else footprint, cloud, orbit, baseline or "",
                       family or "", path or "", quicklook or "", collection or "", state, assets, more)


def asset_row(product: int, number: int, asset: Asset) -> tuple[Any, ...]:
    """Values of a row of ``assets``."""
    return (product, number, asset.key, asset.href, asset.media_type, asset.title, " ".join(asset.roles), asset.size,
            asset.checksum)


def asset(values: Sequence[Any]) -> Asset:
    """Back from key, href, media_type, title, roles, size, checksum."""
    key, href, media_type, title, roles, size, checksum = values
    return Asset(key, href, media_type or "", title or "", tuple((roles or "").split()), size, checksum or "")
