"""Whether there is room, before anything is fetched."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from ...engine.outputs import existing_parent, free_bytes, human_bytes
from ...errors import BocageError
from .model import UNFINISHED, Job, Limits


@dataclass(frozen=True)
class Room:
    """What the unfinished files of one disk still need."""

    folder: str
    files: int
    #: Files whose size nobody tells: they are not in ``needed``.
    unknown: int
    needed: int
    free: int


def estimate(jobs: Iterable[Job]) -> list[Room]:
    """Bytes still to come, by disk; what is in the parts already is there."""
    disks: dict[int, list[Job]] = {}
    for job in jobs:
        if job.state in UNFINISHED:
            disks.setdefault(_disk(job.path.parent), []).append(job)
    return [_room(group) for group in disks.values()]


def check_room(jobs: Iterable[Job], limits: Limits) -> None:
    """Raises BocageError("download_space") with the figures where a disk is too small for what is known to come."""
    for room in estimate(jobs):
        if room.needed and room.free < room.needed + limits.reserve_bytes:
            raise BocageError("download_space", folder=room.folder, count=room.files, unknown=room.unknown,
                              needed=human_bytes(room.needed), reserve=human_bytes(limits.reserve_bytes),
                              free=human_bytes(room.free))


def _room(jobs: list[Job]) -> Room:
    folder = os.path.commonpath([str(job.path.parent) for job in jobs])
    needed = sum(max(0, job.expected - job.bytes) for job in jobs if job.expected is not None)
    return Room(folder, len(jobs), sum(job.expected is None for job in jobs), needed, free_bytes(folder))


def _disk(folder: Path) -> int:
    try:
        return os.stat(existing_parent(folder)).st_dev
    except OSError:
        return 0
