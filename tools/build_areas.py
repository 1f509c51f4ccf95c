"""Build resources/areas: outlines that the plugin ships, from stated facts alone.

Notre-Dame-des-Landes: no perimeter is copied. Its project's centre is stated as 47 21 11 N 1 43 23 W (the former
airport project), its surface as about 1,650 ha (declaration of public utility of 9 February 2008; Agence France-Presse,
17 January 2018). A circle says no more than these: it claims neither a shape nor a limit.

    python tools/build_areas.py [folder]
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from proofs import ROOT  # noqa: E402, I001 - links the plugin as a package

import numpy as np  # noqa: E402
from bocage.core.engine import geodesic  # noqa: E402

#: Degrees WGS 84, hectares, corners of the circle.
LATITUDE, LONGITUDE, HECTARES, CORNERS = 47.353, -1.723, 1650.0, 120
PROPERTIES = {
    "name": "Notre-Dame-des-Landes (indicative)",
    "nom": "Notre-Dame-des-Landes (indicatif)",
    "note": "Indicative: a circle of about 1,650 ha around 47.353 N 1.723 W. It is not the legal perimeter of the ZAD, "
            "which the State publishes on data.gouv.fr.",
    "remarque": "Indicatif : un cercle d'environ 1 650 ha autour de 47,353 N 1,723 O. Ce n'est pas le périmètre légal "
                "de la ZAD, que l'État publie sur data.gouv.fr.",
    "hectares": HECTARES,
    "source": "Surface: declaration of public utility of 9 February 2008 (about 1,650 ha) and AFP, 17 January 2018. "
              "Centre: that of the airport project.",
    "site": "https://www.data.gouv.fr",
}


def geographic(beta: np.ndarray) -> np.ndarray:
    """Latitudes, degrees, of authalic ones, radians: by Newton's method."""
    latitude = np.degrees(beta)
    for _ in range(6):
        step = 1e-5
        slope = (geodesic.authalic(latitude + step) - geodesic.authalic(latitude - step)) / (2 * step)
        latitude = latitude - (geodesic.authalic(latitude) - beta) / slope
    return latitude


def circle(angle: float) -> list[tuple[float, float]]:
    """Counter-clockwise ring at ``angle`` (radians) from the centre, on the sphere that has the ellipsoid's areas."""
    bearing = -2 * np.pi * np.arange(CORNERS) / CORNERS
    beta0 = float(geodesic.authalic(np.array(LATITUDE)))
    beta = np.arcsin(np.sin(beta0) * np.cos(angle) + np.cos(beta0) * np.sin(angle) * np.cos(bearing))
    turn = np.arctan2(np.sin(bearing) * np.sin(angle) * np.cos(beta0), np.cos(angle) - np.sin(beta0) * np.sin(beta))
    ring = [(round(float(x), 6), round(float(y), 6))
            for x, y in zip(LONGITUDE + np.degrees(turn), geographic(beta))]
    return [*ring, ring[0]]


def notre_dame_des_landes() -> str:
    """The GeoJSON, RFC 7946."""
    angle = float(np.sqrt(HECTARES * 1e4 / np.pi / geodesic.AUTHALIC_RADIUS2))
    for _ in range(4):
        angle *= float(np.sqrt(HECTARES / geodesic.hectares([(circle(angle),)])))
    feature = {"type": "Feature", "properties": PROPERTIES,
               "geometry": {"type": "Polygon", "coordinates": [[list(point) for point in circle(angle)]]}}
    lines = json.dumps({"type": "FeatureCollection", "name": "notre-dame-des-landes", "features": [feature]},
                       ensure_ascii=False, indent=1)
    return lines + "\n"


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / "notre-dame-des-landes.geojson"
    target.write_text(notre_dame_des_landes(), encoding="utf-8", newline="\n")
    sys.stdout.write(f"{target}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "resources" / "areas")
