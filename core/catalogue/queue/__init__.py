"""The download queue: jobs on the disk, lent to whoever fetches them, and never lost.

``JobStore`` keeps them, ``run`` fetches them over a transport that it is handed, ``plan`` turns scenes into jobs.
A file bears its name only once it is whole, checked and on the disk.
"""

from .fetch import Steps
from .model import (
    DONE,
    FAILED,
    GONE,
    PARKED,
    PART,
    QUEUED,
    RUNNING,
    STATES,
    UNFINISHED,
    VERIFY,
    Job,
    Limits,
    RunReport,
    Snapshot,
    Wanted,
)
from .run import run
from .space import Room, check_room, estimate
from .store import JobStore, Scene

__all__ = ["DONE", "FAILED", "GONE", "PARKED", "PART", "QUEUED", "RUNNING", "STATES", "UNFINISHED", "VERIFY", "Job",
           "JobStore", "Limits", "Room", "RunReport", "Scene", "Snapshot", "Steps", "Wanted", "check_room",
           "estimate", "run"]
