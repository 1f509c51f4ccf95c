"""Values of fields of QGIS' layers."""

from __future__ import annotations

from typing import Any


def text_of(value: Any) -> str:
    """A field's value as text, "" for null."""
    missing = value is None or (hasattr(value, "isNull") and value.isNull())
    return "" if missing else str(value)
