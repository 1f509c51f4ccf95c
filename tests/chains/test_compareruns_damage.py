"""Run files that are none, or were damaged: one sentence, or a comparison, and nothing else."""

from __future__ import annotations

import copy
import json

import numpy as np
import pytest
from bocage.core.chains.compareruns.page import page
from bocage.core.errors import BocageError
from test_compareruns import ROWS, compare, refused, run


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    """A benchmark, and a shorter one whose JSON has every kind of thing."""
    folder = tmp_path_factory.mktemp("résultats")
    return folder, run(folder / "a.json"), run(folder / "b.json", ROWS, runs=3, splits=("polygon", "block"))


def test_what_is_no_benchmark_is_refused_in_a_sentence(runs, tmp_path):
    folder, _, _ = runs
    good = json.loads((folder / "a.json").read_text())
    path = tmp_path / "x.json"
    for text, code in (("", "run_unreadable"), ("{", "run_unreadable"), ("[" * 100_000, "run_unreadable"),
                       ("[]", "run_not_benchmark"), ('{"kind": "bocage benchmark"}', "run_not_benchmark"),
                       ('{"kind": "bocage benchmark", "format": 1}', "run_damaged")):
        path.write_text(text)
        refused(code, path, folder / "a.json")
    refused("run_unreadable", tmp_path / "absent.json", folder / "a.json")
    for spoil in (lambda one: one["samples"]["classes"][0].update(stands_for=-1),
                  lambda one: one["trials"][0].update(tally="0 1 2"), lambda one: one["trials"][0].update(tally=3),
                  lambda one: one["trials"][0].update(tally="999999999 0 0 1"),
                  lambda one: one["trials"][0].update(tally=f"0 0 0 {10 ** 15}"),
                  lambda one: one["trials"][0].update(tally=f"0 0 0 {10 ** 30}"),
                  lambda one: one["samples"].update(samples=10 ** 12, polygons=10 ** 12),
                  lambda one: [trial.update(tally="0 0 0 1") for trial in one["trials"]],
                  lambda one: one["splits"][0]["runs"][0].update(train_units=0),
                  lambda one: one.update(best=None), lambda one: one.pop("settings"),
                  lambda one: one["classifiers"].append(4)):
        spoiled = json.loads(json.dumps(good))
        spoil(spoiled)
        path.write_text(json.dumps(spoiled))
        refused("run_damaged", path, folder / "a.json")


def test_what_lacks_or_is_of_another_kind_is_one_sentence(runs, tmp_path):
    folder, good, _ = runs
    path = tmp_path / "x.json"
    for spoil in (lambda one: one["splits"][0].pop("split"), lambda one: one["samples"]["classes"][0].pop("value"),
                  lambda one: one.update(versions="x"), lambda one: one["splits"][0].update(split=[]),
                  lambda one: one["splits"][0]["runs"][0].update(train_units=float("inf")),
                  lambda one: one["splits"][0]["runs"][0].update(run=True), lambda one: one["trials"].pop(),
                  lambda one: one["trials"].append(one["trials"][0]), lambda one: one["trials"][0].update(run=77),
                  lambda one: one["splits"][1].update(blocks="0 1"), lambda one: one["splits"][1].update(blocks=[0, 1]),
                  lambda one: one["splits"].append(one["splits"][0]), lambda one: one["samples"].update(rasters="x"),
                  lambda one: one["settings"]["classifiers"]["k_nearest"].update(votes=[[]]),
                  lambda one: one["samples"]["classes"][0].update(stands_for=10 ** 400)):
        spoiled = copy.deepcopy(good)
        spoil(spoiled)
        path.write_text(json.dumps(spoiled))
        refused("run_damaged", path, folder / "a.json")
    half = copy.deepcopy(good)
    half["samples"]["classes"][0]["name"] = "\ud83c"
    path.write_text(json.dumps(half))
    refused("run_unreadable", path, folder / "a.json")


def test_damage_at_random_is_refused_or_harmless(runs, tmp_path):
    folder, _, _ = runs
    content = (folder / "a.json").read_bytes()
    rng = np.random.default_rng(1)
    path = tmp_path / "x.json"
    outcomes = set()
    for _ in range(150):
        spoiled = bytearray(content)
        for place in rng.integers(0, len(content), 3):
            spoiled[place] = int(rng.choice([48, 57, 45, 34, 44, 91, 125, 255]))
        path.write_bytes(bytes(spoiled))
        try:
            compare(path, folder / "a.json")
            outcomes.add("compared")
        except BocageError as fault:
            outcomes.add(fault.code)
    assert "run_unreadable" in outcomes and "compared" in outcomes


#: What takes the place of something.
OTHERS = (None, True, -1, 0, 1, 0.5, float("inf"), float("nan"), 10 ** 30, 10 ** 400, "", "x", "0 0 0 1", "\ud83c", [],
          {}, [1], ["x"], [[]], {"x": 1})


def places(value, inside=()):
    """Every place of a JSON, from its root."""
    for key in (value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()):
        yield (*inside, key)
        yield from places(value[key], (*inside, key))


def test_whatever_is_taken_out_or_put_in_there_is_a_sentence_or_a_comparison(runs, tmp_path):
    _, _, good = runs
    asked = ("splits", "samples", "trials", "settings", "classifiers", "best", "versions", "created", "bocage", "kind",
             "format")
    good = {key: good[key] for key in asked}
    spots = list(places(good))
    rng = np.random.default_rng(7)
    path, other = tmp_path / "x.json", tmp_path / "whole.json"
    other.write_text(json.dumps(good))
    outcomes = {}
    for number in range(400):
        spoiled = copy.deepcopy(good)
        for _ in range(1 + number % 2):
            spot = spots[int(rng.integers(len(spots)))]
            spot = spot[:1 + int(rng.integers(len(spot)))]
            holder = spoiled
            try:
                for key in spot[:-1]:
                    holder = holder[key]
                if rng.random() < 0.4:
                    del holder[spot[-1]]
                else:
                    holder[spot[-1]] = OTHERS[int(rng.integers(len(OTHERS)))]
            except (KeyError, IndexError, TypeError):
                # The first damage took the place of the second.
                continue
        path.write_text(json.dumps(spoiled))
        try:
            report = compare(path, other if number % 3 else path, json=str(tmp_path / "c.json")).report
            assert "<h1>" in page(report, "fr", {})
            json.loads((tmp_path / "c.json").read_text())
            code = "compared"
        except BocageError as fault:
            assert str(fault).endswith(".") and "<" not in str(fault)
            code = fault.code
        outcomes[code] = outcomes.get(code, 0) + 1
    assert outcomes["run_damaged"] > 80 and outcomes["compared"] > 20 and "run_not_benchmark" in outcomes
