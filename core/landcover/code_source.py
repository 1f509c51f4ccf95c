"""A map of classes as strips of codes, and one being written with the look of another."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from .. import __version__
from ..engine.class_raster import read_classes
from ..engine.grid import Grid
from ..engine.outputs import atomic_file, check_space, check_writable, free_bytes, human_bytes, write_text
from ..engine.progress import Progress
from ..engine.raster import Raster, RasterWriter, same_crs
from ..engine.regions import OUTSIDE
from ..engine.virtual import escape
from ..errors import BocageError

#: Rows of a strip: whole rows of tiles of what Bocage writes.
STRIP_ROWS = 512
#: Types that are kept as they are; a signed byte, which no GDAL writes everywhere, becomes two.
_KEPT = {"uint8": "uint8", "int8": "int16", "uint16": "uint16", "int16": "int16", "int32": "int32"}


class CodeSource:
    """Classes as int32 codes, OUTSIDE for none; where ``mask`` is 0 or without data there is none either.

    Raises BocageError: unreadable, no map of classes, another grid than the mask's.
    """

    def __init__(self, path: str, mask: str = "") -> None:
        self.path, self._mask_path = path, mask
        self._raster = Raster(path)
        self._mask: Raster | None = None
        self.grid, self.nodata = self._raster.grid, self._raster.nodata
        if mask:
            try:
                self._mask = Raster(mask)
                check_same_grid(self.grid, mask, self._mask.grid)
            except BocageError:
                self.close()
                raise

    def __enter__(self) -> CodeSource:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Release the files."""
        for raster in (self._raster, self._mask):
            if raster is not None:
                raster.close()

    def read(self, start: int, stop: int) -> np.ndarray:
        """Rows ``start`` to ``stop`` of codes, int32 (rows, columns)."""
        window = (start, 0, stop - start, self.grid.shape[1])
        values, known = read_classes(self._raster, self.path, window)
        if values.dtype.kind == "u" and values.dtype.itemsize >= 4 and values.size and int(values.max()) > 2 ** 31 - 1:
            raise BocageError("map_not_classes", file=self.path, fault="numbers over 2,147,483,647")
        if self._mask is not None:
            if self._raster.nodata is None and bool((values == 0).any()):
                raise BocageError("mask_needs_nodata", file=self.path)
            mask = self._mask.read(1, window)
            inside = np.isfinite(mask) & (mask != 0)
            if self._mask.nodata is not None and np.isfinite(self._mask.nodata):
                inside &= mask != self._mask.nodata
            known = known & inside
        return np.where(known, values.astype(np.int32), OUTSIDE)

    def strips(self) -> Iterator[tuple[int, int]]:
        """First and last row (excluded) of each strip."""
        rows = self.grid.shape[0]
        for start in range(0, rows, STRIP_ROWS):
            yield start, min(start + STRIP_ROWS, rows)


def check_same_grid(grid: Grid, other_path: str, other: Grid) -> None:
    """Raise BocageError where two rasters are not on the same pixels (within a hundredth of one)."""
    apart = max(abs(one - two) for one, two in zip(grid.bounds, other.bounds))
    if grid.shape != other.shape or apart > 0.01 * min(abs(grid.dx), abs(grid.dy)) or not same_crs(grid.crs, other.crs):
        raise BocageError("maps_not_aligned", file=other_path)


@dataclass(frozen=True)
class Look:
    """How a map of classes is stored and shown."""

    dtype: str
    nodata: float
    palette: dict[int, tuple[int, int, int]] = field(default_factory=dict)
    categories: tuple[str, ...] = ()
    description: str = ""
    tags: dict[str, str] = field(default_factory=dict)
    #: Content of the .qml beside it, "" for none.
    style: str = ""


