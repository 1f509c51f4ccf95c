"""What could not be indexed, as a table to read: CSV or HTML."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from html import escape

from ...engine.html import language_of, table, whole_page
from ...engine.outputs import atomic_file
from ...messages import sentence
from .failures import Failure


def write_listing(path: str, failures: Sequence[Failure], language: str = "en") -> None:
    """One line a failure: path, kind, reason in ``language``. HTML where the name ends so, else CSV (UTF-8)."""
    rows = [(failure.path, failure.kind, reason(failure, language)) for failure in failures]
    text = _html(rows, language) if path.lower().endswith((".html", ".htm")) else _csv(rows)
    with atomic_file(path) as part, open(part, "w", encoding="utf-8", newline="") as handle:
        handle.write(text)


def reason(failure: Failure, language: str) -> str:
    """Its sentence in that language."""
    return sentence(failure.code, language, **failure.fields) if failure.code else failure.reason


def _csv(rows: list[tuple[str, str, str]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerows([("path", "kind", "reason"), *rows])
    return text.getvalue()


def _html(rows: list[tuple[str, str, str]], language: str) -> str:
    cells = [[escape(cell) for cell in row] for row in rows]
    return whole_page("Bocage", [table(("path", "kind", "reason"), cells, "text")], language_of(language))
