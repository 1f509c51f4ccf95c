"""The right to fetch a file: addresses signed, tokens asked for and renewed, as each provider's data say.

Tokens and signatures live in memory until they expire; nothing here is logged or written. Names and passwords come
from ``secrets`` (in QGIS: an authentication configuration), asked only when needed.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Callable
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from ..errors import BocageError
from .providers import Provider
from .stac.items import read_time
from .stac.wire import StatusFault, Wire
from .transport import Request, Transport, TransportFault

#: What is believed of an authentication configuration: "username", "password", and headers by their names.
Secrets = Callable[[str], Mapping[str, str]]
#: Seconds before its end at which a token is renewed, and seconds a token is kept that tells no end.
_MARGIN_S, _UNTOLD_S = 60.0, 300.0
#: Seconds that a token service gets.
_DEADLINE_S = 30.0
Signed = tuple[str, Mapping[str, str]]


@dataclass(frozen=True)
class _Kept:
    """A token and when it ends, seconds of the monotonic clock."""

    text: str
    until: float
    renewal: str = ""
    renewal_until: float = 0.0

    @property
    def fresh(self) -> bool:
        return time.monotonic() < self.until - _MARGIN_S


def _no_secrets(_: str) -> Mapping[str, str]:
    return {}


def _never() -> bool:
    return False


class Signer:
    """Signs addresses. May be used from several threads: one of them asks for a token, the others wait for it."""

    def __init__(self, transport: Transport, secrets: Secrets = _no_secrets,
                 cancelled: Callable[[], bool] = _never) -> None:
        self._transport, self._secrets, self._cancelled = transport, secrets, cancelled
        self._kept: dict[tuple[str, str, str], _Kept] = {}
        self._locks: dict[tuple[str, str, str], threading.Lock] = {}
        self._lock = threading.Lock()

    def sign(self, provider: Provider, href: str, auth: str = "") -> Signed:
        """Address and headers to fetch ``href`` by. Untouched where the provider signs nothing on that host.

        ``auth``: an authentication configuration's identifier. Raises BocageError in one sentence.
        """
        rule = provider.signing
        if not rule or not concerns(rule, href):
            return href, {}
        return _KINDS[str(rule["kind"])](self, provider, href, auth)

    def renew(self, provider: Provider, auth: str = "") -> bool:
        """After a 401 or 403: forgets that provider's tokens, so that the next ``sign`` asks for new ones.

        False where new ones would be the same.
        """
        with self._lock:
            for key in [one for one in self._kept if one[0] == provider.key and one[2] == auth]:
                del self._kept[key]
        return bool(provider.signing) and provider.signing.get("kind") != "header"

    # -- kinds ---------------------------------------------------------------------------------------

    def _header(self, provider: Provider, href: str, auth: str) -> Signed:
        """A key of the user's in a header."""
        return href, self._keys(provider, auth)

    def _oidc(self, provider: Provider, href: str, auth: str) -> Signed:
        """OpenID Connect: a token for name and password, renewed without them while that is allowed."""
        kept = self._token(provider, "", auth, lambda old: self._open_id(provider, auth, old))
        return href, {"Authorization": f"Bearer {kept.text}"}

    def _container(self, provider: Provider, href: str, auth: str) -> Signed:
        """One signature for all files of a storage container."""
        if "sig" in dict(parse_qsl(urlsplit(href).query)):
            return href, {}
        account = (urlsplit(href).hostname or "").partition(".")[0]
        container = urlsplit(href).path.lstrip("/").partition("/")[0]
        url = str(provider.signing["url"]).format(account=quote(account), container=quote(container))
        kept = self._token(provider, f"{account}/{container}", auth, lambda _: self._ask_token(provider, url))
        return href + ("&" if urlsplit(href).query else "?") + kept.text, {}

    def _sign(self, provider: Provider, href: str, auth: str) -> Signed:
        """A service that signs one address at a time."""
        keys = self._keys(provider, auth)
        url = str(provider.signing["url"]).format(href=quote(href, safe=""))
        kept = self._token(provider, href, auth, lambda _: self._ask_token(provider, url, keys))
        return kept.text, {}

    # -- asking --------------------------------------------------------------------------------------

    def _token(self, provider: Provider, what: str, auth: str, ask: Callable[[_Kept | None], _Kept]) -> _Kept:
        key = (provider.key, what, auth)
        with self._lock:
            lock = self._locks.setdefault(key, threading.Lock())
        with lock:
            kept = self._kept.get(key)
            if kept is None or not kept.fresh:
                kept = ask(kept)
                with self._lock:
                    self._kept = {one: old for one, old in self._kept.items() if old.fresh or old.renewal}
                    self._kept[key] = kept
            return kept

    def _keys(self, provider: Provider, auth: str) -> dict[str, str]:
        """The headers that a provider wants, from an API header configuration or from name and password."""
        names = [str(name) for name in provider.signing.get("headers", ())]
        secrets = self._secrets(auth) if auth else {}
        lower = {name.lower(): value for name, value in secrets.items()}
        found = {name: lower[name.lower()] for name in names if lower.get(name.lower())}
        if len(found) < len(names):
            # One key is a password; two are a name and a password.
            given = [secrets.get("username", ""), secrets.get("password", "")][-len(names):]
            found = dict(zip(names, given))
        if not all(found.values()) or not found:
            raise BocageError("sign_password", title=provider.title)
        return found

    def _open_id(self, provider: Provider, auth: str, old: _Kept | None) -> _Kept:
        client = {"client_id": str(provider.signing["client_id"])}
        if old is not None and old.renewal and time.monotonic() < old.renewal_until - _MARGIN_S:
            try:
                return self._post_form(provider, {**client, "grant_type": "refresh_token",
                                                  "refresh_token": old.renewal})
            except BocageError as fault:
                if fault.code != "sign_refused":
                    raise
        secrets = self._secrets(auth) if auth else {}
        if not secrets.get("username") or not secrets.get("password"):
            raise BocageError("sign_password", title=provider.title)
        return self._post_form(provider, {**client, "grant_type": "password", "username": secrets["username"],
                                          "password": secrets["password"]})

    def _post_form(self, provider: Provider, form: Mapping[str, str]) -> _Kept:
        url = str(provider.signing["url"])
        told = {"host": urlsplit(url).hostname or url, "title": provider.title}
        request = Request(url, "POST", {"Content-Type": "application/x-www-form-urlencoded",
                                        "Accept": "application/json"}, urlencode(form).encode(),
                          inactivity_s=_DEADLINE_S, total_s=_DEADLINE_S)
        try:
            response = self._transport.open(request, self._cancelled)
            try:
                content = b"".join(response.chunks())
            finally:
                response.close()
        except TransportFault as fault:
            raise BocageError("sign_failed", fault=fault.kind, **told) from fault
        if response.status in (400, 401, 403):
            raise BocageError("sign_refused", title=provider.title, status=response.status)
        if response.status != 200:
            raise BocageError("sign_failed", fault=f"HTTP {response.status}", **told)
        return _kept(content, told)

    def _ask_token(self, provider: Provider, url: str, headers: Mapping[str, str] | None = None) -> _Kept:
        host = urlsplit(url).hostname or url
        told = {"host": host, "title": provider.title}
        wire = Wire(self._transport, host, _DEADLINE_S, self._cancelled)
        try:
            return _kept(json.dumps(wire.get(url, headers)).encode(), told)
        except StatusFault as fault:
            if fault.status in (401, 403):
                raise BocageError("sign_refused", title=provider.title, status=fault.status) from fault
            raise BocageError("sign_failed", fault=f"HTTP {fault.status}", **told) from fault
        except BocageError as fault:
            # Its own sentence speaks of a search.
            raise BocageError("sign_failed", fault=fault.code[len("stac_"):].replace("_", " "), **told) from fault


