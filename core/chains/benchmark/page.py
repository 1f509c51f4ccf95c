"""The benchmark's report as one HTML file: what it shows first, then the figures and tables that show it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from html import escape
from typing import Any

from ...engine.html import Text, table, whole_page
from ...engine.progress import Progress
from .words import words


class PageText(Text):
    """The words of one language, and sentences with their fields."""

    def __init__(self, language: str, report: Mapping[str, Any]) -> None:
        super().__init__(words(language), language)
        self._names = {entry["name"]: self.class_name(entry) for entry in report["samples"]["classes"]}

    def classes(self, report: Mapping[str, Any]) -> list[str]:
        """Names of the classes in this language, escaped."""
        return [escape(self.class_name(entry)) for entry in report["samples"]["classes"]]

    def class_name(self, entry: Mapping[str, Any]) -> str:
        """Of one class."""
        return str(entry["name_fr"] if self.language == "fr" and entry["name_fr"] else entry["name"])

    def sentence(self, one: Mapping[str, Any]) -> str:
        """A finding: scores to three decimals, numbers of polygons whole, splits by their words."""
        shown: dict[str, str] = {}
        for key, value in one["fields"].items():
            if key in ("split", "against"):
                shown[key] = self.words[value]
            elif isinstance(value, list):
                shown[key] = ", ".join(self._names.get(one_, str(one_)) for one_ in value)
            elif key == "class":
                shown[key] = self._names.get(value, str(value))
            elif isinstance(value, float):
                shown[key] = self.number(value, 0 if key in ("less", "more") else 3)
            else:
                shown[key] = str(value)
        said = self.words[one["kind"]]
        # Names of classifiers keep their letters, "by polygon" at the head of a sentence does not.
        if said.startswith("{split}"):
            shown["split"] = shown["split"].capitalize()
        return escape(said.format(**shown))

    def spread(self, found: Mapping[str, Any]) -> str:
        """Mean, spread, and the ends."""
        if found["mean"] is None:
            return "–"
        if found["runs"] < 2:
            return self.number(found["mean"])
        return (f"{self.number(found['mean'])} ± {self.number(found['deviation'])} "
                f"({self.number(found['low'])} – {self.number(found['high'])})")


def pictures(report: Mapping[str, Any], language: str) -> dict[str, str] | None:
    """Address of each figure by what it shows; None without matplotlib."""
    try:
        from . import figures
    except ImportError:
        return None
    return figures.pictures(report, PageText(language, report))


def drawings(draw: Callable[[Mapping[str, Any], str], dict[str, str] | None], report: Mapping[str, Any], language: str,
             progress: Progress) -> dict[str, str] | None:
    """What ``draw`` makes: None without matplotlib, nothing where it fails; both are said."""
    try:
        drawn = draw(report, language)
    except Exception as fault:
        # Fonts, back ends, memory: a report without figures is better than none.
        progress.warn("figures_failed", fault=f"{type(fault).__name__} {fault}"[:80])
        return {}
    if drawn is None:
        progress.warn("figures_absent")
    return drawn


def page(report: Mapping[str, Any], language: str, drawn: Mapping[str, str] | None) -> str:
    """HTML of a report (``describe``). drawn: addresses of figures, None without matplotlib."""
    text = PageText(language, report)
    shown = drawn or {}
    lines = "".join(f"<li>{text.sentence(one)}</li>" for one in report["findings"])
    parts = [f"<h1>{text['title']}</h1>", f"<h2>{text['reading']}</h2>", f'<ol class="reading">{lines}</ol>',
             f'<p class="note">{text["scope"]}</p>']
    if drawn is None:
        parts.append(f"<p><b>{text['no_figures']}</b></p>")
    parts += [*_left_out(report, text), *_scores(report, text, shown), *_classes(report, text, shown),
              *_differences(report, text, shown), *_optimism(report, text), *_curve(report, text, shown),
              *_cost(report, text, shown), *_samples(report, text), *_splits(report, text), *_settings(report, text)]
    versions = report["versions"]
    made = text.words["made"].format(bocage=report["bocage"], scikit=versions["scikit_learn"] or "–",
                                     numpy=versions["numpy"], created=report["created"])
    return whole_page(text["title"], [*parts, f"<p>{escape(made)}</p>"], text.language)


def _picture(key: str, text: PageText, shown: Mapping[str, str]) -> list[str]:
    return [f'<p><img alt="{text[key]}" src="{shown[key]}"></p>'] if key in shown else []


def _left_out(report: Mapping[str, Any], text: PageText) -> list[str]:
    if not report["left_out"]:
        return []
    lines = "".join(f"<li>{escape(one['classifier'])}: {escape(_why(one, text))}</li>" for one in report["left_out"])
    return [f'<h2>{text["not_there"]}</h2><ul class="warning">{lines}</ul>']


def _why(one: Mapping[str, Any], text: PageText) -> str:
    return str(one["why_fr"] if text.language == "fr" else one["why"])


def _scores(report: Mapping[str, Any], text: PageText, shown: Mapping[str, str]) -> list[str]:
    parts = [f"<h2>{text['scores']}</h2>", *_picture("scores", text, shown)]
    rows = []
    for kind, found in report["scores"].items():
        for name in _ranked(found):
            rows.append([text[kind], escape(name), text.spread(found[name]["overall_accuracy"]),
                         text.spread(found[name]["macro_f1"])])
    parts.append(table([text["split"], text["classifier"], text["overall"], text["macro_f1"]], rows))
    return [*parts, f"<p>{text['spread']}</p>"]


def _ranked(found: Mapping[str, Any]) -> list[str]:
    """Classifiers, the highest mean F1 first."""
    return sorted(found, key=lambda name: -(found[name]["macro_f1"]["mean"] or 0.0))


def _classes(report: Mapping[str, Any], text: PageText, shown: Mapping[str, str]) -> list[str]:
    kind = report["best"]["split"]
    found = report["scores"][kind]
    order = _ranked(found)
    rows = []
    for k, name in enumerate(text.classes(report)):
        cells = [text.spread(found[one]["by_class"][k]["f1"]) for one in order]
        rows.append([name, text.number(report["samples"]["classes"][k]["polygons"], 0), *cells])
    return [f"<h2>{text['by_class']}, {text[kind]}</h2>", *_picture("by_class", text, shown),
            table([text["class"], text["polygons"], *map(escape, order)], rows)]


def _differences(report: Mapping[str, Any], text: PageText, shown: Mapping[str, str]) -> list[str]:
    if len(report["classifiers"]) < 2:
        return []
    parts = [f"<h2>{text['differences']}</h2>"]
    if not any(split["judged"] for split in report["splits"]):
        return [*parts, f"<p>{text['differences_none']}</p>"]
    parts += _picture("differences", text, shown)
    for split in report["splits"]:
        if not split["judged"]:
            parts += [f"<h3>{text[split['split']].capitalize()}</h3><p>{text['differences_none']}</p>"]
            continue
        pairs = report["differences"][split["split"]]
        note = text.words["differences_note"].format(
            level=text.percent(report["settings"]["confidence_level"], 0), pairs=len(pairs),
            factor=text.number(split["variance_factor"]), degrees=split["degrees_of_freedom"])
        rows = [[escape(row["first"]), escape(row["second"]), *_difference(row["macro_f1"], text),
                 *_difference(row["overall_accuracy"], text)] for row in pairs]
        head = [text["first"], text["second"]]
        for key in ("macro_f1", "overall"):
            head += [text[key], text["p"], text["beyond"]]
        parts += [f"<h3>{text[split['split']].capitalize()}</h3><p>{escape(note)}</p>", table(head, rows)]
    return [*parts, *_class_differences(report, text)]


def _difference(found: Mapping[str, Any], text: PageText) -> list[str]:
    """Difference with its interval, p, and whether it is beyond chance."""
    if found["value"] is None:
        return ["–", "–", "–"]
    interval = f" ({text.number(found['low'], 3, True)} – {text.number(found['high'], 3, True)})"
    beyond = "–" if found["beyond_chance"] is None else text["yes" if found["beyond_chance"] else "no"]
    return [text.number(found["value"], 3, True) + (interval if found["low"] is not None else ""),
            text.number(found["p_holm"]), f"<b>{beyond}</b>" if found["beyond_chance"] else beyond]


def _class_differences(report: Mapping[str, Any], text: PageText) -> list[str]:
    best = report["best"]
    pairs = [row for row in report["differences"][best["split"]] if row["first"] == best["classifier"]]
    rows = []
    for k, name in enumerate(text.classes(report)):
        cells = [_difference(row["by_class"][k], text) for row in pairs]
        rows.append([name, *(f"<b>{cell[0]}</b>" if row["by_class"][k]["beyond_chance"] else cell[0]
                             for row, cell in zip(pairs, cells))])
    head = [text["class"], *(escape(f"{best['classifier']} − {row['second']}") for row in pairs)]
    return [f"<h3>{text['class_differences']}, {text[best['split']]}</h3>", table(head, rows)]


def _optimism(report: Mapping[str, Any], text: PageText) -> list[str]:
    if not report["optimism"]:
        return []
    rows = [[escape(row["classifier"]), text[row["against"]], text.number(row["overall_accuracy"], 3, True),
             text.number(row["macro_f1"], 3, True)] for row in report["optimism"]]
    head = [text[key] for key in ("classifier", "against", "overall", "macro_f1")]
    return [f"<h2>{text['optimism']}</h2><p>{text['optimism_note']}</p>", table(head, rows)]


def _curve(report: Mapping[str, Any], text: PageText, shown: Mapping[str, str]) -> list[str]:
    if not report["learning_curve"]:
        return []
    rows = [[escape(curve["classifier"]), text.percent(step["share"], 0), text.number(step["polygons"], 0),
             text.spread(step["macro_f1"]), text.spread(step["overall_accuracy"])]
            for curve in report["learning_curve"] for step in curve["steps"]]
    head = [text[key] for key in ("classifier", "share", "polygons", "macro_f1", "overall")]
    return [f"<h2>{text['curve']}</h2><p>{text['curve_note']}</p>", *_picture("curve", text, shown),
            table(head, rows)]


def _cost(report: Mapping[str, Any], text: PageText, shown: Mapping[str, str]) -> list[str]:
    rows = []
    for name, one in report["cost"].items():
        memory = one["memory_rise_bytes"]
        rows.append([escape(name), text.number(one["train_seconds"], 2), text.number(one["predict_seconds"], 3),
                     text.number(one["samples_a_second"], 0), text.number(None if memory is None else memory / 1e6, 0)])
    head = [text[key] for key in ("classifier", "train_seconds", "predict_seconds", "speed", "memory")]
    return [f"<h2>{text['cost']}</h2><p>{text['cost_note']}</p>", table(head, rows)]


def _samples(report: Mapping[str, Any], text: PageText) -> list[str]:
    one = report["samples"]
    left = "; ".join(f"{text[key]}: {count}" for key, count in one["left_out"].items()) or text["none"]
    features = ", ".join(one["features"][:40]) + (" ..." if len(one["features"]) > 40 else "")
    facts = [[text["source"], escape(one["source"])], [text["field"], escape(one["field"])],
             [text["rasters"], escape(", ".join(one["rasters"])) or "–"],
             [text["features"], f"{len(one['features'])}: {escape(features)}"],
             [text["count"], text.number(one["samples"], 0)], [text["polygons"], text.number(one["polygons"], 0)],
             [text["left_out"], left], [text["lone"], escape(", ".join(one["lone_classes"])) or text["none"]],
             [text["same_place"], text.number(one["same_place"], 0)],
             [text["identical"], text.number(one["identical"], 0)], [text["hash"], one["hash"]]]
    rows = [[name, text.number(entry["polygons"], 0), text.number(entry["samples"], 0),
             text.number(entry["stands_for"], 1)] for name, entry in zip(text.classes(report), one["classes"])]
    return [f"<h2>{text['samples']}</h2>", table(["", ""], facts, "text"),
            table([text["class"], text["polygons"], text["count"], text["stands"]], rows)]


def _splits(report: Mapping[str, Any], text: PageText) -> list[str]:
    rows, notes = [], []
    for one in report["splits"]:
        runs = one["runs"]
        sides = [sum(run[key] for run in runs) / len(runs) for key in ("train_units", "test_units")]
        rows.append([text[one["split"]], text.number(one["units"], 0), text.number(len(runs), 0),
                     *(text.number(side, 1) for side in sides), text.number(one["variance_factor"]),
                     text.number(one["degrees_of_freedom"], 0)])
        notes.append(f"<li>{text[one['split']]}: {text['note_' + one['split']]}</li>")
    head = [text[key] for key in ("split", "units", "runs", "train", "test", "factor", "degrees")]
    return [f"<h2>{text['splits']}</h2><ul>{''.join(notes)}</ul>"
            f"<p>{text['method']} {text[report['settings']['method']]}.</p>", table(head, rows)]


def _settings(report: Mapping[str, Any], text: PageText) -> list[str]:
    told: Mapping[str, Any] = report["settings"]
    rows: Sequence[Sequence[str]] = [
        [escape(name), escape(", ".join(f"{key} = {value}" for key, value in one.items())) or "–"]
        for name, one in told["classifiers"].items()]
    others = ", ".join(f"{key} = {value}" for key, value in told.items()
                       if key not in ("classifiers", "splits") and value is not None)
    return [f"<h2>{text['settings']}</h2>", table(["", ""], rows, "text"), f"<p>{escape(others)}</p>"]
