"""What could not be indexed, and why."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field

#: A product that cannot be read; images or archives of no known producer; files that are neither.
DAMAGED, UNKNOWN, OTHER = "damaged", "unknown", "other"


@dataclass(frozen=True)
class Failure:
    """One path that is no scene of the index; ``reason`` in English, ``code`` and ``fields`` for other languages."""

    path: str
    reason: str
    kind: str = DAMAGED
    code: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)


def read(connection: sqlite3.Connection, everything: bool) -> list[Failure]:
    """By path; folders without any image only where ``everything`` is asked for."""
    rows = connection.execute("SELECT path, reason, kind, code, fields FROM failures ORDER BY path")
    return [Failure(path, reason, kind, code, json.loads(fields)) for path, reason, kind, code, fields in rows
            if everything or kind != OTHER]


def write(connection: sqlite3.Connection, failure: Failure, stamp: str, version: str) -> None:
    """Inside a transaction of the caller."""
    connection.execute(
        "INSERT INTO failures (path, kind, reason, code, fields, stamp, version) VALUES (?, ?, ?, ?, ?, ?, ?) "
        "ON CONFLICT (path) DO UPDATE SET kind = excluded.kind, reason = excluded.reason, code = excluded.code, "
        "fields = excluded.fields, stamp = excluded.stamp, version = excluded.version",
        (failure.path, failure.kind, failure.reason, failure.code,
         json.dumps({key: str(value) for key, value in failure.fields.items()}, ensure_ascii=False), stamp, version))
