"""Build ``core/data/ground_spectra.json``: spectra of real ground, for simulated scenes.

    python tools/build_ground_spectra.py        needs h5py; real products in $BOCAGE_SHARED (default ../shared)

Two L1C images whose air was clear, averaged to 60 m: Brandenburg on 27 May 2017 (T33UUB; lanha/DSen2, CC BY 4.0)
and Slovenia on 11 July 2015 (sentinel-hub/eo-learn, MIT); contains modified Copernicus Sentinel data 2015 and
2017. Each is corrected with one AOT: the one that makes blue half of red over its dense dark vegetation
(Kaufman et al. 1997, IEEE TGRS 35, 1286), a relation that Bocage's own retrieval does not use.
"""

from __future__ import annotations

import json
import os
import sys
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / ".build"))
from bocage.core.atmosphere.correction import BandAtmosphere, State  # noqa: E402
from bocage.core.atmosphere.responses import load  # noqa: E402
from bocage.core.chains.simulation.geometry import sun_angles  # noqa: E402
from bocage.core.engine.raster import Raster  # noqa: E402

TARGET = ROOT / "core" / "data" / "ground_spectra.json"
SHARED = Path(os.environ.get("BOCAGE_SHARED", ROOT.parent / "shared")) / "data"
BANDS = ("B1", "B2", "B3", "B4", "B5", "B6", "B7", "B8", "B8A", "B9", "B11", "B12")
FILES = ("B01", "B02", "B03", "B04", "B05", "B06", "B07", "B08", "B8A", "B09", "B10", "B11", "B12")
#: Most spectra of a kind, and the draw.
MOST, SEED = 60, 20170527
#: Red over swir2 of vegetation in flower is above this.
FLOWERING = 0.9
#: Least reflectance kept: what is darker is noise of the correction.
LEAST = 0.003


@dataclass(frozen=True)
class Image:
    """Top-of-atmosphere reflectance (band, row, column) at 60 m, and what its correction needs."""

    name: str
    toa: np.ndarray
    when: datetime
    longitude: float
    latitude: float
    altitude_km: float


