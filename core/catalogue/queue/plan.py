"""From scenes to jobs: which files, and where they go."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from ..model import Asset, SceneRecord
from .keep import Keep
from .model import Wanted
from .names import file_name, safe_name


def plan(records: Iterable[SceneRecord], folder: str | Path, keep: Keep | None = None, auth: str = "",
         priority: int = 0) -> list[Wanted]:
    """Files to fetch. A scene of one file goes to ``folder``, one of several to a folder of its name inside it."""
    rules = keep or Keep()
    found: list[Wanted] = []
    for record in records:
        if rules.scene(record):
            found += _scene(record, rules.assets(record), Path(folder), auth, priority)
    return found


def _scene(record: SceneRecord, assets: list[Asset], folder: Path, auth: str, priority: int) -> list[Wanted]:
    # An archive is the product: with or without its quicklook beside it, it goes where others of its kind go.
    place = folder if len(assets) < 2 else folder / safe_name(record.identifier)
    names = [file_name(asset, record.identifier) for asset in assets]
    # R10m/B02.jp2 and R20m/B02.jp2: all that would bear one name take their key before it.
    alike = Counter(name.lower() for name in names)
    names = [safe_name(f"{asset.key}_{name}") if alike[name.lower()] > 1 else name
             for asset, name in zip(assets, names)]
    return [Wanted(asset.href, str(place / name), asset.size, asset.checksum, record.source, record.identifier,
                   asset.key, auth, priority) for asset, name in zip(assets, _apart(assets, names))]


def _apart(assets: list[Asset], names: list[str]) -> list[str]:
    """Names of which no two are alike, the same at every run."""
    alike = Counter(name.lower() for name in names)
    return [apart(name, asset.href) if alike[name.lower()] > 1 else name for asset, name in zip(assets, names)]


def apart(name: str, url: str) -> str:
    """``name`` with a mark of its address."""
    mark = hashlib.sha256(url.encode()).hexdigest()[:8]
    path = Path(name)
    return f"{path.stem}_{mark}{path.suffix}"
