"""The container of a model file: a zip of ``.npy`` and one JSON text, read as data and nothing else.

Nothing is unpickled, evaluated or allocated on the word of the file alone: the directory of the zip is measured before
it is read, headers of arrays are matched against one strict form, and what they claim must be what the entry holds.
"""

from __future__ import annotations

import json
import math
import re
import struct
import zipfile
import zlib
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.lib import format as npy

from ..engine.outputs import atomic_file, human_bytes, translate_write_fault
from ..errors import BocageError

DOCUMENT = "model.json"
#: Bytes that all arrays of a file may take together, and its text.
MOST_BYTES, MOST_TEXT = 1 << 30, 16 << 20
#: Entries of a file, and bytes of its directory.
MOST_ENTRIES, MOST_DIRECTORY = 8192, 2 << 20
#: Above so many bytes nothing that a model holds shrinks more than so many times.
_SUSPECT_BYTES, _SUSPECT_RATIO = 64 << 20, 300
#: Types of arrays, as numpy writes them.
TYPES: Mapping[str, np.dtype] = {"<i2": np.dtype("int16"), "<i4": np.dtype("int32"), "<f4": np.dtype("float32"),
                                 "<f8": np.dtype("float64")}
_NAME = re.compile(r"(regions/\d{1,4}/)?[a-z_]{1,40}\.npy")
_HEADER = re.compile(rb"\{'descr': '(<[if][248])', 'fortran_order': False, 'shape': \(((?:\d{1,12},? ?)*)\), \} *\n")
_END = b"PK\x05\x06"
_CHUNK = 4 << 20


