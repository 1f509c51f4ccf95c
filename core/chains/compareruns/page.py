"""The report on two runs as one HTML file."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

from ...engine.html import Text, table, whole_page
from .words import words


class PageText(Text):
    """The words of one language, and sentences with their fields."""

    def __init__(self, language: str, report: Mapping[str, Any]) -> None:
        super().__init__(words(language), language)
        self._names: Mapping[str, str] = report["french"] if self.language == "fr" else {}

    def class_name(self, name: str) -> str:
        """Of a class, in this language."""
        return self._names.get(name) or name

    def sentence(self, one: Mapping[str, Any]) -> str:
        """A finding, escaped."""
        shown: dict[str, str] = {}
        for key, value in one["fields"].items():
            if key == "split":
                shown[key] = self.words[value].capitalize()
            elif key == "share":
                shown[key] = self.percent(value)
            elif isinstance(value, list):
                shown[key] = ", ".join(map(self.class_name, value))
            elif key == "class":
                shown[key] = self.class_name(value)
            elif isinstance(value, float):
                shown[key] = self.number(abs(value) if key == "gap" else value, 3 if key == "gap" else 2)
            else:
                shown[key] = str(value)
        return escape(self.words[one["kind"]].format(**shown))

    def gap(self, found: Mapping[str, Any]) -> str:
        """A difference with its interval."""
        if found["value"] is None:
            return "–"
        if found["low"] is None:
            return self.number(found["value"], 3, True)
        return (f"{self.number(found['value'], 3, True)} ({self.number(found['low'], 3, True)} – "
                f"{self.number(found['high'], 3, True)})")

    def beyond(self, found: Mapping[str, Any]) -> str:
        """Whether it is beyond chance."""
        if found["beyond_chance"] is None:
            return "–"
        return f"<b>{self['yes']}</b>" if found["beyond_chance"] else self["no"]


def pictures(report: Mapping[str, Any], language: str) -> dict[str, str] | None:
    """Address of each figure by its split; None without matplotlib."""
    try:
        from . import figures
    except ImportError:
        return None
    return figures.pictures(report, PageText(language, report))


def page(report: Mapping[str, Any], language: str, drawn: Mapping[str, str] | None) -> str:
    """HTML of a report. drawn: addresses of figures by split, None without matplotlib."""
    text = PageText(language, report)
    lines = "".join(f"<li>{text.sentence(one)}</li>" for one in report["findings"])
    parts = [f"<h1>{text['title']}</h1>", f"<h2>{text['reading']}</h2>", f'<ol class="reading">{lines}</ol>',
             f'<p class="note">{text["scope"]}</p>']
    if drawn is None:
        parts.append(f"<p><b>{text['no_figures']}</b></p>")
    parts += _runs(report, text)
    for one in report["splits"]:
        parts += _split(one, text, (drawn or {}).get(one["split"]))
    parts += _maps(report, text)
    made = text.words["made_runs"].format(bocage=report["bocage"], created=report["created"])
    return whole_page(text["title"], [*parts, f"<p>{escape(made)}</p>"], text.language)


def _runs(report: Mapping[str, Any], text: PageText) -> list[str]:
    keys = (("file", "file"), ("classifier", "classifier"), ("created", "created"), ("samples", "count"),
            ("polygons", "polygons"))
    rows = [[text[word], *(escape(_short(report[side][key])) for side in ("input", "reference"))] for key, word in keys]
    head = ["", text["input"], text["reference"]]
    parts = [table(head, rows, "text"), f"<h2>{text['changed']}</h2>"]
    if not report["changed"]:
        return [*parts, f"<p>{text['none_changed']}</p>"]
    rows = [[text[key], *(escape(_short(value)) for value in values)] for key, values in report["changed"].items()]
    return [*parts, table(head, rows, "text")]


def _short(value: Any) -> str:
    if value is None:
        return "–"
    shown = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    return f"{shown[:300]} ..." if len(shown) > 300 else shown


def _split(one: Mapping[str, Any], text: PageText, picture: str | None) -> list[str]:
    if one["test"] == "resampled":
        note = text.words["test_resampled"].format(runs=one["runs"], factor=text.number(one["variance_factor"]),
                                                   degrees=one["degrees_of_freedom"])
        note += f" {text.words['test_few']}" if one["few"] else ""
    else:
        note = text.words[f"test_{one['test']}"].format(runs=one["runs"])
    moves = text.words["moves"].format(better=one["polygons_better"], worse=one["polygons_worse"],
                                       same=one["polygons_same"])
    rows = [[text[word], *(text.number(value) for value in one[key]["values"]), text.gap(one[key]),
             text.number(one[key]["p_value"]), text.beyond(one[key])]
            for key, word in (("overall_accuracy", "overall"), ("macro_f1", "macro_f1"))]
    head = ["", text["input"], text["reference"], text["difference"], text["p_value"], text["beyond"]]
    parts = [f"<h2>{text['split']} {text[one['split']]}</h2><p>{escape(note)}</p>", table(head, rows),
             f"<p>{escape(moves)}</p>"]
    if picture:
        parts.append(f'<p><img alt="{text["difference"]}" src="{picture}"></p>')
    rows = [[escape(text.class_name(row["class"])), *(text.number(value) for value in row["f1"]),
             text.gap(row["difference"]), text.number(row["difference"]["p_holm"]), text.beyond(row["difference"]),
             " / ".join(text.number(value, 2) for value in row["size_ratio"])] for row in one["by_class"]]
    head = [text[key] for key in ("class", "f1_first", "f1_reference", "difference", "p", "beyond", "size")]
    return [*parts, table(head, rows), f"<p>{text['holm_note']}</p>"]


def _maps(report: Mapping[str, Any], text: PageText) -> list[str]:
    maps = report["maps"]
    if not maps:
        return []
    rows = []
    for row in maps["areas"]:
        here, there = row["hectares"]
        change = f"{text.number(here - there, 1, True)}" + (
            f" ({text.number(100 * (here / there - 1), 1, True)} %)" if there > 0 else "")
        rows.append([escape(text.class_name(row["class"])), text.number(here, 1), text.number(there, 1), change])
    parts = [f"<h2>{text['maps']}</h2>", f"<h3>{text['areas']}</h3>",
             table([text["class"], text["input"], text["reference"], text["change"]], rows)]
    rows = [[text[key], *(text.number(100 * value if key == "isolated" else value, 0 if key == "patches" else 2)
                          for value in values)] for key, values in maps["geometry"].items()]
    return [*parts, f"<h3>{text['geometry']}</h3>", table(["", text["input"], text["reference"]], rows)]
