"""Two hundred files from bad servers, the process that fetches them killed at random moments until all are there.

A server of ours truncates, stalls, ignores Range, answers 503 and 429, lies on lengths, sends wrong bytes and changes
files between tries; nginx serves others plain, slow and without ranges, and is down for a while; a third server takes
connections and never answers. SIGKILL gives a process no chance to tidy up: after each, whatever bears a name must be
whole. The second round does the same to ``qgis_process run bocage:download``, the command that people type.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from bocage.core.catalogue.queue import DONE, JobStore, Wanted

from . import Figure, NotReady, Result
from .crash import copied, program
from .hostile_files import Hostile, content
from .servers import Nginx, nginx_program

NAME = "nothing_lost"
TITLE = "Downloads killed and started again: nothing lost"
SEED = 20261124
#: Kills wanted, and seconds after the start of the work between which one falls.
KILLS, MOMENTS = {"core": 20, "qgis_process": 6}, {"core": (0.05, 3.0), "qgis_process": (0.05, 4.0)}
#: Files by kind: of the hostile server with their checksum, zips of it without, zips of it that change, nginx's ways.
FILES = {"core": {"sums": 80, "zips": 20, "changing": 20, "plain": 30, "slow": 30, "norange": 20, "hung": 10},
         "qgis_process": {"sums": 30, "zips": 6, "changing": 6, "plain": 8, "slow": 6, "norange": 4, "hung": 0}}
SIZES = (100_000, 900_000)
MOST_RUNS = 60
RUNNER = """
import sys
sys.path.insert(0, {code!r})
from bocage.core.catalogue.plain_http import PlainTransport
from bocage.core.catalogue.queue import JobStore, Limits, run
from bocage.core.engine.progress import SilentProgress
limits = Limits(parallel=8, quiet_s=0.5, inactivity_s=2.5, total_s=60, attempts=25, backoff_s=0.1, backoff_cap_s=1.0,
                breaker_s=0.5, breaker_cap_s=4.0, retry_after_cap_s=2.0, checkpoint_s=0.2, lease_s=20.0)
with JobStore({queue!r}) as store:
    # Whatever an earlier run gave up for good is asked for again, as RETRY does.
    store.retry()
    print("running", flush=True)
    run(store, PlainTransport(), SilentProgress(), limits=limits)
"""


@dataclass
class Round:
    """One way to run, its servers and its folder."""

    kind: str
    folder: Path
    code: Path
    random: np.random.Generator
    hostile: Hostile
    nginx: Nginx
    hung: Hostile
    #: What each file must be, by name; several where it changes. Files of the hung server are not among them.
    truth: dict[str, set[str]] = field(default_factory=dict)
    wanted: list[Wanted] = field(default_factory=list)

    @property
    def output(self) -> Path:
        """Where files go."""
        return self.folder / "reçus"

    @property
    def queue(self) -> Path:
        """The queue's file."""
        if self.kind == "core":
            return self.folder / "jobs.sqlite"
        return self.folder / "profile" / "profiles" / "default" / "bocage" / "jobs.sqlite"


@dataclass
class Tally:
    """What the kills showed."""

    kills: int = 0
    runs: int = 0
    amid_transfers: int = 0
    visible_faults: list[str] = field(default_factory=list)
    queue_faults: list[str] = field(default_factory=list)
    #: Files seen whole after a kill, and how often each had been asked for by then.
    asked_when_whole: dict[str, int] = field(default_factory=dict)


def size_of(name: str) -> int:
    """Bytes of a file: by its name, the same at every run."""
    return SIZES[0] + int(hashlib.sha256(name.encode()).hexdigest()[:8], 16) % (SIZES[1] - SIZES[0])


def digest(data: bytes) -> str:
    """SHA-256."""
    return hashlib.sha256(data).hexdigest()


def checksum(number: int, data: bytes) -> str:
    """In turn as each catalogue writes it."""
    forms = (("md5:", "md5"), ("multihash:1220", "sha256"), ("multihash:1114", "sha1"), ("multihash:1340", "sha512"),
             ("multihash:1620", "sha3_256"))
    prefix, name = forms[number % len(forms)]
    return prefix + hashlib.new(name, data).hexdigest()


def fill(place: Round) -> None:
    """What is wanted, of all kinds one after the other."""
    rows: list[tuple[float, Wanted]] = []
    for kind, count in FILES[place.kind].items():
        for number in range(count):
            name = f"{kind}_{number:03d}." + ("bin" if kind in ("sums", "hung", "slow", "norange") else "zip")
            rows.append((number / count, _wanted(place, kind, number, name)))
    place.wanted = [one for _, one in sorted(rows, key=lambda row: row[0])]


