"""What a product does not tell of its geometry, and what a run could not look for."""

from __future__ import annotations

import numpy as np

from ...engine.progress import Progress
from ...products.model import AngleGrid
from ...products.muscate.layout import HIGH_CLOUD_BITS, HISTORY_BITS, MASKS_NOT_COMPUTED, RELIEF_BITS
from .context import Context
from .scenery import CIRRUS_ROLE, Scenery


def say_angles(scenery: Scenery, progress: Progress) -> None:
    """Warn of mean directions that stand for grids, once: the computation meets them in every band and detector."""
    product = scenery.product
    if product.mean_sun is not None and not known(product.sun):
        progress.warn("sun_angles_missing", identifier=product.identifier)
    bare = [name for name in scenery.sources if not any(known(grid) for grid in product.view.get(name, {}).values())]
    for used, names in (("mean", [name for name in bare if name in product.mean_view]),
                        ("nadir", [name for name in bare if name not in product.mean_view])):
        if names:
            progress.warn("view_angles_missing", identifier=product.identifier, band=", ".join(names), detector="?",
                          used=used)


def known(angles: AngleGrid | None) -> bool:
    """True where one node at least has both angles."""
    return angles is not None and bool((np.isfinite(angles.zenith) & np.isfinite(angles.azimuth)).any())


def not_computed(context: Context) -> tuple[str, ...]:
    """Masks and bits at zero because nothing computes them, as the metadata declare them."""
    if context.masks is None:
        return MASKS_NOT_COMPUTED
    scenery = context.scenery
    cirrus = scenery.product.role(CIRRUS_ROLE)
    high = cirrus is not None and cirrus.name in scenery.first_pass
    return ((() if high else HIGH_CLOUD_BITS) + (() if context.previous is not None else HISTORY_BITS)
            + (() if scenery.settings.dem else RELIEF_BITS))
