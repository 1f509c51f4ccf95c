"""The five steps as plain data: what was chosen, what was made of it, and how each one stands. No widget, no disk."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Optional

SERIES, FEATURES, SAMPLES, TRAINING, MAP = "series", "features", "samples", "training", "map"
#: The order on the page, and of a run of all.
ORDER = (SERIES, FEATURES, SAMPLES, TRAINING, MAP)
#: Steps whose results a step takes.
TAKES: Mapping[str, tuple[str, ...]] = {SERIES: (), FEATURES: (SERIES,), SAMPLES: (), TRAINING: (FEATURES, SAMPLES),
                                        MAP: (FEATURES, TRAINING)}
#: How a step stands.
WAITING, READY, RUNNING, DONE, STALE, FAILED = "waiting", "ready", "running", "done", "stale", "failed"

#: How the series comes: gaps filled, one synthesis, or rasters that are ready.
FILLED, SYNTHESIS, AS_THEY_ARE = "gapfill", "synthesis", "ready"
#: What each step asks, and what it is before anybody chose.
DEFAULTS: Mapping[str, Mapping[str, Any]] = {
    SERIES: {"kind": FILLED, "inputs": [], "masks": [], "bands": "", "indices": "", "start": "", "end": "",
             "step": 10, "method": "linear", "date": "", "window": 23, "area": {}},
    FEATURES: {"indices": "", "rasters": []},
    SAMPLES: {"layer": "", "field": "", "classes": "", "train": 50, "validation": 25, "test": 25, "erosion": 0.0,
              "group": "", "seed": 1, "revision": 0},
    TRAINING: {"classifier": "random_forest", "balanced": False, "per_class": 5000, "runs": 1, "seed": 1},
    MAP: {"inside": True, "confidence": True, "validity": True, "probabilities": False, "regularise": False,
          "radius": 1, "minimum": 0},
}


def index_keys(rasters: int) -> list[str]:
    """Under which keys the indices of so many rasters of the series lie."""
    return ["OUTPUT", *(f"OUTPUT_{number}" for number in range(2, rasters + 1))]


@dataclass(frozen=True)
class Outcome:
    """What a run made. ``outputs`` are files and figures by key, ``summary`` plain data for the tables."""

    made_of: str
    outputs: dict[str, Any]
    summary: dict[str, Any] = field(default_factory=dict)
    when: str = ""
    #: Run by the algorithm's own dialog, with whatever was set there.
    by_hand: bool = False


class Flow:
    """Settings, outcomes and faults by step. Whoever changes it tells the widgets."""

    def __init__(self) -> None:
        self.folder = ""
        #: Whether this QGIS has scikit-learn; None while nobody knows.
        self.scikit: Optional[bool] = None
        self.clear()

    def clear(self) -> None:
        """As in a new project."""
        self.folder = ""
        self.settings: dict[str, dict[str, Any]] = {step: _fresh(step) for step in ORDER}
        self.outcomes: dict[str, Outcome] = {}
        self.faults: dict[str, str] = {}
        self.running: set[str] = set()
        #: Steps whose files are no longer where they were written.
        self.gone: set[str] = set()

    # -- what a step is made of ------------------------------------------------------------------------

    def set(self, step: str, values: Mapping[str, Any]) -> bool:
        """Other settings; whether anything changed. A fault told of what was is no longer told."""
        changed = {key: value for key, value in values.items() if self.settings[step].get(key) != value}
        self.settings[step].update(changed)
        if changed and step not in self.running:
            self.faults.pop(step, None)
        return bool(changed)

    def outputs(self, step: str) -> dict[str, Any]:
        """What the last run of a step made, {} where nothing is."""
        outcome = self.outcomes.get(step)
        return outcome.outputs if outcome is not None and step not in self.gone else {}

    def made_of(self, step: str) -> str:
        """The settings of a step and the files that it takes, as text: another text, another result."""
        taken = {other: self._identity(other) for other in TAKES[step]}
        return json.dumps([self.settings[step], taken], sort_keys=True, ensure_ascii=False)

    def _identity(self, step: str) -> Any:
        """What tells two results of a step apart."""
        if self.passes(step):
            return [self.settings[step], {other: self._identity(other) for other in TAKES[step]}]
        outcome = self.outcomes.get(step)
        return None if outcome is None else [outcome.outputs, outcome.when]

    def passes(self, step: str) -> bool:
        """True where there is nothing to compute: rasters that are ready, no index asked for."""
        chosen = self.settings[step]
        if step == SERIES:
            return bool(chosen["kind"] == AS_THEY_ARE and chosen["inputs"])
        return step == FEATURES and not str(chosen["indices"]).strip()

    def series(self) -> list[str]:
        """Rasters of the first step."""
        if self.settings[SERIES]["kind"] == AS_THEY_ARE:
            return list(self.settings[SERIES]["inputs"])
        path = self.outputs(SERIES).get("OUTPUT")
        return [str(path)] if path else []

    def rasters(self) -> list[str]:
        """All that training and map read, in order: the series, its indices, the others."""
        found = self.series()
        if not self.passes(FEATURES):
            outputs = self.outputs(FEATURES)
            found += [str(outputs[key]) for key in index_keys(len(outputs)) if outputs.get(key)]
        return [*found, *self.settings[FEATURES]["rasters"]]

    # -- how a step stands -----------------------------------------------------------------------------

    def status(self, step: str, lacks: str = "") -> str:
        """One of the six words. ``lacks``: what its own settings lack, a sentence."""
        if step in self.running:
            return RUNNING
        if step in self.faults:
            return FAILED
        behind = self.behind(step)
        if step in self.outcomes and step not in self.gone and not self.passes(step):
            return STALE if behind or self.outcomes[step].made_of != self.made_of(step) else DONE
        if behind or lacks:
            return WAITING
        return DONE if self.passes(step) else READY

    def behind(self, step: str) -> Optional[str]:
        """The first step that this one waits for: not run, failed, or out of date; None where none is."""
        for other in TAKES[step]:
            deeper = self.behind(other)
            if deeper is not None:
                return deeper
            if not self.stands(other):
                return other
        return None

    def stands(self, step: str) -> bool:
        """Its result is there and is that of its settings."""
        if step in self.running or step in self.faults:
            return False
        if self.passes(step):
            return True
        if step == SERIES and self.settings[SERIES]["kind"] == AS_THEY_ARE:
            return False
        return (step in self.outcomes and step not in self.gone
                and self.outcomes[step].made_of == self.made_of(step))

    def remaining(self) -> list[str]:
        """Steps to run for a map of what is chosen now, in order."""
        return [step for step in ORDER if step not in self.running
                and (step in self.faults or not self.passes(step))
                and (not self.stands(step) or self.behind(step) is not None)]

    # -- runs ------------------------------------------------------------------------------------------

    def begin(self, step: str) -> str:
        """It runs; what it is made of."""
        self.running.add(step)
        self.faults.pop(step, None)
        return self.made_of(step)

    def finish(self, step: str, outcome: Outcome) -> None:
        """It is done."""
        self.running.discard(step)
        self.gone.discard(step)
        self.faults.pop(step, None)
        self.outcomes[step] = outcome

    def fail(self, step: str, sentence: str) -> None:
        """It could not be done; what was made before stays."""
        self.running.discard(step)
        self.faults[step] = sentence

    def stop(self, step: str) -> None:
        """It was cancelled: as before."""
        self.running.discard(step)

    # -- project ---------------------------------------------------------------------------------------

    def state(self) -> dict[str, Any]:
        """Plain data for the project."""
        return {"folder": self.folder, "settings": self.settings, "faults": dict(self.faults),
                "outcomes": {step: asdict(outcome) for step, outcome in self.outcomes.items()}}

    def restore(self, state: Mapping[str, Any]) -> None:
        """As it was; what is unknown or of another kind is left aside."""
        self.clear()
        self.folder = str(state.get("folder", ""))
        kept = state.get("settings", {})
        for step in ORDER:
            given = kept.get(step, {}) if isinstance(kept, dict) else {}
            for key, value in DEFAULTS[step].items():
                if key in given and isinstance(given[key], (float, int) if isinstance(value, float) else type(value)):
                    self.settings[step][key] = given[key]
        for step, told in dict(state.get("outcomes", {})).items():
            if step in ORDER and isinstance(told, dict) and isinstance(told.get("outputs"), dict):
                self.outcomes[step] = Outcome(
                    str(told.get("made_of", "")), told["outputs"], dict(told.get("summary", {})),
                    str(told.get("when", "")), bool(told.get("by_hand", False)))
        for step, sentence in dict(state.get("faults", {})).items():
            if step in ORDER:
                self.faults[step] = str(sentence)


def _fresh(step: str) -> dict[str, Any]:
    return {key: (type(value)(value) if isinstance(value, (list, dict)) else value)
            for key, value in DEFAULTS[step].items()}