def look_of(path: str) -> Look:
    """Type, colours, names and style of a map. No data is 0 where the map has none and whole numbers are small."""
    with Raster(path) as raster:
        dtype = _KEPT.get(raster.numbers, "int32")
        limits = np.iinfo(dtype)
        nodata = raster.nodata
        if nodata is None:
            nodata = 0.0
        elif not np.isfinite(nodata) or nodata != int(nodata) or not limits.min <= nodata <= limits.max:
            nodata = float(OUTSIDE)
        tags = {key: value for key, value in raster.metadata(1).items() if not key.startswith("STATISTICS_")}
        style = Path(path).with_suffix(".qml")
        return Look(dtype, float(nodata), raster.palette(), raster.categories(), raster.description(1), tags,
                    style.read_text(encoding="utf-8") if style.is_file() else "")


def made_by(algorithm: str, settings: Any, inputs: Sequence[str]) -> dict[str, str]:
    """Items of a file: what made it, of what."""
    return {"SOFTWARE": f"Bocage {__version__}", "ALGORITHM": f"bocage:{algorithm}",
            "PARAMETERS": json.dumps(asdict(settings), ensure_ascii=False, sort_keys=True),
            "INPUTS": ", ".join(Path(one).name for one in inputs)}


class ClassWriter:
    """Strips of codes to a GeoTIFF."""

    def __init__(self, writer: RasterWriter, look: Look, declared: bool) -> None:
        self._writer, self._look, self._declared = writer, look, declared

    def append(self, codes: np.ndarray) -> None:
        """The next rows, int32 codes. Raises BocageError where a class is the value of no data."""
        nodata = int(self._look.nodata)
        if self._declared and nodata != OUTSIDE and bool((codes == nodata).any()):
            raise BocageError("class_is_nodata", value=nodata)
        stored = np.where(codes == OUTSIDE, nodata, codes)
        self._writer.append(stored.astype(self._look.dtype))


def announce(progress: Progress, folder: Path, grid: Grid, read: Sequence[str], written: float) -> None:
    """The size of the work, said and held against the disk. read: types of the rasters that are; written: bytes.

    Raises BocageError where the disk of ``folder`` cannot hold it.
    """
    rows, columns = grid.shape
    progress.info("map_size", rasters=len(read), rows=rows, columns=columns,
                  read=human_bytes(rows * columns * sum(np.dtype(dtype).itemsize for dtype in read)),
                  written=human_bytes(written), free=human_bytes(free_bytes(folder)))
    check_space(folder, int(written))


@contextmanager
def class_map(path: str, grid: Grid, look: Look, items: dict[str, str] | None = None,
              declare_nodata: bool = True) -> Iterator[ClassWriter]:
    """A map being written: on a clean exit it appears whole, with its names and style, else not at all."""
    target = Path(path)
    check_writable(target.parent)
    check_space(target.parent, grid.shape[0] * grid.shape[1] * np.dtype(look.dtype).itemsize // 4)
    with ExitStack() as stack:
        if look.style:
            write_text(stack.enter_context(atomic_file(target.with_suffix(".qml"))), look.style)
        if look.categories:
            write_text(stack.enter_context(atomic_file(f"{path}.aux.xml")), _names_text(look.categories))
        work = stack.enter_context(atomic_file(target))
        nodata = look.nodata if declare_nodata else None
        with RasterWriter(work, grid, look.dtype, 1, nodata, [look.description]) as writer:
            if look.palette and look.dtype in ("uint8", "uint16"):
                writer.set_palette(look.palette)
            if look.tags:
                writer.set_metadata(look.tags, 1)
            if items:
                writer.set_metadata(items)
            yield ClassWriter(writer, look, declare_nodata)
            writer.close("NEAREST")


def _names_text(categories: tuple[str, ...]) -> str:
    """What GDAL reads beside a GeoTIFF for the names of its values."""
    names = "".join(f"<Category>{escape(name)}</Category>" for name in categories)
    return (f'<PAMDataset><PAMRasterBand band="1"><CategoryNames>{names}</CategoryNames></PAMRasterBand>'
            "</PAMDataset>\n")
