"""The rasters of a comparison: states, pairs of classes, with their styles; they appear whole, or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager

import numpy as np

from ...engine.grid import Grid
from ...engine.outputs import atomic_file, check_space, check_writable, write_text
from ...engine.raster import RasterWriter
from ...errors import BocageError
from ...validation.agreement import STATES
from ..pixels import style

EXTENSIONS = (".tif", ".tiff")
#: Colour of each state; green and red apart in lightness too.
COLOURS = {"agree": (166, 219, 160), "differ": (178, 24, 43), "unmatched": (158, 154, 200),
           "map_only": (217, 217, 217), "source_only": (150, 150, 150)}
_LABELS = {
    "en": {"agree": "agree", "differ": "differ", "unmatched": "no counterpart", "map_only": "map only",
           "source_only": "source only"},
    "fr": {"agree": "d'accord", "differ": "en désaccord", "unmatched": "sans correspondance",
           "map_only": "carte seule", "source_only": "source seule"}}


def labels(language: str) -> dict[str, str]:
    """Of the states, in "en" or "fr"."""
    return _LABELS["fr" if language[:2] == "fr" else "en"]


def check_paths(outputs: Mapping[str, int], grid: Grid, inputs: Sequence[str]) -> None:
    """Raise BocageError where a raster cannot be written. outputs: bytes a pixel by path."""
    folders: dict[str, int] = {}
    given = {os.path.abspath(path) for path in inputs if path}
    for path, size in outputs.items():
        full = os.path.abspath(path)
        if os.path.splitext(path)[1].lower() not in EXTENSIONS:
            raise BocageError("output_not_geotiff", file=path)
        if full in given:
            raise BocageError("output_is_input", file=path)
        folder = os.path.dirname(full)
        check_writable(folder)
        # Not compressed, and its overviews: what is written is smaller.
        folders[folder] = folders.get(folder, 1_000_000) + int(grid.shape[0] * grid.shape[1] * size * 4 / 3)
    for folder, needed in folders.items():
        check_space(folder, needed)


class Rows:
    """Whole rows of a raster, filled block by block."""

    def __init__(self, writer: RasterWriter, columns: int, dtype: str) -> None:
        self._writer, self._columns, self._dtype = writer, columns, dtype
        self._strip = np.zeros((0, columns), dtype)

    def put(self, column: int, block: np.ndarray) -> None:
        """A block (rows, some columns) of the strip; the last column of the strip sends it to the file."""
        if column == 0:
            self._strip = np.zeros((block.shape[0], self._columns), self._dtype)
        self._strip[:, column:column + block.shape[1]] = block
        if column + block.shape[1] == self._columns:
            self._writer.append(self._strip)


@contextmanager
def class_file(path: str, grid: Grid, dtype: str, items: Mapping[str, str],
               look: str = "", nodata: int = 0) -> Iterator[tuple[Rows, RasterWriter]]:
    """A raster of codes, ``nodata`` for nothing, with its style; the caller closes the writer before the end."""
    os.makedirs(os.path.dirname(os.path.abspath(path)), exist_ok=True)
    with ExitStack() as stack:
        if look:
            write_text(stack.enter_context(atomic_file(style_path(path))), look)
        beside = stack.enter_context(atomic_file(path))
        writer = stack.enter_context(RasterWriter(beside, grid, dtype, 1, float(nodata)))
        writer.set_metadata(dict(items))
        yield Rows(writer, grid.shape[1], dtype), writer


def style_path(path: str) -> str:
    """The ``.qml`` beside a raster."""
    return os.path.splitext(path)[0] + ".qml"


def state_palette() -> dict[int, tuple[int, int, int]]:
    """Colours by the numbers of states."""
    return {STATES.index(name): colour for name, colour in COLOURS.items()}


def state_style(language: str) -> str:
    """The ``.qml`` of a raster of states."""
    named = labels(language)
    return style.paletted([(STATES.index(name), hexadecimal(colour), named[name])
                           for name, colour in COLOURS.items()])


def hexadecimal(colour: Sequence[int]) -> str:
    """``#rrggbb``."""
    return "#" + "".join(f"{int(channel):02x}" for channel in colour[:3])


def write_beside(stack: ExitStack, texts: Mapping[str, str]) -> None:
    """Texts by path, written beside; they take their names as ``stack`` ends, the first last. "" is no path."""
    for path, text in texts.items():
        if path:
            os.makedirs(os.path.dirname(os.path.abspath(path)), exist_ok=True)
            write_text(stack.enter_context(atomic_file(path)), text)


def check_apart(rasters: Sequence[str], texts: Sequence[str]) -> None:
    """Raise BocageError where two outputs, styles of rasters included, are one file, or a text cannot be written."""
    texts = [path for path in texts if path]
    met: set[str] = set()
    for path in (*(name for one in rasters if one for name in (one, style_path(one))), *texts):
        full = os.path.normcase(os.path.abspath(path))
        if full in met:
            raise BocageError("classify_same_file", file=path)
        met.add(full)
    for path in texts:
        check_writable(os.path.dirname(os.path.abspath(path)))
