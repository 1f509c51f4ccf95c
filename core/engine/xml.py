"""A small XML tree over expat, for producers' metadata. Declarations of entities are refused."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from xml.parsers import expat

from ..errors import BocageError


@dataclass
class Node:
    """One element: its name without namespace, attributes, own text (stripped) and children."""

    name: str
    attributes: dict[str, str]
    text: str = ""
    children: list[Node] = field(default_factory=list)
    #: Elements below by their name, once they were asked for by it.
    _below: dict[str, list[Node]] | None = field(default=None, repr=False, compare=False)

    def find(self, path: str) -> Node | None:
        """First element at ``a/b/c`` below this one (``*`` stands for any name), None if there is none."""
        return next(self._walk(path.split("/")), None)

    def findall(self, path: str) -> list[Node]:
        """Every element at ``a/b/c`` below this one, in document order."""
        return list(self._walk(path.split("/")))

    def _walk(self, steps: list[str]) -> Iterator[Node]:
        for child in self.children:
            if steps[0] in ("*", child.name):
                if len(steps) == 1:
                    yield child
                else:
                    yield from child._walk(steps[1:])

    def descendants(self, name: str) -> Iterator[Node]:
        """Every element of that name at any depth, in document order."""
        if self._below is None:
            # Metadata are asked for dozens of fields: they are walked through once.
            self._below = {}
            pending = list(reversed(self.children))
            while pending:
                node = pending.pop()
                self._below.setdefault(node.name, []).append(node)
                if node.children:
                    pending.extend(reversed(node.children))
        yield from self._below.get(name, ())

    def first(self, name: str) -> Node | None:
        """First element of that name at any depth."""
        return next(self.descendants(name), None)

    def value(self, name: str, default: str = "") -> str:
        """Text of the first element of that name at any depth."""
        node = self.first(name)
        return default if node is None else node.text

    def number(self, name: str) -> float | None:
        """The same as a number, None where it is absent or is no finite number."""
        try:
            number = float(self.value(name))
        except ValueError:
            return None
        return number if math.isfinite(number) else None

    def integer(self, name: str) -> int | None:
        """The same as an integer."""
        number = self.number(name)
        return None if number is None else int(number)


class _StopError(Exception):
    """The root's name is known."""


class _Builder:
    def __init__(self, file: str) -> None:
        self.file = file
        self.root: Node | None = None
        self.stack: list[Node] = []
        self.texts: list[list[str]] = []
        self.only_root = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        plain = {key.rpartition(":")[2]: value for key, value in attributes.items()}
        node = Node(name.rpartition(":")[2], plain)
        if self.stack:
            self.stack[-1].children.append(node)
        else:
            self.root = node
            if self.only_root:
                raise _StopError
        self.stack.append(node)
        self.texts.append([])

    def end(self, _name: str) -> None:
        self.stack.pop().text = "".join(self.texts.pop()).strip()

    def text(self, data: str) -> None:
        if self.texts:
            self.texts[-1].append(data)

    def refuse(self, *_: Any) -> None:
        raise BocageError("xml_doctype", file=self.file)

    def run(self, data: bytes) -> Node:
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = self.start
        parser.EndElementHandler = self.end
        parser.CharacterDataHandler = self.text
        # A DTD can only come with entities (bombs, external files): producers' metadata have none.
        parser.StartDoctypeDeclHandler = self.refuse
        parser.EntityDeclHandler = self.refuse
        try:
            parser.Parse(data, True)
        except _StopError:
            pass
        except (expat.ExpatError, ValueError, LookupError) as error:
            raise BocageError("xml_malformed", file=self.file, fault=str(error)) from error
        if self.root is None:
            raise BocageError("xml_malformed", file=self.file, fault="no element found")
        return self.root


def parse(data: bytes, file: str) -> Node:
    """The tree of an XML document. ``file`` only serves the message of a BocageError.

    Raises BocageError ``xml_malformed`` where it is not well formed and ``xml_doctype`` where it
    declares a document type or entities.
    """
    return _Builder(file).run(data)


def root_name(data: bytes, file: str) -> str:
    """Name of the root element, reading no further. Raises as ``parse``."""
    builder = _Builder(file)
    builder.only_root = True
    return builder.run(data).name
