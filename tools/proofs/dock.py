"""The dock in QGIS' window, driven by clicks while a timer ticks, a hung server included (``tools/dock_window.sh``)."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

from . import ROOT, Figure, NotReady, Result, shared

NAME = "dock"
TITLE = "The window never freezes: the dock driven by clicks"
#: Milliseconds beyond the idle baseline that each kind of work may hold the window up.
LIMITS = {"slot": 50.0, "plot": 200.0, "layer": 200.0, "work": 200.0}
_NAMES = {"slot": "own slots", "plot": "plots", "layer": "layers and pages made",
          "work": "an algorithm at work beside the window"}


def figures(found: dict[str, Any]) -> list[Figure]:
    """Pauses by kind beyond what QGIS alone shows at rest; what other programs took of the processors is no slot.

    The pauses as they are, processors awaited included, stand below.
    """
    steps: dict[str, Any] = found["steps"]
    baseline = steps["idle"]["own_ms"]
    result = [Figure("longest pause of QGIS at rest, the dock closed (beat of 5 ms)", baseline, "ms")]
    for kind, limit in LIMITS.items():
        mine = {name: step["own_ms"] for name, step in steps.items() if step["kind"] == kind}
        worst = max(mine, key=lambda name: mine[name])
        result.append(Figure(f"{_NAMES[kind]}, longest pause beyond that: {worst}",
                             round(mine[worst] - baseline, 1), "ms", limit))
    result += [Figure(f"{name} ({step['kind']}): longest pause, processors awaited included", step["longest_ms"], "ms")
               for name, step in steps.items() if step["kind"] in LIMITS]
    result.append(Figure("500 rows and 500 bars handed to the window", found.get("rows_500_ms", float("nan")), "ms",
                         50))
    yes = {"window alive at the end": found["window_alive"], "unloaded without a trace":
           found["unloaded"] and not found["left_behind"], "every step done": not found["fault"],
           "hung server given up with a sentence": "4 s" in found.get("hung_said", ""),
           "a bar with Cancel while it hangs": found.get("hung_bar_shown"),
           "the index answers while the server hangs": bool(found.get("local_while_hung")),
           "state back from the project": found.get("cloud_after_project") == 60,
           "one scene visible after the flips": len(found.get("shown_after_flips", [])) == 1,
           "five steps to a map, 68 real dates": [word[:1] for word in found.get("landcover_states", [])] == 5 * ["✓"],
           "another classifier makes training and map out of date": found.get("landcover_stale") == 2 * ["stale"],
           "a training cancelled leaves what was made": found.get("landcover_cancelled") == "stale"}
    return result + [Figure(f"{name} (1 is yes)", int(bool(seen)), "", 1, "at least") for name, seen in yes.items()]


def prove(work: Path) -> Result:
    """Four minutes, and some for the scenes the first time; the picture goes to docs/images/dock.png."""
    shared.find("data/s2_l1c_slovenia_5dates/SLOVENIA_NDVI_68dates.tif")
    for program in ("xvfb-run", "qgis"):
        if shutil.which(program) is None:
            raise NotReady(f"{program} is absent: install it")
    picture, findings = ROOT / "docs" / "images" / "dock.png", work / NAME / "findings.json"
    done = subprocess.run(["bash", str(ROOT / "tools" / "dock_window.sh"), str(picture), str(findings)],
                          capture_output=True, text=True, check=False)
    if not findings.exists():
        raise RuntimeError(done.stderr.strip()[-500:])
    found = json.loads(findings.read_text(encoding="utf-8"))
    return Result(figures(found), {"QGIS": found["qgis"], "load average at the end": found["load"],
                                   "scenes": "13 simulated dates of 6 km, L1C and L2A; 68 real dates of 1 km",
                                   "pictures": "docs/images/dock.png, series_page.png, landcover_page.png and others"})
