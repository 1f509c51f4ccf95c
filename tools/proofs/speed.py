"""Speed and memory on a whole tile: ``tools/bench_l2a.py``, recorded."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from . import Figure, Result
from .benchmarks import measured

NAME = "speed"
TITLE = "Speed and memory on a whole tile"
_LABELS = {"fixed": "AOT fixed", "image": "AOT and water vapour from the image, with a DEM"}


def figures(found: dict[str, Any]) -> list[Figure]:
    """Ratios to the floor and peaks of memory, with the benchmark's own targets."""
    result = []
    for mode, ratio in found["ratios"].items():
        label = _LABELS.get(mode, mode)
        result += [
            Figure(f"{label}: wall time over the floor", ratio["wall"], "", ratio["target"]),
            Figure(f"{label}: processor time over the floor", ratio["cpu"]),
            Figure(f"{label}: peak resident memory", ratio["peak_rss_gb"], "GB", ratio["peak_target_gb"]),
        ]
    for measure in found["measures"]:
        result.append(
            Figure(
                f"{measure['mode']}: wall time (load {measure['load']} at its end)", measure["seconds"], "s"
            )
        )
    return result


def prove(work: Path) -> Result:
    """Run the benchmark."""
    return Result(
        figures(measured("bench_l2a.py")),
        {
            "command of the measure": "python tools/bench_l2a.py",
            "product": "simulated, 10980 x 10980, 13 lossless JP2 with Sentinel-2's tiling; 2 threads",
            "floor": "GDAL decoding the same bands and writing the same files, in the same run",
        },
    )
