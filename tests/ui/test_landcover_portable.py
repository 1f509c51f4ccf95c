"""Paths of a project that is moved: what is kept of them, and what comes back elsewhere."""

from __future__ import annotations

import json

import pytest
from bocage.ui.landcover.portable import packed, unpacked


@pytest.mark.parametrize("home, other, file", [
    ("/home/été", "/srv/x", "/landcover/1_series.tif"),
    ("C:\\Données", "D:\\y", "\\landcover\\1_series.tif"), ("C:/Données", "D:/y", "/landcover/1_series.tif")])
def test_what_lies_below_the_project_moves_with_it_and_nothing_else(home, other, file):
    def state(place):
        inside = [{"inputs": [place + file], "bands": "red"}, "/elsewhere/a.tif", home + "2" + file]
        return {"folder": place + file, "outcomes": {"series": {"made_of": json.dumps(inside, ensure_ascii=False),
                                                                "outputs": {"OUTPUT": place + file, "COUNT": 3}}},
                "faults": {"map": f"{place} is full."}}

    kept = packed(state(home), home)
    assert home + file not in (kept["folder"], kept["outcomes"]["series"]["outputs"]["OUTPUT"])
    back = unpacked(json.loads(json.dumps(kept)), other)
    assert back == {**state(other), "faults": state(home)["faults"]}
    assert unpacked(kept, home) == state(home)


def test_a_project_that_was_never_saved_keeps_paths_whole():
    assert packed({"a": "/x/y"}, "") == unpacked({"a": "/x/y"}, "") == {"a": "/x/y"}
