"""Checksums as catalogues and products write them: a word and its hex, STAC's multihash, bare hex."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..errors import BocageError

#: Codes of https://github.com/multiformats/multicodec and hashlib's names.
_MULTIHASH = {0x11: "sha1", 0x12: "sha2-256", 0x13: "sha2-512", 0x14: "sha3-512", 0x15: "sha3-384", 0x16: "sha3-256",
              0x17: "sha3-224", 0x20: "sha2-384", 0xD5: "md5"}
_HASHLIB = {"md5": "md5", "sha1": "sha1", "sha2-256": "sha256", "sha2-384": "sha384", "sha2-512": "sha512",
            "sha3-224": "sha3_224", "sha3-256": "sha3_256", "sha3-384": "sha3_384", "sha3-512": "sha3_512"}
#: Other spellings.
_NAMES = {**{name: name for name in _HASHLIB}, "sha-1": "sha1", "sha256": "sha2-256", "sha-256": "sha2-256",
          "sha384": "sha2-384", "sha-384": "sha2-384", "sha512": "sha2-512", "sha-512": "sha2-512",
          "sha3_256": "sha3-256", "sha3_512": "sha3-512", "sha3": "sha3-256"}
_READ = 1 << 20


@dataclass(frozen=True)
class Checksum:
    """What a file's content must give."""

    #: "md5", "sha2-256"...
    algorithm: str
    #: Lower case.
    hexadecimal: str


def parse_checksum(text: str) -> Checksum | None:
    """``md5:<hex>``, ``multihash:<hex>`` or a bare MD5 or multihash; None where it is none that is known."""
    kind, colon, value = text.strip().rpartition(":")
    kind, value = kind.strip().lower(), value.strip().lower()
    try:
        content = bytes.fromhex(value)
    except ValueError:
        return None
    if kind == "multihash" or (not colon and len(content) != 16):
        return _from_multihash(content)
    algorithm = "md5" if not colon else _NAMES.get(kind, "")
    if not algorithm or len(content) != _new(algorithm).digest_size:
        return None
    return Checksum(algorithm, value)


def _from_multihash(content: bytes) -> Checksum | None:
    """Code and length as variable-length integers, then the digest."""
    code, rest = _varint(content)
    length, digest = _varint(rest)
    algorithm = _MULTIHASH.get(code, "")
    if not algorithm or length != len(digest) or length != _new(algorithm).digest_size:
        return None
    return Checksum(algorithm, digest.hex())


def _varint(content: bytes) -> tuple[int, bytes]:
    value = 0
    for place, byte in enumerate(content[:9]):
        value |= (byte & 0x7F) << (7 * place)
        if not byte & 0x80:
            return value, content[place + 1:]
    return -1, b""


def _new(algorithm: str) -> Any:
    # Integrity of a transfer, not a signature: MD5 and SHA-1 are what some catalogues give.
    return hashlib.new(_HASHLIB[algorithm], usedforsecurity=False)


def digests(path: Path, algorithms: tuple[str, ...], look: Callable[[], None]) -> dict[str, str]:
    """Hexadecimal digests of a file, read once. ``look`` is called often and may raise Cancelled."""
    sums = {name: _new(name) for name in algorithms}
    try:
        with open(path, "rb") as handle:
            while piece := handle.read(_READ):
                look()
                for one in sums.values():
                    one.update(piece)
    except OSError as error:
        raise BocageError("file_missing", file=str(path), fault=error.strerror or str(error)) from error
    return {name: one.hexdigest() for name, one in sums.items()}


def digest(pieces: Iterable[bytes], algorithm: str) -> str:
    """Hexadecimal digest of a content that comes in pieces."""
    total = _new(algorithm)
    for piece in pieces:
        total.update(piece)
    return str(total.hexdigest())
