"""Real servers on loopback, started and stopped for a test or a proof."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from . import ROOT, NotReady

_NGINX = """
{user}
worker_processes 1;
daemon off;
pid {work}/nginx.pid;
error_log {work}/error.log warn;
events {{ worker_connections 256; }}
http {{
    access_log {work}/access.log;
    client_body_temp_path {work}/body;
    proxy_temp_path {work}/proxy;
    fastcgi_temp_path {work}/fastcgi;
    uwsgi_temp_path {work}/uwsgi;
    scgi_temp_path {work}/scgi;
    types {{ application/zip zip; image/jp2 jp2; image/tiff tif; application/json json; }}
    default_type application/octet-stream;
    server {{
        listen 127.0.0.1:{port};
        location /plain/ {{ alias {files}/; }}
        location /slow/ {{ alias {files}/; limit_rate {rate}; }}
        location /norange/ {{ alias {files}/; max_ranges 0; }}
        location /busy/ {{ return 503; }}
    }}
}}
"""


def free_port() -> int:
    """A port of loopback that nobody listens to."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


def wait_for_port(port: int, process: subprocess.Popen[bytes], seconds: float = 15.0) -> None:
    """Until somebody listens; raises NotReady where the process ends before or the time is over."""
    end = time.monotonic() + seconds
    while time.monotonic() < end and process.poll() is None:
        with socket.socket() as sock:
            sock.settimeout(0.5)
            if sock.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.02)
    raise NotReady(f"no server came up on port {port}: {process.args}")


def nginx_program() -> str | None:
    """nginx: the one that tools/setup.sh unpacked, or the system's; None where there is none."""
    build = Path(os.environ.get("BOCAGE_BUILD", ROOT / ".build"))
    for found in (build / "nginx" / "usr" / "sbin" / "nginx", Path("/usr/sbin/nginx")):
        if found.exists():
            return str(found)
    return shutil.which("nginx")


class Nginx:
    """``with Nginx(files, work) as server:`` serves a folder.

    ``server.url("plain", name)``: Range and ETag; ``slow``: at ``rate``; ``norange``: whole answers; ``busy``: 503.
    """

    def __init__(self, files: Path, work: Path, rate: str = "200k", port: int = 0) -> None:
        self.files, self.work, self.rate = files.resolve(), work.resolve(), rate
        self.port = port or free_port()
        self.process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Nginx:
        program = nginx_program()
        if program is None:
            raise NotReady("nginx is absent: run tools/setup.sh")
        self.work.mkdir(parents=True, exist_ok=True)
        configuration = self.work / "nginx.conf"
        user = "user root;" if hasattr(os, "geteuid") and os.geteuid() == 0 else ""
        configuration.write_text(_NGINX.format(user=user, work=self.work, files=self.files, port=self.port,
                                               rate=self.rate), encoding="utf-8")
        self.process = subprocess.Popen([program, "-p", str(self.work), "-c", str(configuration),
                                         "-e", str(self.work / "error.log")], stdin=subprocess.DEVNULL)
        try:
            wait_for_port(self.port, self.process)
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self) -> None:
        """Ends it and its worker."""
        if self.process is not None:
            self.process.terminate()
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
            self.process = None

    def url(self, way: str, name: str) -> str:
        """Address of a file, one of the four ways."""
        return f"http://127.0.0.1:{self.port}/{way}/{name}"


# -- STAC ----------------------------------------------------------------------------------------------

def stac_items(count: int, collection: str = "sentinel-2-l2a") -> list[dict[str, Any]]:
    """Items of known content: one an hour from 2018 on, on tiles along the equator, clouds 0 to 99.9 % in turn."""
    items = []
    for number in range(count):
        moment = datetime(2018, 1, 1, tzinfo=timezone.utc) + timedelta(hours=number)
        west, south = -3.0 + (number % 50) * 0.1, 46.0 + (number % 20) * 0.1
        east, north = west + 1.0, south + 1.0
        ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
        name = f"S2{'AB'[number % 2]}_MSIL2A_{moment:%Y%m%dT%H%M%S}_N0500_R{number % 143 + 1:03d}_T30TWT_{number:08d}"
        items.append({
            "type": "Feature", "stac_version": "1.0.0", "id": name, "collection": collection,
            "stac_extensions": ["https://stac-extensions.github.io/eo/v1.1.0/schema.json"],
            "bbox": [west, south, east, north], "geometry": {"type": "Polygon", "coordinates": [ring]},
            "properties": {"datetime": moment.strftime("%Y-%m-%dT%H:%M:%SZ"), "eo:cloud_cover": number * 37 % 1000 / 10,
                           "platform": f"sentinel-2{'ab'[number % 2]}", "grid:code": "MGRS-30TWT"},
            "links": [], "assets": {"Product": {"href": f"https://example.org/{name}.zip", "type": "application/zip",
                                                "roles": ["data"]}}})
    return items


def stac_collection(name: str = "sentinel-2-l2a") -> dict[str, Any]:
    """The collection of these items."""
    return {"type": "Collection", "stac_version": "1.0.0", "id": name, "description": "items of known content",
            "license": "proprietary", "links": [],
            "extent": {"spatial": {"bbox": [[-180, -90, 180, 90]]}, "temporal": {"interval": [[None, None]]}}}


class Rustac:
    """``with Rustac(items, work) as server:`` a STAC API in memory at ``server.url``; PyPI ``rustac``."""

    def __init__(self, items: list[dict[str, Any]], work: Path) -> None:
        self.items, self.work, self.port = items, work, free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Rustac:
        places = (Path(sys.executable).parent, Path(os.environ.get("BOCAGE_BUILD", ROOT / ".build")) / "venv" / "bin")
        found = next((str(place / "rustac") for place in places if (place / "rustac").exists()),
                     shutil.which("rustac"))
        if found is None:
            raise NotReady("rustac is absent: make setup installs it")
        self.work.mkdir(parents=True, exist_ok=True)
        (self.work / "collection.json").write_text(json.dumps(stac_collection()), encoding="utf-8")
        (self.work / "items.json").write_text(json.dumps({"type": "FeatureCollection", "features": self.items}),
                                              encoding="utf-8")
        with open(self.work / "rustac.log", "wb") as log:
            self.process = subprocess.Popen([found, "serve", "collection.json", "items.json", "-a",
                                             f"127.0.0.1:{self.port}"], cwd=self.work, stdin=subprocess.DEVNULL,
                                            stdout=log, stderr=log)
        try:
            wait_for_port(self.port, self.process)
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self) -> None:
        """Ends it."""
        _end(self.process)
        self.process = None


def _end(process: subprocess.Popen[bytes] | None) -> None:
    if process is not None:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
