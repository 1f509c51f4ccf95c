"""Reports: numbers of a language, words that cannot inject, JSON that every reader takes."""

from __future__ import annotations

import json

import numpy as np
import pytest

from bocage.core.engine import html


@pytest.mark.parametrize("language, value, digits, shown", [
    ("en", 1234.5, 1, "1\u202f234.5"), ("fr_FR", 1234.5, 1, "1\u202f234,5"), ("en", None, 2, "–"),
    ("de", 0.25, 2, "0.25")])
def test_numbers_are_written_as_the_language_does(language, value, digits, shown):
    assert html.Text({}, language).number(value, digits) == shown


def test_signs_and_percents():
    text = html.Text({}, "fr")
    assert text.number(0.004, 3, sign=True) == "+0,004"
    assert text.percent(0.1234) == "12,3 %" and text.percent(None) == "–"


def test_words_are_escaped_and_an_unknown_one_is_itself():
    text = html.Text({"wood": "bois <i>"}, "fr")
    assert text["wood"] == "bois &lt;i&gt;" and text["<b>"] == "&lt;b&gt;"


def test_a_matrix_marks_its_diagonal_only():
    made = html.matrix("", ["a", "b"], [["1", "2"], ["3", "4"]])
    assert [made.count(f"<td class=right>{cell}</td>") for cell in "1234"] == [1, 0, 0, 1]


def test_json_has_no_nan_and_keeps_numbers(tmp_path):
    report = {"a": float("nan"), "b": [np.float32(0.5), np.int64(3), float("inf")], "c": {"d": "é"}, "e": (True, None)}
    html.write_report(report, "", "", str(tmp_path / "r.json"))
    told = (tmp_path / "r.json").read_text(encoding="utf-8")
    assert json.loads(told) == {"a": None, "b": [0.5, 3, None], "c": {"d": "é"}, "e": [True, None]} and "é" in told
    assert [one.name for one in tmp_path.iterdir()] == ["r.json"]


def test_a_report_that_cannot_be_written_leaves_the_former_one(tmp_path, monkeypatch):
    from bocage.core.engine import outputs
    from bocage.core.errors import BocageError

    page, told = tmp_path / "r.html", tmp_path / "r.json"
    html.write_report({"a": 1}, "first", str(page), str(told))

    def full(path, content):
        with open(path, "wb") as handle:
            handle.write(content[:2])
        raise BocageError("disk_full", folder="f", needed="n", free="0", file=str(path))

    monkeypatch.setattr(outputs, "write_bytes", full)
    with pytest.raises(BocageError):
        html.write_report({"a": 2}, "second", str(page), str(told))
    assert page.read_text() == "first" and json.loads(told.read_text()) == {"a": 1}
    assert sorted(one.name for one in tmp_path.iterdir()) == ["r.html", "r.json"]
