"""numba, which compiles loops in memory where it is installed, and is never needed."""

from __future__ import annotations

import importlib
import logging
from typing import Any

LOG = logging.getLogger("bocage")


def numba() -> Any:
    """The module, None where it is absent or cannot be loaded beside this numpy."""
    try:
        return importlib.import_module("numba")
    except Exception:
        # Of another numpy, or of another processor: whatever it raises, numpy alone does the work.
        LOG.info("numba cannot be loaded", exc_info=True)
        return None
