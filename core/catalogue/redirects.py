"""Redirections, by one rule for every transport: few, never from https to http, no password to strangers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar
from urllib.parse import urljoin, urlsplit

from .transport import Request, Response, TransportFault

Answer = TypeVar("Answer", bound=Response)

#: A chain longer than this is a loop.
MOST_HOPS = 8
STATUSES = frozenset((301, 302, 303, 307, 308))
#: Headers that prove who asks: they stay within the provider's own domain.
SECRET_HEADERS = frozenset(("authorization", "cookie", "x-api-key", "access-key", "secret-key"))


def scheme_of(url: str) -> str:
    """"http" or "https"; raises TransportFault for anything else."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise TransportFault("other", url, "neither http nor https")
    return parts.scheme


def follow(request: Request, status: int, location: str, hops: int) -> Request | None:
    """The request that a redirection asks for; None where the answer is none.

    POST stays POST but for 303: a search turned into a GET without its body would find the whole catalogue.
    Raises TransportFault for a loop and for a step down to plain http.
    """
    if status not in STATUSES or not location:
        return None
    target = _as_secure(request.url, urljoin(request.url, location))
    if hops >= MOST_HOPS:
        raise TransportFault("other", request.url, f"more than {MOST_HOPS} redirections")
    if scheme_of(request.url) == "https" and scheme_of(target) != "https":
        raise TransportFault("tls", request.url, "redirected from https to http")
    kept = dict(request.headers)
    auth = request.auth
    if not _same_house(request.url, target):
        kept = {name: value for name, value in kept.items() if name.lower() not in SECRET_HEADERS}
        auth = ""
    if status == 303 and request.method != "HEAD":
        return replace(request, url=target, method="GET", body=b"", headers=kept, auth=auth)
    return replace(request, url=target, headers=kept, auth=auth)


def ask(request: Request, send: Callable[[Request], Answer]) -> Answer:
    """The last answer of a chain of redirections; those before it are closed. send: waits for the head of an answer."""
    asked, hops = request, 0
    while True:
        answer = send(asked)
        try:
            further = follow(asked, answer.status, answer.headers.get("location", ""), hops)
        except BaseException:
            answer.close()
            raise
        if further is None:
            return answer
        answer.close()
        asked, hops = further, hops + 1


def _as_secure(url: str, target: str) -> str:
    """A server behind a proxy may write http for itself: on the same host https stays https."""
    one, two = urlsplit(url), urlsplit(target)
    if one.scheme == "https" and two.scheme == "http" and one.hostname == two.hostname and two.port in (None, 80):
        return two._replace(scheme="https", netloc=one.netloc).geturl()
    return target


def _same_house(url: str, other: str) -> bool:
    """The same host, or siblings below one domain of three labels or more (a data space and its zip server)."""
    one, two = urlsplit(url), urlsplit(other)
    if one.hostname == two.hostname:
        return (one.port or "") == (two.port or "") or one.scheme != two.scheme
    parent = (one.hostname or "").partition(".")[2]
    return parent.count(".") >= 2 and (two.hostname or "").endswith("." + parent) \
        and not parent.replace(".", "").isdigit()
