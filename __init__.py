"""Bocage: Sentinel-2 from level 1C to level 2A, and on to maps, inside QGIS."""

from __future__ import annotations

from typing import Any


def classFactory(iface: Any) -> Any:  # noqa: N802 - the name that QGIS calls
    """The plugin, wired by ``plugin.py``; ``iface`` is None under qgis_process."""
    from .plugin import BocagePlugin

    return BocagePlugin(iface)
