"""Whether a file is what was wanted: size, checksum, then whether it opens as what its name says."""

from __future__ import annotations

import bz2
import gzip
import json
import tarfile
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

from ...engine import jp2
from ...engine.checksums import Checksum, digests, parse_checksum
from ...engine.raster import Raster
from ...errors import BocageError
from .model import Job

_RASTERS = (".tif", ".tiff", ".jp2", ".j2k", ".img", ".png", ".jpg", ".jpeg")
_READ = 1 << 20
Look = Callable[[], None]
#: Opens ``path`` as what ``name`` says it is, raises BocageError("download_unopenable"), returns the word for it.
OpenTest = Callable[[Path, str, Look], str]


class ContentFault(Exception):
    """The bytes that came are not those wanted. ``as_announced``: they are what the catalogue's checksum says."""

    def __init__(self, error: BocageError, as_announced: bool = False) -> None:
        super().__init__(error.code)
        self.error, self.as_announced = error, as_announced


def verify(path: Path, job: Job, open_test: OpenTest, look: Look) -> tuple[str, str]:
    """SHA-256 of a whole file, and what was checked. Raises ContentFault; ``look`` may raise Cancelled."""
    name, size = job.path.name, path.stat().st_size
    if job.expected is not None and size != job.expected:
        raise ContentFault(BocageError("download_size", file=name, host=job.host, got=size, size=job.expected))
    checked = ["size"] if job.expected is not None else []
    wanted = parse_checksum(job.checksum)
    sums = digests(path, ("sha2-256", wanted.algorithm) if wanted else ("sha2-256",), look)
    if wanted:
        if sums[wanted.algorithm] != wanted.hexadecimal:
            raise ContentFault(BocageError("download_checksum", file=name, host=job.host, algorithm=wanted.algorithm))
        checked.append(wanted.algorithm)
    try:
        opened = open_test(path, name, look)
    except BocageError as error:
        raise ContentFault(error, as_announced=wanted is not None) from error
    if opened:
        checked.append(opened)
    return sums["sha2-256"], " ".join(checked)


def matches(path: Path, size: int | None, wanted: Checksum | None, look: Look) -> bool:
    """True where a file has that size and that checksum, as far as they are known."""
    if not path.is_file() or (size is not None and path.stat().st_size != size):
        return False
    return wanted is None or digests(path, (wanted.algorithm,), look)[wanted.algorithm] == wanted.hexadecimal


def opens(path: Path, name: str, look: Look) -> str:
    """The test of the house: every sum of a zip, the last pixel of a raster, the grammar of a JSON."""
    lowered = name.lower()
    try:
        if lowered.endswith(".zip"):
            return _zip(path, look)
        if lowered.endswith((".tar", ".tgz", ".tar.gz", ".tar.bz2")):
            return _tar(path, name, look)
        if lowered.endswith(_RASTERS):
            return _raster(path, name)
        if lowered.endswith((".json", ".geojson")):
            json.loads(path.read_text(encoding="utf-8"))
            return "json"
    except BocageError as error:
        raise BocageError("download_unopenable", file=name, fault=error.fields.get("fault", error.code)) from error
    except (zipfile.BadZipFile, tarfile.TarError, zlib.error, EOFError, OSError, ValueError, RuntimeError,
            NotImplementedError) as error:
        raise BocageError("download_unopenable", file=name, fault=str(error) or type(error).__name__) from error
    return ""


def _zip(path: Path, look: Look) -> str:
    with zipfile.ZipFile(path) as archive:
        for item in archive.infolist():
            if item.is_dir() or item.flag_bits & 1:
                continue
            with archive.open(item) as member:
                # The sum is compared at the end of the member.
                while member.read(_READ):
                    look()
    return "zip"


def _tar(path: Path, name: str, look: Look) -> str:
    """Every member, and the sum at the end of what is packed."""
    packed = gzip.GzipFile if name.lower().endswith("gz") else bz2.BZ2File if name.endswith("2") else open
    with packed(path, "rb") as stream:
        with tarfile.open(fileobj=stream, mode="r|") as archive:
            for item in archive:
                look()
                if item.isfile() and (member := archive.extractfile(item)) is not None:
                    while member.read(_READ):
                        look()
        while stream.read(_READ):
            look()
    return "tar"


def _raster(path: Path, name: str) -> str:
    jp2.check_complete(str(path), name)
    with Raster(str(path)) as raster:
        rows, columns = raster.grid.shape
        raster.read(raster.count, (rows - 1, columns - 1, 1, 1))
    return "raster"
