"""Who works on what: jobs are lent for a while, to one process each, and come back when it dies.

Every change is one short transaction, conditional on still holding the job: a process that slept through its lease
finds out before it gives a file its name.
"""

from __future__ import annotations

import os
import secrets
import socket
import sqlite3
import time
from collections.abc import Sequence
from dataclasses import dataclass

from ...engine.processes import process_alive
from ...errors import BocageError
from .backoff import backoff, rest
from .model import PART, QUEUED, Job, Limits, fields_text
from .store import JobStore, job_of

_NEXT = """
SELECT * FROM jobs WHERE state = ? AND host = ? AND next_try <= ? AND id IN (SELECT id FROM temp.mine)
ORDER BY priority DESC, id LIMIT 1
"""
_BUSY = "SELECT host, count(*) AS count FROM jobs WHERE state IN ('running', 'verify') GROUP BY host"
_HOSTS = "SELECT DISTINCT host FROM jobs WHERE id IN (SELECT id FROM temp.mine)"
_FREE = """
UPDATE jobs SET state = CASE WHEN bytes > 0 THEN 'part' ELSE 'queued' END, owner = '', lease_until = 0
WHERE state IN ('running', 'verify') AND (lease_until < :now OR owner = :owner)
"""
_OWNERS = "SELECT DISTINCT owner FROM jobs WHERE state IN ('running', 'verify')"
_TAKE = """
UPDATE jobs SET state = 'running', owner = :owner, lease_until = :until, changed = :now WHERE id = :id
"""
_RENEW = """
UPDATE jobs SET lease_until = :until WHERE id = :id AND owner = :owner AND state IN ('running', 'verify')
"""
_START = """
UPDATE jobs SET etag = :etag, last_modified = :modified, bytes = 0, digest = '', announced = :size,
  lease_until = :until, changed = :now WHERE id = :id AND owner = :owner
"""
_REACHED = """
UPDATE jobs SET bytes = :bytes, best = max(best, :bytes), refreshed = 0, lease_until = :until, changed = :now
WHERE id = :id AND owner = :owner
"""
_VERIFYING = """
UPDATE jobs SET state = 'verify', bytes = :bytes, best = max(best, :bytes), lease_until = :until, changed = :now
WHERE id = :id AND owner = :owner
"""
_VERIFIED = """
UPDATE jobs SET digest = :digest, checked = :checked, lease_until = :until, changed = :now
WHERE id = :id AND owner = :owner
"""
_DONE = """
UPDATE jobs SET state = 'done', bytes = :bytes, fetched = :fetched, checked = :checked, digest = :digest, owner = '',
  lease_until = 0, attempts = 0, next_try = 0, error_code = '', error_fields = '{}', changed = :now
WHERE id = :id AND owner = :owner
"""
_LATER = """
UPDATE jobs SET state = CASE WHEN bytes > 0 THEN 'part' ELSE 'queued' END, attempts = :attempts, next_try = :next,
  error_code = :code, error_fields = :fields, owner = '', lease_until = 0, changed = :now
WHERE id = :id AND owner = :owner
"""
_END = """
UPDATE jobs SET state = :state, attempts = :attempts, error_code = :code, error_fields = :fields, owner = '',
  lease_until = 0, changed = :now WHERE id = :id AND owner = :owner
"""
_PENDING = """
SELECT waiting.host AS host, lent, due, coalesce(rest_until, 0) AS rest_until, coalesce(openings, 0) AS openings
FROM (SELECT host, owner != '' AS lent, min(next_try) AS due FROM jobs
      WHERE state IN ('queued', 'part', 'running', 'verify') AND id IN (SELECT id FROM temp.mine)
      GROUP BY host, owner != '') AS waiting LEFT JOIN hosts ON hosts.host = waiting.host
"""


class LeaseLost(Exception):
    """Another process has taken the job, or it was taken out of the queue: what is in hand counts for nothing."""


@dataclass(frozen=True)
class Pending:
    """Jobs of one server that have not ended."""

    host: str
    #: True while this run, or another process, works on them.
    lent: bool
    #: Seconds since 1970 from which the first of them may be tried.
    due: float
    openings: int


