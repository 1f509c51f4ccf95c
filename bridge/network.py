"""A transport through QGIS: its proxies, its trusted authorities, its authentication configurations.

May be used from any thread: tasks, algorithms, workers. Each request has a manager of its own, which never asks the
user anything: whoever refuses is an error with a sentence, not a dialog that a queue would wait for. It ends with the
answer, in its thread: one that outlived the Python of a QgsTask would take QGIS with it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Callable

from qgis.core import QgsApplication, QgsNetworkAccessManager
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QByteArray, QEventLoop, Qt, QTimer, QUrl
from qgis.PyQt.QtNetwork import QNetworkProxy, QNetworkProxyQuery, QNetworkReply, QNetworkRequest, QSslError

from ..core.catalogue.plain_http import AGENT
from ..core.catalogue.redirects import SECRET_HEADERS, ask, scheme_of
from ..core.catalogue.sockets import Watch
from ..core.catalogue.transport import Request, TransportFault
from .credentials import can_open

#: Bytes that Qt may hold before the reader takes them.
BUFFER = 1 << 20
#: Milliseconds between two looks at the clock and at the user's cancel.
LOOK_MS = 100

_Error = QNetworkReply.NetworkError
_KINDS = {
    _Error.ConnectionRefusedError: "refused", _Error.HostNotFoundError: "name", _Error.TimeoutError: "timeout",
    _Error.OperationCanceledError: "timeout", _Error.SslHandshakeFailedError: "tls",
    _Error.RemoteHostClosedError: "cut", _Error.ProxyConnectionRefusedError: "proxy",
    _Error.ProxyConnectionClosedError: "proxy", _Error.ProxyNotFoundError: "proxy",
    _Error.ProxyTimeoutError: "proxy", _Error.ProxyAuthenticationRequiredError: "proxy",
    _Error.UnknownProxyError: "proxy"}


def _never() -> bool:
    return False


def silent_manager() -> QgsNetworkAccessManager:
    """A manager with QGIS' proxies, silent where QGIS' own would open a dialog."""
    manager = QgsNetworkAccessManager()
    manager.setupDefaultProxyAndCache(Qt.ConnectionType.DirectConnection)
    for signal in (manager.authenticationRequired, manager.proxyAuthenticationRequired, manager.sslErrors):
        _deafen(signal)
    return manager


def _deafen(signal: Any) -> None:
    """Nobody hears that signal any more."""
    try:
        signal.disconnect()
    except TypeError:  # nobody did
        return


class QgisTransport:
    """Requests through QgsNetworkAccessManager, read as they come with bounded memory.

    QGIS' own network timeout (Options, Network) also holds: a request silent for longer ends there.
    """

    def open(self, request: Request, cancelled: Callable[[], bool] = _never) -> QgisResponse:
        """Sends, follows redirections, and waits for the head of the answer."""
        clock = Watch(request.url, request.inactivity_s, request.total_s, cancelled)
        return ask(request, lambda asked: _head(QgisResponse(asked, clock)))


def _head(answer: QgisResponse) -> QgisResponse:
    """The answer once its head is there; closed where none comes."""
    try:
        answer.wait_for_head()
    except BaseException:
        answer.close()
        raise
    return answer


def _send(manager: QgsNetworkAccessManager, request: Request) -> QNetworkReply:
    scheme_of(request.url)
    wanted = QNetworkRequest(QUrl(request.url))
    # Qt would unpack what is packed and forget its length; redirections are followed by our own rule.
    headers = {"User-Agent": AGENT, "Accept-Encoding": "identity", **request.headers}
    for name, value in headers.items():
        wanted.setRawHeader(name.encode("latin-1"), value.encode("latin-1"))
    attributes = QNetworkRequest.Attribute
    wanted.setAttribute(attributes.RedirectPolicyAttribute, QNetworkRequest.RedirectPolicy.ManualRedirectPolicy)
    wanted.setAttribute(attributes.CacheLoadControlAttribute, QNetworkRequest.CacheLoadControl.AlwaysNetwork)
    wanted.setAttribute(attributes.CacheSaveControlAttribute, False)
    # Whoever proves already who asks (a token, a key) needs no second name: servers refuse both together.
    named = request.auth and not any(name.lower() in SECRET_HEADERS for name in headers)
    if named:
        if not can_open():
            raise TransportFault("other", request.url, "QGIS' master password is not known")
        done, wanted = QgsApplication.authManager().updateNetworkRequest(wanted, request.auth)
        if not done:
            raise TransportFault("other", request.url, f"authentication configuration {request.auth}")
    body = QByteArray(request.body)
    if request.method == "GET":
        reply = manager.get(wanted)
    elif request.method == "HEAD":
        reply = manager.head(wanted)
    elif request.method == "POST":
        reply = manager.post(wanted, body)
    else:
        reply = manager.sendCustomRequest(wanted, request.method.encode("latin-1"), body)
    # QGIS would have the main thread decide about a certificate, and wait for it where it may be waiting itself.
    _deafen(reply.sslErrors)
    _excuse(reply)
    reply.setReadBufferSize(BUFFER)
    if named:
        QgsApplication.authManager().updateNetworkReply(reply, request.auth)
    return reply


def _excuse(reply: QNetworkReply) -> None:
    """What the user has decided in QGIS to overlook of one server's one certificate."""
    url = reply.url()
    manager = QgsApplication.authManager()
    if url.scheme() != "https" or manager.isDisabled():
        return
    decided = manager.sslCertCustomConfigByHost(f"{url.host()}:{url.port(443)}")
    if not decided.isNull():
        certificate = decided.sslCertificate()
        reply.ignoreSslErrors([QSslError(error, certificate) for error in decided.sslIgnoredErrorEnums()])


