"""Simulated dates of T30TWT for tools/dock_window.sh, L1C and L2A, made once and kept: the folder is the argument.

Thirteen dates from autumn 2017 to spring 2018 over one ground, under skies from clear to overcast; that of
17 January 2018 is clear.
"""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path

BUILD = Path(sys.argv[2]) if len(sys.argv) > 2 else Path(__file__).resolve().parents[1] / ".build"
sys.path.insert(0, str(BUILD))
#: Month and day, clouds, share covered.
SKIES = (("2017-10-09", "cumulus", 0.15), ("2017-10-29", "none", 0.0), ("2017-11-13", "stratus", 0.8),
         ("2017-11-28", "cumulus", 0.5), ("2017-12-18", "mixed", 0.65), ("2018-01-02", "stratus", 0.9),
         ("2018-01-17", "none", 0.0), ("2018-01-27", "mixed", 0.35), ("2018-02-11", "cumulus", 0.08),
         ("2018-02-26", "none", 0.0), ("2018-03-13", "mixed", 0.5), ("2018-03-23", "cumulus", 0.3),
         ("2018-04-07", "none", 0.0))
#: Metres a side: a thumbnail shows fields and clouds, and a date takes some seconds.
SIZE_M = 6000


def make(folder: Path) -> None:
    """Those that are not there yet."""
    from bocage.core.chains import l2a
    from bocage.core.chains.simulation import SimulationSettings, simulate
    from bocage.core.engine.progress import SilentProgress

    for level in ("L1C", "L2A"):
        (folder / level).mkdir(parents=True, exist_ok=True)
    for number, (day, clouds, cover) in enumerate(SKIES):
        stamp = folder.parent / f"{folder.name}.{day}.done"
        if stamp.exists():
            continue
        moment = datetime.strptime(day, "%Y-%m-%d").replace(hour=11, minute=6, second=31)
        made = simulate(SimulationSettings(
            output=str(folder / "L1C"), date=moment, clouds=clouds, cover=cover, seed=40 + number, size_m=SIZE_M,
            adjacency=False), SilentProgress())
        earlier = str(folder / "L2A") if number else None
        l2a.run(l2a.L2ASettings(input=made.product, output=str(folder / "L2A"), previous=earlier), SilentProgress())
        stamp.touch()


if __name__ == "__main__":
    make(Path(sys.argv[1]))
