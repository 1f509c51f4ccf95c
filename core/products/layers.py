"""AOT and water vapour that an L2A product carries beside its bands, as physical values."""

from __future__ import annotations

import numpy as np

from ..engine.grid import Grid
from ..engine.raster import Raster
from .model import Product
from .sampling import nearest_values

#: Kind in ``Product.mask_files`` -> unit.
LAYERS = {"aot": "", "water_vapour": "g/cm2"}
#: Sen2Cor writes both times 1000, in its oldest products without saying so; 0 is no data there.
_SEN2COR = 1000.0


def layer_file(product: Product, kind: str, coarsest: bool = False) -> tuple[str, int] | None:
    """Path and band number of a layer, the finest there is or the coarsest.

    None where the product has none, or no scale for it.
    """
    files = product.mask_files.get(kind, {})
    if not files or _quantification(product, kind) is None:
        return None
    key = sorted(files)[-1 if coarsest else 0]
    number = product.extras.get(f"band:{kind}:{key}", "1")
    return files[key], int(number) if number.isdigit() else 1


def read_layer(product: Product, kind: str, grid: Grid, coarsest: bool = False) -> np.ndarray | None:
    """``aot`` (at 550 nm) or ``water_vapour`` (g/cm2) at the pixel centres of ``grid``, float32, NaN for nothing.

    None where the product carries none. Raises BocageError where its file cannot be read.
    """
    found, quantification = layer_file(product, kind, coarsest), _quantification(product, kind)
    if found is None or quantification is None:
        return None
    path, index = found
    outside = -2 ** 31
    numbers = nearest_values(path, grid, index, outside)
    values = numbers.astype(np.float32) / np.float32(quantification)
    empty = numbers == outside
    nodata = _nodata(product, kind, path, index)
    if nodata is not None:
        empty |= numbers == nodata
    return np.where(empty, np.float32(np.nan), values)


def _quantification(product: Product, kind: str) -> float | None:
    try:
        value = float(product.extras.get(f"{kind}_quantification", ""))
    except ValueError:
        return _SEN2COR if product.family == "sentinel2_safe" and product.level == "L2A" else None
    return value if value > 0 else None


def _nodata(product: Product, kind: str, path: str, index: int) -> float | None:
    """As the metadata say, else as the file says, else what Sen2Cor means."""
    stated = product.extras.get(f"{kind}_nodata")
    if stated is not None:
        return float(stated)
    with Raster(path, crs=False) as raster:
        own = raster.band_nodata(index)
    return 0.0 if own is None and product.family == "sentinel2_safe" else own
