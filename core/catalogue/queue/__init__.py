"""The download queue: jobs on the disk, lent to whoever fetches them, and never lost.

``JobStore`` keeps them, ``run`` fetches them over a transport that it is handed, ``plan`` turns scenes into jobs.
A file bears its name only once it is whole, checked and on the disk.
"""

from .fetch import Steps
from .items import read_items
from .job import DownloadResult, DownloadSettings, download
from .keep import Keep, parse_patterns
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
from .plan import plan
from .purge import Removal, purge, purge_list
from .reconcile import Expected, Line, calendar, expected_of, missing, reconcile, write_csv
from .report import write_report
from .rights import host_limits
from .run import run
from .space import Room, check_room, estimate
from .store import JobStore, Scene

__all__ = ["DONE", "FAILED", "GONE", "PARKED", "PART", "QUEUED", "RUNNING", "STATES", "UNFINISHED", "VERIFY",
           "DownloadResult", "DownloadSettings", "Expected", "Job", "JobStore", "Keep", "Limits", "Line", "Removal",
           "Room", "RunReport", "Scene", "Snapshot", "Steps", "Wanted", "calendar", "check_room", "download",
           "estimate", "expected_of", "host_limits", "missing", "parse_patterns", "plan", "purge", "purge_list",
           "read_items", "reconcile", "run", "write_csv", "write_report"]
