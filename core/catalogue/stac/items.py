"""A STAC item (1.0 or 1.1) as a SceneRecord: what lacks or is odd is left empty, only what is no item is refused."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any
from urllib.parse import urljoin, urlsplit

from ...engine.geographic import closed, split_at_antimeridian
from ..model import REMOTE, Asset, Footprint, SceneRecord
from ..providers import Provider
from .names import Name, level_word, platform_word, read_name, tile_word

_TIME = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:[Tt ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d+))?)?)?\s*(Z|z|[+-]\d\d:?\d\d)?$")
_MD5 = re.compile(r"MD5\s*:?\s*\"?([0-9a-fA-F]{32})\b")
_SIZE = re.compile(r"File size\s*:?\s*\"?(\d+)\s*(?:bytes|octets|B)?\b", re.IGNORECASE)
_ONLINE = re.compile(r"Is online\s*:?\s*\"?(true|false|yes|no)\b", re.IGNORECASE)
#: Properties kept as text, for reports and for those who know them.
_KEPT = ("constellation", "sat:orbit_state", "view:off_nadir", "view:sun_elevation", "view:sun_azimuth", "proj:epsg",
         "proj:code", "s2:product_uri", "earthsearch:boa_offset_applied", "processing:facility", "product:type",
         "storage:requester_pays", "created", "updated", "license")
_PICTURES = ("image/jpeg", "image/jpg", "image/png", "image/webp", "image/gif")
_PICTURE_ENDS = (".jpg", ".jpeg", ".png", ".webp", ".gif")
_SCHEMES = ("http", "https", "s3", "gs", "ftp", "ftps")
_ARCHIVES = ("application/zip", "application/x-zip-compressed", "application/x-tar", "application/gzip")
_PRODUCT_KEYS = ("product", "archive", "data", "download", "safe", "zip")


class NoItem(Exception):
    """What came is no item that can be shown: the sentence says why, for the log."""


@dataclass(frozen=True)
class Found:
    """A record, and the time that its item spans."""

    record: SceneRecord
    start: datetime
    end: datetime


def found_item(item: Any, provider: Provider, base: str) -> Found:
    """The record of an item; ``base`` is the address that relative links start from. Raises NoItem."""
    if not isinstance(item, Mapping) or not isinstance(item.get("id"), (str, int)) or item.get("id") == "":
        raise NoItem("no id")
    properties = item.get("properties")
    if not isinstance(properties, Mapping):
        raise NoItem("no properties")
    says = _Says(properties)
    start, acquired, end = _times(says, provider)
    collection = str(item.get("collection") or says.text("collection") or "")
    # COGs bear short names; the product's own is what the same scene is called elsewhere.
    identifier = _stem(says.text(provider.identifier or "s2:product_uri")) or _stem(str(item["id"]))
    name = read_name(identifier)
    if name == Name():
        name = read_name(_stem(says.text("title")))
    home = _self_link(item, base)
    assets = tuple(_assets(item, provider, home))
    known = provider.collection(collection)
    record = SceneRecord(
        identifier=identifier, source=provider.key,
        platform=platform_word(says.text("platform")) if says.text("platform") else name.platform,
        level=_level(says, name, known.level, collection), tile=_tile(says) or name.tile, acquired=acquired,
        footprint=item_footprint(item), cloud_percent=says.percent("eo:cloud_cover"),
        relative_orbit=_first_int(says.number("sat:relative_orbit"), name.orbit),
        baseline=says.text("s2:processing_baseline") or says.text("processing:version") or name.baseline,
        quicklook=_quicklook(item, assets, provider, home), collection=collection, state=REMOTE, assets=assets,
        extras=_extras(item, says, home))
    return Found(record, start, end)


class _Says:
    """The properties, each as what it should be, or nothing."""

    def __init__(self, properties: Mapping[str, Any]) -> None:
        self._all = properties

    def text(self, key: str) -> str:
        value = self._all.get(key)
        if isinstance(value, (list, tuple)):
            value = value[0] if value else None
        return str(value).strip() if isinstance(value, (str, int, float)) and not isinstance(value, bool) else ""

    def number(self, key: str) -> float | None:
        value = self._all.get(key)
        if isinstance(value, str):
            try:
                value = float(value)
            except ValueError:
                return None
        good = isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)
        return float(value) if good and value is not None else None

    def percent(self, key: str) -> float | None:
        value = self.number(key)
        return value if value is not None and 0.0 <= value <= 100.0 else None

    def kept(self) -> dict[str, str]:
        """Of ``_KEPT``, truth values included."""
        return {key: str(self._all[key]) for key in _KEPT
                if isinstance(self._all.get(key), (str, int, float, bool)) and self._all[key] != ""}


def read_time(text: str) -> datetime | None:
    """RFC 3339 with any number of decimals, UTC where it names no zone; None for anything else."""
    match = _TIME.match(text.strip())
    if match is None:
        return None
    year, month, day, hour, minute, second, decimals, zone = match.groups()
    try:
        moment = datetime(int(year), int(month), int(day), int(hour or 0), int(minute or 0), min(59, int(second or 0)),
                          int(((decimals or "") + "000000")[:6]), tzinfo=timezone.utc)
        if zone and zone not in "Zz":
            away = timedelta(hours=int(zone[1:3]), minutes=int(zone[-2:]))
            moment -= away if zone[0] == "+" else -away
    except (ValueError, OverflowError):
        return None
    return moment


def _times(says: _Says, provider: Provider) -> tuple[datetime, datetime, datetime]:
    """Start, acquisition, end."""
    start, end = read_time(says.text("start_datetime")), read_time(says.text("end_datetime"))
    acquired = read_time(says.text(provider.acquired)) if provider.acquired else None
    acquired = acquired or read_time(says.text("datetime")) or start or end
    if acquired is None:
        raise NoItem("no date")
    if start is None or end is None or end < start:
        return acquired, acquired, acquired
    return start, acquired, end


def _stem(text: str) -> str:
    """A product's name without what its file may bear."""
    name = text.strip().rstrip("/").rsplit("/", 1)[-1]
    for ending in (".zip", ".SAFE", ".tar.gz", ".tar"):
        if name.lower().endswith(ending.lower()):
            name = name[:-len(ending)]
    return name


