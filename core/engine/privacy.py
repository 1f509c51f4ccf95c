"""Text fit to be sent to a stranger: no home, no user's name in paths, no password, no token."""

from __future__ import annotations

import getpass
import re
from pathlib import Path

_HIDDEN = "***"
#: user:password@ of an address.
_LOGIN = re.compile(r"(?<=://)[^/\s@]+@")
#: Parameters, headers and settings that prove who asks, with what follows them.
_SECRET = re.compile(
    r"(?i)\b([\w.-]*(?:token|password|passwd|secret(?:[_-]?key)?|signature|api[_-]?key|access[_-]?key|sig|credential|cookie))"
    r"(\"?'?\s*[=:]\s*\"?'?)(?!\s)[^\s&\"',;)]+")
_BEARER = re.compile(r"(?i)\b((?:authorization\s*:\s*)?(?:bearer|basic))\s+[A-Za-z0-9+/=._~-]{6,}")
#: Separators of paths, on any system.
_EDGE = r"[\\/]"


def mask(text: str, home: str | None = None, user: str | None = None) -> str:
    """``text`` with the home folder as ~, the user's name in paths as <user>, secrets as ***."""
    folder = str(Path.home()) if home is None else home
    name = _user() if user is None else user
    for written in sorted({folder, folder.replace("\\", "/"), folder.replace("/", "\\")}, key=len, reverse=True):
        if len(written) > 1:
            text = re.sub(re.escape(written) + r"(?=[\\/\s\"',;:)]|$)", "~", text, flags=re.IGNORECASE)
    if name:
        text = re.sub(rf"(?<={_EDGE}){re.escape(name)}(?={_EDGE}|[\s\"',;:)]|$)", "<user>", text, flags=re.IGNORECASE)
    text = _LOGIN.sub(_HIDDEN + "@", text)
    text = _BEARER.sub(rf"\1 {_HIDDEN}", text)
    return _SECRET.sub(rf"\1\2{_HIDDEN}", text)


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        # A user without a name, as in some containers.
        return ""