def write_archive(path: str, document: Mapping[str, Any], arrays: Mapping[str, np.ndarray]) -> None:
    """Text and arrays by name, whole or not at all. The same model gives the same bytes. Raises BocageError."""
    text = json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False).encode("utf-8")
    try:
        with atomic_file(path) as work, zipfile.ZipFile(work, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(_entry(DOCUMENT), text)
            for name in sorted(arrays):
                with archive.open(_entry(f"{name}.npy"), "w") as handle:
                    npy.write_array(handle, _plain(arrays[name]), version=(1, 0), allow_pickle=False)
    except OSError as fault:
        raise translate_write_fault(path, fault) from fault


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    return entry


def _plain(array: np.ndarray) -> np.ndarray:
    """Little-endian and in the order of C, whatever the machine."""
    kept = np.ascontiguousarray(array)
    return kept.astype(kept.dtype.newbyteorder("<"), copy=False)


class Archive:
    """A model file open for reading. Every fault of the file is BocageError("model_damaged")."""

    def __init__(self, path: str) -> None:
        self.path = str(path)
        self._check_directory()
        try:
            self._zip = zipfile.ZipFile(self.path)
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, struct.error) as fault:
            raise self.damaged(str(fault)) from None
        try:
            self._check_entries()
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> "Archive":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let the file go."""
        self._zip.close()

    def damaged(self, fault: str) -> BocageError:
        """The error of this file."""
        return BocageError("model_damaged", file=self.path, fault=fault)

    def names(self) -> set[str]:
        """Names of the arrays."""
        return {name[:-4] for name in self._zip.namelist() if name != DOCUMENT}

    def document(self) -> dict[str, Any]:
        """The JSON text: an object without numbers that JSON has not, or keys told twice."""
        text = self._content(DOCUMENT, self._zip.getinfo(DOCUMENT).file_size)
        try:
            found = json.loads(text.decode("utf-8"), parse_constant=_refuse_constant, object_pairs_hook=_once)
        except (ValueError, RecursionError) as fault:
            raise self.damaged(f"{DOCUMENT}: {str(fault)[:120]}") from None
        if not isinstance(found, dict):
            raise self.damaged(f"{DOCUMENT} is no object")
        return found

    def array(self, name: str) -> np.ndarray:
        """One array. Its claim is checked against the entry before any memory is taken for it."""
        entry = self._zip.getinfo(f"{name}.npy")
        try:
            with self._zip.open(entry) as handle:
                dtype, shape, length = self._header(name, handle)
                size = math.prod(shape) * dtype.itemsize
                if length + size != entry.file_size:
                    raise self.damaged(f"{name} claims {human_bytes(size)} and holds "
                                       f"{human_bytes(entry.file_size - length)}")
                content = self._rest(handle, size, name)
        except (zipfile.BadZipFile, zlib.error, OSError, EOFError, RuntimeError, ValueError, NotImplementedError,
                struct.error) as fault:
            raise self.damaged(f"{name}: {fault}") from None
        array = np.frombuffer(content, dtype.newbyteorder("<")).reshape(shape).astype(dtype, copy=False)
        if dtype.kind == "f" and not np.isfinite(array).all():
            raise self.damaged(f"{name} holds what is no number")
        return array

    def _header(self, name: str, handle: Any) -> tuple[np.dtype, tuple[int, ...], int]:
        """Type, shape and length in bytes of the header of a ``.npy`` of version 1.0."""
        start = handle.read(10)
        if len(start) != 10 or start[:8] != b"\x93NUMPY\x01\x00":
            raise self.damaged(f"{name} is no array of numbers")
        length = int.from_bytes(start[8:10], "little")
        found = _HEADER.fullmatch(handle.read(length)) if length <= 1024 else None
        if found is None:
            raise self.damaged(f"{name} is no plain array of numbers")
        shape = tuple(int(part) for part in found.group(2).replace(b",", b" ").split())
        code = found.group(1).decode()
        if not 1 <= len(shape) <= 3 or code not in TYPES:
            raise self.damaged(f"{name} is no plain array of numbers")
        return TYPES[code], shape, 10 + length

    def _content(self, name: str, size: int) -> bytes:
        try:
            with self._zip.open(name) as handle:
                return bytes(self._rest(handle, size, name))
        except (zipfile.BadZipFile, zlib.error, OSError, EOFError, RuntimeError, ValueError, NotImplementedError,
                struct.error) as fault:
            raise self.damaged(f"{name}: {fault}") from None

    def _rest(self, handle: Any, size: int, name: str) -> bytearray:
        """What is left of an entry: ``size`` bytes, neither more nor fewer; its checksum is checked at its end."""
        content = bytearray()
        while True:
            part = handle.read(_CHUNK)
            if not part:
                break
            content += part
            if len(content) > size:
                break
        if len(content) != size:
            raise self.damaged(f"{name} does not have the size it claims")
        return content

    def _check_directory(self) -> None:
        """Measure the zip's directory before anything reads it."""
        try:
            with open(self.path, "rb") as handle:
                size = handle.seek(0, 2)
                handle.seek(max(0, size - 65_557))
                tail = handle.read(65_557)
        except OSError as fault:
            raise BocageError("model_unreadable", file=self.path, fault=fault.strerror or str(fault)) from None
        place = tail.rfind(_END)
        if size > MOST_BYTES:
            raise self.damaged(f"{human_bytes(size)} are more than a model takes")
        if not tail or place < 0 or len(tail) - place < 22:
            # No end of a zip: something else, or a copy that stopped.
            with open(self.path, "rb") as handle:
                begun = handle.read(4) == b"PK\x03\x04"
            raise self.damaged("it is cut short" if begun else "it is no model of Bocage")
        count, length = struct.unpack("<HI", tail[place + 10:place + 16])
        if count > MOST_ENTRIES or length > MOST_DIRECTORY:
            raise self.damaged("its list of contents is longer than a model's")

    def _check_entries(self) -> None:
        """Names, sizes and ways of packing that a model has, and no other."""
        entries = self._zip.infolist()
        names = [entry.filename for entry in entries]
        if len(set(names)) != len(names):
            raise self.damaged("it holds a name twice")
        for entry in entries:
            # orig_filename is what stands in the file: a null byte cuts the other.
            if entry.orig_filename != entry.filename or not (
                    entry.filename == DOCUMENT or _NAME.fullmatch(entry.filename)):
                raise self.damaged(f"it holds {entry.orig_filename[:80]!r}, which no model does")
            if entry.flag_bits & 0x1 or entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                raise self.damaged(f"{entry.filename} is packed in a way that no model is")
        if DOCUMENT not in names:
            raise self.damaged(f"it has no {DOCUMENT}: it is no model of Bocage")
        claimed = sum(entry.file_size for entry in entries)
        packed = sum(entry.compress_size for entry in entries)
        if claimed > MOST_BYTES or self._zip.getinfo(DOCUMENT).file_size > MOST_TEXT or (
                claimed > _SUSPECT_BYTES and claimed > _SUSPECT_RATIO * packed):
            raise self.damaged(f"it claims to unpack to {human_bytes(claimed)}")


def _refuse_constant(word: str) -> Any:
    raise ValueError(f"{word} is no number")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key is told twice")
    return found

