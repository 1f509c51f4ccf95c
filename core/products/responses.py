"""Names the version of a product's own spectral responses by their content, never by a date."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from .model import SpectralResponse

#: (platform, version): response-weighted mean wavelengths of B1, B2 and B8, nm. Computed from ESA's
#: published responses: "Sentinel-2A MSI Spectral Responses" (2015), COPE-GSEG-EOPG-TN-15-0007 3.0
#: (December 2017) and 4.0 (2024; 3.1 and 3.2 hold the same numbers in these bands).
_MEANS_NM: dict[tuple[str, str], tuple[float, float, float]] = {
    ("S2A", "ESA 2015"): (443.94, 496.54, 835.11),
    ("S2A", "v3.0"): (442.70, 492.44, 832.79),
    ("S2A", "v4.0"): (442.70, 492.72, 832.79),
    ("S2B", "v3.0"): (442.23, 492.13, 832.95),
    ("S2B", "v4.0"): (442.25, 492.34, 832.95),
    ("S2C", "v4.0"): (444.22, 489.03, 834.61),
}
#: Half the smallest distance between two versions (B2 of S2B) is 0.105 nm.
_TOLERANCE_NM = 0.10


def response_version(platform: str, responses: Mapping[str, SpectralResponse]) -> str:
    """Version of Sentinel-2 responses keyed by band name ("B1"...); "product" where it is unknown.

    Needs B2; B1 and B8 must agree with it where they are given.
    """
    if "B2" not in responses:
        return "product"
    for (owner, version), means in _MEANS_NM.items():
        if owner == platform and _agrees(responses, means):
            return version
    return "product"


def _agrees(responses: Mapping[str, SpectralResponse], means: tuple[float, float, float]) -> bool:
    known = [(responses[name].central_nm(), mean) for name, mean in zip(("B1", "B2", "B8"), means)
             if name in responses]
    return all(abs(found - mean) <= _TOLERANCE_NM for found, mean in known)


def versioned(platform: str, responses: Mapping[str, SpectralResponse]) -> dict[str, SpectralResponse]:
    """The same responses, each carrying the version of the set."""
    version = response_version(platform, responses)
    return {name: replace(response, version=version) for name, response in responses.items()}
