"""The product's own file: MTD_MSIL1C.xml, MTD_MSIL2A.xml and their old names."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from ...engine.xml import Node
from ...errors import BocageError
from ..fields import numbers, spectral_response
from ..model import SpectralResponse
from ..responses import versioned
from .bands import MSI_BANDS, NAME_OF_ID

ROOTS = {"Level-1C_User_Product": "L1C", "Level-2A_User_Product": "L2A"}
#: First baseline whose digital numbers carry an offset.
_FIRST_OFFSET_BASELINE = (4, 0)
#: Major number of the latest baseline that this reader has been tried on.
_KNOWN_MAJOR = 5
_BAND_IN_NAME = re.compile(r"_(B\d[\dA])(?:_\d\dm)?$")


@dataclass(frozen=True)
class ProductMetadata:
    """What a Sentinel-2 product says of itself, before any granule."""

    level: str
    identifier: str
    platform: str
    baseline: str
    relative_orbit: int | None
    #: Digital numbers for a reflectance of 1.
    quantification: float
    #: Band name -> offset added to the digital number.
    offsets: Mapping[str, float]
    nodata: int | None
    saturated: int | None
    responses: Mapping[str, SpectralResponse] = field(default_factory=dict)
    #: Band name -> W/m2/um.
    irradiances: Mapping[str, float] = field(default_factory=dict)
    #: Band names of the images listed, by granule identifier.
    images: Mapping[str, frozenset[str]] = field(default_factory=dict)
    extras: Mapping[str, str] = field(default_factory=dict)
    #: (longitude, latitude) of the product's outline, degrees.
    footprint: tuple[tuple[float, float], ...] = ()


def parse_baseline(text: str) -> tuple[int, int] | None:
    """``"02.06"`` as ``(2, 6)``, None where it has another form."""
    match = re.fullmatch(r"(\d\d)\.(\d\d)", text.strip())
    return (int(match[1]), int(match[2])) if match else None


def baseline_known(text: str) -> bool:
    """True for NN.NN up to the latest major number tried."""
    parsed = parse_baseline(text)
    return parsed is not None and parsed[0] <= _KNOWN_MAJOR


def platform_of(spacecraft: str) -> str:
    """``Sentinel-2A`` -> ``S2A``; empty where it is not a Sentinel-2."""
    match = re.search(r"(?:SENTINEL-?2|S2)([A-D])", spacecraft.upper())
    return f"S2{match[1]}" if match else ""


def read_metadata(root: Node, file: str) -> ProductMetadata:
    """Metadata of a user product. Raises BocageError where a field that matters is missing."""
    level = ROOTS[root.name]
    baseline = root.value("PROCESSING_BASELINE")
    platform = platform_of(root.value("SPACECRAFT_NAME")) or platform_of(root.value("PRODUCT_URI"))
    special = {node.value("SPECIAL_VALUE_TEXT"): node.integer("SPECIAL_VALUE_INDEX")
               for node in root.descendants("Special_Values")}
    return ProductMetadata(
        level=level, identifier=_identifier(root), platform=platform, baseline=baseline,
        relative_orbit=root.integer("SENSING_ORBIT_NUMBER"),
        quantification=_quantification(root, level, file), offsets=_offsets(root, baseline, file),
        nodata=special.get("NODATA"), saturated=special.get("SATURATED"),
        responses=_responses(root, platform, file), irradiances=_by_band(root, "SOLAR_IRRADIANCE"),
        images=_images(root), extras=_extras(root, baseline), footprint=_footprint(root))


def _identifier(root: Node) -> str:
    text = root.value("PRODUCT_URI") or root.value("PRODUCT_URI_2A") or root.value("PRODUCT_URI_1C")
    return re.sub(r"\.SAFE$", "", text)


def _quantification(root: Node, level: str, file: str) -> float:
    names = ("QUANTIFICATION_VALUE",) if level == "L1C" else (
        "BOA_QUANTIFICATION_VALUE", "L2A_BOA_QUANTIFICATION_VALUE", "QUANTIFICATION_VALUE")
    for name in names:
        value = root.number(name)
        if value is not None and value > 0:
            return value
    raise BocageError("metadata_incomplete", file=file, field=names[0])


def _by_band(root: Node, name: str) -> dict[str, float]:
    """Numbers of elements keyed by ``bandId`` or ``band_id``."""
    found = {}
    for node in root.descendants(name):
        band = NAME_OF_ID.get(node.attributes.get("bandId", node.attributes.get("band_id", "")))
        try:
            value = float(node.text)
        except ValueError:
            continue
        if band is not None:
            found[band] = value
    return found


def _offsets(root: Node, baseline: str, file: str) -> dict[str, float]:
    """Offsets from their tags alone; without tags, 0 before baseline 04.00 and an error after."""
    found = _by_band(root, "RADIO_ADD_OFFSET") or _by_band(root, "BOA_ADD_OFFSET")
    if found:
        return found
    refuse_undecided_offset(baseline, file)
    return {band.name: 0.0 for band in MSI_BANDS}


def refuse_undecided_offset(baseline: str, file: str) -> None:
    """Raise BocageError ``offset_unknown`` unless the baseline is known to come before offsets."""
    parsed = parse_baseline(baseline)
    if parsed is None or parsed >= _FIRST_OFFSET_BASELINE:
        raise BocageError("offset_unknown", file=file, baseline=baseline or "?")


def _responses(root: Node, platform: str, file: str) -> dict[str, SpectralResponse]:
    found = {}
    for node in root.descendants("Spectral_Information"):
        band = NAME_OF_ID.get(node.attributes.get("bandId", "")) or node.attributes.get("physicalBand", "")
        response = spectral_response(node, band, file)
        if response is not None:
            found[band] = response
    return versioned(platform, found)


def _images(root: Node) -> dict[str, frozenset[str]]:
    """Bands listed by granule: IMAGE_FILE, IMAGE_ID or IMAGE_FILE_2A in Granule or Granules."""
    found: dict[str, set[str]] = {}
    for element in ("Granule", "Granules"):
        for granule in root.descendants(element):
            bands = found.setdefault(granule.attributes.get("granuleIdentifier", ""), set())
            for child in granule.children:
                match = _BAND_IN_NAME.search(re.sub(r"\.jp2$", "", child.text))
                if child.name.startswith("IMAGE_") and match:
                    bands.add(match[1])
    return {name: frozenset(bands) for name, bands in found.items()}


def _footprint(root: Node) -> tuple[tuple[float, float], ...]:
    """EXT_POS_LIST holds pairs of latitude and longitude; () where it holds anything else."""
    values = numbers(root.value("EXT_POS_LIST"))
    if values.size < 8 or values.size % 2 or not np.isfinite(values).all():
        return ()
    return tuple((longitude, latitude) for latitude, longitude in values.reshape(-1, 2).tolist())


def _extras(root: Node, baseline: str) -> dict[str, str]:
    names = {"generation_time": "GENERATION_TIME", "cloud_percent": "Cloud_Coverage_Assessment",
             "orbit_direction": "SENSING_ORBIT_DIRECTION", "sun_earth_correction": "U",
             "aot_quantification": "AOT_QUANTIFICATION_VALUE",
             "water_vapour_quantification": "WVP_QUANTIFICATION_VALUE"}
    extras = {key: root.value(name) for key, name in names.items() if root.value(name)}
    gains = _by_band(root, "PHYSICAL_GAINS")
    extras.update({f"physical_gain:{band}": repr(gain) for band, gain in gains.items()})
    if not baseline_known(baseline):
        extras["unknown_baseline"] = baseline or "?"
        extras["warning"] = (f"unknown processing baseline {baseline or '?'}: "
                             "radiometry taken from its metadata")
    return extras
