"""Scenes of a server as a file of STAC items, which ``bocage:download`` reads: it can be run again by hand."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from ..core.catalogue.model import Asset, SceneRecord
from ..core.engine.outputs import write_text


def write(scenes: Sequence[SceneRecord], folder: Path) -> str:
    """Path of the file, named by the second: an earlier run may still read its own."""
    place = folder / "downloads"
    place.mkdir(parents=True, exist_ok=True)
    path = place / f"{datetime.now(timezone.utc):%Y%m%dT%H%M%S%f}.json"
    collection = {"type": "FeatureCollection", "features": [item(scene) for scene in scenes]}
    write_text(path, json.dumps(collection, indent=1, ensure_ascii=False))
    return str(path)


def item(scene: SceneRecord) -> dict[str, Any]:
    """One scene as an item."""
    told: dict[str, Any] = {"datetime": scene.acquired.isoformat(), "platform": scene.platform.lower(),
                            "processing:level": scene.level, "identifier": scene.identifier,
                            "bocage:source": scene.source}
    if scene.cloud_percent is not None:
        told["eo:cloud_cover"] = scene.cloud_percent
    if scene.tile:
        told["grid:code"] = f"MGRS-{scene.tile}"
    return {"type": "Feature", "stac_version": "1.0.0", "id": scene.identifier, "collection": scene.collection,
            "geometry": None, "properties": told, "links": [],
            "assets": {asset.key: _asset(asset) for asset in scene.assets}}


def _asset(asset: Asset) -> dict[str, Any]:
    found: dict[str, Any] = {"href": asset.href, "type": asset.media_type, "title": asset.title,
                             "roles": list(asset.roles)}
    if asset.size is not None:
        found["file:size"] = asset.size
    kind, _, value = asset.checksum.partition(":")
    if kind == "multihash":
        found["file:checksum"] = value
    elif kind == "md5":
        found["description"] = f"Checksum MD5: {value}"
    return found
