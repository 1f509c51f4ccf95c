"""Everything that lies in the folders of real products is indexed, or listed with its reason: no file unseen."""

from __future__ import annotations

import os
import tempfile
import time
from collections import Counter
from pathlib import Path

from bocage.core.catalogue.index import Failure, Index, scan_folders
from bocage.core.catalogue.index.failures import DAMAGED, OTHER, UNKNOWN
from bocage.core.catalogue.index.walk import PARTS
from bocage.core.catalogue.model import Query

from . import Figure, NotReady, Result, shared  # noqa: I001 - puts the plugin on the path

NAME = "real_products"
TITLE = "Real products: indexed, or listed with their reason"
FOLDERS = ("data", "formats")


def told(path: Path, products: set[str], listed: dict[str, Failure]) -> str:
    """What became of a file: "product", a kind of failure, or "" for one that nobody saw."""
    part = True
    for place in (path, *path.parents):
        found = listed.get(str(place))
        if str(place) in products:
            return "product"
        # A product holds whatever lies below it; a folder of images alone only its own files and parts of products.
        if found is not None and (part or found.kind == DAMAGED):
            return found.kind
        part = part and (place == path or place.name.lower() in PARTS)
    return ""


def prove(work: Path) -> Result:
    """Index the shared folders twice: everything, then nothing new."""
    roots = [str(shared.FOLDER / name) for name in FOLDERS]
    absent = [root for root in roots if not os.path.isdir(root)]
    if absent:
        raise NotReady(f"{absent[0]} is absent: point BOCAGE_SHARED at the folder of real products")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "index.gpkg"
        start = time.perf_counter()
        report = scan_folders(path, roots, clear=True)
        seconds = time.perf_counter() - start
        start = time.perf_counter()
        again = scan_folders(path, roots, clear=True)
        seconds_again = time.perf_counter() - start
        with Index(path) as index:
            scenes = [hit.scene for hit in index.search(Query(limit=10_000))]
            listed = {failure.path: failure for failure in index.failures(everything=True)}
    products = {scene.path for scene in scenes}
    files = [place for root in roots for place in sorted(Path(root).rglob("*")) if place.is_file()]
    fate = Counter(told(place, products, listed) for place in files)
    unseen = [str(place.relative_to(shared.FOLDER)) for place in files if not told(place, products, listed)]
    kinds = Counter(failure.kind for failure in listed.values())
    families = Counter(scene.family for scene in scenes)
    return Result([
        Figure("files", len(files)),
        Figure("products indexed", report.found, "", 1, "at least"),
        Figure("of them with a footprint", sum(bool(scene.footprint) for scene in scenes), "", report.found,
               "at least"),
        Figure("with a grid of clear share", report.grids),
        Figure("products listed as damaged or incomplete, with the reason", kinds[DAMAGED]),
        Figure("folders of images or archives without a producer's metadata, listed with the reason", kinds[UNKNOWN]),
        Figure("folders without any image, archive or metadata, listed with the reason", kinds[OTHER]),
        Figure("listed without a reason", sum(not failure.reason for failure in listed.values()), "", 0),
        Figure("files in products indexed", fate["product"]),
        Figure("files in products listed as damaged", fate[DAMAGED]),
        Figure("files of no known producer, listed", fate[UNKNOWN]),
        Figure("files that are no image, archive nor metadata, listed", fate[OTHER]),
        Figure("files that are neither indexed nor listed", len(unseen), "", 0),
        Figure("second run: products read again", again.added + again.updated + again.moved + again.missing, "", 0),
        Figure("first run, masks included", seconds, "s"),
        Figure("second run", seconds_again, "s"),
    ], {"folders": ", ".join(FOLDERS), "families": ", ".join(f"{name} {n}" for name, n in sorted(families.items())),
        "unseen": ", ".join(unseen) or "none"}, [
        f"Listed for one reason, `{code}`: {len(found)}. The first: {_short(found[0])}."
        for code, found in sorted(_by_code(listed).items())])


def _by_code(listed: dict[str, Failure]) -> dict[str, list[Failure]]:
    """What is listed, reason by reason, in the order of paths."""
    found: dict[str, list[Failure]] = {}
    for _, failure in sorted(listed.items()):
        found.setdefault(failure.code, []).append(failure)
    return found


def _short(failure: Failure) -> str:
    """The path and the reason, below the folder of real products."""
    path = str(Path(failure.path).relative_to(shared.FOLDER).as_posix())
    reason = failure.reason.replace(str(shared.FOLDER) + "/", "").rstrip(".")
    return reason if path in reason else f"{path}: {reason}"
