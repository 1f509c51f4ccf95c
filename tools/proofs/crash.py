"""A series killed at random moments and started again until done, against the same series run at once.

SIGKILL gives a process no chance to tidy up. Three ways to run are killed: from the first date on, through
``qgis_process``, the command that people type; with a backward start; and while products are made again with
clouds outlined by hand. After each kill, whatever is visible must be whole; in the end every byte is compared.
The plugin is copied first, so that a change of its source in between does not pass for a difference.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
from bocage.core.chains.simulation import SimulationSettings, simulate
from bocage.core.engine.progress import SilentProgress

from . import ROOT, Figure, NotReady, Result
from .simulated_series import MAKERS, digest

NAME = "crash"
TITLE = "A series killed and started again"
SEED, SIZE_M = 20261124, 2400
FIRST = datetime(2018, 5, 2, 11, 6, 31)
#: Clouds and cover of each date, five days apart.
SKIES = (("none", 0.0), ("cumulus", 0.3), ("cirrus", 0.3), ("none", 0.0), ("mixed", 0.2))
#: Kills wanted of each way to run.
KILLS = {"qgis_process": 5, "backward": 8, "redo": 5}
#: A round that needs more runs than this is stuck.
MOST_RUNS = 60
#: All that may differ: element of the XML, property of the STAC item.
XML_TIMES = re.compile(r"<((?:START_|END_)?PRODUCTION_DATE)>[^<]*<")
STAC_TIMES = ("created",)
RUNNER = """
import sys
sys.path.insert(0, {code!r})
from datetime import date
from bocage.core.chains.l2aseries import SeriesSettings, run_series
from bocage.core.chains.settings import L2ASettings
from bocage.core.engine.progress import SilentProgress
l2a = L2ASettings("", {output!r}, altitude_m=40.0, threads=2, painted={painted!r})
redo = date(2018, 5, 12) if {painted!r} else None
print("running", flush=True)
run_series(SeriesSettings({source!r}, l2a, mode={mode!r}, redo_from=redo), SilentProgress())
"""


@dataclass
class Place:
    """Where one way to run lies: inputs, copied plugin, output and what the output must become."""

    kind: str
    folder: Path
    source: Path
    code: Path
    random: np.random.Generator

    @property
    def output(self) -> Path:
        """The same for the reference and the killed runs: products name it."""
        return self.folder / "out"

    @property
    def reference(self) -> Path:
        """What the series gives when nothing happens to it."""
        return self.folder / "reference"

    @property
    def before(self) -> Path:
        """Products as they are before they are made again."""
        return self.folder / "before"


@dataclass
class Tally:
    """What the kills showed."""

    kills: int = 0
    runs: int = 0
    visible_faults: list[str] = field(default_factory=list)
    rasters: int = 0
    rasters_differ: list[str] = field(default_factory=list)
    metadata: int = 0
    metadata_differ: list[str] = field(default_factory=list)
    left_over: list[str] = field(default_factory=list)
    caught_writing: int = 0
    changed: int | None = None


def simulated(work: Path) -> Path:
    """The L1C dates, made once."""
    folder = work / f"l1c_{digest(*MAKERS)}"
    if not (folder / "whole").exists():
        shutil.rmtree(folder, ignore_errors=True)
        for number, (clouds, cover) in enumerate(SKIES):
            simulate(SimulationSettings(output=str(folder), date=FIRST + timedelta(days=5 * number), clouds=clouds,
                                        cover=cover, seed=number, size_m=SIZE_M), SilentProgress())
        (folder / "whole").touch()
    return folder


def copied(work: Path) -> Path:
    """The folder of a copy of the plugin, as it is now."""
    target = work / f"code_{digest('core', 'processing', 'bridge')}"
    if not target.exists():
        shutil.rmtree(work / "copying", ignore_errors=True)
        for room in ("core", "processing", "bridge", "resources", "ui"):
            if (ROOT / room).is_dir():
                shutil.copytree(ROOT / room, work / "copying" / "bocage" / room,
                                ignore=shutil.ignore_patterns("__pycache__"))
        for name in ("__init__.py", "plugin.py", "metadata.txt"):
            shutil.copy(ROOT / name, work / "copying" / "bocage" / name)
        plugins = work / "copying" / "profile" / "profiles" / "default"
        (plugins / "python" / "plugins").mkdir(parents=True)
        (plugins / "QGIS").mkdir()
        (plugins / "QGIS" / "QGIS3.ini").write_text("[PythonPlugins]\nbocage=true\n")
        (plugins / "python" / "plugins" / "bocage").symlink_to("../../../../../bocage")
        (work / "copying").rename(target)
    return target


def outlined(place: Place) -> str:
    """A missed cloud on the third date, as an analyst outlines it; "" where the way to run has none."""
    if place.kind != "redo":
        return ""
    path = place.folder / "missed.geojson"
    square = [[-1.8153 + dx, 47.3905 + dy] for dx, dy in ((0, 0), (0.006, 0), (0.006, 0.004), (0, 0.004), (0, 0))]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [
        {"type": "Feature", "properties": {"date": "2018-05-12"},
         "geometry": {"type": "Polygon", "coordinates": [square]}}]}))
    return str(path)


def program() -> str | None:
    """qgis_process; Debian 12's wrapper hands it an option that it does not know."""
    direct = Path("/usr/bin/qgis_process.bin")
    return str(direct) if direct.exists() else shutil.which("qgis_process")


