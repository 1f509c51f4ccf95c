"""One way to look into a product: a folder, a zip or a tar that stays packed, or the path of a metadata file."""

from __future__ import annotations

import os
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from ..errors import BocageError

#: How deep a product may lie below the folder named, and how many files are looked at.
_DEPTH = 7
_MOST_FILES = 50_000
_LOCAL_HEADER = 30
_PIECE = 1 << 20


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
        return b"".join(self.pieces(name))

    def pieces(self, name: str) -> Iterator[bytes]:
        """Content of a file of any size, a piece at a time. Raises BocageError."""
        raise NotImplementedError

    def gdal_path(self, name: str) -> str:
        """Path by which GDAL opens that file. Raises BocageError where an archive has lost part of it."""
        raise NotImplementedError

    def shown(self, name: str) -> str:
        """The file as the analyst should read it in a message."""
        return f"{self.path}/{name}"


class FolderFiles(ProductFiles):
    """A product as a folder."""

    def __init__(self, path: str, folder: Path, chosen: str = "", names: list[str] | None = None) -> None:
        super().__init__(path, list(_walk(folder)) if names is None else names, chosen)
        self.folder = folder

    def pieces(self, name: str) -> Iterator[bytes]:
        """Content of one file, a piece at a time."""
        try:
            with open(self.folder / name, "rb") as handle:
                while piece := handle.read(_PIECE):
                    yield piece
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

    def pieces(self, name: str) -> Iterator[bytes]:
        """Content of one member, a piece at a time; its CRC-32 is compared at the end."""
        self._check(name)
        try:
            with zipfile.ZipFile(self.path) as archive, archive.open(name) as member:
                while piece := member.read(_PIECE):
                    yield piece
        except (zipfile.BadZipFile, zlib.error, OSError, EOFError, RuntimeError, ValueError, KeyError) as error:
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


class TarFiles(ProductFiles):
    """A product as an uncompressed tar, read in place: as USGS ships Landsat's Collection 2."""

    def __init__(self, path: str) -> None:
        self.file = Path(path)
        try:
            with tarfile.open(path, "r:") as archive:
                self.members = {item.name.removeprefix("./"): item for item in archive if item.isfile()}
            self.size = self.file.stat().st_size
        except (tarfile.TarError, OSError, ValueError) as error:
            raise BocageError("archive_damaged", file=path, fault=str(error)) from error
        super().__init__(path, [name for name in self.members if ".." not in name.split("/")])

    def pieces(self, name: str) -> Iterator[bytes]:
        """Content of one member, a piece at a time."""
        item = self._whole(name)
        try:
            with open(self.file, "rb") as handle:
                handle.seek(item.offset_data)
                left = item.size
                while piece := handle.read(min(left, _PIECE)):
                    left -= len(piece)
                    yield piece
        except OSError as error:
            raise BocageError("archive_damaged", file=self.path, fault=f"{name}: {error}") from error

    def gdal_path(self, name: str) -> str:
        """``/vsitar/`` path of a member whose bytes are all there."""
        item = self._whole(name)
        return f"/vsitar/{{{self.file.absolute().as_posix()}}}/{item.name}"

    def _whole(self, name: str) -> tarfile.TarInfo:
        item = self.members[name]
        if item.offset_data + item.size > self.size:
            raise BocageError("archive_damaged", file=self.path, fault=f"{name} is cut short")
        return item


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
    """Files of the product at ``path``: folder, zip, tar, or metadata file of an unpacked product.

    Raises BocageError ``path_absent``, ``folder_empty``, ``archive_damaged`` or ``not_a_product``.
    """
    place = Path(path)
    if not place.exists():
        raise BocageError("path_absent", file=path)
    if place.is_dir():
        header = _header_of(place)
        if header is not None:
            return _around_header(path, header)
        files = FolderFiles(path, place)
        if not files.names:
            raise BocageError("folder_empty", file=path)
        return files
    with open(place, "rb") as handle:
        start = handle.read(4)
    if start[:2] == b"PK" or place.suffix.lower() == ".zip":
        return ZipFiles(path)
    if place.suffix.lower() == ".tar":
        return TarFiles(path)
    if place.suffix.lower() == ".hdr":
        return _around_header(path, place)
    if place.suffix.lower() in _METADATA:
        return _around(path, place)
    if place.suffix.lower() in (".tif", ".tiff"):
        return _around_image(path, place)
    raise BocageError("not_a_product", file=path, fault="neither a folder, a zip, a tar nor a metadata file")


#: Suffixes of files that describe the product around them.
_METADATA = (".xml", ".safe", ".txt", ".json")
#: Folder of the native format, and the folder of masks beside an old image.
_DATA_SUFFIX, _MASK_FOLDER = ".DBL.DIR", "MASK"


def _header_of(folder: Path) -> Path | None:
    """The header beside a folder of data named as if it were the product."""
    if not folder.name.upper().endswith(_DATA_SUFFIX):
        return None
    start = folder.name[:-len(_DATA_SUFFIX)]
    return next((place for place in (folder.with_name(start + end) for end in (".HDR", ".hdr")) if place.is_file()),
                None)


def _around_header(path: str, header: Path) -> ProductFiles:
    """A header and its folder of data, whatever else lies beside."""
    names = [header.name]
    data = header.with_name(header.stem + _DATA_SUFFIX)
    if data.is_dir():
        names += [f"{data.name}/{name}" for name in _walk(data)]
    return FolderFiles(path, header.parent, header.name, names)


def _around_image(path: str, image: Path) -> ProductFiles:
    """An image and what stands beside it, its masks included."""
    names = sorted(entry.name for entry in os.scandir(image.parent) if entry.is_file())[:_MOST_FILES]
    masks = image.parent / _MASK_FOLDER
    if masks.is_dir():
        names += [f"{_MASK_FOLDER}/{name}" for name in _walk(masks)]
    return FolderFiles(path, image.parent, image.name, names)


def _around(path: str, place: Path) -> ProductFiles:
    """The product around a metadata file; a tile's own file lies two folders below its product."""
    folder = place.parent
    above = folder.parent
    if above.name == "GRANULE":
        root = above.parent
        return FolderFiles(path, root, place.relative_to(root).as_posix())
    return FolderFiles(path, folder, place.name)
