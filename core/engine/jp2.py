"""Whether a JPEG 2000 file is whole. Decoders fill what is lost with zeros and only warn."""

from __future__ import annotations

import os
import struct

from ..errors import BocageError

_CODESTREAM = b"jp2c"
_END = b"\xff\xd9"


def check_complete(path: str, name: str = "") -> None:
    """Raise BocageError where a local JP2 is cut. Virtual paths are left to GDAL and the archive's own sums.

    ``name``: what the file will be called, where it does not yet bear its name.
    """
    if not (name or path).lower().endswith((".jp2", ".j2k")) or path.startswith("/vsi"):
        return
    try:
        size = os.path.getsize(path)
        with open(path, "rb") as handle:
            start = handle.read(12)
            if start[4:8] == b"jP  ":
                _check_boxes(path, handle, size)
            elif start[:4] != b"\xff\x4f\xff\x51":
                raise BocageError("raster_unreadable", file=path, fault="not a JPEG 2000 file")
    except OSError as error:
        raise BocageError("file_missing", file=path, fault=str(error.strerror)) from error


def _check_boxes(path: str, handle, size: int) -> None:  # type: ignore[no-untyped-def]
    position = 0
    while position + 8 <= size:
        handle.seek(position)
        header = handle.read(16)
        length, kind = struct.unpack(">I4s", header[:8])
        if length == 1:
            if len(header) < 16:
                raise BocageError("jp2_truncated", file=path, size=size)
            length = struct.unpack(">Q", header[8:16])[0]
        elif length == 0:
            length = size - position
        if kind == _CODESTREAM:
            _check_codestream(path, handle, position + length, size)
            return
        if length < 8:
            break
        position += length
    raise BocageError("jp2_truncated", file=path, size=size)


def _check_codestream(path: str, handle, end: int, size: int) -> None:  # type: ignore[no-untyped-def]
    if end > size:
        raise BocageError("jp2_truncated", file=path, size=size)
    handle.seek(end - 2)
    if handle.read(2) != _END:
        raise BocageError("jp2_truncated", file=path, size=size)
