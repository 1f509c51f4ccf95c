"""The files of a classification: types, colours, names of classes, what made them."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import numpy as np

from ... import __version__
from ...engine.grid import Grid, Window
from ...engine.outputs import check_space, check_writable, free_bytes, human_bytes
from ...engine.progress import Progress
from ...engine.raster import RasterWriter
from ...errors import BocageError
from ...landcover.model import ClassEntry, LandcoverModel
from ...landcover.predict import FORESTS
from ...products.muscate.xml_text import Element, document
from ..pixels import style
from ..pixels.output import EXTENSIONS
from .prediction import CONFIDENCE_NODATA, PROBABILITY_NODATA, PROBABILITY_SCALE, VALIDITY_NODATA, BlockMap
from .settings import ClassifySettings

#: Bytes a pixel of each file.
_BYTES = {"confidence": 1, "validity": 2}
#: Overviews of hundreds of bands cost as much as the map, and nobody looks at them all.
_MOST_WITH_OVERVIEWS = 40


def coding_of(classes: Sequence[ClassEntry]) -> tuple[str, int]:
    """Type of the map and the number that is no class: 0 where no class bears it, else the greatest of the type."""
    values = {entry.value for entry in classes}
    dtype = "uint8" if max(values) <= 255 else "uint16"
    if 0 not in values:
        return dtype, 0
    if dtype == "uint8" and 255 in values:
        dtype = "uint16"
    return dtype, 255 if dtype == "uint8" else 65535


def paths_of(settings: ClassifySettings) -> dict[str, str]:
    """What is to be written, by name; the map first."""
    found = {name: getattr(settings, name) for name in ("output", "confidence", "probabilities", "validity")}
    return {name: path for name, path in found.items() if path}


def check_outputs(settings: ClassifySettings, model: LandcoverModel, grid: Grid, progress: Progress) -> None:
    """Tells the size of the work. Raises BocageError where the files cannot be written or the disk has no room."""
    dtype, _ = coding_of(model.classes)
    sizes = {"output": 1 if dtype == "uint8" else 2, "probabilities": 2 * len(model.classes), **_BYTES}
    inputs = {os.path.abspath(path) for path in (*settings.input, settings.mask, settings.valid) if path}
    seen: set[str] = set()
    folders: dict[str, int] = {}
    for name, path in paths_of(settings).items():
        full = os.path.abspath(path)
        if Path(path).suffix.lower() not in EXTENSIONS:
            raise BocageError("output_not_geotiff", file=path)
        if full in seen or full in inputs:
            raise BocageError("classify_same_file", file=path)
        seen.add(full)
        folder = os.path.dirname(full)
        check_writable(folder)
        # Not compressed, and its overviews: what is written is smaller.
        folders[folder] = folders.get(folder, 1_000_000) + int(grid.shape[0] * grid.shape[1] * sizes[name] * 4 / 3)
    pixels = grid.shape[0] * grid.shape[1]
    progress.info("classify_size", rows=grid.shape[0], columns=grid.shape[1], features=len(model.features),
                  classes=len(model.classes), read=human_bytes(pixels * len(model.features) * 2.0),
                  needed=human_bytes(sum(folders.values())),
                  free=human_bytes(free_bytes(next(iter(folders)))))
    for folder, needed in folders.items():
        check_space(folder, needed)


class Files:
    """The rasters being written, in the thread that made them."""

    def __init__(self, paths: dict[str, str], grid: Grid, model: LandcoverModel, items: dict[str, str],
                 validity_text: str) -> None:
        dtype, nodata = coding_of(model.classes)
        self.writers: dict[str, RasterWriter] = {}
        try:
            self._open("output", paths, grid, dtype, nodata, ["class"])
            self._open("confidence", paths, grid, "uint8", CONFIDENCE_NODATA, ["confidence (%)"])
            self._open("probabilities", paths, grid, "int16", PROBABILITY_NODATA,
                       [f"{entry.value} {entry.name}" for entry in model.classes])
            self._open("validity", paths, grid, "uint16", VALIDITY_NODATA, ["clear dates"])
            for writer in self.writers.values():
                writer.set_metadata(items)
            self.writers["output"].set_palette({entry.value: entry.colour for entry in model.classes})
            self._describe(model, validity_text)
        except BaseException:
            self.abandon()
            raise

    def _open(self, name: str, paths: dict[str, str], grid: Grid, dtype: str, nodata: int,
              bands: Sequence[str]) -> None:
        if name in paths:
            self.writers[name] = RasterWriter(paths[name], grid, dtype, len(bands), nodata, bands)

    def _describe(self, model: LandcoverModel, validity_text: str) -> None:
        self.writers["output"].set_metadata({f"CLASS_{entry.value}": entry.name for entry in model.classes}, 1)
        if "confidence" in self.writers:
            self.writers["confidence"].set_metadata({"MEANING": confidence_text(model), "UNIT": "percent"}, 1)
        if "probabilities" in self.writers:
            for number, entry in enumerate(model.classes, start=1):
                self.writers["probabilities"].set_scaling(number, PROBABILITY_SCALE)
                self.writers["probabilities"].set_metadata({"CLASS": str(entry.value), "NAME": entry.name}, number)
        if "validity" in self.writers:
            self.writers["validity"].set_metadata({"MEANING": validity_text}, 1)

    def __enter__(self) -> Files:
        return self

    def __exit__(self, *_: object) -> None:
        self.abandon()

    def abandon(self) -> None:
        """Let the files go."""
        for writer in self.writers.values():
            writer.abandon()

    def write(self, window: Window, block: BlockMap) -> None:
        """One block."""
        row, column = window[:2]
        for name, pixels in (("output", block.classes), ("confidence", block.confidence),
                             ("validity", block.validity)):
            if pixels is not None and name in self.writers:
                self.writers[name].write(pixels, 1, row, column)
        if block.probabilities is not None:
            for number, pixels in enumerate(block.probabilities, start=1):
                self.writers["probabilities"].write(pixels, number, row, column)
        for writer in self.writers.values():
            writer.flush()

    def close(self, classes: int) -> None:
        """Overviews, then everything to the disk. Raises BocageError."""
        for name, writer in self.writers.items():
            many = name == "probabilities" and classes > _MOST_WITH_OVERVIEWS
            # GDAL 3.6 takes no majority of pixels with a colour table.
            writer.close("" if many else "NEAREST" if name == "output" else "AVERAGE")


def confidence_text(model: LandcoverModel) -> str:
    """What the confidence of that model is."""
    kinds = {region.model.kind for region in model.regions} or {model.kind}
    if kinds <= set(FORESTS):
        return "share of the trees that vote for the class of the map"
    return "probability of the class of the map"


def items_of(settings: ClassifySettings, model: LandcoverModel, engine: str) -> dict[str, str]:
    """Metadata of every file: what made it."""
    parameters = {name: value for name, value in asdict(settings).items() if value not in ("", ())}
    return {"SOFTWARE": f"Bocage {__version__}", "ALGORITHM": "bocage:classify",
            "PARAMETERS": json.dumps(parameters, ensure_ascii=False, sort_keys=True),
            "MODEL": os.path.basename(settings.model), "MODEL_SHA256": _hash(settings.model),
            "CLASSIFIER": model.kind, "REGIONS": str(len(model.regions)),
            "FEATURES": json.dumps([feature.name for feature in model.features], ensure_ascii=False),
            "TRAINING": json.dumps(dict(model.training), ensure_ascii=False, sort_keys=True, default=str)[:20_000],
            "VERSIONS": json.dumps({"bocage": __version__, "numpy": np.__version__, "engine": engine})}


def style_of(model: LandcoverModel, language: str) -> str:
    """The ``.qml`` of the map, names of classes in that language."""
    return style.paletted([(entry.value, f"#{entry.colour[0]:02x}{entry.colour[1]:02x}{entry.colour[2]:02x}",
                            _name(entry, language)) for entry in model.classes])


def categories_of(model: LandcoverModel) -> str:
    """The ``.aux.xml`` in which GDAL looks for names of classes, by their number; "" where a list would be too long."""
    names = {entry.value: entry.name for entry in model.classes}
    if max(names) > 4096:
        return ""
    listed = Element("CategoryNames", [Element("Category", names.get(value, "")) for value in range(max(names) + 1)])
    return document(Element("PAMDataset", [Element("PAMRasterBand", [listed], band=1)])).split("\n", 1)[1]


def _name(entry: ClassEntry, language: str) -> str:
    return entry.name_fr if language == "fr" and entry.name_fr else entry.name


def _hash(path: str) -> str:
    digest = hashlib.sha256()
    with open(path, "rb") as handle:
        for part in iter(lambda: handle.read(1 << 20), b""):
            digest.update(part)
    return digest.hexdigest()