def start(place: Place) -> subprocess.Popen[str]:
    """One run of the series, in a session of its own."""
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1", "QT_QPA_PLATFORM": "offscreen",
                   "QGIS_CUSTOM_CONFIG_PATH": str(place.code / "profile")}
    if place.kind == "qgis_process":
        command = [str(program()), "run", "bocage:l2aseries", "--", f"INPUT={place.source}", f"OUTPUT={place.output}",
                   "ALTITUDE=40", "THREADS=2"]
    else:
        mode = "backward" if place.kind == "backward" else "nominal"
        command = [sys.executable, "-c", RUNNER.format(code=str(place.code), source=str(place.source), mode=mode,
                                                       output=str(place.output), painted=outlined(place))]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment,
                            start_new_session=True)


def finish(place: Place) -> float:
    """A run to its end; seconds from the first date on. Raises where it fails."""
    running = start(place)
    begun = wait_for_work(place, running)
    said = running.communicate()[0]
    if running.returncode:
        raise RuntimeError(said[-2000:])
    return time.monotonic() - begun


def wait_for_work(place: Place, running: subprocess.Popen[str]) -> float:
    """Until the run holds the series: what comes before writes nothing."""
    while running.poll() is None and not holds(place, running):
        time.sleep(0.02)
    return time.monotonic()


def holds(place: Place, running: subprocess.Popen[str]) -> bool:
    """True where the lock names a process of this run, not a dead one."""
    for lock in place.output.glob(".series_*.lock"):
        try:
            return os.getsid(int(json.loads(lock.read_text())["process"])) == running.pid
        except (OSError, ValueError, KeyError):
            return False
    return False


def kill(running: subprocess.Popen[str]) -> bool:
    """SIGKILL to the run and all that it started; False where it had ended before."""
    if running.poll() is not None:
        return False
    os.killpg(running.pid, signal.SIGKILL)
    running.wait()
    return True


def prepared(place: Place) -> float:
    """The reference, made once; seconds it took."""
    record = place.folder / "seconds.json"
    if record.exists():
        return float(json.loads(record.read_text()))
    shutil.rmtree(place.folder, ignore_errors=True)
    place.folder.mkdir(parents=True)
    if place.kind == "redo":
        finish(Place("python", place.folder, place.source, place.code, place.random))
        shutil.copytree(place.output, place.before)
    seconds = finish(place)
    place.output.rename(place.reference)
    record.write_text(json.dumps(seconds))
    return seconds


def round_of_kills(place: Place, seconds: float, tally: Tally) -> None:
    """One series killed again and again until it is done, and compared."""
    shutil.rmtree(place.output, ignore_errors=True)
    if place.kind == "redo":
        shutil.copytree(place.before, place.output)
    for _ in range(MOST_RUNS):
        running = start(place)
        tally.runs += 1
        begun = wait_for_work(place, running)
        # Half of the whole on average is time enough to finish a date or two: the series goes on.
        moment = begun + float(place.random.uniform(0.0, 0.8 * seconds))
        while running.poll() is None and time.monotonic() < moment:
            time.sleep(0.005)
        if not kill(running):
            said = running.communicate()[0]
            if running.returncode:
                raise RuntimeError(said[-2000:])
            break
        running.communicate()
        tally.kills += 1
        tally.caught_writing += any(place.output.rglob(".*.part-*"))
        tally.visible_faults += visible_faults(place)
    else:
        raise RuntimeError(f"not done after {MOST_RUNS} runs")
    compare(place, tally)


def visible_faults(place: Place) -> list[str]:
    """What a user would see that is not whole: a product that is neither the former nor the final one, a cut report."""
    faults = []
    for path in sorted(place.output.iterdir()):
        if path.name.startswith("."):
            continue
        if path.suffix == ".json":
            try:
                json.loads(path.read_text(encoding="utf-8"))
            except ValueError:
                faults.append(path.name)
            continue
        wanted = [plain(place.reference / path.name)]
        if (place.before / path.name).exists():
            wanted.append(plain(place.before / path.name))
        if plain(path) not in wanted:
            faults.append(path.name)
    return faults


