"""Paths below the project's folder, told from it: a project that is moved with its results finds them again."""

from __future__ import annotations

import json
from typing import Any

#: Stands for the folder of the project.
MARK = "{project}"
#: Values that are JSON in a text: their paths are written as JSON writes them.
NESTED = ("made_of",)


def packed(value: Any, home: str) -> Any:
    """Plain data with the folder of the project taken out; as they are where it has none."""
    return _moved(value, home, True, False) if home else value


def unpacked(value: Any, home: str) -> Any:
    """The same with the folder that the project is in now."""
    return _moved(value, home, False, False) if home else value


def _moved(value: Any, home: str, out: bool, nested: bool) -> Any:
    if isinstance(value, dict):
        return {key: _moved(item, home, out, nested or key in NESTED) for key, item in value.items()}
    if isinstance(value, list):
        return [_moved(item, home, out, nested) for item in value]
    if not isinstance(value, str):
        return value
    place = json.dumps(home, ensure_ascii=False)[1:-1] if nested else home
    for separator in ("/", "\\\\" if nested else "\\"):
        former, new = (place + separator, MARK + separator) if out else (MARK + separator, place + separator)
        if nested:
            value = value.replace(f'"{former}', f'"{new}')
        elif value.startswith(former):
            value = new + value[len(former):]
    return value
