"""The nouns of the queue: what is wanted, a job and its states, the limits of a run, what a run did."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from ...errors import BocageError

#: States of a job. A lease goes with RUNNING and VERIFY; PART is queued with bytes already there.
QUEUED, RUNNING, PART, VERIFY = "queued", "running", "part", "verify"
#: Ends. PARKED waits for the user (rights), FAILED for another try, GONE for nothing.
DONE, FAILED, PARKED, GONE = "done", "failed", "parked", "gone"
STATES = (QUEUED, RUNNING, PART, VERIFY, DONE, FAILED, PARKED, GONE)
UNFINISHED = (QUEUED, RUNNING, PART, VERIFY)
#: What a file in the making is called beside its place.
PART_SUFFIX = ".part"


@dataclass(frozen=True)
class Wanted:
    """One file to fetch."""

    url: str
    #: Where it goes: an absolute path on a local or a network disk. One job a destination.
    destination: str
    #: Bytes, None where nobody says.
    size: int | None = None
    #: "md5:<hex>", "multihash:<hex>"... as in ``catalogue.model.Asset``, "" where nobody says.
    checksum: str = ""
    #: Provider's key, product's name and asset's key: what makes several files one scene.
    source: str = ""
    item: str = ""
    asset: str = ""
    #: Identifier of a QGIS authentication configuration: never a password.
    auth: str = ""
    #: The higher, the earlier.
    priority: int = 0

    @property
    def host(self) -> str:
        """Name and port of the server, in lower case."""
        return host_of(self.url)


@dataclass(frozen=True)
class Job:
    """A row of the queue, as it was when it was read."""

    id: int
    url: str
    host: str
    destination: str
    state: str
    #: Bytes as the catalogue says, and as the server says of the version in hand.
    size: int | None
    announced: int | None
    checksum: str
    source: str
    item: str
    asset: str
    auth: str
    priority: int
    #: Tries that failed since the last one that brought something on.
    attempts: int
    #: Seconds since 1970 before which it is not tried again.
    next_try: float
    #: True once its credentials have been refreshed.
    refreshed: bool
    #: Validators of the version that the part is of.
    etag: str
    last_modified: str
    #: Bytes known to be on the disk: of the part, or of the whole file once it is done.
    bytes: int
    #: The most that ``bytes`` ever was.
    best: int
    #: SHA-256 of the whole file, set just before it takes its name.
    digest: str
    #: True where the queue wrote the file; False where it was there already.
    fetched: bool
    #: What was checked: "size sha2-256 zip".
    checked: str
    error_code: str
    error_fields: Mapping[str, str]
    owner: str
    lease_until: float
    added: float
    changed: float

    @property
    def error(self) -> BocageError | None:
        """Why it is where it is, None where nothing is wrong."""
        return BocageError(self.error_code, **self.error_fields) if self.error_code else None

    @property
    def expected(self) -> int | None:
        """Bytes that the whole file has, as far as anybody says."""
        return self.announced if self.size is None else self.size

    @property
    def path(self) -> Path:
        """Where the file goes."""
        return Path(self.destination)

    @property
    def part(self) -> Path:
        """The file in the making, beside its place."""
        return self.path.with_name(self.path.name + PART_SUFFIX)


@dataclass(frozen=True)
class Limits:
    """How a run behaves. Seconds and bytes."""

    #: Transfers at once; one that has been silent for ``quiet_s`` no longer counts.
    parallel: int = 4
    quiet_s: float = 5.0
    #: Threads at once, silent ones included.
    threads: int = 32
    #: Transfers at once from one server, by host; ``per_host`` for the others, as CDSE allows.
    hosts: Mapping[str, int] = field(default_factory=dict)
    per_host: int = 4
    #: Without a byte for so long, a transfer is given up; so it is after ``total_s`` whatever comes.
    inactivity_s: float = 60.0
    total_s: float = 3600.0
    #: A large file may take longer than ``total_s``, at this many bytes a second.
    slowest: float = 50_000.0
    #: The whole run, None without end.
    deadline_s: float | None = None
    #: Tries of a file that bring nothing on, before it counts as failed.
    attempts: int = 8
    #: First wait between tries; it doubles, with jitter, up to ``backoff_cap_s``.
    backoff_s: float = 2.0
    backoff_cap_s: float = 300.0
    #: Longest Retry-After that is believed.
    retry_after_cap_s: float = 3600.0
    #: Failures in a row after which a server is left alone, and for how long at first.
    breaker: int = 3
    breaker_s: float = 30.0
    breaker_cap_s: float = 600.0
    #: Times in a row that a server may be found down before this run no longer waits for it.
    openings: int = 4
    #: A process that has not been heard of for so long has lost its jobs.
    lease_s: float = 60.0
    #: Between two moments at which a part is forced to the disk and its length kept.
    checkpoint_s: float = 2.0
    #: Room left free on the disk.
    reserve_bytes: int = 64 * 1024 * 1024


@dataclass(frozen=True)
class Snapshot:
    """How a run stands."""

    total: int
    done: int
    failed: int
    parked: int
    gone: int
    #: Bytes on the disk, and those expected where all sizes are known.
    bytes: int
    expected_bytes: int | None
    #: Bytes a second over the last moments; seconds left at that pace, None where nobody can tell.
    rate: float
    left_s: float | None
    #: Servers left alone for now.
    resting: tuple[str, ...] = ()

    @property
    def waiting(self) -> int:
        """Files not there yet and not given up."""
        return self.total - self.done - self.failed - self.parked - self.gone

    @property
    def fraction(self) -> float:
        """Share done, 0 to 1: by bytes where all sizes are known, else by files."""
        if not self.total:
            return 1.0
        ended = (self.total - self.waiting) / self.total
        if not self.expected_bytes or not self.waiting:
            return ended
        return min(1.0, max(0.0, self.bytes / self.expected_bytes))


@dataclass(frozen=True)
class RunReport:
    """What a run did, file by file where it matters."""

    jobs: tuple[Job, ...]
    #: Bytes received by this run.
    received: int
    seconds: float
    #: True where the deadline of the run ended it.
    out_of_time: bool = False
    #: Servers that were not waited for any longer.
    down: tuple[str, ...] = ()

    def count(self, *states: str) -> int:
        """Files in any of these states."""
        return sum(job.state in states for job in self.jobs)

    @property
    def bytes(self) -> int:
        """Bytes of the whole files."""
        return sum(job.bytes for job in self.jobs if job.state == DONE)


def host_of(url: str) -> str:
    """``name`` or ``name:port`` of a URL, in lower case; "" where there is none."""
    parts = urlsplit(url)
    try:
        port = parts.port
    except ValueError:
        port = None
    return f"{(parts.hostname or '').lower()}{f':{port}' if port else ''}"


def shown_url(url: str) -> str:
    """A URL as a report may show it: without its query, which may hold a signature, and without a password."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"


def fields_text(error: BocageError) -> str:
    """An error's fields as the queue keeps them: JSON of texts."""
    return json.dumps({name: str(value) for name, value in error.fields.items()}, ensure_ascii=False)
