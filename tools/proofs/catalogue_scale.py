"""A million footprints in the index, beside OGR on a GeoPackage of its own: ``tools/bench_catalogue.py``, recorded."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from . import Figure, Result, shared
from .benchmarks import measured

NAME = "catalogue_scale"
TITLE = "The index with a million footprints"
REMARKS = [
    "The tiles are the 1,076 that Theia makes, with a date every three days: denser over an area than the whole world "
    "would be. Times are of whole searches in Python, hits with their scenes and footprints tested again: the median "
    "over the queries of the best of five runs of each, and beside it the median of all runs; OGR's are those of its "
    "own reading of the same features. The records are like a server's: those of this computer hold a path too. "
    "The clear grids are made-up clouds on 110 x 110 cells, for all dates of the tiles around Notre-Dame-des-Landes.",
    "The machine has two cores that other work shares: ratios travel, absolute times do not. The time "
    "that it takes to invent the records is not counted."]


def figures(found: dict[str, Any]) -> list[Figure]:
    """Limits are those of the project; what has none is told."""
    load, grids, query = found["load"], found["grids"], found["query"]
    peer, theirs = found["peer_load"], found["peer_query"]
    result = [
        Figure("footprints", load["added"], "", found["count"], "about"),
        Figure("load", load["seconds"], "s", 120),
        Figure("load, processor time", load["processor_s"], "s"),
        Figure("load, most memory", load["memory_mb"], "MB"),
        Figure("file after the load", load["megabytes"], "MB", 400),
        Figure("file with the clear grids", grids["megabytes"], "MB", 400),
        Figure("clear grids", grids["made"]),
        Figure("bytes of a clear grid", grids["mean_bytes"], "bytes"),
        Figure("both trees sound (1: yes)", float(load["trees_sound"]), "", 1, "at least"),
    ]
    named = (("ndl", "Notre-Dame-des-Landes, a month, cloud under 30 %", 1.0),
             ("communes", "its five communes corner by corner, a month, cloud under 30 %", None),
             ("france", "all of France, a month, cloud under 30 %", 10.0),
             ("refresh", "dock: 500 rows with cloud over Notre-Dame-des-Landes", 100.0),
             ("refresh_wide", "dock: 500 rows with cloud over an area of several tiles", 100.0),
             ("refresh_wide_clear", "the same, cloud over the area under 20 %", 100.0),
             ("ndl_all_dates", "Notre-Dame-des-Landes, all dates", None),
             ("france_newest_500", "France, newest 500", None), ("world_newest_500", "the world, newest 500", None),
             ("tile_all_dates", "one tile, all dates", None))
    for key, label, limit in named:
        result += [Figure(label, query[key]["median_ms"], "ms", limit),
                   Figure(f"{label}: median of all runs", query[key]["all_median_ms"], "ms"),
                   Figure(f"{label}: worst tenth", query[key]["p90_ms"], "ms"),
                   Figure(f"{label}: hits", query[key]["hits"])]
    for key in ("refresh", "refresh_wide"):
        label = {name: text for name, text, _ in named}[key]
        result.append(Figure(f"{label}: rows whose masks told", query[key]["over_area"], "", 500, "at least"))
    result += [
        Figure("first query on a fresh connection, opening included", query["fresh_ms"], "ms"),
        Figure("queries, most memory", query["memory_mb"], "MB"),
        Figure("OGR: load", peer["seconds"], "s"),
        Figure("OGR: file", peer["megabytes"], "MB"),
        Figure("OGR: Notre-Dame-des-Landes, a month, cloud under 30 %", theirs["ndl"]["median_ms"], "ms"),
        Figure("OGR: all of France, a month, cloud under 30 %", theirs["france"]["median_ms"], "ms"),
        Figure("times faster than OGR, Notre-Dame-des-Landes", theirs["ndl"]["median_ms"] / query["ndl"]["median_ms"]),
        Figure("times faster than OGR, France", theirs["france"]["median_ms"] / query["france"]["median_ms"]),
        Figure("times faster than OGR, load", peer["seconds"] / load["seconds"]),
        Figure("queries whose scenes are not those that OGR finds",
               theirs["ndl"]["different"] + theirs["france"]["different"], "", 0),
    ]
    return result


def prove(work: Path) -> Result:
    """Run the benchmark."""
    shared.find("data/theia_grids/theia_s2.gpkg")
    return Result(figures(measured("bench_catalogue.py")),
                  {"command of the measure": "python tools/bench_catalogue.py",
                   "months asked": "60 over Notre-Dame-des-Landes, 30 over France, spread over the years"}, REMARKS)
