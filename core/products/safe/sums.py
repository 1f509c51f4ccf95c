"""Whether the images of a product are those that its producer made: by the sums that came with them.

A JPEG 2000 file damaged in its middle is decoded in silence, into wrong pixels. What tells is manifest.safe of a
folder (MD5 in older baselines, SHA3-256 in newer ones) and the CRC-32 of an archive's members.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable

from ...engine.checksums import Checksum, digest, parse_checksum
from ...engine.jobs import Job, ThreadExecutor, Ticket
from ...engine.progress import Progress, check
from ...engine.xml import parse
from ...errors import BocageError
from ..files import ProductFiles, ZipFiles, open_files
from ..model import Product

_MANIFEST = "manifest.safe"


def check_images(product: Product, bands: Iterable[str], threads: int, progress: Progress) -> None:
    """Read the files of these bands against their sums; those that have none are not read.

    Raises BocageError ``file_altered`` or ``archive_damaged`` where one is not what it was, and Cancelled.
    """
    files = open_files(product.path)
    wanted = {product.band(name).path for name in bands}
    images = {posixpath.basename(str(path).replace("\\", "/")) for path in wanted}
    names = [name for name in files.names if posixpath.basename(name) in images and files.gdal_path(name) in wanted]
    packed = isinstance(files, ZipFiles)
    sums = {} if packed else _manifest(files, names, progress)

    def read(ticket: Ticket, name: str) -> None:
        _read(files, name, sums.get(name), ticket)

    jobs = [Job(name, "sum", {"name": name}) for name in names if packed or name in sums]
    if jobs:
        ThreadExecutor({"sum": read}, threads).run(jobs, progress)
        # The last files may end before a cancel is heard.
        check(progress)


def _read(files: ProductFiles, name: str, wanted: Checksum | None, ticket: Ticket) -> None:
    def heard() -> Iterable[bytes]:
        for piece in files.pieces(name):
            ticket.done(0.0)
            yield piece

    if wanted is None:
        # An archive's member compares its own sum at its end.
        try:
            for _ in heard():
                pass
        except NotImplementedError:
            # A packing that GDAL may know and zipfile does not.
            return
    elif digest(heard(), wanted.algorithm) != wanted.hexadecimal:
        raise BocageError("file_altered", file=files.shown(name), algorithm=wanted.algorithm.upper())


def _manifest(files: ProductFiles, names: list[str], progress: Progress) -> dict[str, Checksum]:
    """Sums of these files as the manifest above them lists them; those alone that it lists."""
    found: dict[str, Checksum] = {}
    for manifest in files.names:
        folder, own = posixpath.split(manifest)
        if own.lower() == _MANIFEST and any(name.startswith(folder and folder + "/") for name in names):
            try:
                root = parse(files.read(manifest), files.shown(manifest))
            except BocageError as error:
                progress.warn("manifest_unreadable", file=files.shown(manifest), reason=error)
                continue
            for stream in root.descendants("byteStream"):
                place, told = stream.find("fileLocation"), stream.find("checksum")
                if place is not None and told is not None:
                    href = posixpath.normpath(place.attributes.get("href", "").replace("\\", "/"))
                    wanted = parse_checksum(f"{told.attributes.get('checksumName', '')}:{told.text}")
                    if wanted is not None:
                        found[posixpath.join(folder, href)] = wanted
    return {name: found[name] for name in names if name in found}
