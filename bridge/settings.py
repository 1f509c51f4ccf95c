"""Where Bocage keeps its things in the user's profile, and what it remembers: typed accessors over QgsSettings."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from qgis.core import QgsApplication, QgsSettings

_PREFIX = "bocage/"


def home() -> Path:
    """Folder of the profile that holds the index, the queue and the cache; made on first use."""
    folder = Path(QgsApplication.qgisSettingsDirPath()) / "bocage"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def index_path() -> str:
    """GeoPackage of the catalogue's index; the user may have moved it."""
    return str(value("index_path", "") or home() / "index.gpkg")


def jobs_path() -> str:
    """SQLite file of the queues: on the profile's local disk."""
    return str(home() / "jobs.sqlite")


def cache_folder() -> Path:
    """Thumbnails and other things that can be made again."""
    folder = home() / "cache"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def value(key: str, default: Any = None) -> Any:
    """What was remembered under ``key``."""
    return QgsSettings().value(_PREFIX + key, default)


def remember(key: str, what: Any) -> None:
    """Keeps ``what`` under ``key``."""
    QgsSettings().setValue(_PREFIX + key, what)
