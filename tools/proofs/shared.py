"""Where the real products lie that some proofs need. They are not part of the project."""

from __future__ import annotations

import os
from pathlib import Path

from . import ROOT, NotReady

FOLDER = Path(os.environ.get("BOCAGE_SHARED", ROOT.parent / "shared"))


def find(pattern: str) -> Path:
    """The one file that matches below the folder of real data (BOCAGE_SHARED). Raises NotReady."""
    found = sorted(FOLDER.glob(pattern))
    if not found:
        raise NotReady(f"{FOLDER}/{pattern} is absent: point BOCAGE_SHARED at the folder of real products")
    return found[0]


#: S2A of 29 June 2018, complete SAFE, decimated 25 times.
T56JMM = "data/s2_l1c_safe/S2A_MSIL1C_20180629T000241_N0206_R030_T56JMM*.zip"
#: S2A of 1 January 2018: the metadata still carry the response of 2015.
T31TDH = "data/s2_l1c_safe/S2A_MSIL1C_20180101T105441_N0206_R051_T31TDH*.zip"
