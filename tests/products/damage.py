"""Metadata damaged as disks, networks and editors do: cut, bytes changed, a piece gone, numbers that make no sense."""

from __future__ import annotations

import re

import numpy as np

KINDS = ("cut", "bytes", "hole", "number")
NONSENSE = (b"", b"-1", b"nan", b"1e400", b"0", b"abc", b"9" * 20, b"inf")
_NUMBER = re.compile(rb">[-\d.]+<|= \"?[-\w.]+\"?\n|: [-\d.]+,")


def damaged(data: bytes, kind: str, rng: np.random.Generator) -> bytes:
    """A damaged copy of a metadata file: XML, text of Landsat, or JSON."""
    content = bytearray(data)
    if kind == "cut":
        return bytes(content[:rng.integers(len(content))])
    if kind == "bytes":
        for _ in range(rng.integers(1, 6)):
            content[rng.integers(len(content))] = rng.integers(256)
        return bytes(content)
    if kind == "hole":
        start = int(rng.integers(len(content)))
        del content[start:start + int(rng.integers(1, 400))]
        return bytes(content)
    found = list(_NUMBER.finditer(data))
    if not found:
        return data
    chosen, value = found[rng.integers(len(found))], NONSENSE[rng.integers(len(NONSENSE))]
    put = {b">": b">" + value + b"<", b"=": b"= " + value + b"\n", b":": b": " + (value or b"null") + b","}
    return data[:chosen.start()] + put[chosen[0][:1]] + data[chosen.end():]
