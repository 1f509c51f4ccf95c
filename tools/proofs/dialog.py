"""The series in QGIS' window: run from its dialog, watched, cancelled (``tools/series_dialog.sh``)."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

from . import ROOT, Figure, NotReady, Result

NAME = "dialog"
TITLE = "A series run from its dialog and cancelled"


def figures(found: dict[str, Any]) -> list[Figure]:
    """What the watch saw."""
    finished, kept = found["finished"] or {}, len(found["products"])
    return [
        Figure("percents that the bar showed", found["different_percents_shown"], "", 20, "at least"),
        Figure("times that the bar went back", found["steps_back"], "", 0),
        Figure("longest pause of the window at work (timer of 50 ms)", found["longest_pause_ms"], "ms", 1000),
        Figure("median pause", found["median_pause_ms"], "ms"),
        Figure("percent at which Cancel was clicked", found["cancel_clicked_at_percent"] or float("nan"), "%"),
        Figure("dialog free again after the click", finished.get("seconds_after_cancel") or float("nan"), "s", 10),
        Figure("finished products that stay", kept, "", 1, "at least"),
        Figure("dates that were not made", found["dates"] - kept, "", 1, "at least"),
        Figure("half-made things left in the folder", len(found["hidden"]), "", 0),
        Figure("window alive at the end (1 is yes)", int(found["window_visible_at_the_end"]), "", 1, "at least"),
        Figure("report says cancelled (1 is yes)", int(found["report"] == "cancelled"), "", 1, "at least")]


def prove(work: Path) -> Result:
    """A minute; the picture goes to docs/images/series_dialog.png."""
    for program in ("xvfb-run", "qgis"):
        if shutil.which(program) is None:
            raise NotReady(f"{program} is absent: install it")
    picture, findings = ROOT / "docs" / "images" / "series_dialog.png", work / NAME / "findings.json"
    done = subprocess.run(["bash", str(ROOT / "tools" / "series_dialog.sh"), str(picture), str(findings)],
                          capture_output=True, text=True, check=False)
    if not findings.exists():
        raise RuntimeError(done.stderr.strip()[-500:])
    found = json.loads(findings.read_text(encoding="utf-8"))
    return Result(figures(found), {"QGIS": found["qgis"], "series": f"{found['dates']} simulated dates of 2400 m",
                                   "picture": "docs/images/series_dialog.png"})
