"""What providers allow."""

from __future__ import annotations

from urllib.parse import urlsplit

from ..providers import providers


def host_limits() -> dict[str, int]:
    """Transfers at once by server, as providers say."""
    found: dict[str, int] = {}
    for one in providers().values():
        hosts = [urlsplit(one.url).hostname or "", *map(str, one.signing.get("hosts", ()))]
        found.update({host: one.connections for host in hosts if host and not host.startswith(".")})
    return found
