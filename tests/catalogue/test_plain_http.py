"""The transport of the standard library on real sockets."""

from __future__ import annotations

import select
import socket
import ssl
import subprocess
import threading

import pytest

from bocage.core.catalogue.plain_http import PlainTransport
from bocage.core.catalogue.redirects import follow
from bocage.core.catalogue.transport import Request, TransportFault
from hostile import serving
from wire_contract import WireContract, fault, read


@pytest.fixture()
def server():
    with serving() as running:
        yield running


@pytest.fixture()
def transport():
    return PlainTransport()


class TestPlainTransport(WireContract):
    """All that a transport must hold."""


def test_an_authentication_configuration_needs_someone_who_knows_it(server):
    assert "QGIS" in fault(PlainTransport(), server.url + "/echo", auth="abc1234").detail
    signed = PlainTransport(sign_in=lambda auth: {"X-API-Key": auth})
    assert b"abc1234" in read(signed, server.url + "/echo", auth="abc1234")


def test_says_who_asks(server):
    read(PlainTransport(), server.url + "/echo")
    assert server.seen[0][2]["User-Agent"].startswith("Bocage/")


def test_spaces_and_accents_in_a_path_are_escaped(server):
    assert b"/echo/caf%C3%A9%20noir?a=b%20c" in read(PlainTransport(), server.url + "/echo/café noir?a=b%20c")


def test_https_stays_https_on_the_same_host_and_never_steps_down_to_another():
    moved = follow(Request("https://x.org:8443/v1"), 307, "http://x.org/v1/", 0)
    assert moved.url == "https://x.org:8443/v1/"
    for target in ("http://y.org/v1/", "http://x.org:81/"):
        with pytest.raises(TransportFault):
            follow(Request("https://x.org/v1"), 307, target, 0)


def test_only_siblings_below_a_domain_of_three_labels_keep_passwords():
    def kept(url: str, to: str) -> bool:
        moved = follow(Request(url, headers={"Authorization": "x"}, auth="a"), 302, to, 0)
        return "Authorization" in moved.headers and moved.auth == "a"

    assert kept("https://catalogue.dataspace.copernicus.eu/a", "https://zipper.dataspace.copernicus.eu/b")
    assert not kept("https://a.example.org/a", "https://b.example.org/b")
    assert not kept("https://a.co.uk/a", "https://evil.co.uk/b")
    assert not kept("http://127.0.0.1/a", "http://126.0.0.1/a")
    assert not kept("https://x.dataspace.copernicus.eu/", "https://x.evil-dataspace.copernicus.eu.evil.org/")


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    folder = tmp_path_factory.mktemp("tls")
    done = subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
         "-addext", "subjectAltName=DNS:localhost", "-keyout", str(folder / "key.pem"),
         "-out", str(folder / "cert.pem")], capture_output=True, check=False)
    if done.returncode:
        pytest.skip(f"openssl makes no certificate: {done.stderr.decode()[-100:]}")
    return folder


@pytest.fixture()
def secured(certificate):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate / "cert.pem", certificate / "key.pem")
    with serving() as running:
        running.socket = context.wrap_socket(running.socket, server_side=True)
        yield f"https://localhost:{running.server_address[1]}", str(certificate / "cert.pem")


def test_tls_with_a_trusted_certificate_comes_whole(secured):
    url, trusted = secured
    assert len(read(PlainTransport(certificates=trusted), url + "/big/3000000")) == 3_000_000


def test_tls_with_an_unknown_certificate_or_another_name_is_refused(secured):
    url, trusted = secured
    assert fault(PlainTransport(), url + "/echo").kind == "tls"
    assert fault(PlainTransport(certificates=trusted), url.replace("localhost", "127.0.0.1") + "/echo").kind == "tls"


def test_tls_never_steps_down_to_plain_http(secured):
    url, trusted = secured
    assert fault(PlainTransport(certificates=trusted), url + "/to/302?http://127.0.0.1/").kind == "tls"


def test_tls_that_never_shakes_hands_is_given_up():
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        assert fault(PlainTransport(), f"https://localhost:{deaf.getsockname()[1]}/", inactivity_s=0.5).kind \
            == "timeout"


class _Tunnel(threading.Thread):
    """A proxy for CONNECT, one connection at a time; 407 unless the password is right."""

    def __init__(self, password: str = "") -> None:
        super().__init__(daemon=True)
        self.password, self.heads = password, []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.listener.getsockname()[1]}"
        self.start()

    def run(self) -> None:
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            head = b""
            while b"\r\n\r\n" not in head:
                head += client.recv(4096)
            self.heads.append(head)
            if self.password and self.password not in head.decode():
                client.sendall(b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n")
                client.close()
                continue
            host, _, port = head.split()[1].decode().rpartition(":")
            with socket.create_connection((host, int(port))) as far:
                client.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
                self._pump(client, far)
            client.close()

    @staticmethod
    def _pump(one: socket.socket, two: socket.socket) -> None:
        while True:
            for ready in select.select([one, two], [], [])[0]:
                try:
                    data = ready.recv(65536)
                    (two if ready is one else one).sendall(data)
                except OSError:
                    return
                if not data:
                    return


def test_a_proxy_tunnels_tls_and_hears_its_password(secured):
    url, trusted = secured
    proxy = _Tunnel("YTpi")  # a:b in base64
    try:
        through = PlainTransport(proxy=proxy.url.replace("//", "//a:b@"), certificates=trusted)
        assert len(read(through, url + "/big/100000")) == 100_000
        assert b"CONNECT localhost:" in proxy.heads[0]
        refused = fault(PlainTransport(proxy=proxy.url, certificates=trusted), url + "/echo")
        assert refused.kind == "proxy" and "407" in refused.detail
    finally:
        proxy.listener.close()


def test_a_proxy_gets_the_whole_address_of_plain_http(server):
    server.answers["http://far.example.org:8080/x"] = lambda handler: handler.send(200, b"from the proxy")
    assert read(PlainTransport(proxy=server.url), "http://far.example.org:8080/x") == b"from the proxy"


def test_a_proxy_that_does_not_listen_is_said_so():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    assert fault(PlainTransport(proxy=f"http://127.0.0.1:{port}"), "http://example.org/").kind == "proxy"
