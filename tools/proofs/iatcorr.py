"""GRASS i.atcorr with per-pixel AOT and altitude: ``tools/bench_iatcorr.py``, recorded."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from . import Figure, NotReady, Result
from .benchmarks import measured

NAME = "iatcorr"
TITLE = "Per-pixel aerosols: GRASS i.atcorr beside the plugin"


def figures(found: dict[str, Any]) -> list[Figure]:
    """Pixels a second of each, and how far they agree where i.atcorr finished."""
    result = [
        Figure("pixels of the raster", found["pixels"]),
        Figure("bocage: speed", found["bocage"]["pixels_a_second"], "pixels/s"),
    ]
    for name, answer in found.items():
        if not name.startswith("i.atcorr"):
            continue
        result += [
            Figure(f"{name}: speed", answer["pixels_a_second"], "pixels/s"),
            Figure(f"{name}: share done within its time", 100 * answer["share_done"], "%"),
            Figure(f"{name}: time", answer["seconds"], "s"),
        ]
        result += [
            Figure(f"{name}: {key.replace('_', ', ')}", answer[key], "reflectance")
            for key in ("difference_mean", "difference_largest")
            if key in answer
        ]
    times = found.get("times_faster_with_both_maps")
    return result if times is None else [*result, Figure("times faster, both maps", times, "", 1, "at least")]


def prove(work: Path) -> Result:
    """Run the benchmark."""
    if not shutil.which("grass"):
        raise NotReady("GRASS is absent: apt install grass-core")
    return Result(
        figures(measured("bench_iatcorr.py")),
        {
            "command of the measure": "python tools/bench_iatcorr.py",
            "scene": "Sentinel-2A B4, relief 0-1000 m, AOT 0.05-0.40, both tools on the same rasters",
        },
    )
