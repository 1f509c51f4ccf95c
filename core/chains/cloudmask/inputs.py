"""What the masks read of a product, whatever its level and its bands; all that can be refused is refused here."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import numpy as np

from ...atmosphere import responses
from ...engine.progress import Progress
from ...engine.vectors import read_polygons
from ...errors import BocageError
from ...products.model import Band, Product
from ...products.open import open_product
from ..l2a.job import check_sun
from ..l2a.scenery import CIRRUS_ROLE, MASK_ROLES, PARALLAX_ROLES, Scenery, coarse_cells, opened, source_of
from ..settings import L2ASettings
from .settings import CloudMaskSettings

Value = TypeVar("Value")
#: Role -> role that takes its place: the same ground, nearly the same light.
SUBSTITUTES = {"coastal": "blue", "nir_narrow": "nir"}
#: Without these, clouds, snow and shadows cannot be told from the ground.
REQUIRED = ("blue", "green", "red", "nir_narrow", "swir1", "swir2")
#: Cells that a pixel may measure and still tell a cloud.
COARSE = 2.0
#: Solar zenith angles of an L2A product, degrees: where shadows reach far, and where they cannot be placed.
SUN_LOW, SUN_REFUSED = 75.0, 85.0


@dataclass(frozen=True)
class Inputs:
    """A product to look at; ``replaced``: role -> role read in its place."""

    scenery: Scenery
    replaced: dict[str, str]

    @property
    def level(self) -> str:
        """L1C or L2A."""
        return self.scenery.product.level

    @property
    def has_cirrus(self) -> bool:
        """True where the band at 1.38 um is read."""
        cirrus = self.scenery.product.role(CIRRUS_ROLE)
        return cirrus is not None and cirrus.name in self.scenery.first_pass


def open_inputs(settings: CloudMaskSettings) -> Inputs:
    """Open and check the product. Raises BocageError."""
    product = _product(settings.input)
    if product.level not in ("L1C", "L2A"):
        raise BocageError("not_l1c_nor_l2a", file=product.path, level=product.level)
    bands, replaced = _bands(product)
    rasters = {role: opened(product, band.name) for role, band in bands.items()}
    whole = settings_of(settings, product)
    finest = min(bands, key=lambda role: (rasters[role][0].dx, role != "nir"))
    cells = coarse_cells(rasters[finest][0], whole, product)
    if settings.painted:
        read_polygons(settings.painted, cells.crs)
    for role, other in SUBSTITUTES.items():
        # Decimated products have pixels of 1.5 km there: clouds are lost in them.
        if role in bands and other in bands and rasters[role][0].dx > COARSE * cells.dx:
            replaced[role] = other
            del bands[role]
    sources = {band.name: source_of(band, *rasters[role], cells) for role, band in bands.items()}
    names = tuple(dict.fromkeys(band.name for band in bands.values()))
    chosen = responses.select(product, "latest") if product.level == "L1C" else {}
    return Inputs(Scenery(whole, product, {}, sources, cells, chosen, names), replaced)


def _product(path: str) -> Product:
    """Of a product with both kinds of images, those that slopes do not flatten: the tests know the relief."""
    product = open_product(path)
    if product.family != "muscate" or product.extras.get("images") != "FRE":
        return product
    try:
        return open_product(path, images="SRE")
    except BocageError as error:
        if error.code != "images_absent":
            raise
        return product


def settings_of(settings: CloudMaskSettings, product: Product) -> L2ASettings:
    """The same wishes as the chain of L2A knows them."""
    # Sea level only matters to the air above an L1C product, where it is said.
    altitude = None if product.level == "L1C" else 0.0
    return L2ASettings(
        settings.input, str(Path(settings.output).parent), dem=settings.dem, altitude_m=altitude,
        extent=settings.extent, extent_crs=settings.extent_crs, previous=settings.previous, painted=settings.painted,
        threads=settings.threads)


def _bands(product: Product) -> tuple[dict[str, Band], dict[str, str]]:
    """Role -> band to read, and the roles that another replaces. Raises where a required one is absent."""
    found: dict[str, Band] = {}
    replaced = {}
    roles = (*MASK_ROLES, CIRRUS_ROLE) if product.level == "L1C" else MASK_ROLES
    for role in roles:
        band = product.role(role)
        if band is not None and band.path is not None:
            found[role] = band
    for role, other in SUBSTITUTES.items():
        if role not in found and other in found:
            replaced[role] = other
    absent = [role for role in REQUIRED if role not in found and role not in replaced]
    if absent:
        raise BocageError("mask_band_missing", file=product.path, bands=", ".join(absent))
    return found, replaced


def check_sun_of(inputs: Inputs, progress: Progress) -> None:
    """A low sun is said, then refused: by the tables of the air for L1C, by the length of shadows for L2A."""
    product = inputs.scenery.product
    if inputs.level == "L1C":
        check_sun(inputs.scenery, progress)
        return
    zenith = sun_zenith(product)
    if zenith > SUN_REFUSED:
        raise BocageError("sun_too_low_masks", file=product.path, zenith=f"{zenith:.1f}", most=f"{SUN_REFUSED:g}")
    if zenith > SUN_LOW:
        progress.warn("sun_low_masks", file=product.path, zenith=f"{zenith:.1f}")


def sun_zenith(product: Product) -> float:
    """Largest solar zenith angle, degrees. Raises where the product tells none."""
    if product.sun is not None and np.isfinite(product.sun.zenith).any():
        return float(np.nanmax(product.sun.zenith))
    if product.mean_sun is None:
        raise BocageError("angles_absent", file=product.path)
    return product.mean_sun[0]


def spooled(inputs: Inputs) -> list[str]:
    """Bands of an L1C product kept from their first reading, for the parallax: one costs much to decode."""
    bands = [inputs.scenery.product.role(role) for role in PARALLAX_ROLES]
    names = [band.name for band in bands if band is not None and band.name in inputs.scenery.first_pass]
    return names if inputs.level == "L1C" and len(names) == len(PARALLAX_ROLES) else []


def reference_band(inputs: Inputs) -> str:
    """The band whose pixels the masks are written on: the finest, near infrared among equals."""
    scenery = inputs.scenery
    kept = scenery.product.role("nir")
    return min(scenery.first_pass, key=lambda name: (
        scenery.sources[name].grid.dx, kept is None or name != kept.name))


def with_substitutes(values: dict[str, Value], replaced: dict[str, str]) -> dict[str, Value]:
    """By role, the absent ones given what takes their place."""
    return {**values, **{role: values[other] for role, other in replaced.items()}}
