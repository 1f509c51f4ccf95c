"""JSON in small steps gives what json gives, faults included, and never holds Python for long."""

from __future__ import annotations

import json

import pytest

from bocage.core.catalogue.stac import gently
from bocage.core.catalogue.stac.gently import loads


@pytest.mark.parametrize("text", [
    "{}", " { } ", "[]", "[1, 2]", "3", '"a"', "null", '{"a": 1}', '{"a": [], "b": [ ], "c": {}}',
    '\ufeff{"a": "\\u00e9é", "b": [1, {"c": [2, [3]]}, "x", null, true, -1.5e3]}', '{"a": 1, "a": [2]}',
    '{\r\n\t"features" : [ {"id": "]}"} , {"id": "\\"}"} ] , "links":[]\n}'])
def test_gives_what_json_gives(text):
    assert loads(text.encode()) == json.loads(text.lstrip("\ufeff"))


@pytest.mark.parametrize("text", [
    "", " ", "{", "}", '{"a"', '{"a":', '{"a": 1', '{"a": 1,', '{"a": 1,}', '{"a" 1}', "{1: 2}", '{"a": [', '{"a": [1',
    '{"a": [1,', '{"a": [1,]}', '{"a": [1 2]}', '{"a": []]}', '{"a": 1} x', '{"a": 1}{}', '{"a": tru}', '{,}',
    '{"a": [,]}',
    '{"a": "\n"}', '{"a": nope}'])
def test_refuses_what_json_refuses(text):
    with pytest.raises(ValueError):
        json.loads(text)
    with pytest.raises(ValueError):
        loads(text.encode())


def test_a_large_page_is_read_item_by_item(monkeypatch):
    # Between two items Python may turn to other threads; inside one it cannot.
    item = {"id": "x" * 40, "assets": {f"B{number}": {"href": "y" * 200} for number in range(80)}}
    content = json.dumps({"type": "FeatureCollection", "features": [item] * 200, "links": []}).encode()
    spans = []

    class Spy:
        def raw_decode(self, text: str, at: int):
            value, end = json.JSONDecoder().raw_decode(text, at)
            spans.append(end - at)
            return value, end

    monkeypatch.setattr(gently, "_DECODER", Spy())
    assert len(gently.loads(content)["features"]) == 200
    assert max(spans) < len(content) / 150
