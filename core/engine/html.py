"""What every report shares: one HTML file that needs nothing else, its tables, its numbers, and the JSON beside it."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from datetime import datetime, timezone
from html import escape
from typing import Any

import numpy as np

from .outputs import replace_text

STYLE = """
body { font: 15px/1.5 sans-serif; color: #222; max-width: 76em; margin: 2em auto; padding: 0 1em; }
table { border-collapse: collapse; margin: 1em 0; font-size: 13px; }
th, td { border-bottom: 1px solid #ccc; padding: 3px 9px; text-align: right; }
th:first-child, td:first-child { text-align: left; }
table.text td { text-align: left; vertical-align: top; overflow-wrap: anywhere; }
td.right { background: #e3efe3; font-weight: bold; }
.scroll { overflow-x: auto; } img { max-width: 100%; } .warning { color: #8a3b00; }
.note { background: #f6f3e3; padding: .6em; }
.key { font-size: 1.3em; line-height: 1; margin-right: .2em; }
.reading li { font-size: 17px; margin: .4em 0; }
h1 { font-size: 24px; } h2 { font-size: 19px; margin-top: 2em; }
"""
#: Narrow no-break space, between thousands.
_THOUSANDS = "\u202f"
_NONE = "–"


def language_of(language: str) -> str:
    """The language of a report, "en" or "fr", from a locale."""
    return "fr" if language[:2].lower() == "fr" else "en"


def now() -> str:
    """The moment, as reports write it (UTC)."""
    return datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


class Text:
    """The words of one language, escaped, and its numbers. words: of that language already."""

    def __init__(self, words: Mapping[str, str], language: str) -> None:
        self.language = language_of(language)
        self.words = words

    def __getitem__(self, key: str) -> str:
        """The word of a key, escaped; a key without a word is itself (a class of a raster)."""
        return escape(self.words.get(key, key))

    def number(self, value: float | None, digits: int = 3, sign: bool = False) -> str:
        """So many decimals, by thousands; a dash where there is none."""
        if value is None:
            return _NONE
        shown = (f"{value:+,.{digits}f}" if sign else f"{value:,.{digits}f}").replace(",", _THOUSANDS)
        return shown.replace(".", ",") if self.language == "fr" else shown

    def percent(self, share: float | None, digits: int = 1) -> str:
        """A share in percent, with its sign."""
        return _NONE if share is None else f"{self.number(100 * share, digits)} %"


def whole_page(title: str, parts: Sequence[str], language: str) -> str:
    """HTML around the parts of a report. title, parts: HTML already."""
    head = f'<meta charset="utf-8"><title>{title}</title><style>{STYLE}</style>'
    body = "\n".join(parts)
    return f'<!DOCTYPE html>\n<html lang="{language}">\n<head>{head}</head>\n<body>\n{body}\n</body>\n</html>\n'


def table(header: Sequence[str], rows: Sequence[Sequence[str]], kind: str = "") -> str:
    """Cells are HTML already. kind: "text" where cells are sentences rather than numbers."""
    head = "".join(f"<th>{cell}</th>" for cell in header)
    body = "\n".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    opening = f'<table class="{kind}">' if kind else "<table>"
    return f'<div class="scroll">{opening}<tr>{head}</tr>\n{body}\n</table></div>'


def matrix(corner: str, names: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A square table whose diagonal, where both sides agree, stands out. Cells are HTML already."""
    head = "".join(f"<th>{cell}</th>" for cell in (corner, *names))
    lines = []
    for place, (name, row) in enumerate(zip(names, rows)):
        cells = "".join(f'<td{" class=right" if place == column else ""}>{cell}</td>'
                        for column, cell in enumerate(row))
        lines.append(f"<tr><td>{name}</td>{cells}</tr>")
    body = "\n".join(lines)
    return f'<div class="scroll"><table><tr>{head}</tr>\n{body}\n</table></div>'


def colour_key(colour: Sequence[int]) -> str:
    """A small square of a class' colour."""
    red, green, blue = colour[:3]
    # A character and not a box: the windows of QGIS draw no empty box.
    return f'<span class="key" style="color:rgb({red},{green},{blue})">\u25a0</span>'


def without_nan(value: Any) -> Any:
    """Plain data without NaN or infinity, which JSON does not have; numpy's numbers become Python's."""
    if isinstance(value, Mapping):
        return {key: without_nan(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [without_nan(item) for item in value]
    if isinstance(value, (float, np.floating)):
        return float(value) if math.isfinite(value) else None
    return int(value) if isinstance(value, np.integer) else value


def json_text(report: Mapping[str, Any]) -> str:
    """A report as JSON: what is no number is null."""
    return json.dumps(without_nan(report), ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def write_report(report: Mapping[str, Any], page: str, html_path: str, json_path: str) -> None:
    """Whichever of the two files is named, each whole or as it was. page: "" where none is asked for.

    Raises BocageError.
    """
    if json_path:
        replace_text(json_path, json_text(report))
    if html_path:
        replace_text(html_path, page)
