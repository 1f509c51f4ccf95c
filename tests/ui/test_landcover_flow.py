"""The five steps as plain data: what waits for what, what a change makes out of date, what a project gives back."""

from __future__ import annotations

import json

import pytest
from bocage.ui.landcover.flow import DEFAULTS, ORDER, TAKES, Flow, Outcome


def finished() -> Flow:
    """Every step run once on what is chosen."""
    flow = Flow()
    flow.set("series", {"inputs": ["/a/série.tif"]})
    flow.set("features", {"indices": "NDVI"})
    flow.set("samples", {"layer": "/a/p.gpkg", "field": "class"})
    for number, step in enumerate(ORDER):
        run(flow, step, number)
    return flow


def run(flow: Flow, step: str, number: int) -> None:
    made_of = flow.begin(step)
    flow.finish(step, Outcome(made_of, {"OUTPUT": f"/a/{number}.tif", "MODEL": f"/a/{number}.model"}, {}, str(number)))


def states(flow: Flow) -> list[str]:
    return [flow.status(step) for step in ORDER]


def test_a_step_waits_for_those_whose_results_it_takes_and_for_no_other():
    flow = Flow()
    flow.set("features", {"indices": "NDVI"})
    assert states(flow) == ["ready", "waiting", "ready", "waiting", "waiting"]
    run(flow, "series", 0)
    assert states(flow) == ["done", "ready", "ready", "waiting", "waiting"]
    assert flow.behind("training") == "features" and flow.behind("map") == "features"
    run(flow, "features", 1)
    assert flow.behind("training") == "samples" and flow.status("samples", "lacks a layer") == "waiting"
    run(flow, "samples", 2)
    run(flow, "training", 3)
    assert states(flow) == ["done"] * 4 + ["ready"]


@pytest.mark.parametrize("step, key, value, old", [
    ("series", "step", 20, {"series", "features", "training", "map"}),
    ("features", "rasters", ["/a/dem.tif"], {"features", "training", "map"}),
    ("samples", "seed", 7, {"samples", "training", "map"}),
    ("training", "classifier", "k_nearest", {"training", "map"}), ("map", "probabilities", True, {"map"})])
def test_a_change_makes_that_step_and_the_later_ones_out_of_date_and_its_undoing_makes_them_good(step, key, value,
                                                                                                 old):
    flow = finished()
    assert states(flow) == ["done"] * 5 and flow.remaining() == []
    former = flow.settings[step][key]
    assert flow.set(step, {key: value})
    assert {one for one in ORDER if flow.status(one) == "stale"} == old
    assert flow.remaining() == [one for one in ORDER if one in old]
    # Nothing is deleted: what was made is still there to be looked at.
    assert all(flow.outputs(one) for one in ORDER)
    flow.set(step, {key: former})
    assert states(flow) == ["done"] * 5


def test_the_same_files_made_again_make_what_follows_out_of_date():
    flow = finished()
    run(flow, "samples", 9)
    assert states(flow) == ["done", "done", "done", "stale", "stale"]


def test_a_step_with_nothing_to_compute_is_done_once_what_it_takes_is():
    flow = Flow()
    assert flow.passes("features") and flow.status("features") == "waiting"
    flow.set("series", {"kind": "ready", "inputs": ["/a/1.tif", "/a/2.tif"]})
    flow.set("features", {"rasters": ["/a/dem.tif"]})
    assert [flow.status(one) for one in ("series", "features")] == ["done", "done"]
    assert flow.rasters() == ["/a/1.tif", "/a/2.tif", "/a/dem.tif"]
    assert flow.remaining() == ["samples", "training", "map"]
    run(flow, "samples", 2)
    run(flow, "training", 3)
    flow.set("series", {"inputs": ["/a/1.tif"]})
    assert flow.status("training") == "stale" and flow.status("series") == "done"
    flow.set("series", {"inputs": []})
    assert flow.status("series", "lacks") == "waiting" and flow.behind("features") == "series"


def test_what_remains_reaches_through_a_step_with_nothing_to_compute():
    flow = finished()
    flow.set("features", {"indices": ""})
    for number, step in enumerate(("training", "map")):
        run(flow, step, number)
    assert flow.remaining() == []
    flow.set("series", {"area": {"outline": [[[[0, 0], [1, 0], [0, 1]]]]}})
    assert flow.remaining() == ["series", "training", "map"]


def test_rasters_are_the_series_its_indices_and_the_others_in_that_order():
    flow = finished()
    flow.set("features", {"rasters": ["/a/dem.tif", "/a/s1.tif"]})
    assert flow.rasters() == ["/a/0.tif", "/a/1.tif", "/a/dem.tif", "/a/s1.tif"]
    outputs = {"BAND_NAMES": "NDVI", "IMAGES": 1, **{key: f"/a/{key}.tif" for key in ("OUTPUT_2", "OUTPUT")}}
    flow.finish("features", Outcome(flow.begin("features"), outputs))
    assert flow.rasters() == ["/a/0.tif", "/a/OUTPUT.tif", "/a/OUTPUT_2.tif", "/a/dem.tif", "/a/s1.tif"]


def test_a_failure_stops_what_follows_and_is_forgotten_by_another_setting_or_another_run():
    flow = finished()
    flow.begin("samples")
    assert flow.status("samples") == "running" and not flow.stands("samples")
    flow.fail("samples", "No class.")
    assert flow.status("samples") == "failed" and flow.status("training") == "stale"
    assert flow.behind("map") == "samples" and flow.outputs("samples")["OUTPUT"] == "/a/2.tif"
    flow.set("samples", {"field": "code"})
    assert flow.faults == {} and flow.status("samples") == "stale"
    flow.begin("samples")
    flow.stop("samples")
    assert flow.status("samples") == "stale"
    run(flow, "samples", 3)
    assert flow.status("samples") == "done"


def test_what_is_written_in_a_project_comes_back_as_it_was():
    flow = finished()
    flow.folder = "/résultats"
    flow.set("training", {"classifier": "svm"})
    flow.fail("map", "No disk.")
    again = Flow()
    again.restore(json.loads(json.dumps(flow.state())))
    assert again.state() == flow.state() and states(again) == states(flow)
    assert again.outcomes["series"] == flow.outcomes["series"]


@pytest.mark.parametrize("state", [
    {}, {"settings": None}, {"settings": {"series": {"step": "ten", "inputs": "x", "unknown": 3}}},
    {"outcomes": {"series": {"outputs": 3}, "nowhere": {}}, "faults": {"nowhere": "x"}}])
def test_a_state_of_another_version_gives_what_can_be_read_of_it(state):
    flow = Flow()
    flow.restore(state)
    assert flow.settings == {step: dict(DEFAULTS[step]) for step in ORDER}
    assert flow.outcomes == {} and flow.faults == {}


def test_lists_of_two_flows_are_not_the_same_list():
    one, other = Flow(), Flow()
    one.settings["series"]["inputs"].append("/a")
    assert other.settings["series"]["inputs"] == [] and DEFAULTS["series"]["inputs"] == []


def test_every_step_takes_earlier_ones_only():
    assert all(ORDER.index(other) < ORDER.index(step) for step in ORDER for other in TAKES[step])


def test_files_that_are_gone_make_their_step_ready_again():
    flow = finished()
    flow.gone = {"series"}
    assert flow.outputs("series") == {} and flow.status("series") == "ready" and flow.status("map") == "stale"
