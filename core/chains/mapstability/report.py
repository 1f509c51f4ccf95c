"""The study as one HTML file that needs nothing else, and its transitions as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from ...engine.html import Text, matrix, table, whole_page
from ...validation.stability import HISTORIES
from ..comparemaps.picture import Picture
from .words import words

#: Colour of each history.
HISTORY_COLOURS = {"stable": (217, 217, 217), "rotation": (254, 227, 145), "changed_once": (107, 174, 214),
                   "changed_often": (8, 81, 156), "excursion": (241, 105, 19), "implausible": (165, 15, 21)}
#: Fields of sentences that are shares.
_SHARES = ("share", "most", "least", "yearly", "ground")


def page(report: Mapping[str, Any], picture: Picture) -> str:
    """HTML of a report (``describe``), with a picture of the histories."""
    text = Text(words(report["language"]), report["language"])
    items = "".join(f"<li>{_sentence(one, text)}</li>" for one in report["findings"])
    parts = [f"<h1>{text['title']}</h1>", f'<p class="note">{text["caution"]}</p>',
             f"<h2>{text['reading']}</h2>", f'<ol class="reading">{items}</ol>', *_picture(picture, text),
             *_how(report, text),
             *_steps(report, text), *_history(report, text), *_classes(report, text),
             *_transitions(report["excursions"], "excursions_title", "meanwhile", text),
             *_transitions(report["implausible"], "implausible_title", "after", text), *_matrices(report, text)]
    made = escape(text.words["made"].format(bocage=report["bocage"], created=report["created"]))
    return whole_page(text["title"], [*parts, f"<p>{made}</p>"], text.language)


def _sentence(one: Mapping[str, Any], text: Text) -> str:
    shown = {key: text.percent(value) if key in _SHARES else text.number(value, 1) if isinstance(value, float)
             else str(value) for key, value in one["fields"].items()}
    return escape(text.words[one["kind"]].format(**shown))


def _picture(picture: Picture, text: Text) -> list[str]:
    note = text.words["picture_note"].format(step=picture.step) if picture.step > 1 else ""
    colours = {HISTORIES.index(name): colour for name, colour in HISTORY_COLOURS.items()}
    names = {HISTORIES.index(name): text[name] for name in HISTORY_COLOURS}
    return [f"<h2>{text['picture_title']}</h2><p>{escape(note)}</p>",
            picture.html(colours, names, text.words["picture_title"])]


def _how(report: Mapping[str, Any], text: Text) -> list[str]:
    maps = "<br>".join(f"{escape(year)}: {escape(path)}" for year, path in zip(report["years"], report["maps"]))
    names = dict(zip(report["values"], report["classes"]))
    turning = ", ".join(escape(names[value]) for value in report["rotating"])
    listed = escape(text.words[report["implausible_from"]].format(count=report["implausible_pairs"]))
    rows = [[text["maps"], maps],
            [text["rotating"], f"{turning}: {text['rotating_note']}" if turning else text["none"]],
            [text["implausible_list"], listed]]
    return [f"<h2>{text['how_title']}</h2>", table(["", ""], rows, "text")]


def _steps(report: Mapping[str, Any], text: Text) -> list[str]:
    rows = []
    steps = [*report["steps"], report["net"]] if len(report["steps"]) > 1 else report["steps"]
    for place, step in enumerate(steps):
        name = f"{escape(step['before'])}-{escape(step['after'])}"
        last = place == len(report["steps"])
        rows.append([f"{name} ({text['net']})" if last else name, text.number(step["compared_ha"], 1),
                     text.number(step["changed_ha"], 1),
                     *(text.percent(step[key], 2) for key in ("changed", "rotation", "implausible", "differs",
                                                              "quantity", "exchange", "shift"))])
    header = [text[key] for key in ("years", "compared", "changed_ha", "changed", "rotation", "implausible", "differs",
                                    "quantity", "exchange", "shift")]
    return [f"<h2>{text['steps_title']}</h2><p>{text['steps_note']}</p>", table(header, rows)]


def _history(report: Mapping[str, Any], text: Text) -> list[str]:
    rows = []
    for name in (*HISTORIES[1:], HISTORIES[0]):
        one = report["history"][name]
        rows.append([text[name], text.number(one["pixels"], 0), text.number(one["hectares"], 1),
                     text.percent(one["share"], 2)])
    return [f"<h2>{text['history_title']}</h2>", table([text["history"], text["pixels"], text["hectares"],
                                                        text["share"]], rows)]


def _classes(report: Mapping[str, Any], text: Text) -> list[str]:
    rows = []
    for row in report["by_class"]:
        becomes = "; ".join(f"{escape(one['name'])} {text.percent(one['share'])}" for one in row["becomes"]) or "–"
        rows.append([escape(row["name"]), text.number(row["mean_ha"], 1),
                     *(text.percent(row[key]) for key in ("persistence", "with_rotation", "always")), becomes])
    return [f"<h2>{text['classes_title']}</h2>",
            table([text[key] for key in ("class", "mean_ha", "persistence", "with_rotation", "always", "becomes")],
                  rows)]


def _transitions(found: Mapping[str, Any], title: str, second: str, text: Text) -> list[str]:
    rows = [[escape(one["before"]), escape(one["after"]), text.number(one["hectares"], 1), text.percent(one["share"])]
            for one in found["widest"]]
    if not rows:
        return []
    return [f"<h2>{text[title]}</h2>", table([text["before"], text[second], text["hectares"], text["share"]], rows)]


def _matrices(report: Mapping[str, Any], text: Text) -> list[str]:
    parts = []
    names = [escape(name) for name in report["classes"]]
    for step in report["steps"]:
        title = text.words["matrix_title"].format(years=f"{step['before']}-{step['after']}")
        corner = text.words["matrix_corner"].format(before=step["before"], after=step["after"])
        rows = [[text.number(cell, 1) if cell else "" for cell in row] for row in step["matrix_ha"]]
        parts += [f"<h2>{escape(title)}</h2>", matrix(escape(corner), names, rows)]
    return parts


def transitions_csv(report: Mapping[str, Any]) -> str:
    """A line a pair of years and of classes that occurs: hectares on the ellipsoid."""
    rows: list[Sequence[Any]] = [["before", "after", "class_before", "class_after", "hectares"]]
    for step in report["steps"]:
        for before, line in zip(report["classes"], step["matrix_ha"]):
            rows += [[step["before"], step["after"], before, after, round(area, 6)]
                     for after, area in zip(report["classes"], line) if area > 0]
    handle = io.StringIO()
    csv.writer(handle, lineterminator="\n").writerows(rows)
    return handle.getvalue()