def _level(says: _Says, name: Name, known: str, collection: str) -> str:
    if name.level == "SNOW" or known == "SNOW":
        return "SNOW"
    said = level_word(says.text("processing:level")) or level_word(says.text("product:type"))
    return said or name.level or known or level_word(collection.replace("_", " ").replace("-", " ").upper())


def _tile(says: _Says) -> str:
    for key in ("grid:code", "s2:mgrs_tile", "s2:tile_id", "mgrs:tile", "tile", "spaceborne:tile"):
        tile = tile_word(says.text(key))
        if tile:
            return tile
    zone, band, square = says.text("mgrs:utm_zone"), says.text("mgrs:latitude_band"), says.text("mgrs:grid_square")
    if zone and band and square:
        return tile_word(f"{zone}{band}{square}")
    path, row = says.number("landsat:wrs_path"), says.number("landsat:wrs_row")
    return f"{int(path):03d}{int(row):03d}" if path is not None and row is not None else ""


def _first_int(*values: float | int | None) -> int | None:
    return next((int(value) for value in values if value is not None), None)


# -- where it lies -----------------------------------------------------------------------------------

def item_footprint(item: Mapping[str, Any]) -> Footprint:
    """The geometry, split at the antimeridian; the bbox where there is none; () where neither can be used."""
    geometry = item.get("geometry")
    found: Footprint = ()
    if isinstance(geometry, Mapping):
        coordinates = geometry.get("coordinates")
        if geometry.get("type") == "Polygon":
            found = _polygon(coordinates)
        elif geometry.get("type") == "MultiPolygon" and isinstance(coordinates, (list, tuple)):
            found = tuple(piece for polygon in coordinates for piece in _polygon(polygon))
    return found or _box(item.get("bbox"))


def _polygon(rings: Any) -> Footprint:
    if not isinstance(rings, (list, tuple)) or not rings:
        return ()
    outer = split_at_antimeridian(_positions(rings[0]))
    holes = [ring for ring in (closed(_positions(hole)) for hole in rings[1:]) if ring]
    # A hole in a footprint that was cut stays out: which side it is on is not worth the doubt.
    return ((*outer[0], *holes),) if len(outer) == 1 and holes else outer


def _positions(ring: Any) -> list[tuple[float, float]]:
    if not isinstance(ring, (list, tuple)):
        return []
    try:
        return [(float(position[0]), float(position[1])) for position in ring]
    except (TypeError, ValueError, IndexError):
        return []


