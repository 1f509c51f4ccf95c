"""The transport through QGIS on real sockets: in the main thread, in a task, in plain threads."""

from __future__ import annotations

import socket
import ssl
import subprocess
import threading

import pytest
from hostile import serving
from wire_contract import WireContract, fault, read


@pytest.fixture()
def server():
    with serving() as running:
        yield running


@pytest.fixture()
def transport(qgis_app):
    from bocage.bridge.network import QgisTransport

    return QgisTransport()


class TestQgisTransport(WireContract):
    """All that a transport must hold."""


def test_a_task_reads_through_it(transport, server, qgis_app):
    from qgis.core import QgsTask
    from qgis.PyQt.QtCore import QEventLoop, QTimer

    found = []

    class Fetch(QgsTask):
        def run(self) -> bool:
            found.append(len(read(transport, server.url + "/big/1000000")))
            found.append(fault(transport, server.url + "/silent", inactivity_s=0.3).kind)
            return True

    loop, task = QEventLoop(), Fetch("fetch")
    task.taskCompleted.connect(loop.quit)
    task.taskTerminated.connect(loop.quit)
    QTimer.singleShot(10_000, loop.quit)
    qgis_app.taskManager().addTask(task)
    loop.exec()
    assert found == [1_000_000, "timeout"]


def test_a_401_in_a_thread_is_an_answer_while_the_main_thread_sleeps(transport, server):
    # QGIS' own manager would wait for a dialog of the main thread, for ever.
    server.answers["/private"] = lambda handler: handler.send(401, b"no", WWW_Authenticate='Basic realm="x"')
    statuses = []

    def ask() -> None:
        from bocage.core.catalogue.transport import Request

        statuses.append(transport.open(Request(server.url + "/private")).status)

    thread = threading.Thread(target=ask, daemon=True)
    thread.start()
    thread.join(5)
    assert statuses == [401]


def test_qgis_own_timeout_is_a_timeout_not_a_success(transport, server, qgis_app):
    from qgis.core import QgsNetworkAccessManager

    before = QgsNetworkAccessManager.timeout()
    QgsNetworkAccessManager.setTimeout(400)
    try:
        assert fault(transport, server.url + "/silent", inactivity_s=5).kind == "timeout"
    finally:
        QgsNetworkAccessManager.setTimeout(before)


@pytest.fixture()
def proxied(qgis_app):
    """``proxied(port)``: QGIS goes through a proxy of loopback, as its options say it, until the end of the test."""
    from qgis.core import QgsNetworkAccessManager
    from qgis.PyQt.QtNetwork import QNetworkProxy

    manager = QgsNetworkAccessManager.instance()
    before, excluded, direct = manager.fallbackProxy(), manager.excludeList(), manager.noProxyList()

    def through(port: int) -> None:
        manager.setFallbackProxyAndExcludes(
            QNetworkProxy(QNetworkProxy.ProxyType.HttpProxy, "127.0.0.1", port), [], [])

    yield through
    manager.setFallbackProxyAndExcludes(before, excluded, direct)


def test_the_proxy_of_qgis_is_used(transport, server, proxied):
    server.answers["http://far.example.org:8080/x"] = lambda handler: handler.send(200, b"from the proxy")
    proxied(server.server_address[1])
    assert read(transport, "http://far.example.org:8080/x") == b"from the proxy"


def test_a_proxy_that_refuses_or_wants_a_password_is_said_so_without_a_dialog(transport, server, proxied):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    proxied(port)
    assert fault(transport, "http://far.example.org/x", inactivity_s=5).kind == "proxy"
    server.answers["http://far.example.org/x"] = lambda handler: handler.send(
        407, b"", Proxy_Authenticate='Basic realm="p"')
    proxied(server.server_address[1])
    assert fault(transport, "http://far.example.org/x", inactivity_s=5).kind == "proxy"


@pytest.fixture()
def secured(tmp_path):
    """A server whose certificate nobody knows, and that certificate."""
    done = subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
         "-addext", "subjectAltName=DNS:localhost", "-keyout", str(tmp_path / "key.pem"),
         "-out", str(tmp_path / "cert.pem")], capture_output=True, check=False)
    if done.returncode:
        pytest.skip(f"openssl makes no certificate: {done.stderr.decode()[-100:]}")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "cert.pem", tmp_path / "key.pem")
    with serving() as running:
        running.socket = context.wrap_socket(running.socket, server_side=True)
        yield f"https://localhost:{running.server_address[1]}", tmp_path / "cert.pem"


def test_an_unknown_certificate_is_tls_and_one_that_qgis_trusts_is_not(transport, secured):
    from qgis.core import QgsApplication, QgsAuthCertUtils
    from qgis.PyQt.QtNetwork import QSslCertificate

    url, path = secured
    assert fault(transport, url + "/echo", inactivity_s=10).kind == "tls"
    # A thread whose main thread sleeps must not wait for it.
    kinds = []
    thread = threading.Thread(target=lambda: kinds.append(fault(transport, url + "/echo").kind), daemon=True)
    thread.start()
    thread.join(10)
    assert kinds == ["tls"]
    manager = QgsApplication.authManager()
    certificate, = QSslCertificate.fromPath(str(path))
    if manager.isDisabled() or not manager.storeCertAuthority(certificate):
        pytest.skip("this QGIS keeps no certificates")
    try:
        manager.storeCertTrustPolicy(certificate, QgsAuthCertUtils.CertTrustPolicy.Trusted)
        manager.initSslCaches()
        assert b"headers" in read(transport, url + "/echo")
    finally:
        manager.removeCertTrustPolicy(certificate)
        manager.removeCertAuthority(certificate)
        manager.initSslCaches()


def test_what_the_user_overlooks_of_one_certificate_is_overlooked(transport, secured):
    from qgis.core import QgsApplication, QgsAuthCertUtils, QgsAuthConfigSslServer
    from qgis.PyQt.QtNetwork import QSslCertificate, QSslError

    url, path = secured
    host = url.replace("https://", "")
    manager = QgsApplication.authManager()
    certificate, = QSslCertificate.fromPath(str(path))
    kept = QgsAuthConfigSslServer()
    kept.setSslHostPort(host)
    kept.setSslCertificate(certificate)
    kept.setSslIgnoredErrorEnums([QSslError.SslError.SelfSignedCertificate])
    if manager.isDisabled() or not manager.storeSslCertCustomConfig(kept):
        pytest.skip("this QGIS keeps no certificates")
    try:
        assert b"headers" in read(transport, url + "/echo", inactivity_s=10)
        assert fault(transport, url.replace("localhost", "127.0.0.1") + "/echo", inactivity_s=10).kind == "tls"
    finally:
        manager.removeSslCertCustomConfig(QgsAuthCertUtils.shaHexForCert(certificate), host)
