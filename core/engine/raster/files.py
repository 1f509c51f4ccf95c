"""Files that GDAL finds, inside archives too."""

from __future__ import annotations

from osgeo import gdal

from ...errors import BocageError
from .calls import gdal_call


def exists(path: str) -> bool:
    """True where GDAL finds that file, inside an archive too."""
    found, _ = gdal_call(gdal.VSIStatL, str(path))
    return found is not None


def stamp(path: str) -> tuple[int, int]:
    """Size in bytes and time of change of a file, plain or in an archive; (-1, -1) where there is none."""
    found, _ = gdal_call(gdal.VSIStatL, str(path))
    return (-1, -1) if found is None else (int(found.size), int(found.mtime))


def read_bytes(path: str) -> bytes:
    """Content of one file, plain or inside an archive (``/vsizip/``). Raises BocageError."""
    status, _ = gdal_call(gdal.VSIStatL, str(path))
    handle, fault = gdal_call(gdal.VSIFOpenL, str(path), "rb")
    if status is None or handle is None:
        raise BocageError("file_missing", file=str(path), fault=fault or "not found")
    try:
        content, fault = gdal_call(gdal.VSIFReadL, 1, status.size, handle)
    finally:
        gdal.VSIFCloseL(handle)
    if content is None or len(content) != status.size:
        raise BocageError("file_missing", file=str(path), fault=fault or "cut short")
    return bytes(content)
