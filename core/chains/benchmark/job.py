"""The whole benchmark: samples once, splits once, then every classifier over the same ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from ...engine.html import write_report
from ...engine.outputs import check_writable, human_bytes, replace_text
from ...engine.progress import Part, Progress, check
from ...errors import BocageError
from ...landcover import scikit
from ...landcover.splits import run_seed
from ...landcover.training import SETTINGS, settings_of
from .describe import describe, numbers
from .page import drawings, page, pictures
from .plan import Split, fewer, plan
from .samples import SampleTable, gather
from .scores_csv import scores_csv
from .settings import BLOCK, CURVE, PIXEL, SPLITS, BenchmarkResult, BenchmarkSettings
from .trial import Trial, trial


@dataclass
class Trials:
    """What was tried, in order, and the classifiers that could not be, with why."""

    whole: list[Trial] = field(default_factory=list)
    #: Of the learning curve: share of the polygons, polygons that trained, what came of it.
    curve: list[tuple[float, int, Trial]] = field(default_factory=list)
    failed: dict[str, BocageError] = field(default_factory=dict)

    def leave_out(self, classifier: str, why: BocageError) -> None:
        """A classifier that one run cannot train is compared in none."""
        self.failed[classifier] = why
        self.whole = [one for one in self.whole if one.classifier != classifier]
        self.curve = [one for one in self.curve if one[2].classifier != classifier]


def benchmark(settings: BenchmarkSettings, progress: Progress) -> BenchmarkResult:
    """Compares, writes. Raises BocageError in one sentence, Cancelled."""
    settings, chosen = _checked(settings)
    for path in (settings.html, settings.json, settings.csv):
        if path:
            check_writable(Path(path).resolve().parent)
    progress.report(0.0, "step_samples")
    table = gather(settings, Part(progress, 0.0, 0.15))
    settings = _without_place(settings, table, progress)
    progress.info("training_size", samples=table.label.size, polygons=int(table.group.max()) + 1,
                  features=len(table.names), size=human_bytes(table.features.nbytes))
    if table.lone:
        progress.warn("benchmark_lone", classes=", ".join(table.lone))
    splits = plan(table, settings, progress)
    progress.report(0.15, "step_training")
    tried = _tried(table, splits, settings, chosen, Part(progress, 0.15, 0.97))
    if not tried.whole:
        raise next(iter(tried.failed.values()))
    progress.report(0.97, "step_judging")
    report = describe(settings, chosen, table, splits, tried)
    _write(report, settings, progress)
    progress.report(1.0)
    return BenchmarkResult(report, numbers(report))


def _checked(settings: BenchmarkSettings) -> tuple[BenchmarkSettings, dict[str, dict[str, Any]]]:
    """Each classifier and split once, in an order of their own, with all their settings. Raises BocageError."""
    classifiers = tuple(dict.fromkeys(settings.classifiers))
    splits = tuple(kind for kind in SPLITS if kind in settings.splits)
    if not classifiers or not splits:
        raise BocageError("benchmark_nothing")
    for name in settings.settings:
        if name not in classifiers:
            raise BocageError("benchmark_setting_unused", classifier=name, known=", ".join(classifiers))
    chosen = {}
    for name in classifiers:
        own = dict(settings.settings.get(name, {}))
        if "threads" in SETTINGS.get(name, {}):
            own.setdefault("threads", settings.threads)
        chosen[name] = settings_of(name, own)
    return replace(settings, classifiers=classifiers, splits=splits), chosen


def _without_place(settings: BenchmarkSettings, table: SampleTable, progress: Progress) -> BenchmarkSettings:
    """Without the split by blocks where nothing tells where samples lie, if another is left."""
    if table.place is not None or BLOCK not in settings.splits or len(settings.splits) == 1:
        return settings
    progress.warn("benchmark_block_left_out", file=settings.source)
    return replace(settings, splits=tuple(kind for kind in settings.splits if kind != BLOCK))


def _tried(table: SampleTable, splits: Sequence[Split], settings: BenchmarkSettings,
           chosen: Mapping[str, Mapping[str, Any]], progress: Progress) -> Trials:
    """Every classifier in every run of every split, then the learning curve of the soundest split."""
    found = Trials()
    # Loaded before the clock runs: what it takes is not what a forest takes.
    scikit.available()
    shares = [share for share in CURVE if share < 1.0] if settings.curve and splits[0].kind != PIXEL else []
    count = len(settings.classifiers)
    # A run of the curve is as long as its share of the samples.
    total = count * (sum(len(one.runs) for one in splits) + len(splits[0].runs) * sum(shares))
    done = 0.0

    def step(length: float) -> Part:
        nonlocal done
        part = Part(progress, done / total, (done + length) / total)
        done += length
        return part

    for one in splits:
        for number, run in enumerate(one.runs):
            for name in settings.classifiers:
                check(progress)
                part = step(1.0)
                if name not in found.failed:
                    made = _attempt(found, table, ~run.test, run.test, one.kind, number, name, chosen[name], settings,
                                    part)
                    if made is not None:
                        found.whole.append(made)
    for number, run in enumerate(splits[0].runs if shares else ()):
        for share, learns in zip(shares, fewer(table, run, shares, run_seed(settings.seed, number))):
            for name in settings.classifiers:
                part = step(share)
                if name not in found.failed and len(set(table.label[learns].tolist())) > 1:
                    made = _attempt(found, table, learns, run.test, splits[0].kind, number, name, chosen[name],
                                    settings, part)
                    if made is not None:
                        found.curve.append((share, len(set(table.group[learns].tolist())), made))
    for name, why in found.failed.items():
        progress.warn("benchmark_left_out", classifier=name, why=why)
    return found


def _attempt(found: Trials, table: SampleTable, learns: Any, tested: Any, split: str, run: int, name: str,
             chosen: Mapping[str, Any], settings: BenchmarkSettings, progress: Progress) -> Trial | None:
    """A trial, or None for a classifier that cannot: left out of all runs, save by the few samples of a curve."""
    whole = bool((learns == ~tested).all())
    try:
        return trial(table, learns, tested, split, run, name, chosen, run_seed(settings.seed, run),
                     settings.class_weight, progress)
    except BocageError as why:
        if whole:
            found.leave_out(name, why)
        return None


def _write(report: Mapping[str, Any], settings: BenchmarkSettings, progress: Progress) -> None:
    """Numbers first: what took an hour is not lost to a figure."""
    write_report(report, "", "", settings.json)
    if settings.csv:
        replace_text(settings.csv, scores_csv(report))
    if settings.html:
        drawn = drawings(pictures, report, settings.language, progress)
        write_report(report, page(report, settings.language, drawn), settings.html, "")