def _wanted(place: Round, kind: str, number: int, name: str) -> Wanted:
    target, size = str(place.output / name), size_of(name)
    if kind == "hung":
        return Wanted(place.hung.url(name), target, size)
    data = content(name, 0, size)
    place.truth[name] = {digest(data)}
    if kind in ("sums", "zips", "changing"):
        return Wanted(place.hostile.url(name), target, len(data) if kind == "sums" else None,
                      checksum(number, data) if kind == "sums" else "")
    (place.nginx.files / name).write_bytes(data)
    return Wanted(place.nginx.url(kind, name), target, len(data), checksum(number, data))


def start(place: Round) -> subprocess.Popen[str]:
    """One run, in a session of its own."""
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1", "QT_QPA_PLATFORM": "offscreen",
                   "QGIS_CUSTOM_CONFIG_PATH": str(place.folder / "profile")}
    if place.kind == "core":
        command = [sys.executable, "-c", RUNNER.format(code=str(place.code), queue=str(place.queue))]
    else:
        command = [str(program()), "run", "bocage:download", "--", f"ITEMS={items(place)}", f"OUTPUT={place.output}",
                   "MAX_PARALLEL=8"]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment,
                            start_new_session=True)


def items(place: Round) -> Path:
    """The table of addresses, as an analyst would give it."""
    path = place.folder / "items.csv"
    lines = [f"{one.url},{Path(one.destination).name},{'' if one.size is None else one.size},{one.checksum}"
             for one in place.wanted]
    path.write_text("\n".join(["url,name,size,checksum", *lines]) + "\n", encoding="utf-8")
    return path


def working(place: Round, running: subprocess.Popen[str]) -> bool:
    """Waits until the run holds a job; False where it ended before."""
    while running.poll() is None:
        for row in rows(place, "SELECT DISTINCT owner FROM jobs WHERE state IN ('running', 'verify')"):
            number = int(str(row[0]).split("|")[1])
            try:
                if os.getsid(number) == running.pid:
                    return True
            except ProcessLookupError:
                continue
        time.sleep(0.02)
    return False


def rows(place: Round, statement: str) -> list[tuple]:
    """What the queue says, read beside whoever writes it."""
    if not place.queue.exists():
        return []
    connection = sqlite3.connect(place.queue, timeout=20)
    try:
        return connection.execute(statement).fetchall()
    except sqlite3.OperationalError:
        return []  # not made yet
    finally:
        connection.close()


def whole(place: Round, name: str) -> bool:
    """True where a visible file is one of the versions that the server has had."""
    found = digest((place.output / name).read_bytes())
    if name.startswith("changing"):
        return any(digest(content(name, version, size_of(name))) == found
                   for version in range(place.hostile.versions[name] + 1))
    return found in place.truth.get(name, set())


def asked(place: Round) -> Counter[str]:
    """Requests by file, of all servers."""
    found = Counter(place.hostile.asked) + Counter(place.hung.asked)
    log = place.nginx.work / "access.log"
    if log.exists():
        found.update(line.split('"')[1].split()[1].rpartition("/")[2] for line in
                     log.read_text(encoding="utf-8", errors="replace").splitlines() if '"GET ' in line)
    return found


def look(place: Round, tally: Tally) -> None:
    """After a kill: what bears a name is whole, the queue can be read."""
    counts = asked(place)
    for path in sorted(place.output.glob("*")):
        if path.name.endswith(".part"):
            continue
        if not whole(place, path.name):
            tally.visible_faults.append(path.name)
        tally.asked_when_whole.setdefault(path.name, counts[path.name])
    if place.queue.exists() and [row[0] for row in rows(place, "PRAGMA integrity_check")] != ["ok"]:
        tally.queue_faults.append(f"after kill {tally.kills}")


def run_round(place: Round) -> Tally:
    """Kills until there have been enough, then a run, or some, to the end."""
    tally = Tally()
    place.output.mkdir(parents=True)
    if place.kind == "core":
        with JobStore(place.queue) as store:
            store.add(place.wanted)
    outage = threading.Thread(target=_outage, args=(place.nginx,))
    for _ in range(MOST_RUNS):
        running = start(place)
        tally.runs += 1
        if tally.runs == KILLS[place.kind] // 2:
            outage.start()
        at_work = working(place, running)
        if tally.kills < KILLS[place.kind]:
            end = time.monotonic() + float(place.random.uniform(*MOMENTS[place.kind]))
            while running.poll() is None and time.monotonic() < end:
                time.sleep(0.002)
            if at_work and running.poll() is None:
                os.killpg(running.pid, signal.SIGKILL)
                running.communicate()
                tally.kills += 1
                tally.amid_transfers += any(place.output.glob("*.part"))
                look(place, tally)
                continue
        said = running.communicate()[0]
        if running.returncode:
            raise RuntimeError(said[-2000:])
        if unfinished(place) == 0:
            break
    else:
        raise RuntimeError(f"not done after {MOST_RUNS} runs: {unfinished(place)} files are missing")
    outage.join()
    look(place, tally)
    return tally


def unfinished(place: Round) -> int:
    """Files that should be there and are not yet."""
    return sum(not (place.output / name).exists() for name in place.truth)


