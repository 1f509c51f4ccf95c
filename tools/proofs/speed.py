"""Speed and memory on a whole tile: ``tools/bench_l2a.py``, recorded."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from . import Figure, Result
from .benchmarks import measured

NAME = "speed"
TITLE = "Speed and memory on a whole tile"
_LABELS = {
    "fixed": "AOT fixed, MASKS off",
    "image": "AOT and water vapour from the image, with a DEM, MASKS off",
    "nominal": "nominal mode with one earlier date (masks, aerosols, water vapour, DEM)",
    "slope": "nominal mode with ADJACENCY and SLOPE (ten files more)",
}


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
    if "extent" in found:
        share = found["extent"]
        label = "nominal mode, EXTENT of 500 x 500 pixels: share of the whole tile's"
        result += [
            Figure(f"{label} wall time", share["wall"], "", share["target"]),
            Figure(f"{label} processor time", share["cpu"]),
        ]
    for measure in found["measures"]:
        result.append(
            Figure(
                f"{measure['mode']}: wall time (load {measure['load']} at its end; "
                f"{measure['cpu_seconds']:.0f} s of processor)", measure["seconds"], "s"
            )
        )
    return result


def prove(work: Path) -> Result:
    """Run the benchmark."""
    return Result(
        figures(measured("bench_l2a.py", "--keep", str(work / "speed.jsonl"))),
        {
            "command of the measure": "python tools/bench_l2a.py",
            "product": "simulated, 10980 x 10980, 13 lossless JP2 with Sentinel-2's tiling; clouds and their shadows "
            "over an eighth; 2 threads",
            "earlier date": "a composite on the tile's cells, ten days before: scattered by 3 %, a twentieth changed",
            "floor": "GDAL decoding the same bands and writing the same files, in the same run",
        },
        [
            "Wall time is that of a machine shared with other work: the load is told beside it, and the ratio of "
            "processor times does not depend on it.",
            "The first two modes are those of the first version, before masks existed: MASKS is off there.",
        ],
    )
