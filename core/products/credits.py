"""Whose data a picture shows, as their licences ask to be said, in English or in French.

Sentinel: Copernicus' legal notice (contains modified Copernicus Sentinel data [year]); Landsat: the USGS' courtesy
line; VENµS: CNES' line. Who processed it further stands beside it. What a product says is simulated is never credited
to a satellite.
"""

from __future__ import annotations

from .model import Product

#: Start of ``Product.platform`` -> the owner's line, where ``{year}`` is that of the acquisition.
_OWNERS = {
    "S2": {"en": "contains modified Copernicus Sentinel data {year}",
           "fr": "contient des données Copernicus Sentinel modifiées {year}"},
    "SENTINEL": {"en": "contains modified Copernicus Sentinel data {year}",
                 "fr": "contient des données Copernicus Sentinel modifiées {year}"},
    "VENUS": {"en": "VENµS data {year}, CNES and ISA", "fr": "données VENµS {year}, CNES et ISA"},
    "LANDSAT": {"en": "Landsat {year} image courtesy of the U.S. Geological Survey",
                "fr": "image Landsat {year} fournie par l'U.S. Geological Survey"},
    "SPOT": {"en": "SPOT data {year}, CNES", "fr": "données SPOT {year}, CNES"},
}
_SIMULATED = {"en": "simulated by Bocage, not an acquisition", "fr": "simulation de Bocage, et non une acquisition"}
#: Makers of a product beyond its owner: what its metadata hold -> how they are named.
_PRODUCERS = {"MUSCATE": "Theia, MUSCATE", "THEIA": "Theia", "BOCAGE": "Bocage"}
_PROCESSED = {"en": "processed by {who}", "fr": "traitement {who}"}
#: Centre that the simulator writes in the identifiers of what it makes.
_SIMULATION_CENTRE = "_SIMU_"


def simulated(product: Product) -> bool:
    """True where the product says that no satellite saw it."""
    said = (product.extras.get("datastrip", ""), product.extras.get("simulated", ""))
    return _SIMULATION_CENTRE in said[0] or said[1].lower() in ("true", "yes", "1")


def credit(product: Product, language: str = "en") -> str:
    """The line to print under a picture of the product; "" where nobody is known to ask for one."""
    if simulated(product):
        return _SIMULATED[language]
    platform = product.platform.upper()
    owner = next((lines[language] for start, lines in _OWNERS.items() if platform.startswith(start)), "")
    parts = [owner.format(year=product.acquired.year)] if owner else []
    said = f"{product.extras.get('producer', '')} {product.extras.get('authority', '')}".upper()
    who = next((name for word, name in _PRODUCERS.items() if word in said), "")
    if who:
        parts.append(_PROCESSED[language].format(who=who))
    return ", ".join(parts)


def sensor(product: Product) -> str:
    """``Sentinel-2A``, ``VENµS``, ``Landsat 8``: the satellite as people write it."""
    platform = product.platform.upper()
    for start, name in (("SENTINEL2", "Sentinel-2"), ("S2", "Sentinel-2")):
        # X where several satellites made it together.
        if platform.startswith(start):
            return name + platform[len(start):].strip(" _-").replace("X", "")
    for start, name in (("LANDSAT", "Landsat"), ("SPOT", "SPOT")):
        if platform.startswith(start):
            return f"{name} {platform[len(start):].strip(' _-')}".strip()
    return "VENµS" if platform.startswith("VENUS") else product.platform
