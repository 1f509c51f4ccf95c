"""The incident that stopped MUSCATE's distribution, before a real window: a real server whose table is locked.

stac-fastapi-pgstac on PostgreSQL, ``LOCK TABLE pgstac.items IN ACCESS EXCLUSIVE MODE``; the dock searches it by clicks
(``tools/dock_window.sh``) while a timer of the main thread ticks.
"""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from pathlib import Path

from . import ROOT, Figure, Result
from .pgstac import Pgstac
from .servers import stac_items

NAME = "incident"
TITLE = "A locked database behind the search, and the window that lives"
#: Steps of the window that look at the server.
STEPS = ("server added", "hung server searched, clicks go on", "hung server, local search meanwhile")
LIMIT_MS = 50.0


def prove(work: Path) -> Result:
    """Some three minutes."""
    findings = work / NAME / "findings.json"
    with tempfile.TemporaryDirectory() as folder, Pgstac(stac_items(100), Path(folder)) as server:
        with server.locked():
            subprocess.run(["bash", str(ROOT / "tools" / "dock_window.sh"), str(work / NAME / "dock.png"),
                            str(findings)], capture_output=True, check=False,
                           env={**os.environ, "BOCAGE_HUNG": server.url})
        answered = server.psql("select count(*) from pgstac.items")
    found = json.loads(findings.read_text(encoding="utf-8"))
    idle = found["steps"]["idle"]["own_ms"]
    figures = [Figure(f"{name}: longest pause beyond rest", round(found["steps"][name]["own_ms"] - idle, 1), "ms",
                      LIMIT_MS) for name in STEPS]
    figures += [Figure(f"{name} (1 is yes)", int(bool(seen)), "", 1, "at least") for name, seen in (
        ("given up with a sentence", "4 s" in found.get("hung_said", "")),
        ("a bar with Cancel while it hangs", found.get("hung_bar_shown")),
        ("the index answers while it hangs", bool(found.get("local_while_hung"))),
        ("window alive at the end", found["window_alive"] and not found["fault"]),
        ("the database answers once the lock ends", answered.strip() == "100"))]
    return Result(figures, {"server": "stac-fastapi-pgstac on PostgreSQL 15, 100 items",
                            "said": found.get("hung_said", "")})
