"""XML as text: elements, escaped, indented. Enough to write metadata."""

from __future__ import annotations

import numbers
import re
from collections.abc import Iterable
from typing import Union

#: What XML 1.0 does not allow, even escaped.
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.:-]*")
Content = Union[str, int, float, Iterable["Element"], None]


def escape(text: str) -> str:
    """Text fit for content and attributes; forbidden control characters become spaces."""
    clean = _FORBIDDEN.sub(" ", text)
    for character, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;"), ("\t", "&#9;"),
                              ("\n", "&#10;"), ("\r", "&#13;")):
        clean = clean.replace(character, entity)
    return clean


def number(value: float) -> str:
    """Shortest text of a number with at most ten significant digits; NaN as ``NaN``."""
    return "NaN" if value != value else f"{value:.10g}"


class Element:
    """One element: a name, its content (text, number, or elements), its attributes."""

    def __init__(self, name: str, content: Content = None, /, **attributes: object) -> None:
        if not _NAME.fullmatch(name):
            raise ValueError(f"not an XML name: {name!r}")
        self.name = name
        self.attributes = {key: str(value) for key, value in attributes.items() if value is not None}
        self.text: str | None = None
        self.children: list[Element] = []
        if isinstance(content, (int, float, numbers.Real)):
            self.text = number(float(content))
        elif isinstance(content, str):
            self.text = content
        elif content is not None:
            self.children = list(content)

    def lines(self, depth: int = 0) -> Iterable[str]:
        """Lines of the element, indented by four spaces a level."""
        indent = "    " * depth
        start = self.name + "".join(f' {key}="{escape(value)}"' for key, value in self.attributes.items())
        if self.children:
            yield f"{indent}<{start}>"
            for child in self.children:
                yield from child.lines(depth + 1)
            yield f"{indent}</{self.name}>"
        elif self.text is None or self.text == "":
            yield f"{indent}<{start}/>"
        else:
            yield f"{indent}<{start}>{escape(self.text)}</{self.name}>"


def document(root: Element) -> str:
    """The whole file, to be written in UTF-8."""
    return "\n".join(['<?xml version="1.0" encoding="UTF-8"?>', *root.lines(), ""])
