"""What a user names of a product: bands by name or role, indices and formulas, layers."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ...engine.formulas import evaluate, formula_of, indices, roles_of
from ...errors import BocageError
from ...products.layers import LAYERS
from ...products.model import Band, Product

#: "B04" means B4, whatever the producer writes.
_CODE = re.compile(r"B0(\d)", re.IGNORECASE)


@dataclass(frozen=True)
class Variable:
    """One thing to read of one product: a band, a formula of bands, or a layer that it carries."""

    #: As the user named it: what tables and raster bands are called.
    name: str
    #: Bands to read; a formula knows them by ``keys``.
    bands: tuple[Band, ...] = ()
    keys: tuple[str, ...] = ()
    #: "" for a band as it is.
    formula: str = ""
    #: Kind of layer ("aot", "water_vapour"), "" for anything else.
    layer: str = ""

    @property
    def is_band(self) -> bool:
        """True for a band as it is."""
        return bool(self.bands) and not self.formula

    def compute(self, values: Mapping[str, np.ndarray]) -> np.ndarray:
        """From arrays by band name: the band's, or the formula of them, float32."""
        if not self.formula:
            return values[self.bands[0].name]
        return evaluate(self.formula, {key: values[band.name] for key, band in zip(self.keys, self.bands)})


def split_names(text: str) -> tuple[str, ...]:
    """Names in a text, separated by commas, semicolons or lines; commas inside parentheses stay.

    What a parenthesis leaves open is a name too: whoever reads it as a formula says what is wrong with it.
    """
    names, depth, start = [], 0, 0
    for place, sign in enumerate(text):
        depth += (sign == "(") - (sign == ")")
        if sign in ",;\n" and (depth <= 0 or sign != ","):
            names.append(text[start:place].strip())
            start = place + 1
    names.append(text[start:].strip())
    return tuple(dict.fromkeys(name for name in names if name))


def variables(product: Product, names: Sequence[str]) -> tuple[Variable, ...]:
    """What each name means on this product. Raises BocageError: band absent, formula that cannot be read."""
    return tuple(variable(product, name) for name in names)


def variable(product: Product, name: str) -> Variable:
    """One name: a band's name, a role, a layer, an index, a formula, in this order."""
    text = name.strip()
    band = named_band(product, text)
    if band is not None:
        return Variable(text, (_readable(product, band, text),))
    if text.lower() in LAYERS:
        if not product.mask_files.get(text.lower()):
            raise BocageError("band_absent", file=product.path, band=text)
        return Variable(text.lower(), layer=text.lower())
    if text.lower() in _roles():
        raise BocageError("band_absent", file=product.path, band=text)
    keys = roles_of(text)
    bands = []
    for key in keys:
        found = product.role(key)
        if found is None:
            raise BocageError("band_absent", file=product.path, band=key)
        bands.append(_readable(product, found, key))
    return Variable(_title(text), tuple(bands), keys, formula_of(text))


def named_band(product: Product, text: str) -> Band | None:
    """The band of that name ("B4", "b04") or role, None where there is none."""
    wanted = _CODE.sub(r"B\1", text).upper()
    for band in product.bands:
        if _CODE.sub(r"B\1", band.name).upper() == wanted:
            return band
    return product.role(text.lower())


def _readable(product: Product, band: Band, text: str) -> Band:
    if band.path is None:
        raise BocageError("band_absent", file=product.path, band=text)
    return band


def _roles() -> frozenset[str]:
    from ...products.model import ROLES

    return frozenset(ROLES)


def _title(text: str) -> str:
    """An index is called as its authors call it: ``ndvi`` is NDVI."""
    return text.upper() if text not in indices() and text.upper() in indices() else text