_KINDS: Mapping[str, Callable[[Signer, Provider, str, str], Signed]] = {
    "header": Signer._header, "oidc": Signer._oidc, "container": Signer._container, "sign": Signer._sign}


def concerns(rule: Mapping[str, Any], href: str) -> bool:
    """True where the address is on one of the hosts of a rule; ``.example.org`` means all below it. https only."""
    parts = urlsplit(href)
    host = parts.hostname or ""
    # A password in clear is for nobody; loopback is where servers are tried.
    if parts.scheme != "https" and host not in ("127.0.0.1", "localhost"):
        return False
    return any(host == name or (name.startswith(".") and host.endswith(name)) for name in map(str, rule["hosts"]))


def _kept(content: bytes, told: Mapping[str, str]) -> _Kept:
    """The token in an answer: OpenID's, or a signature or a signed address with its end."""
    try:
        answer = json.loads(content)
        text = next(str(answer[key]) for key in ("access_token", "token", "href") if answer.get(key))
    except (ValueError, RecursionError, AttributeError, StopIteration) as fault:
        raise BocageError("sign_failed", fault="no token in its answer", **told) from fault
    now = time.monotonic()
    renewal = str(answer.get("refresh_token") or "")
    return _Kept(text, now + _seconds(answer, "expires_in"), renewal, now + _seconds(answer, "refresh_expires_in"))


def _seconds(answer: Mapping[str, Any], key: str) -> float:
    """Seconds that a token lasts: told as such, or by the moment at which it ends."""
    value = answer.get(key)
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        # A refresh token of 0 seconds is one without end (Keycloak's offline tokens).
        return float(value) if value > 0 else 86400.0
    moment = read_time(str(answer.get("msft:expiry") or answer.get("expiry") or ""))
    return moment.timestamp() - time.time() if moment else _UNTOLD_S