def plain(folder: Path) -> dict[str, bytes]:
    """Every file of a folder by its path, metadata without their times."""
    return {path.relative_to(folder).as_posix(): without_times(path) for path in files(folder)}


def files(folder: Path) -> Iterator[Path]:
    """All files below, in order."""
    return (path for path in sorted(folder.rglob("*")) if path.is_file())


def without_times(path: Path) -> bytes:
    """The bytes of a file, save the times of making in metadata."""
    if path.name.endswith("_MTD_ALL.xml"):
        return XML_TIMES.sub(r"<\1><", path.read_text(encoding="utf-8")).encode()
    if path.name.endswith("_STAC.json"):
        item = json.loads(path.read_text(encoding="utf-8"))
        for name in STAC_TIMES:
            item["properties"].pop(name)
        return json.dumps(item, sort_keys=True).encode()
    return path.read_bytes()


def compare(place: Place, tally: Tally) -> None:
    """The output in the end against the reference; and what should not be there."""
    products = [path.name for path in sorted(place.reference.iterdir()) if path.is_dir()]
    for product in products:
        wanted, found = plain(place.reference / product), plain(place.output / product)
        for name in sorted(set(wanted) | set(found)):
            differs = wanted.get(name) != found.get(name)
            if name.endswith((".xml", ".json")):
                tally.metadata += 1
                tally.metadata_differ += [f"{product}/{name}"] * differs
            else:
                tally.rasters += 1
                tally.rasters_differ += [f"{product}/{name}"] * differs
    tally.left_over += [path.name for path in place.output.iterdir()
                        if path.name not in products and not path.name.startswith("series_report_")]


def changed(place: Place) -> int:
    """Rasters that being made again with the outline changed: without any, the kills would prove nothing."""
    before, after = (plain(folder) for folder in (place.before, place.reference))
    return sum(before[name] != after[name] for name in before if name.endswith((".tif", ".npz")))


def prove(work: Path) -> Result:
    """Some minutes."""
    if os.name != "posix":
        raise NotReady("SIGKILL is sent on POSIX systems only")
    if program() is None:
        raise NotReady("qgis_process is absent: install QGIS")
    work = work / NAME
    work.mkdir(parents=True, exist_ok=True)
    source, code = simulated(work), copied(work)
    figures, inputs = [], {}
    for number, (kind, wanted) in enumerate(KILLS.items()):
        place = Place(kind, work / f"{kind}_{code.name}", source, code, np.random.default_rng([SEED, number]))
        seconds, tally = prepared(place), Tally()
        while tally.kills < wanted:
            round_of_kills(place, seconds, tally)
        if kind == "redo":
            tally.changed = changed(place)
        figures += told(kind, wanted, tally)
        inputs[kind] = f"{seconds:.1f} s without a kill; kill moments uniform over 0.8 of that, seed {SEED}, {number}"
    return Result(figures, {**inputs, "series": f"{len(SKIES)} simulated dates of {SIZE_M} m, clouds on three",
                            "plugin": f"copied to {code.name}"}, [
        "Compared byte by byte: rasters, composites, virtual rasters, quicklooks. In metadata all but the time of "
        f"making: PRODUCTION_DATE, START_PRODUCTION_DATE, END_PRODUCTION_DATE; {', '.join(STAC_TIMES)} of the STAC "
        "item. The report of the series is not compared: it says what each run did.",
        "Half-written: a visible product that differs from its final state (or, made again, from its former one), or "
        "a report that is no JSON, looked for after every kill."])


def told(kind: str, wanted: int, tally: Tally) -> list[Figure]:
    """The figures of one way to run."""
    for names in (tally.visible_faults, tally.rasters_differ, tally.metadata_differ, tally.left_over):
        sys.stderr.writelines(f"{kind}: {name}\n" for name in names)
    changes = [] if tally.changed is None else [
        Figure(f"{kind}: rasters that the outline changed", tally.changed, "", 1, "at least")]
    return [
        *changes,
        Figure(f"{kind}: kills", tally.kills, "", wanted, "at least"),
        Figure(f"{kind}: kills while a product was being written", tally.caught_writing, "", 1, "at least"),
        Figure(f"{kind}: runs until done", tally.runs),
        Figure(f"{kind}: half-written things visible after a kill", len(tally.visible_faults), "", 0),
        Figure(f"{kind}: files compared byte by byte", tally.rasters),
        Figure(f"{kind}: of them, different", len(tally.rasters_differ), "", 0),
        Figure(f"{kind}: metadata compared", tally.metadata),
        Figure(f"{kind}: of them, different but for the time fields", len(tally.metadata_differ), "", 0),
        Figure(f"{kind}: files left over at the end", len(tally.left_over), "", 0)]
