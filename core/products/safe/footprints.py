"""Detector footprints: polygons to GML text or to detector numbers on a grid."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from ...engine.grid import Grid
from ...engine.raster import rasterise

Ring = Sequence[tuple[float, float]]


def detector_numbers(footprints: Mapping[int, Ring], grid: Grid) -> np.ndarray:
    """Detector that saw each pixel centre, uint8 (rows, columns), 0 outside every ring.

    Where two rings overlap the higher number wins.
    """
    rings = [(detector, [np.asarray(footprints[detector], dtype=float)]) for detector in sorted(footprints)]
    return rasterise(rings, grid)


def envelope(rings: Sequence[Ring]) -> tuple[float, float, float, float]:
    """``(xmin, ymin, xmax, ymax)`` of all rings."""
    points = [point for ring in rings for point in ring]
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    return min(xs), min(ys), max(xs), max(ys)


def mask_gml(mask_id: str, kind: str, crs_number: str, features: Mapping[str, Ring]) -> str:
    """A GML mask as producers write it; ``features`` maps the feature's id to its ring, empty for none."""
    head = ('<?xml version="1.0" encoding="UTF-8"?>\n'
            '<eop:Mask xmlns:eop="http://www.opengis.net/eop/2.0" xmlns:gml="http://www.opengis.net/gml/3.2"'
            f' gml:id="{mask_id}">\n  <gml:name>{kind} of {mask_id}</gml:name>\n')
    if not features:
        return head + "  <eop:maskMembers/>\n</eop:Mask>\n"
    xmin, ymin, xmax, ymax = envelope(list(features.values()))
    bounds = ("  <gml:boundedBy>\n"
              f'    <gml:Envelope srsName="urn:ogc:def:crs:EPSG:8.7:{crs_number}">\n'
              f"      <gml:lowerCorner>{xmin} {ymin} 0</gml:lowerCorner>\n"
              f"      <gml:upperCorner>{xmax} {ymax} 0</gml:upperCorner>\n"
              "    </gml:Envelope>\n  </gml:boundedBy>\n")
    members = "".join(_feature(number, name, kind, ring)
                      for number, (name, ring) in enumerate(features.items()))
    return f"{head}{bounds}  <eop:maskMembers>\n{members}  </eop:maskMembers>\n</eop:Mask>\n"


def _feature(number: int, name: str, kind: str, ring: Ring) -> str:
    closed = [*ring, ring[0]]
    positions = " ".join(f"{x:.3f} {y:.3f} 0" for x, y in closed)
    return (f'    <eop:MaskFeature gml:id="{name}">\n'
            f'      <eop:maskType codeSpace="urn:gs2:S2PDGS:maskType">{kind}</eop:maskType>\n'
            f'      <eop:extentOf>\n        <gml:Polygon gml:id="{kind}.{number}_Polygon">\n'
            "          <gml:exterior>\n            <gml:LinearRing>\n"
            f'              <gml:posList srsDimension="3">{positions}</gml:posList>\n'
            "            </gml:LinearRing>\n          </gml:exterior>\n        </gml:Polygon>\n"
            "      </eop:extentOf>\n    </eop:MaskFeature>\n")