class QgisResponse:
    """An answer whose body has not been read yet. Belongs to the thread that opened it."""

    def __init__(self, request: Request, clock: Watch) -> None:
        self._manager = silent_manager()
        try:
            self._reply: Any = _send(self._manager, request)
        except BaseException:
            # A traceback may travel to another thread, and end there what belongs to this one.
            sip.delete(self._manager)
            raise
        self._clock, self._got = clock, 0
        self._head_only = request.method == "HEAD"
        self.url = request.url
        self.status = 0
        self.headers: Mapping[str, str] = {}

    def wait_for_head(self) -> None:
        """Until status and headers are there."""
        while not self._status():
            if self._reply.isFinished():
                raise self._fault()
            self._pause()
        self._clock.heard()
        self.status = self._status()
        self.headers = _headers(self._reply)

    def _status(self) -> int:
        code = self._reply.attribute(QNetworkRequest.Attribute.HttpStatusCodeAttribute)
        return int(code) if code is not None else 0

    def chunks(self, size: int = 65536) -> Iterator[bytes]:
        """The body as it comes, at most ``size`` bytes at a time."""
        try:
            while True:
                self._clock.look()
                piece = bytes(self._reply.read(size)) if self._reply.bytesAvailable() else b""
                if piece:
                    self._got += len(piece)
                    self._clock.heard()
                    yield piece
                elif self._reply.isFinished():
                    break
                else:
                    self._pause()
            self._check_whole()
        finally:
            self.close()

    def _check_whole(self) -> None:
        """QGIS and Qt may call a broken answer a success: error, then length (reference: QGIS 3.22, timeouts)."""
        # From 400 on the error only repeats the status.
        error = self._reply.error()
        if error != _Error.NoError and not (self.status >= 400 and error not in _KINDS):
            raise self._fault()
        said = self.headers.get("content-length", "")
        if said.isdigit() and not self._head_only and "transfer-encoding" not in self.headers \
                and self.status not in (204, 304) and self._got != int(said):
            raise TransportFault("cut", self.url, f"{self._got} of {said} bytes")

    def _fault(self) -> TransportFault:
        error = self._reply.error()
        if error == _Error.NoError:
            return TransportFault("cut", self.url, "no answer")
        kind = _KINDS.get(error, "other")
        if kind == "refused" and self._proxied():
            kind = "proxy"
        if kind == "cut" or (kind == "other" and self._got):
            return TransportFault("cut", self.url, f"{self._got} bytes came, then {self._reply.errorString()}")
        return TransportFault(kind, self.url, self._reply.errorString())

    def _proxied(self) -> bool:
        """True where QGIS goes through a proxy to get there: then it is the proxy that refuses."""
        factory = self._manager.proxyFactory()
        found = factory.queryProxy(QNetworkProxyQuery(QUrl(self.url))) if factory is not None else []
        direct = (QNetworkProxy.ProxyType.NoProxy, QNetworkProxy.ProxyType.DefaultProxy)
        return bool(found) and found[0].type() not in direct

    def _pause(self) -> None:
        """Lets Qt work until something comes, at most LOOK_MS."""
        self._clock.look()
        loop = QEventLoop()
        self._reply.readyRead.connect(loop.quit)
        self._reply.finished.connect(loop.quit)
        self._reply.metaDataChanged.connect(loop.quit)
        timer = QTimer(loop)
        timer.setSingleShot(True)
        timer.timeout.connect(loop.quit)
        timer.start(LOOK_MS)
        try:
            loop.exec()
        finally:
            for signal in (self._reply.readyRead, self._reply.finished, self._reply.metaDataChanged):
                signal.disconnect(loop.quit)

    def close(self) -> None:
        """Gives the connection back; twice is once."""
        reply, self._reply = self._reply, _Gone()
        if isinstance(reply, _Gone):
            return
        if not reply.isFinished():
            reply.abort()
        sip.delete(reply)
        sip.delete(self._manager)


class _Gone:
    """A reply that was given back: finished, empty."""

    def isFinished(self) -> bool:  # noqa: N802 - Qt's name
        return True

    def bytesAvailable(self) -> int:  # noqa: N802 - Qt's name
        return 0

    def error(self) -> Any:
        return _Error.OperationCanceledError

    def errorString(self) -> str:  # noqa: N802 - Qt's name
        return "closed"


def _headers(reply: QNetworkReply) -> dict[str, str]:
    return {bytes(name).decode("latin-1").lower(): bytes(value).decode("latin-1")
            for name, value in reply.rawHeaderPairs()}
