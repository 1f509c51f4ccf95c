"""One way to look into a product: a folder, a zip that stays zipped, or the path of a metadata file."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Iterator
from pathlib import Path

from ..errors import BocageError

#: How deep a product may lie below the folder named, and how many files are looked at.
_DEPTH = 7
_MOST_FILES = 50_000
_LOCAL_HEADER = 30


class ProductFiles:
    """Files of one product, by their names relative to its root, with ``/`` on every system.

    ``path`` is what the user named; ``chosen`` the metadata file, where that is one.
    """

    def __init__(self, path: str, names: list[str], chosen: str = "") -> None:
        self.path = path
        self.names = sorted(names)
        self.chosen = chosen
        self._known = set(names)

    def __contains__(self, name: str) -> bool:
        return name in self._known

    def below(self, prefix: str) -> list[str]:
        """Names under ``prefix`` (which ends with ``/`` or is empty)."""
        return [name for name in self.names if name.startswith(prefix)]

    def read(self, name: str) -> bytes:
        """Content of a small file. Raises BocageError."""
        raise NotImplementedError

    def gdal_path(self, name: str) -> str:
        """Path by which GDAL opens that file. Raises BocageError where an archive has lost part of it."""
        raise NotImplementedError

    def shown(self, name: str) -> str:
        """The file as the analyst should read it in a message."""
        return f"{self.path}/{name}"


class FolderFiles(ProductFiles):
    """A product as a folder."""

    def __init__(self, path: str, folder: Path, chosen: str = "") -> None:
        super().__init__(path, list(_walk(folder)), chosen)
        self.folder = folder

    def read(self, name: str) -> bytes:
        """Content of one file."""
        try:
            return (self.folder / name).read_bytes()
        except OSError as error:
            fault = str(error.strerror)
            raise BocageError("file_missing", file=str(self.folder / name), fault=fault) from error

    def gdal_path(self, name: str) -> str:
        """Plain path."""
        return str(self.folder / name)

    def shown(self, name: str) -> str:
        """Plain path."""
        return str(self.folder / name)


class ZipFiles(ProductFiles):
    """A product as a zip archive, read in place."""

    def __init__(self, path: str) -> None:
        self.file = Path(path)
        try:
            with zipfile.ZipFile(path) as archive:
                self.members = {item.filename: item for item in archive.infolist() if not item.is_dir()}
            self.size = self.file.stat().st_size
        except (zipfile.BadZipFile, OSError, NotImplementedError, ValueError) as error:
            raise BocageError("archive_damaged", file=path, fault=str(error)) from error
        names = [name for name in self.members if not name.startswith("/") and ".." not in name.split("/")]
        super().__init__(path, names)
        self._checked: set[str] = set()

    def read(self, name: str) -> bytes:
        """Content of one member, its CRC checked."""
        self._check(name)
        try:
            with zipfile.ZipFile(self.path) as archive:
                return archive.read(name)
        except (zipfile.BadZipFile, OSError, EOFError, RuntimeError, ValueError, KeyError) as error:
            raise BocageError("archive_damaged", file=self.path, fault=f"{name}: {error}") from error

    def gdal_path(self, name: str) -> str:
        """``/vsizip/`` path of a member whose bytes are all there."""
        self._check(name)
        archive = self.file.absolute().as_posix()
        # Braces tell GDAL where the archive's name ends when its suffix does not, and keep a server's "//".
        plain = archive.lower().endswith(".zip") and not archive.startswith("//")
        shown = archive if plain else "{" + archive + "}"
        return f"/vsizip/{shown}/{name}"

    def _check(self, name: str) -> None:
        """The member's compressed extent lies inside the file and starts as it should."""
        if name in self._checked:
            return
        item = self.members[name]
        if item.flag_bits & 1:
            raise BocageError("archive_damaged", file=self.path, fault=f"{name} is encrypted")
        with open(self.file, "rb") as handle:
            handle.seek(item.header_offset)
            header = handle.read(_LOCAL_HEADER)
        whole = header[:4] == b"PK\x03\x04" and len(header) == _LOCAL_HEADER
        if whole:
            extra = int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little")
            whole = item.header_offset + _LOCAL_HEADER + extra + item.compress_size <= self.size
        if not whole:
            raise BocageError("archive_damaged", file=self.path, fault=f"{name} is cut short")
        self._checked.add(name)


def _walk(folder: Path) -> Iterator[str]:
    count = 0
    for current, folders, files in os.walk(folder):
        relative = Path(current).relative_to(folder).as_posix()
        prefix = "" if relative == "." else relative + "/"
        folders[:] = sorted(folders) if prefix.count("/") < _DEPTH else []
        for name in files:
            count += 1
            if count > _MOST_FILES:
                raise BocageError("not_a_product", file=str(folder), fault="too many files")
            yield prefix + name


def open_files(path: str) -> ProductFiles:
    """Files of the product at ``path``: folder, zip, or metadata file of an unpacked product.

    Raises BocageError ``path_absent``, ``folder_empty``, ``archive_damaged`` or ``not_a_product``.
    """
    place = Path(path)
    if not place.exists():
        raise BocageError("path_absent", file=path)
    if place.is_dir():
        files = FolderFiles(path, place)
        if not files.names:
            raise BocageError("folder_empty", file=path)
        return files
    with open(place, "rb") as handle:
        start = handle.read(4)
    if start[:2] == b"PK" or place.suffix.lower() == ".zip":
        return ZipFiles(path)
    if place.suffix.lower() in (".xml", ".safe"):
        return _around(path, place)
    raise BocageError("not_a_product", file=path, fault="neither a folder, a zip nor a metadata file")


def _around(path: str, place: Path) -> ProductFiles:
    """The product around a metadata file; a tile's own file lies two folders below its product."""
    folder = place.parent
    above = folder.parent
    if above.name == "GRANULE":
        root = above.parent
        return FolderFiles(path, root, place.relative_to(root).as_posix())
    return FolderFiles(path, folder, place.name)
