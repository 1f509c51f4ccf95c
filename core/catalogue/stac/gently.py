"""JSON read in small steps: a page of several megabytes read at once would hold Python, and the window with it."""

from __future__ import annotations

import json
from typing import Any

_DECODER = json.JSONDecoder()
_BLANKS = " \t\n\r"


def loads(content: bytes) -> Any:
    """As ``json.loads``, but for the members of an object and the elements of its lists, read one by one."""
    text = content.decode("utf-8-sig")
    start = _skip(text, 0)
    if text[start:start + 1] != "{":
        return json.loads(text)
    found, end = _object(text, start)
    end = _skip(text, end)
    if end != len(text):
        raise json.JSONDecodeError("Extra data", text, end)
    return found


def _skip(text: str, at: int) -> int:
    while at < len(text) and text[at] in _BLANKS:
        at += 1
    return at


def _expect(text: str, at: int, signs: str) -> tuple[str, int]:
    """The sign after blanks, and where it ends."""
    at = _skip(text, at)
    if at >= len(text) or text[at] not in signs:
        raise json.JSONDecodeError(f"Expecting one of {signs}", text, at)
    return text[at], at + 1


def _object(text: str, at: int) -> tuple[dict[str, Any], int]:
    found: dict[str, Any] = {}
    _, at = _expect(text, at, "{")
    after = _skip(text, at)
    if text[after:after + 1] == "}":
        return found, after + 1
    sign = ","
    while sign == ",":
        at = _skip(text, at)
        if text[at:at + 1] != '"':
            raise json.JSONDecodeError("Expecting a name", text, at)
        name, at = _DECODER.raw_decode(text, at)
        _, at = _expect(text, at, ":")
        at = _skip(text, at)
        found[name], at = _list(text, at) if text[at:at + 1] == "[" else _DECODER.raw_decode(text, at)
        sign, at = _expect(text, at, ",}")
    return found, at


def _list(text: str, at: int) -> tuple[list[Any], int]:
    found: list[Any] = []
    _, at = _expect(text, at, "[")
    after = _skip(text, at)
    if text[after:after + 1] == "]":
        return found, after + 1
    sign = ","
    while sign == ",":
        value, at = _DECODER.raw_decode(text, _skip(text, at))
        found.append(value)
        sign, at = _expect(text, at, ",]")
    return found, at
