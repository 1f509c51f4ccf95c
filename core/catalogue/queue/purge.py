"""Making room again: only what the queue itself fetched, and only while it is still that."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from ...engine.checksums import Checksum
from ...engine.outputs import translate_write_fault
from ...engine.progress import Progress, check
from ...errors import BocageError
from .model import DONE, FAILED, GONE, PARKED, Job
from .store import JobStore, size_of
from .verify import matches


@dataclass(frozen=True)
class Removal:
    """One file that would go, or that stays for a reason."""

    job: Job
    path: Path
    bytes: int
    #: Why it stays, None where it goes.
    kept: BocageError | None = None


def purge_list(store: JobStore, progress: Progress, ids: Sequence[int] | None = None,
               before: float | None = None) -> list[Removal]:
    """What ``purge`` would remove, and what it would leave: nothing is touched.

    ``before``: only jobs that ended before that time, seconds since 1970. Files are read through, so it takes a while.
    """
    jobs = [job for job in store.jobs(ids, (DONE, FAILED, PARKED, GONE)) if before is None or job.changed < before]
    found: list[Removal] = []
    for number, job in enumerate(jobs):
        found += _removals(job, lambda: check(progress))
        progress.report((number + 1) / len(jobs))
    return found


def purge(store: JobStore, removals: Sequence[Removal], progress: Progress) -> list[Removal]:
    """Removes what ``purge_list`` found, each looked at once more; what was removed. Their jobs leave the queue."""
    removed: list[Removal] = []
    for number, one in enumerate(removals):
        check(progress)
        job = store.job(one.job.id)
        if one.kept is None and job is not None and job.state == one.job.state and job.changed == one.job.changed:
            again = _removals(job, lambda: check(progress))
            if again and again[0].kept is None:
                _unlink(again[0].path)
                store.forget([job.id])
                removed.append(again[0])
                _clear(job)
        progress.report((number + 1) / len(removals))
    return removed


def _removals(job: Job, look: Callable[[], None]) -> list[Removal]:
    path = job.path if job.state == DONE else job.part
    size = size_of(path)
    if size is None:
        return []
    if job.state != DONE:
        return [Removal(job, path, size)]
    if not job.fetched:
        return [Removal(job, path, size, BocageError("purge_foreign", file=str(path)))]
    if size != job.bytes or not matches(path, job.bytes, Checksum("sha2-256", job.digest), look):
        return [Removal(job, path, size, BocageError("purge_changed", file=str(path)))]
    return [Removal(job, path, size)]


def _unlink(path: Path) -> None:
    try:
        path.unlink()
    except OSError as error:
        raise translate_write_fault(path, error) from error


def _clear(job: Job) -> None:
    """The scene's folder, once it is empty."""
    if job.item and job.path.parent.name == job.item:
        with suppress(OSError):
            job.path.parent.rmdir()
