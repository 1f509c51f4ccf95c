"""Spectral responses that the plugin ships, by platform and version, with their sources.

Versions are named by content, never chosen by a date: a product of 1 January 2018 still carries
the response of 2015. ``latest`` is physically right for every date of the same instrument.
"""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

from ..errors import BocageError
from ..products.model import Product, SpectralResponse
from .spectral import DATA


@lru_cache(maxsize=1)
def _all() -> dict[str, dict[str, Any]]:
    return dict(json.loads((DATA / "responses.json").read_text(encoding="utf-8")))


def platforms() -> tuple[str, ...]:
    """Platforms with at least one response: S2A, S2B, S2C, VENUS, LANDSAT8, LANDSAT9."""
    return tuple(_all())


def versions(platform: str) -> tuple[str, ...]:
    """Versions of a platform, oldest first; the last is ``latest``."""
    return tuple(_all().get(platform, {}))


@lru_cache(maxsize=16)
def _load(platform: str, version: str) -> dict[str, SpectralResponse]:
    entry = _all()[platform][version]
    result = {}
    for band, values in entry["bands"].items():
        start, step = values["start_nm"], values["step_nm"]
        axis = tuple(start + i * step for i in range(len(values["response"])))
        result[band] = SpectralResponse(band, axis, tuple(values["response"]), entry["source"], version)
    return result


def load(platform: str, version: str = "latest") -> dict[str, SpectralResponse]:
    """Responses by band name. Raises BocageError for a platform or version that is not shipped."""
    known = versions(platform)
    if not known:
        raise BocageError("response_platform_unknown", platform=platform, known=", ".join(platforms()))
    chosen = known[-1] if version == "latest" else version
    if chosen not in known:
        raise BocageError("response_version_unknown", platform=platform, version=version,
                          known=", ".join(("latest", "product", *known)))
    return _load(platform, chosen)


def select(product: Product, choice: str) -> dict[str, SpectralResponse]:
    """Responses for a product: ``latest``, ``product`` (its own metadata), or a version."""
    if choice != "product":
        return load(product.platform, choice)
    own = {band.name: band.response for band in product.bands if band.response is not None}
    if len(own) < len(product.bands):
        raise BocageError("response_not_in_product", file=product.path)
    return own