def _box(bbox: Any) -> Footprint:
    """West, south, east, north, with or without heights; west over east crosses the antimeridian."""
    if not isinstance(bbox, (list, tuple)) or len(bbox) not in (4, 6):
        return ()
    try:
        west, south, *_ = map(float, bbox)
        east, north = (float(value) for value in bbox[len(bbox) // 2:][:2])
    except (TypeError, ValueError):
        return ()
    if west > east:
        east += 360.0
    middle = (west + east) / 2.0
    return split_at_antimeridian([(west, south), (middle, south), (east, south), (east, north), (middle, north),
                                  (west, north)])


# -- its files ---------------------------------------------------------------------------------------

def _self_link(item: Mapping[str, Any], base: str) -> str:
    return next((urljoin(base, link["href"]) for link in _links(item) if link.get("rel") == "self"), base)


def _links(item: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    links = item.get("links")
    if not isinstance(links, (list, tuple)):
        return []
    return [link for link in links if isinstance(link, Mapping) and isinstance(link.get("href"), str)]


def _assets(item: Mapping[str, Any], provider: Provider, home: str) -> list[Asset]:
    """Those that have an address; the whole product first."""
    assets = item.get("assets")
    if not isinstance(assets, Mapping):
        return []
    found = [_asset(str(key), facts, home) for key, facts in assets.items()
             if isinstance(facts, Mapping) and isinstance(facts.get("href"), str) and facts["href"]]
    # A server has no business with this computer's files.
    found = [asset for asset in found if urlsplit(asset.href).scheme in _SCHEMES]
    return sorted(found, key=lambda asset: not is_product(asset, provider))


def _asset(key: str, facts: Mapping[str, Any], home: str) -> Asset:
    href, facts = _reachable(facts)
    text = str(facts.get("description") or "")
    size, roles = facts.get("file:size"), facts.get("roles")
    checksum = facts.get("file:checksum") or facts.get("checksum:multihash")
    if isinstance(size, bool) or not isinstance(size, int) or size < 0:
        told = _SIZE.search(text)
        size = int(told[1]) if told else None
    md5 = _MD5.search(text)
    return Asset(key, urljoin(home, href), str(facts.get("type") or ""), str(facts.get("title") or ""),
                 tuple(str(role) for role in roles) if isinstance(roles, (list, tuple)) else (), size,
                 f"multihash:{checksum.lower()}" if isinstance(checksum, str) and checksum
                 else f"md5:{md5[1].lower()}" if md5 else "")


def _reachable(facts: Mapping[str, Any]) -> tuple[str, Mapping[str, Any]]:
    """An address that HTTP can fetch, among the alternatives, with what they say of it; else the asset's own."""
    href = str(facts["href"])
    if urlsplit(href).scheme in ("http", "https", ""):
        return href, facts
    alternates = facts.get("alternate")
    for other in alternates.values() if isinstance(alternates, Mapping) else ():
        if isinstance(other, Mapping) and urlsplit(str(other.get("href") or "")).scheme in ("http", "https"):
            return str(other["href"]), {**facts, **other}
    return href, facts


def is_product(asset: Asset, provider: Provider) -> bool:
    """True for the file that is the whole product."""
    if asset.key in provider.product_assets:
        return True
    packed = asset.media_type in _ARCHIVES or asset.href.lower().endswith((".zip", ".tar", ".tgz", ".tar.gz"))
    return packed and (asset.key.lower() in _PRODUCT_KEYS or "data" in asset.roles or "archive" in asset.roles)


def _quicklook(item: Mapping[str, Any], assets: tuple[Asset, ...], provider: Provider, home: str) -> str:
    """A small picture that a window can show."""
    assets = tuple(asset for asset in assets if urlsplit(asset.href).scheme in ("http", "https"))
    for role in ("thumbnail", "overview"):
        for asset in assets:
            picture = asset.media_type in _PICTURES or urlsplit(asset.href).path.lower().endswith(_PICTURE_ENDS)
            if (role in asset.roles or asset.key.lower() == role) and picture:
                return _with_suffix(asset.href, provider.quicklook_suffix)
    for asset in assets:
        if asset.key.lower() in ("thumbnail", "quicklook", "preview") and asset.media_type in ("", *_PICTURES):
            return _with_suffix(asset.href, provider.quicklook_suffix)
    return next((urljoin(home, link["href"]) for link in _links(item)
                 if link.get("rel") in ("preview", "thumbnail") and link.get("type") in _PICTURES
                 and urlsplit(urljoin(home, link["href"])).scheme in ("http", "https")), "")


def _with_suffix(href: str, suffix: str) -> str:
    if not suffix or suffix.lstrip("?&") in urlsplit(href).query:
        return href
    return f"{href}&{suffix.lstrip('?&')}" if urlsplit(href).query else f"{href}?{suffix.lstrip('?&')}"


def _extras(item: Mapping[str, Any], says: _Says, home: str) -> dict[str, str]:
    extras = says.kept()
    if str(item.get("id")) != "":
        extras["stac_id"] = str(item["id"])
    extras["stac_item"] = home
    for facts in (item.get("assets") or {}).values() if isinstance(item.get("assets"), Mapping) else ():
        if isinstance(facts, Mapping):
            online = _ONLINE.search(str(facts.get("description") or ""))
            if online:
                extras["online"] = "true" if online[1].lower() in ("true", "yes") else "false"
            if isinstance(facts.get("auth:refs"), (list, tuple)) and facts["auth:refs"]:
                extras.setdefault("auth", " ".join(map(str, facts["auth:refs"])))
    return extras
