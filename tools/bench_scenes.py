"""How long a scene takes to come to the map: a whole tile of thirteen JPEG 2000 images, in a QGIS without a screen.

    python tools/bench_scenes.py               the simulated tile (tools/simulate.py --full)
    python tools/bench_scenes.py --product X   another product

Prints JSON. For each look: reading the metadata (in the background), making the layer (in the main thread), the first
drawing of the whole tile at 1000 x 800, another one, and the first of a view of 8 x 6 km.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
for place in (ROOT / "tools", ROOT / ".build"):
    sys.path.insert(0, str(place))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QGIS_CUSTOM_CONFIG_PATH", str(ROOT / ".build" / "profile"))
LOOKS = ("natural", "swir", "NDVI", "EVI", "EMBI")
WIDE, HIGH = 1000, 800


def drawn(layer, extent) -> float:
    """Seconds that QGIS takes for one picture, in its own threads."""
    from qgis.core import QgsMapRendererParallelJob, QgsMapSettings
    from qgis.PyQt.QtCore import QSize

    settings = QgsMapSettings()
    settings.setLayers([layer])
    settings.setDestinationCrs(layer.crs())
    settings.setExtent(extent)
    settings.setOutputSize(QSize(WIDE, HIGH))
    begin = time.perf_counter()
    job = QgsMapRendererParallelJob(settings)
    job.start()
    job.waitForFinished()
    taken = time.perf_counter() - begin
    if job.renderedImage().pixelColor(WIDE // 2, HIGH // 2).alpha() == 0:
        raise SystemExit("nothing was drawn")
    return taken


def measure(path: str, folder: Path) -> list[dict]:
    """A line a look; each has its own layer and virtual raster."""
    from bocage.bridge import scenes
    from bocage.core.products import open_product
    from qgis.core import QgsProject, QgsRectangle

    record = scenes.record_of(open_product(path))
    lines = []
    for look in LOOKS:
        begin = time.perf_counter()
        prepared = scenes.prepare(record, look, folder=folder)
        ready = time.perf_counter()
        layer = scenes.show(prepared, QgsProject.instance())
        shown = time.perf_counter()
        whole = layer.extent()
        middle = whole.center()
        near = QgsRectangle(middle.x() - 4000, middle.y() - 3000, middle.x() + 4000, middle.y() + 3000)
        lines.append({"look": look, "metadata_s": ready - begin, "layer_ms": 1000 * (shown - ready),
                      "whole_s": drawn(layer, whole), "again_s": drawn(layer, whole), "near_s": drawn(layer, near),
                      "columns": layer.width()})
    return lines


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--product", help="a product (default: the simulated tile)")
    options = parser.parse_args()
    from qgis.core import Qgis, QgsApplication

    application = QgsApplication([], False)
    application.initQgis()
    import simulate

    product = options.product or str(simulate.full(simulate.TILE))
    with tempfile.TemporaryDirectory() as folder:
        lines = measure(product, Path(folder))
        sys.stdout.write(json.dumps({"qgis": Qgis.QGIS_VERSION, "load": round(os.getloadavg()[0], 1),
                                     "looks": lines}) + "\n")
        sys.stdout.flush()
        # QGIS often crashes while Python takes it apart.
        os._exit(0)


if __name__ == "__main__":
    main()
