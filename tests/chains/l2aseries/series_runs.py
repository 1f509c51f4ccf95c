"""What the tests of a tile's series share."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import simulated_dates as dates
from bocage.core.engine.progress import SilentProgress
from bocage.core.products.composite import read_composite


class Heard(SilentProgress):
    """Keeps what is said; cancels once a share of the work is done."""

    def __init__(self, patience: float = 2.0) -> None:
        self.patience, self.shares, self.warnings, self.lines = patience, [0.0], [], []

    def report(self, fraction, step=""):
        self.shares.append(fraction)

    def info(self, code, **fields):
        self.lines.append(code)

    def warn(self, code, **fields):
        self.warnings.append((code, fields))

    def cancelled(self):
        return self.shares[-1] >= self.patience

    @property
    def codes(self):
        return [code for code, _ in self.warnings]


def links(source: Path, target: Path, *names: str) -> Path:
    """A folder of links to some products of another; all of them without names."""
    target.mkdir(exist_ok=True)
    for path in sorted(source.iterdir()):
        if not names or any(name in path.name for name in names):
            (target / path.name).symlink_to(path)
    return target


def composite_inputs(product: Path) -> list[str]:
    """Dates behind a product's composite, 20180502."""
    composite = read_composite(next(product.glob("DATA/*_CMP_ALL.npz")))
    return [name.split("_")[2][:8] for name in composite.inputs]


def pixels(output: Path) -> dict[str, bytes]:
    """Rasters and composites alone."""
    return {name: data for name, data in dates.content(output).items() if name.endswith((".tif", ".npz", ".jpg"))}


def report(output: Path) -> dict:
    """The JSON of a series."""
    return json.loads((output / "series_report_T30TWT.json").read_text(encoding="utf-8"))


def copied(l1c: Path, folder: Path, stamp: str = "20180507") -> Path:
    """A copy of one date, to be spoilt."""
    source = next(path for path in l1c.iterdir() if stamp in path.name and path.suffix == ".SAFE")
    return Path(shutil.copytree(source, folder / source.name))


def cut_image(product: Path) -> None:
    image = next(product.rglob("*_B04.jp2"))
    image.write_bytes(image.read_bytes()[:image.stat().st_size // 3])
