"""The whole of ``bocage:download``: items in, files out, whatever stopped it before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ...engine.outputs import check_writable, human_bytes
from ...engine.progress import Progress
from ...errors import BocageError
from ..model import LOCAL, SceneRecord
from ..transport import Transport
from .fetch import Steps
from .items import read_items
from .keep import Keep
from .model import DONE, FAILED, GONE, PARKED, UNFINISHED, Limits, RunReport
from .plan import plan
from .report import write_report
from .run import run
from .store import JobStore


@dataclass(frozen=True)
class DownloadSettings:
    """What is fetched, where to, and how."""

    #: File of items (``read_items``), or identifiers of the index separated by semicolons.
    items: str
    output: str
    #: Files of the queue and of the index.
    queue: str
    index: str = ""
    keep: Keep = field(default_factory=Keep)
    #: Identifier of a QGIS authentication configuration.
    auth: str = ""
    parallel: int = 4
    #: Transfers at once by server.
    hosts: Mapping[str, int] = field(default_factory=dict)
    deadline_s: float | None = None
    #: Once more what failed, was refused or gone before.
    retry: bool = True
    #: Table to write, "" for none, and its language.
    report: str = ""
    language: str = "en"


@dataclass(frozen=True)
class DownloadResult:
    """Files by how they ended."""

    done: int
    failed: int
    parked: int
    gone: int
    #: Left for the next run: the time was over, or their server down.
    waiting: int
    #: Bytes of the files that are there.
    bytes: int


def download(settings: DownloadSettings, transport: Transport, progress: Progress,
             steps: Steps | None = None) -> DownloadResult:
    """Fetches what is not there yet, and goes on where an earlier run stopped.

    A file that cannot be had never ends the run; a run that brings none at all fails. Raises BocageError (nothing to
    fetch, no room, a full disk, nothing fetched) and Cancelled.
    """
    scenes = find_scenes(settings.items, settings.index)
    wanted = plan(scenes, settings.output, settings.keep, settings.auth)
    if not wanted:
        raise BocageError("items_without_files", count=len(scenes))
    check_writable(settings.output)
    limits = Limits(parallel=settings.parallel, hosts=settings.hosts, deadline_s=settings.deadline_s)
    with JobStore(settings.queue) as store:
        ids = store.add(wanted, again=settings.retry)
        progress.info("download_begun", count=len(ids), scenes=len(scenes), folder=settings.output)
        try:
            report = run(store, transport, progress, ids, limits, steps)
        finally:
            if settings.report:
                write_report(store.jobs(ids), settings.report, settings.language)
    return _result(report, progress)


def find_scenes(items: str, index: str = "") -> list[SceneRecord]:
    """Scenes of a file, or of the index by their identifiers. Raises BocageError."""
    if Path(items).is_file():
        return read_items(items)
    names = [name.strip() for name in items.split(";") if name.strip()]
    looks_like_path = len(names) == 1 and ("/" in items or "\\" in items)
    if looks_like_path or not names:
        raise BocageError("path_absent", file=items)
    return _indexed(names, index)


def _indexed(names: Sequence[str], index: str) -> list[SceneRecord]:
    found: dict[str, SceneRecord] = {}
    if index and Path(index).is_file():
        from ..index import Index

        with Index(index) as opened:
            for name in names:
                twins = [one for one in opened.twins(name) if one.source != LOCAL and one.assets]
                if twins:
                    found[name] = twins[0]
    absent = [name for name in names if name not in found]
    if absent:
        raise BocageError("items_unknown", identifiers=", ".join(absent))
    return list(found.values())


def _result(report: RunReport, progress: Progress) -> DownloadResult:
    result = DownloadResult(report.count(DONE), report.count(FAILED), report.count(PARKED), report.count(GONE),
                            report.count(*UNFINISHED), report.bytes)
    progress.info("download_done", done=result.done, total=len(report.jobs), bytes=human_bytes(result.bytes),
                  failed=result.failed, parked=result.parked, gone=result.gone, waiting=result.waiting)
    if not result.done and not report.out_of_time:
        first = next((job for job in report.jobs if job.error is not None), report.jobs[0])
        raise BocageError("download_none", count=len(report.jobs),
                          reason=first.error or BocageError("download_host_down", host=first.host))
    return result
