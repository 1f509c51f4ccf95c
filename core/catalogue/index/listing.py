"""What could not be indexed, as a table to read: CSV or HTML."""

from __future__ import annotations

import csv
import html
import io
from collections.abc import Sequence

from ...engine.outputs import atomic_file
from ...messages import sentence
from .failures import Failure

_STYLE = ("body{font-family:sans-serif;margin:2em}table{border-collapse:collapse}"
          "td,th{border:1px solid #bbb;padding:.3em .6em;text-align:left;vertical-align:top}"
          "td:first-child{word-break:break-all}")


def write_listing(path: str, failures: Sequence[Failure], language: str = "en") -> None:
    """One line a failure: path, kind, reason in ``language``. HTML where the name ends so, else CSV (UTF-8)."""
    rows = [(failure.path, failure.kind, reason(failure, language)) for failure in failures]
    text = _html(rows) if path.lower().endswith((".html", ".htm")) else _csv(rows)
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


def _html(rows: list[tuple[str, str, str]]) -> str:
    lines = "\n".join("<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    return ("<!DOCTYPE html>\n<html><head><meta charset=\"utf-8\"><title>Bocage</title>"
            f"<style>{_STYLE}</style></head><body>\n<table>\n"
            f"<tr><th>path</th><th>kind</th><th>reason</th></tr>\n{lines}\n</table>\n</body></html>\n")
