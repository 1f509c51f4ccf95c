"""The MTL file of a Landsat product, as text (ODL) or XML: groups of fields."""

from __future__ import annotations

import math
import re

from ...engine.xml import Node, parse
from ...errors import BocageError

#: Root of the XML form and outer group of the text form; Collection 1's outer group is L1_METADATA_FILE.
ROOT = "LANDSAT_METADATA_FILE"
ROOTS = (ROOT, "L1_METADATA_FILE")
_LINE = re.compile(r"\s*(\w+)\s*=\s*(.*?)\s*$")
#: Most bytes that are taken for an MTL file: real ones have 8 to 20 kB.
LARGEST = 1_000_000


class Mtl:
    """Fields by group: one name may stand in several, with other values (those of Level-1 in a Level-2 file)."""

    def __init__(self, groups: dict[str, dict[str, str]], file: str) -> None:
        self.groups = groups
        self.file = file

    def get(self, name: str, *groups: str) -> str:
        """Value in the first of the groups that has it; in any group, in the file's order, where none is named."""
        for group in groups or tuple(self.groups):
            value = self.groups.get(group, {}).get(name)
            if value is not None:
                return value
        return ""

    def required(self, name: str, *groups: str) -> str:
        """The same. Raises BocageError where it is absent."""
        value = self.get(name, *groups)
        if not value:
            raise BocageError("metadata_incomplete", file=self.file, field=name)
        return value

    def number(self, name: str, *groups: str) -> float | None:
        """The same as a finite number, else None."""
        try:
            value = float(self.get(name, *groups))
        except ValueError:
            return None
        return value if math.isfinite(value) else None


def looks_like_mtl(data: bytes) -> bool:
    """True for the text form, by its first line."""
    return re.match(rb"\s*GROUP\s*=\s*(?:LANDSAT|L1)_METADATA_FILE", data[:200]) is not None


def read_mtl(data: bytes, file: str) -> Mtl:
    """Text or XML. Raises BocageError where it is neither, or cut short."""
    if data.lstrip()[:1] == b"<":
        root = parse(data, file)
        if root.name not in ROOTS:
            raise BocageError("not_a_product", file=file, fault=f"root element {root.name}")
        return Mtl(_from_xml(root), file)
    return Mtl(_from_text(data.decode("utf-8", "replace"), file), file)


def _from_xml(root: Node) -> dict[str, dict[str, str]]:
    return {group.name: {field.name: field.text for field in group.children} for group in root.children}


def _from_text(text: str, file: str) -> dict[str, dict[str, str]]:
    groups: dict[str, dict[str, str]] = {}
    opened: list[str] = []
    for line in text.splitlines():
        match = _LINE.match(line)
        if match is None:
            continue
        name, value = match[1], match[2].strip('"')
        if name == "GROUP":
            opened.append(value)
        elif name == "END_GROUP":
            if not opened or opened.pop() != value:
                raise BocageError("mtl_damaged", file=file, fault=f"END_GROUP = {value}")
            if not opened:
                return groups
        elif opened:
            groups.setdefault(opened[-1], {})[name] = value
    raise BocageError("mtl_damaged", file=file, fault="its end is missing")