def means(values: np.ndarray, side: int) -> np.ndarray:
    """Means of squares (band, row, column)."""
    rows, columns = values.shape[1] // side * side, values.shape[2] // side * side
    cut = values[:, :rows, :columns].reshape(len(values), rows // side, side, columns // side, side)
    return np.asarray(cut.mean(axis=(2, 4)))


def brandenburg() -> Image:
    """T33UUB."""
    import h5py

    with h5py.File(SHARED / "s2_l1c_dsen2" / "S2A_MSIL1C_20170527_T33UUB.mat") as file:
        fine, middle, coarse = (np.asarray(file[name], float) / 10000 for name in ("im10", "im20", "im60"))
    by_band = dict(zip(("B4", "B3", "B2", "B8"), means(fine, 6)))
    by_band.update(zip(("B5", "B6", "B7", "B8A", "B11", "B12"), means(middle, 3)))
    by_band.update(zip(("B1", "B9"), coarse))
    return Image("S2A_MSIL1C_20170527_T33UUB", np.stack([by_band[b] for b in BANDS]), datetime(2017, 5, 27, 10, 20),
                 12.9, 53.0, 0.05)


def slovenia() -> Image:
    """Eastern Slovenia."""
    path = SHARED / "s2_l1c_slovenia_5dates" / "S2A_L1C_20150711T100008_SLOVENIA_13bands.tif"
    with Raster(str(path)) as raster:
        rows, columns = raster.grid.shape
        values = np.stack([raster.read(k, (0, 0, rows, columns)) for k in range(1, 14)]).astype(float) / 10000
    return Image("S2A L1C of 2015-07-11, Slovenia", means(np.delete(values, 10, axis=0), 6),
                 datetime(2015, 7, 11, 10, 0, 8), 14.5, 46.0, 0.7)


class Correction:
    """Surface reflectance of an image for any AOT; water vapour so that B9 lies on its continuum."""

    def __init__(self, image: Image) -> None:
        self.image = image
        self.bands = {name: BandAtmosphere(load("S2A")[name]) for name in BANDS}
        place = np.array([image.longitude]), np.array([image.latitude])
        self.sza = float(sun_angles(image.when, *place)[0][0])

    def band(self, name: str, aot: float, water: float) -> np.ndarray:
        """One band; view near nadir, at right angles to the sun."""
        values = (self.sza, 5.0, 90.0, aot, water, 0.32, self.image.altitude_km)
        state = State(*[np.array([v], float) for v in values])
        return self.bands[name].terms(state).surface(self.image.toa[BANDS.index(name)])

    def water(self, aot: float) -> float:
        """g/cm2."""
        def excess(amount: float) -> float:
            nir, swir = self.band("B8A", aot, amount), self.band("B11", aot, amount)
            return abs(float(np.median((self.band("B9", aot, amount) - nir - 0.11 * (swir - nir))[nir > 0.15])))

        return float(min(np.arange(0.4, 5.0, 0.05), key=excess))

    def aot(self) -> float:
        """Kaufman's relation over dense dark vegetation."""
        trials = np.arange(0.0, 0.6, 0.01)
        water = self.water(0.2)

        def off(aot: float) -> float:
            blue, red, nir, swir = (self.band(b, aot, water) for b in ("B2", "B4", "B8A", "B12"))
            dark = ((nir - red) / (nir + red) > 0.6) & (swir > 0.01) & (swir < 0.08)
            return abs(float(np.median(blue[dark] / red[dark])) - 0.5)

        return float(min(trials, key=off))

    def spectra(self) -> tuple[np.ndarray, float, float]:
        """(pixel, 13), AOT and water vapour. B10, which no light reaches, is drawn between its neighbours."""
        aot = self.aot()
        water = self.water(aot)
        found = [self.band(name, aot, water).ravel() for name in BANDS]
        found.insert(10, found[9] + 0.65 * (found[10] - found[9]))
        return np.stack(found, axis=1), aot, water


def kinds(values: np.ndarray) -> dict[str, np.ndarray]:
    """Which pixels are of which kind, by rules on reflectance."""
    red, nir, swir1, swir2 = values[:, 3], values[:, 8], values[:, 11], values[:, 12]
    ndvi = (nir - red) / (nir + red)
    good = (values > LEAST).all(axis=1) & (values < 0.9).all(axis=1)
    # Rapeseed in flower (27 May) would flower all year in a parcel that keeps its spectrum.
    good &= (ndvi < 0.4) | (red < FLOWERING * swir2)
    return {"conifer": good & (ndvi > 0.6) & (nir < 0.25) & (swir2 < 0.07),
            "leaf": good & (ndvi > 0.75) & (nir >= 0.25) & (swir1 < 0.20) & (swir2 < 0.08),
            "crop": good & (ndvi > 0.7) & (nir > 0.33) & (swir2 >= 0.05),
            "grass": good & (ndvi > 0.45) & (ndvi < 0.7) & (swir2 > 0.08) & (swir2 < 0.2),
            "bare": good & (ndvi < 0.30) & (nir > 0.12) & (nir < 0.45) & (swir1 > nir)}


def main() -> None:
    random = np.random.default_rng(SEED)
    gathered: dict[str, list[np.ndarray]] = {}
    sources = []
    for image in (brandenburg(), slovenia()):
        correction = Correction(image)
        values, aot, water = correction.spectra()
        sources.append({"image": image.name, "aot550": round(aot, 3), "water_g_cm2": round(water, 2),
                        "sza": round(correction.sza, 1)})
        for kind, chosen in kinds(values).items():
            gathered.setdefault(kind, []).append(values[chosen])
    spectra = {}
    for kind, parts in gathered.items():
        found = np.concatenate(parts)
        kept = found[np.sort(random.permutation(len(found))[:MOST])]
        ratio = found[:, 0] / found[:, 3]
        sys.stdout.write(f"{kind}: {len(found)} pixels, B1/B4 {np.mean(ratio):.3f} +- {np.std(ratio):.3f}\n")
        spectra[kind] = [[round(float(v), 4) for v in row] for row in kept]
    text = {"about": "Surface reflectance of real ground, 60 m, contains modified Copernicus Sentinel data 2015 and "
                     "2017; made by tools/build_ground_spectra.py", "sources": sources, "bands": FILES,
            "spectra": spectra}
    TARGET.write_text(json.dumps(text, separators=(",", ":")) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