class Leases:
    """The jobs that one run may take, and those that it holds. ``store`` is the run's own, for its temporary tables."""

    def __init__(self, store: JobStore, limits: Limits, ids: Sequence[int] | None = None) -> None:
        self.store, self.limits = store, limits
        self.owner = f"{socket.gethostname()}|{os.getpid()}|{secrets.token_hex(4)}"
        with store.transaction() as connection:
            connection.execute("CREATE TEMP TABLE IF NOT EXISTS mine (id INTEGER PRIMARY KEY)")
            connection.execute("DELETE FROM temp.mine")
            if ids is None:
                connection.execute("INSERT INTO temp.mine SELECT id FROM jobs")
            else:
                connection.executemany("INSERT OR IGNORE INTO temp.mine VALUES (?)", [(one,) for one in ids])
            # A new run asks each server once more, one transfer first where it was down.
            connection.execute("UPDATE hosts SET openings = 0, rest_until = 0 WHERE host IN (SELECT host FROM jobs "
                               "JOIN temp.mine ON temp.mine.id = jobs.id)")
            connection.execute("UPDATE jobs SET next_try = 0 WHERE state IN ('queued', 'part') AND id IN "
                               "(SELECT id FROM temp.mine)")
            self.hosts = [str(row["host"]) for row in connection.execute(_HOSTS)]

    def free_the_dead(self) -> None:
        """Jobs whose holder died or was not heard of for too long go back to the queue."""
        here = socket.gethostname()
        owners = [str(row["owner"]) for row in self.store.read(_OWNERS)]
        dead = [owner for owner in owners if owner.split("|")[0] == here and not _alive(owner)]
        with self.store.transaction() as connection:
            for owner in [*dead, "nobody"]:
                connection.execute(_FREE, {"now": time.time(), "owner": owner})

    def claim(self) -> Job | None:
        """The next job that may start now: the most urgent, on a server that is neither full nor resting."""
        now = time.time()
        with self.store.transaction() as connection:
            busy = {row["host"]: row["count"] for row in connection.execute(_BUSY)}
            known = {row["host"]: row for row in connection.execute("SELECT * FROM hosts")}
            found = []
            for host in self.hosts:
                row = known.get(host)
                # Half open: a server that was down shows with one transfer that it is back.
                limit = 1 if row and row["failures"] >= self.limits.breaker else self.allowed(host)
                if busy.get(host, 0) < limit and not (row and row["rest_until"] > now):
                    found += [connection.execute(_NEXT, (state, host, now)).fetchone() for state in (PART, QUEUED)]
            row = min((one for one in found if one), key=_urgency, default=None)
            if row is None:
                return None
            connection.execute(_TAKE, {"id": row["id"], "owner": self.owner, "until": now + self.limits.lease_s,
                                       "now": now})
            return job_of(row)

    def allowed(self, host: str) -> int:
        """Transfers at once from a server."""
        return max(1, self.limits.hosts.get(host, self.limits.per_host))

    def heartbeat(self, ids: Sequence[int]) -> None:
        """Keeps the jobs that this run works on."""
        until = time.time() + self.limits.lease_s
        with self.store.transaction() as connection:
            connection.executemany(_RENEW, [{"id": one, "owner": self.owner, "until": until} for one in ids])

    def pending(self) -> list[Pending]:
        """What this run still waits for."""
        return [Pending(row["host"], bool(row["lent"]), max(row["due"], row["rest_until"]), row["openings"])
                for row in self.store.read(_PENDING)]

    # -- what a transfer tells; LeaseLost where the job is no longer held ----------------------------

    def start(self, job: Job, etag: str, modified: str, size: int | None) -> None:
        """The part has been emptied and will hold the version of these validators."""
        self._change(_START, job, etag=etag, modified=modified, size=size)

    def reached(self, job: Job, size: int) -> None:
        """So many bytes of the part are on the disk for good."""
        self._change(_REACHED, job, bytes=size)

    def verifying(self, job: Job, size: int) -> None:
        """All bytes are there; what they are is being looked at."""
        self._change(_VERIFYING, job, bytes=size)

    def verified(self, job: Job, digest: str, checked: str) -> None:
        """The part is whole and about to take its name."""
        self._change(_VERIFIED, job, digest=digest, checked=checked)

    def done(self, job: Job, size: int, digest: str, checked: str, fetched: bool) -> None:
        """The file bears its name, and the disk knows."""
        self._change(_DONE, job, bytes=size, digest=digest, checked=checked, fetched=int(fetched))

    def later(self, job: Job, error: BocageError, attempts: int, wait_s: float | None = None) -> None:
        """Another try after a while."""
        wait = backoff(attempts, self.limits) if wait_s is None else wait_s
        self._change(_LATER, job, attempts=attempts, next=time.time() + wait, code=error.code,
                     fields=fields_text(error))

    def end(self, job: Job, state: str, error: BocageError, attempts: int) -> None:
        """Failed, parked or gone."""
        self._change(_END, job, state=state, attempts=attempts, code=error.code, fields=fields_text(error))

    def give_back(self, job: Job) -> None:
        """Stopped half-way: as it was, free for whoever comes."""
        self._change(_LATER, job, attempts=job.attempts, next=0.0, code=job.error_code,
                     fields=fields_text(job.error) if job.error else "{}")

    def refreshed(self, job: Job) -> None:
        """Its credentials have been renewed: not twice."""
        self._change("UPDATE jobs SET refreshed = 1, lease_until = :until, changed = :now WHERE id = :id "
                     "AND owner = :owner", job)

    def _change(self, statement: str, job: Job, **values: object) -> None:
        now = time.time()
        with self.store.transaction() as connection:
            changed = connection.execute(statement, {"id": job.id, "owner": self.owner, "now": now,
                                                     "until": now + self.limits.lease_s, **values}).rowcount
        if not changed:
            raise LeaseLost(job.destination)

    # -- servers -----------------------------------------------------------------------------------

    def alive(self, host: str) -> None:
        """It answered."""
        with self.store.transaction() as connection:
            connection.execute("UPDATE hosts SET failures = 0, openings = 0, rest_until = 0 WHERE host = ? "
                               "AND failures > 0", (host,))

    def pause(self, host: str, seconds: float) -> None:
        """It asked for a rest (Retry-After)."""
        with self.store.transaction() as connection:
            connection.execute("INSERT OR IGNORE INTO hosts (host) VALUES (?)", (host,))
            connection.execute("UPDATE hosts SET rest_until = max(rest_until, ?) WHERE host = ?",
                               (time.time() + seconds, host))

    def unwell(self, host: str) -> None:
        """It did not answer, or with a fault of its own; after some in a row it is left alone for a while."""
        now = time.time()
        with self.store.transaction() as connection:
            connection.execute("INSERT OR IGNORE INTO hosts (host) VALUES (?)", (host,))
            connection.execute("UPDATE hosts SET failures = failures + 1 WHERE host = ?", (host,))
            row = connection.execute("SELECT * FROM hosts WHERE host = ?", (host,)).fetchone()
            # Transfers that began together fail together: one opening.
            if row["failures"] >= self.limits.breaker and row["rest_until"] <= now:
                openings = row["openings"] + 1
                connection.execute("UPDATE hosts SET openings = ?, rest_until = ? WHERE host = ?",
                                   (openings, now + rest(openings, self.limits), host))

    def resting(self) -> tuple[str, ...]:
        """Servers left alone for now, among those of this run."""
        return tuple(sorted({one.host for one in self.pending() if not one.lent and one.due > time.time()
                             and one.openings}))


def _urgency(row: sqlite3.Row) -> tuple[int, bool, int]:
    """What is begun before what is not, where nobody says otherwise."""
    return -row["priority"], row["state"] != PART, row["id"]


def _alive(owner: str) -> bool:
    number = owner.split("|")[1] if owner.count("|") == 2 else ""
    return number.isdigit() and process_alive(int(number))

