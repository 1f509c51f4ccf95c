"""Providers that this user knows: those that ship, and servers added by their address."""

from __future__ import annotations

import json
from dataclasses import replace

from ..core.catalogue.providers import Provider, provider_at, providers
from ..core.errors import BocageError
from . import settings

_REMEMBERED = "providers"
#: Before a provider's key: the authentication configuration chosen for it.
AUTH = "auth/"


def known() -> dict[str, Provider]:
    """By key, shipped ones first."""
    found = dict(providers())
    for url, title in _added():
        try:
            one = provider_at(url, title)
        except BocageError:
            continue
        found.setdefault(one.key, replace(one, auth=str(settings.value(AUTH + one.key, "") or "")))
    return found


def add(url: str, title: str = "") -> Provider:
    """Remembers a server. Raises BocageError where the address is none."""
    one = provider_at(url, title)
    if one.key not in providers():
        kept = [pair for pair in _added() if _key(pair[0]) not in ("", one.key)]
        settings.remember(_REMEMBERED, json.dumps([*kept, (one.url, one.title)]))
    return one


def forget(key: str) -> None:
    """No longer remembers a server that was added."""
    settings.remember(_REMEMBERED, json.dumps([pair for pair in _added() if _key(pair[0]) not in ("", key)]))


def _key(url: str) -> str:
    """Of a server that was added, "" where what is remembered is no address."""
    try:
        return provider_at(url).key
    except BocageError:
        return ""


def _added() -> list[tuple[str, str]]:
    try:
        pairs = json.loads(str(settings.value(_REMEMBERED, "") or "[]"))
        return [(str(url), str(title)) for url, title in pairs]
    except (ValueError, TypeError):
        return []
