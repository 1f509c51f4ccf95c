"""Run a benchmark of tools/ in a process of its own and read the JSON that it prints."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

from . import ROOT, NotReady


def measured(script: str, *arguments: str) -> dict[str, Any]:
    """The JSON object that the script prints. Raises RuntimeError with its last words."""
    path = ROOT / "tools" / script
    if not path.exists():
        raise NotReady(f"tools/{script} is absent")
    done = subprocess.run(
        [sys.executable, str(path), *arguments], capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        raise RuntimeError(f"{script}: {done.stderr.strip()[-500:]}")
    return first_object(done.stdout)


def first_object(text: str) -> dict[str, Any]:
    """The first JSON object of a text; lines of words may stand before and after."""
    start = text.find("{")
    if start < 0:
        raise RuntimeError("the benchmark printed no JSON")
    found, _ = json.JSONDecoder().raw_decode(text[start:])
    return dict(found)
