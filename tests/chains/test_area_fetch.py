"""The file of an area from an address: what it is, how large, how long, and what a page of data.gouv.fr leads to."""

from __future__ import annotations

import io
import json
import threading
import time
import zipfile
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from bocage.core.catalogue.transport import Request, TransportFault
from bocage.core.chains import area_fetch
from bocage.core.chains.area_fetch import fetch_area
from bocage.core.engine.areas import read_areas
from bocage.core.engine.progress import SilentProgress
from bocage.core.errors import BocageError, Cancelled

SHIPPED = Path(__file__).resolve().parents[2] / "resources" / "areas" / "notre-dame-des-landes.geojson"
AREA = SHIPPED.read_bytes()


class Answer:
    """What a transport gives, from memory."""

    def __init__(self, status: int, body: bytes, **headers: str) -> None:
        self.status, self.body = status, body
        self.headers = {"content-length": str(len(body)), **{k.replace("_", "-"): v for k, v in headers.items()}}
        self.closed = False

    def chunks(self, size: int = 65536) -> Iterator[bytes]:
        yield from (self.body[k:k + 1000] for k in range(0, len(self.body), 1000))

    def close(self) -> None:
        self.closed = True


class Web:
    """URL -> answer, or a fault of the wire."""

    def __init__(self, pages: dict | None = None, **more) -> None:
        self.pages, self.asked = {**(pages or {}), **more}, []

    def open(self, request: Request, cancelled=lambda: False) -> Answer:
        self.asked.append(request)
        if cancelled():
            raise Cancelled
        for end, answer in self.pages.items():
            if request.url.endswith(end):
                if isinstance(answer, Exception):
                    raise answer
                return answer
        return Answer(404, b"no")


def fetched(web: Web, url: str, folder: Path, **options) -> Path:
    return Path(fetch_area(url, str(folder), web, SilentProgress(), **options))


def refused(web: Web, url: str, folder: Path, code: str, **options) -> str:
    with pytest.raises(BocageError) as caught:
        fetched(web, url, folder, **options)
    assert caught.value.code == code, str(caught.value)
    assert list(folder.iterdir()) == [], "something half-written was left"
    return str(caught.value)


def zipped() -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("dossier/zad.geojson", AREA)
    return content.getvalue()


@pytest.mark.parametrize(("body", "extension"), [(AREA, ".geojson"), (zipped(), ".zip")])
def test_the_extension_is_that_of_the_content(tmp_path, body, extension):
    web = Web({"r/1234": Answer(200, body)})
    path = fetched(web, "https://www.data.gouv.fr/fr/datasets/r/1234", tmp_path)
    assert path.suffix == extension and path.read_bytes() == body
    area, = read_areas(str(path))
    assert area.hectares == pytest.approx(1650, rel=0.01)
    assert web.pages["r/1234"].closed and web.asked[0].total_s <= 120 and web.asked[0].inactivity_s <= 30


@pytest.mark.parametrize("said", ['attachment; filename="../../zad 2018.zip"',
                                  "attachment; filename*=UTF-8''zad%202018.zip"])
def test_the_server_names_the_file_but_never_its_folder(tmp_path, said):
    path = fetched(Web(export=Answer(200, zipped(), content_disposition=said)), "https://a.fr/export", tmp_path)
    assert path.parent == tmp_path and path.name == "zad 2018.zip"


def page(*resources: dict) -> Answer:
    return Answer(200, json.dumps({"resources": list(resources)}).encode())


def test_a_page_of_a_data_set_leads_to_its_best_file(tmp_path):
    files = page({"id": "1" * 36, "format": "pdf", "url": "https://s/notice.pdf"},
                 {"id": "2" * 36, "format": "SHP", "url": "https://s/zad.zip"},
                 {"id": "3" * 36, "format": "GeoJSON", "url": "https://s/old", "latest": "https://s/zad.geojson"})
    web = Web({"api/1/datasets/zad-44/": files, "zad.geojson": Answer(200, AREA),
               "zad.zip": Answer(200, zipped())})
    assert fetched(web, "https://www.data.gouv.fr/fr/datasets/zad-44/", tmp_path).name == "zad.geojson"
    chosen = f"https://www.data.gouv.fr/fr/datasets/zad-44/#/resources/resource-{'2' * 36}"
    assert fetched(web, chosen, tmp_path).name == "zad.zip"


def test_a_data_set_without_areas_is_one_sentence(tmp_path):
    web = Web({"api/1/datasets/zad/": page({"id": "1", "format": "pdf", "url": "https://s/a.pdf"}),
               "api/1/datasets/odd/": Answer(200, b'["?"]')})
    assert "zad" in refused(web, "https://www.data.gouv.fr/datasets/zad", tmp_path, "area_data_set")
    refused(web, "https://www.data.gouv.fr/datasets/odd", tmp_path, "area_data_set")
    refused(web, "https://www.data.gouv.fr/datasets/absent", tmp_path, "area_refused")


def test_what_is_no_file_of_areas_is_refused_in_one_sentence(tmp_path):
    web = Web(page=Answer(200, b"<!DOCTYPE html><html>Sign in</html>"), pdf=Answer(200, b"%PDF-1.4 x"),
              none=Answer(200, b""), gone=Answer(410, b"gone"), down=TransportFault("timeout", "u", "no byte in 30 s"))
    for end, code in (("page", "area_page"), ("pdf", "area_unknown"), ("none", "area_unknown"),
                      ("gone", "area_refused"), ("down", "area_unreachable")):
        refused(web, f"https://a.fr/{end}", tmp_path, code)
    refused(web, "ftp://a.fr/zad.zip", tmp_path, "area_address")
    refused(web, "/etc/passwd", tmp_path, "area_address")


def test_too_large_is_refused_whether_announced_or_not(tmp_path):
    told, untold = Answer(200, AREA), Answer(200, AREA, content_length="")
    assert "kB" in refused(Web(a=told), "https://a.fr/a", tmp_path, "area_too_large", most=2000)
    refused(Web(a=untold), "https://a.fr/a", tmp_path, "area_too_large", most=2000)


def test_cancel_leaves_nothing(tmp_path):
    class Stop(SilentProgress):
        asked = 0

        def cancelled(self) -> bool:
            self.asked += 1
            return self.asked > 2

    with pytest.raises(Cancelled):
        fetch_area("https://a.fr/a", str(tmp_path), Web(a=Answer(200, AREA * 5)), Stop())
    assert list(tmp_path.iterdir()) == []


class _Trickle(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "100000")
        self.end_headers()
        for _ in range(200):
            try:
                self.wfile.write(b"{")
                self.wfile.flush()
            except OSError:
                return
            time.sleep(0.02)

    def log_message(self, *_) -> None:
        pass


def test_a_real_server_that_trickles_is_given_up_at_the_deadline(tmp_path):
    plain_http = pytest.importorskip("bocage.core.catalogue.plain_http")
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Trickle)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    begun = time.monotonic()
    try:
        refused(plain_http.PlainTransport(), f"http://127.0.0.1:{server.server_port}/zad.geojson", tmp_path,
                "area_unreachable", total_s=0.5)
    finally:
        server.shutdown()
        server.server_close()
    assert time.monotonic() - begun < 2.0
    assert area_fetch.LARGEST <= 100_000_000