def _outage(nginx: Nginx) -> None:
    """nginx is down for some seconds."""
    nginx.stop()
    time.sleep(4.0)
    nginx.__enter__()


def told(place: Round, tally: Tally) -> list[Figure]:
    """The figures of a round."""
    kind, names = place.kind, set(place.truth)
    there = {path.name for path in place.output.rglob("*") if path.is_file()}
    right = sum(whole(place, name) for name in names & there)
    jobs = rows(place, "SELECT state, destination FROM jobs")
    states = Counter(Path(row[1]).name for row in jobs if row[0] == DONE)
    counts = asked(place)
    again = sum(counts[name] > before for name, before in tally.asked_when_whole.items())
    resumed = sum(bool(ranged) for _, _, ranged, _ in place.hostile.requests)
    words = Counter(word for _, word, _, _ in place.hostile.requests)
    hung = FILES[kind]["hung"]
    figures = [
        Figure(f"{kind}: kills", tally.kills, "", KILLS[kind], "at least"),
        Figure(f"{kind}: kills with a file half-way", tally.amid_transfers, "", 1, "at least"),
        Figure(f"{kind}: files wanted", len(names), "", sum(FILES[kind].values()) - hung, "about"),
        Figure(f"{kind}: files there with the right bytes", right, "", len(names), "at least"),
        Figure(f"{kind}: jobs done", sum(states[name] == 1 for name in names), "", len(names), "at least"),
        Figure(f"{kind}: files there that nobody wanted, parts included", len(there - names), "", 0),
        Figure(f"{kind}: files visible and not whole after any kill", len(tally.visible_faults), "", 0),
        Figure(f"{kind}: files asked for again once they were there", again, "", 0),
        Figure(f"{kind}: kills after which the queue was damaged", len(tally.queue_faults), "", 0),
        Figure(f"{kind}: runs in all", tally.runs),
        Figure(f"{kind}: requests to the hostile server", sum(words.values())),
        Figure(f"{kind}: of these, that went on from a part", resumed, "", 1, "at least"),
        Figure(f"{kind}: of these, answered amiss", sum(words.values()) - words["ok"], "", 1, "at least"),
        Figure(f"{kind}: changes of a file or of its ETag between requests",
               sum(place.hostile.versions.values()) + sum(place.hostile.stamps.values()), "", 1, "at least"),
    ]
    if hung:
        waiting = sum(state not in ("done", "gone", "parked") and Path(name).name.startswith("hung")
                      for state, name in jobs)
        figures += [Figure(f"{kind}: requests that the hung server never answered", sum(place.hung.asked.values()), "",
                           1, "at least"),
                    Figure(f"{kind}: its files, kept for later", waiting, "", hung, "at least")]
    return figures


def prove(work: Path) -> Result:
    """Some minutes."""
    if os.name != "posix":
        raise NotReady("SIGKILL is sent on POSIX systems only")
    if nginx_program() is None:
        raise NotReady("nginx is absent: run tools/setup.sh")
    if program() is None:
        raise NotReady("qgis_process is absent: install QGIS")
    work = work / NAME
    work.mkdir(parents=True, exist_ok=True)
    code, figures, inputs = copied(work), [], {}
    for number, kind in enumerate(KILLS):
        folder = work / kind
        shutil.rmtree(folder, ignore_errors=True)
        (folder / "files").mkdir(parents=True)
        shutil.copytree(code / "profile", folder / "profile", symlinks=True)
        plugin = folder / "profile" / "profiles" / "default" / "python" / "plugins" / "bocage"
        plugin.unlink()
        plugin.symlink_to(code / "bocage")
        with ExitStack() as stack:
            hostile = stack.enter_context(Hostile(seed=SEED + number, sizes=size_of, chunk_wait_s=0.02,
                                                  fixed=lambda name: not name.startswith("changing")))
            nginx = stack.enter_context(Nginx(folder / "files", folder / "nginx", rate="300k"))
            hung = stack.enter_context(Hostile({f"hung_{n:03d}.bin": ["hang"] for n in range(100)}, sizes=size_of))
            place = Round(kind, folder, code, np.random.default_rng([SEED, number]), hostile, nginx, hung)
            fill(place)
            began = time.monotonic()
            tally = run_round(place)
            figures += told(place, tally)
            words = Counter(word for _, word, _, _ in hostile.requests)
            inputs[kind] = (f"{json.dumps(FILES[kind])}; {time.monotonic() - began:.0f} s; answers of the hostile "
                            f"server: {json.dumps(dict(words.most_common()))}")
    return Result(figures, {**inputs, "seed": SEED, "kill moments": f"uniform over {MOMENTS['core']} s of work",
                            "plugin": f"copied to {code.name}"}, [
        "Checksums are known beforehand for the files of nginx and for `sums` (MD5, SHA-1, SHA-2, SHA-3 as multihash); "
        "`zips` come without size and checksum, and `changing` change their bytes as well: these must be one whole "
        "version. nginx is stopped for 4 s half-way. The hung server takes every connection and never answers."])
