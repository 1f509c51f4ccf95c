"""The nouns of the catalogue: scene, asset, query, hit. Local and remote scenes look alike."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

#: Positions (longitude, latitude), degrees WGS 84, the first one repeated at the end.
Ring = tuple[tuple[float, float], ...]
#: Outer ring, then holes.
Polygon = tuple[Ring, ...]
#: Split at the antimeridian: every polygon lies within -180..180.
Footprint = tuple[Polygon, ...]

#: ``SceneRecord.source`` of what lies on this computer; the others are keys of the providers.
LOCAL = "local"
#: ``SceneRecord.state``.
PRESENT, MISSING, REMOTE = "present", "missing", "remote"


@dataclass(frozen=True)
class Asset:
    """One file of a scene that can be fetched or shown."""

    #: As the provider calls it: "product", "thumbnail", "B04"...
    key: str
    #: URL or path.
    href: str
    media_type: str = ""
    title: str = ""
    roles: tuple[str, ...] = ()
    #: Bytes, None where nobody says.
    size: int | None = None
    #: "md5:<hex>" or "multihash:<hex>", "" where nobody says.
    checksum: str = ""


@dataclass(frozen=True)
class SceneRecord:
    """One product of one tile, as the catalogue knows it: metadata only, no pixel."""

    #: Product name without extension; with ``source`` it names the record.
    identifier: str
    #: LOCAL or the key of a provider.
    source: str
    #: "S2A", "VENUS", "LANDSAT8"...
    platform: str
    #: "L1C", "L2A", "L3A", "SNOW"...
    level: str
    #: MGRS tile without its T, path-row or site; "" where there is none.
    tile: str
    #: UTC, aware.
    acquired: datetime
    footprint: Footprint
    #: Cloud percent over the product as its producer says, None where he does not.
    cloud_percent: float | None = None
    relative_orbit: int | None = None
    #: Processing baseline or version as written.
    baseline: str = ""
    #: Family of the reader ("sentinel2_safe", "muscate"...), "" for remote scenes.
    family: str = ""
    #: Folder, archive or file of a local product, "" for remote ones.
    path: str = ""
    #: Path or URL of a small picture, "" where there is none.
    quicklook: str = ""
    collection: str = ""
    state: str = PRESENT
    assets: tuple[Asset, ...] = ()
    #: Text only: whatever else reports may show.
    extras: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Query:
    """What is asked of the index or of a provider; empty means any."""

    #: Area of interest; () is everywhere.
    area: Footprint = ()
    #: UTC, both ends included.
    start: datetime | None = None
    end: datetime | None = None
    #: Percent; over the area where masks tell (local), else over the product.
    max_cloud_percent: float | None = None
    platforms: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    tiles: tuple[str, ...] = ()
    collections: tuple[str, ...] = ()
    #: LOCAL, keys of providers; the index alone looks at it.
    sources: tuple[str, ...] = ()
    #: At most so many, newest first.
    limit: int = 500


@dataclass(frozen=True)
class Hit:
    """A scene found, with what is known of the sky over the area asked for."""

    scene: SceneRecord
    #: Cloud percent over the area from the product's masks; None where no mask tells.
    area_cloud_percent: float | None = None
    #: Share 0..1 of the area that the footprint covers, None where there is no area.
    covered: float | None = None
    #: What the cloud percent comes from: "CLM", "SCL", "producer's percentage"...
    cloud_source: str = ""
