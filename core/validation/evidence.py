"""Parts of the accuracy report beyond the matrix: how sure the map may be, its patches, its worst places."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from ..engine.html import Text, colour_key, table

#: Of a crop on the page: pixels stay pixels.
_LOOK = "width:170px;height:170px;image-rendering:pixelated;object-fit:contain;margin:2px;border:1px solid #999"


def calibration(report: Mapping[str, Any], text: Text) -> list[str]:
    """Mean confidence against the share that is right, in all and by bin."""
    found = report["calibration"]
    if found is None:
        return []
    rows = [[text["confidence_source"], escape(found["source"])], [text["units"], text.number(found["units"], 0)],
            [text["confidence_without"], text.number(found["without"], 0)],
            [text["confidence_mean"], text.number(found["mean"])],
            [text["confidence_right"], text.number(found["right"])],
            [text["where_right"], text.number(found["where_right"])],
            [text["where_wrong"], text.number(found["where_wrong"])],
            [text[f"brier_{found['brier_of']}"], text.number(found["brier"])],
            [text["expected_error"], text.number(found["expected_error"])],
            [text["largest_error"], text.number(found["largest_error"])]]
    bins = [[text.number(one["confidence"]), text.number(one["right"]), text.percent(one["share"])]
            for one in found["bins"]]
    return [f"<h2>{text['calibration_title']}</h2><p>{text[_verdict(found)]}</p>", table(["", ""], rows),
            table([text["confidence_mean"], text["confidence_right"], text["share"]], bins)]


def _verdict(found: Mapping[str, Any]) -> str:
    """Which sentence sums it up."""
    gap = found["mean"] - found["right"]
    if abs(gap) > 0.05:
        return "overconfident" if gap > 0 else "underconfident"
    return "calibrated" if found["expected_error"] <= 0.05 else "calibrated_on_mean"


def patches(report: Mapping[str, Any], text: Text) -> list[str]:
    """Pixels by the size of their patch."""
    found = report["patches"]
    return [] if found is None else [*spectrum(found, text, "pixels"), f"<p>{text['isolated']} : "
                                     f"{text.percent(found['isolated'], 2)}</p>"]


def spectrum(found: Mapping[str, Any], text: Text, key: str) -> list[str]:
    """Title and table of patches, or of their pixels, by class and by size."""
    total = sum(sum(row[key]) for row in found["spectrum"])
    body = [[escape(row["class"]), *(text.number(one, 0) for one in row[key]),
             text.percent(sum(row[key]) / max(1, total))] for row in found["spectrum"]]
    return [f"<h2>{text[f'spectrum_{key}']}</h2>",
            table([text["class"], *(escape(size) for size in found["sizes"]), text["share"]], body)]


def worst(report: Mapping[str, Any], text: Text, crops: Sequence[tuple[str, str]],
          legend: Mapping[str, Sequence[int]]) -> list[str]:
    """Crops of the image and of the map around the places where they are wrong."""
    if not crops:
        return []
    parts = []
    for place, (mapped, image) in zip(report["worst"], crops):
        shown = "".join(f'<img alt="" style="{_LOOK}" src="{one}">' for one in (image, mapped) if one)
        sure = "" if place["confidence"] is None else f", {text['confidence_mean'].lower()} " \
            f"{text.number(place['confidence'], 2)}"
        parts.append(f'<figure style="display:inline-block;margin:.6em 1em .6em 0">{shown}<figcaption>'
                     f"{text['map']} : <b>{escape(place['map'])}</b>, {text['reference'].lower()} : "
                     f"<b>{escape(place['reference'])}</b>{sure}<br>{text.number(place['x'], 1)} ; "
                     f"{text.number(place['y'], 1)}</figcaption></figure>")
    keys = " &nbsp; ".join(f"{colour_key(colour)}{escape(name)}" for name, colour in legend.items())
    return [f"<h2>{text['worst_title']}</h2><p>{text['worst_note']}</p><p>{keys}</p>", *parts]
