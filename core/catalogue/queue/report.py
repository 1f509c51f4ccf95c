"""What a run did, as a table."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from ...engine.outputs import atomic_file, write_text
from ...messages import sentence
from .model import Job, shown_url

COLUMNS = ("state", "item", "asset", "destination", "bytes", "checked", "sha256", "fetched", "attempts", "url",
           "reason")


def write_report(jobs: Iterable[Job], path: str, language: str = "en") -> None:
    """One line a file, whole or not at all; addresses without their queries. Raises BocageError."""
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(COLUMNS)
    for job in jobs:
        reason = sentence(job.error_code, language, **job.error_fields) if job.error_code else ""
        table.writerow([job.state, job.item, job.asset, job.destination, job.bytes, job.checked, job.digest,
                        "yes" if job.fetched else "no", job.attempts, shown_url(job.url), reason])
    with atomic_file(path) as work:
        write_text(work, text.getvalue())
