"""The index: one GeoPackage of what exists, here and on servers. It can be made again from the folders at any time.

``Index`` opens it, ``scan_folders`` fills it. Names are handed out on first use, to import lightly.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

_HOMES = {"Index": "index", "Failure": "failures", "ScanReport": "report", "scan_folders": "scan"}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(name)
    return getattr(import_module(f".{_HOMES[name]}", __name__), name)


__all__ = ["Failure", "Index", "ScanReport", "scan_folders"]
