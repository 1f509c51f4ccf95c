"""stac-fastapi-pgstac on PostgreSQL with PostGIS, on loopback: started, filled, locked as MUSCATE's was, stopped.

    with Pgstac(items, work) as server:
        with server.locked():
            ...  # every search of items hangs until the end of the block
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from . import ROOT, NotReady
from .servers import _end, free_port, stac_collection, wait_for_port

REQUIREMENTS = ROOT / "tools" / "requirements-stac.txt"
LOCK = "BEGIN; LOCK TABLE pgstac.items IN ACCESS EXCLUSIVE MODE; SELECT pg_sleep({seconds})"


def programs() -> Path:
    """Folder of PostgreSQL's programs, of a version that has PostGIS. Raises NotReady."""
    for folder in sorted(Path("/usr/lib/postgresql").glob("*"), reverse=True):
        if Path(f"/usr/share/postgresql/{folder.name}/extension/postgis.control").exists():
            return folder / "bin"
    raise NotReady("PostgreSQL with PostGIS is absent: apt-get install postgresql-15-postgis-3")


def environment() -> Path:
    """The server's own Python environment, made once."""
    place = Path(os.environ.get("BOCAGE_BUILD", ROOT / ".build")) / "stac"
    wanted = hashlib.sha256(REQUIREMENTS.read_bytes()).hexdigest()
    mark = place / "requirements.sha256"
    if not mark.exists() or mark.read_text() != wanted:
        done = subprocess.run([sys.executable, "-m", "venv", "--clear", str(place)], capture_output=True, text=True)
        if done.returncode == 0:
            done = subprocess.run([str(place / "bin" / "pip"), "install", "--quiet", "-r", str(REQUIREMENTS)],
                                  capture_output=True, text=True)
        if done.returncode != 0:
            raise NotReady(f"the server's packages cannot be installed: {done.stderr.strip()[-200:]}")
        mark.write_text(wanted)
    return place / "bin"


class Pgstac:
    """A STAC API at ``url`` over a data base of its own, gone at the end."""

    def __init__(self, items: list[dict[str, Any]], work: Path) -> None:
        self.items, self.work = items, work
        self.data_port, self.port = free_port(), free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.api: subprocess.Popen[bytes] | None = None
        self.folder: Path | None = None

    def __enter__(self) -> Pgstac:
        self.programs, self.python = programs(), environment()
        self.work.mkdir(parents=True, exist_ok=True)
        # PostgreSQL refuses root, and its user must reach its folder.
        self.folder = Path(tempfile.mkdtemp(prefix="bocage-pg-"))
        try:
            self._start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _start(self) -> None:
        if os.geteuid() == 0:
            shutil.chown(self.folder, "postgres")
        data = self.folder / "data"
        self._as_postgres("initdb", "-D", str(data), "-A", "trust", "-U", "postgres")
        self._as_postgres("pg_ctl", "-D", str(data), "-l", str(self.folder / "log"), "-w", "start", "-o",
                          f"-p {self.data_port} -c listen_addresses=127.0.0.1 "
                          f"-c unix_socket_directories={self.folder}")
        self.psql("create database stac", database="postgres")
        self._pypgstac("migrate")
        self._load("collections", [stac_collection()])
        self._load("items", self.items)
        self.psql("insert into pgstac.pgstac_settings values ('context', 'on') "
                  "on conflict (name) do update set value = 'on'")
        with open(self.work / "api.log", "wb") as log:
            self.api = subprocess.Popen(
                [str(self.python / "uvicorn"), "stac_fastapi.pgstac.app:create_app", "--factory", "--host",
                 "127.0.0.1", "--port", str(self.port), "--log-level", "warning"],
                env=self._environment(), stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=self.work)
        wait_for_port(self.port, self.api, 60.0)

    def _as_postgres(self, program: str, *arguments: str) -> None:
        user = {"user": "postgres"} if os.geteuid() == 0 else {}
        # pg_ctl's child keeps what it is given: a pipe would never end.
        with open(self.work / "postgres.log", "ab") as log:
            done = subprocess.run([str(self.programs / program), *arguments], stdin=subprocess.DEVNULL, stdout=log,
                                  stderr=log, cwd="/", **user)
        if done.returncode != 0:
            raise RuntimeError(f"{program}: {(self.work / 'postgres.log').read_text(errors='replace')[-400:]}")

    def _environment(self) -> dict[str, str]:
        return {**os.environ, "PGHOST": "127.0.0.1", "PGPORT": str(self.data_port), "PGUSER": "postgres",
                "PGDATABASE": "stac", "PGPASSWORD": "none"}

    def _pypgstac(self, *arguments: str) -> None:
        done = subprocess.run([str(self.python / "pypgstac"), *arguments], env=self._environment(),
                              capture_output=True, text=True)
        if done.returncode != 0:
            raise RuntimeError(f"pypgstac {arguments[0]}: {done.stderr.strip()[-400:]}")

    def _load(self, what: str, things: list[dict[str, Any]]) -> None:
        path = self.work / f"{what}.ndjson"
        path.write_text("".join(json.dumps(thing) + "\n" for thing in things), encoding="utf-8")
        self._pypgstac("load", what, str(path), "--method", "upsert")

    def psql(self, statement: str, database: str = "stac") -> str:
        """What a statement gives, as text."""
        done = subprocess.run([str(self.programs / "psql"), "-X", "-A", "-t", "-d", database, "-c", statement],
                              env=self._environment(), capture_output=True, text=True)
        if done.returncode != 0:
            raise RuntimeError(f"psql: {done.stderr.strip()[-400:]}")
        return done.stdout.strip()

    @contextmanager
    def locked(self, seconds: float = 600.0) -> Iterator[None]:
        """The table of items is locked: whoever asks for items waits, as all waited on MUSCATE's one request."""
        holder = subprocess.Popen([str(self.programs / "psql"), "-X", "-q", "-d", "stac", "-c",
                                   LOCK.format(seconds=seconds)], env=self._environment(), stdin=subprocess.DEVNULL,
                                  stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        held = ("select l.pid from pg_locks l join pg_class c on c.oid = l.relation "
                "where c.relname = 'items' and l.mode = 'AccessExclusiveLock' and l.granted")
        try:
            end = time.monotonic() + 10.0
            while not self.psql(held):
                if time.monotonic() > end:
                    raise RuntimeError("the table of items could not be locked")
                time.sleep(0.05)
            yield
        finally:
            pid = self.psql(held)
            if pid:
                self.psql(f"select pg_terminate_backend({int(pid.splitlines()[0])})")
            _end(holder)

    def stop(self) -> None:
        """Ends the API and the data base, and removes it."""
        _end(self.api)
        self.api = None
        if self.folder is not None:
            data = self.folder / "data"
            if (data / "postmaster.pid").exists():
                self._as_postgres("pg_ctl", "-D", str(data), "-m", "immediate", "-w", "stop")
            shutil.rmtree(self.folder, ignore_errors=True)
            self.folder = None
