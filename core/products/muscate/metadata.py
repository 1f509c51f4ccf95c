"""MTD_ALL.xml: the structure of a Theia product's metadata, plus a section on how it was made.

Element names and their order follow METADATA_MUSCATE 1.16. What Bocage adds is in attributes and in
``Processing_Information``, which other readers pass over.
"""

from __future__ import annotations

import re
from datetime import datetime

from ...engine.raster import creation_options
from ..credits import simulated
from .description import L2ADescription
from .layout import (
    AOT_QUANTIFICATION,
    ATMOSPHERE_DTYPE,
    ATMOSPHERE_NODATA,
    MASKS,
    REFLECTANCE_NODATA,
    REFLECTANCE_QUANTIFICATION,
    WATER_VAPOUR_QUANTIFICATION,
    dataset_identifier,
    is_computed,
    mask_bits,
    mask_dtype,
    utc,
    version_number,
    zone,
)
from .metadata_geometry import geometric, geoposition
from .xml_text import Element, document, number

FORMAT_VERSION = "1.16"
NOT_COMPUTED = "not_computed"
#: NATURE of each mask bit, in the order of a Theia product's list.
_BIT_NATURES = (("WVC_Interpolation", "IAB", 1), ("AOT_Interpolation", "IAB", 2),
                ("Detailed_Cloud", "CLM", 0), ("Edge", "EDG", 0), ("Saturation", "SAT", 0),
                ("Water", "MG2", 1), ("Cloud", "MG2", 2), ("Snow", "MG2", 3), ("Cloud_Shadow", "MG2", 4),
                ("Topography_Shadow", "MG2", 5), ("Hidden_Surface", "MG2", 6), ("Sun_Too_Low", "MG2", 7),
                ("Tangent_Sun", "MG2", 8))


def metadata_text(description: L2ADescription) -> str:
    """The whole MTD_ALL.xml."""
    return document(Element("Muscate_Metadata_Document", [
        Element("Metadata_Identification", [
            Element("METADATA_FORMAT", "METADATA_MUSCATE", version=FORMAT_VERSION),
            Element("METADATA_PROFILE", "USER"),
            Element("METADATA_INFORMATION", "EXPERT")]),
        _dataset(description), _characteristics(description), _organisation(description),
        geoposition(description), geometric(description), _radiometric(description), _quality(description),
        _production(description), _processing(description)]))


def _stamp(moment: datetime) -> str:
    return f"{utc(moment):%Y-%m-%dT%H:%M:%S}.{utc(moment).microsecond // 1000:03d}Z"


def _project(mission: str) -> str:
    """``SENTINEL2`` from ``SENTINEL2A``."""
    return re.sub(r"(?<=\d)[A-Z]$", "", mission)


def _dataset(description: L2ADescription) -> Element:
    place = zone(description.source)
    kind = "Tile" if re.fullmatch(r"T\d{2}[A-Z]{3}", place) else "Site"
    return Element("Dataset_Identification", [
        Element("IDENTIFIER", dataset_identifier(description.identifier)),
        Element("AUTHORITY", "Bocage"), Element("PRODUCER", "Bocage"),
        Element("PROJECT", _project(description.source.mission)),
        Element("GEOGRAPHICAL_ZONE", place, type=kind),
        # What comes of a simulation goes on saying so.
        *([Element("SIMULATED", "true")] if simulated(description.source) else [])])


def _characteristics(description: L2ADescription) -> Element:
    source, acquired = description.source, _stamp(description.source.acquired)
    absolute = source.extras.get("orbit_number", "")
    relative = "" if source.relative_orbit is None else str(source.relative_orbit)
    return Element("Product_Characteristics", [
        Element("PRODUCT_ID", description.identifier),
        Element("ACQUISITION_DATE", acquired),
        Element("PRODUCTION_DATE", _stamp(description.generated)),
        Element("PRODUCT_VERSION", version_number(description.identifier)),
        Element("PRODUCT_LEVEL", "L2A"),
        Element("PLATFORM", source.mission),
        Element("ORBIT_NUMBER", absolute or relative, type="Orbit" if absolute else "Relative_Orbit",
                relative_orbit=relative or None),
        Element("UTC_Acquisition_Range", [Element("MEAN", acquired),
                                          Element("DATE_PRECISION", "0.001", unit="s")]),
        _band_list("Band_Global_List", description.bands),
        Element("Band_Group_List", [Element("Group", [_band_list("Band_List", bands)], group_id=group)
                                    for group, bands in description.groups.items()])])


def _band_list(name: str, bands: tuple[str, ...]) -> Element:
    return Element(name, [Element("BAND_ID", band) for band in bands], count=len(bands))


def _organisation(description: L2ADescription) -> Element:
    paths = description.paths
    red_green_blue = ",".join(description.natural_colours())
    bands = [Element("IMAGE_FILE", paths[f"SRE_{band}"], band_id=band) for band in description.bands]
    images = [_files("Image", "Surface_Reflectance", "int16", bands)]
    if description.flat:
        flat = [Element("IMAGE_FILE", paths[f"FRE_{band}"], band_id=band) for band in description.bands]
        images.append(_files("Image", "Flat_Reflectance", "int16", flat))
    for band_number, nature in ((1, "Water_Vapor_Content"), (2, "Aerosol_Optical_Thickness")):
        files = [Element("IMAGE_FILE", paths[f"ATB_{group}"], group_id=group, band_number=band_number)
                 for group in description.groups]
        images.append(_files("Image", nature, ATMOSPHERE_DTYPE, files))
    if description.uncertainty:
        images.append(_files("Image", "Aerosol_Optical_Thickness_Uncertainty", "float32",
                             [Element("IMAGE_FILE", paths["AUN"])]))
    masks = [_mask(description, nature, mask, bit) for nature, mask, bit in _BIT_NATURES]
    return Element("Product_Organisation", [Element("Muscate_Product", [
        Element("QUICKLOOK", paths["QKL_ALL"], bands_id=red_green_blue),
        Element("Image_List", images), Element("Mask_List", masks)])])


def _files(kind: str, nature: str, encoding: str, files: list[Element], status: str | None = None) -> Element:
    codec = next(o.split("=")[1] for o in creation_options(encoding) if o.startswith("COMPRESS="))
    return Element(kind, [
        Element(f"{kind}_Properties", [
            Element("NATURE", nature), Element("FORMAT", "image/tiff"),
            Element("ENCODING", "byte" if encoding == "uint8" else encoding),
            Element("ENDIANNESS", "LittleEndian"), Element("COMPRESSION", codec)]),
        Element(f"{kind}_File_List", files)], status=status)


def _mask(description: L2ADescription, nature: str, mask: str, bit: int) -> Element:
    paths, files, computed, encoding = description.paths, [], True, "uint8"
    for group, bands in description.groups.items():
        path = paths[f"{mask}_{group}"]
        encoding = max(encoding, mask_dtype(mask, bands), key=len)
        if mask == "SAT":
            files += [Element("MASK_FILE", path, band_id=band, bit_number=position)
                      for position, band, _ in mask_bits(mask, bands)]
        else:
            files.append(Element("MASK_FILE", path, group_id=group, bit_number=bit or None))
    if mask != "SAT":
        names = [name for position, name, _ in mask_bits(mask) if bit in (0, position)]
        computed = any(is_computed(mask, name, description.not_computed) for name in names)
    return _files("Mask", nature, encoding, files, None if computed else NOT_COMPUTED)


def _radiometric(description: L2ADescription) -> Element:
    return Element("Radiometric_Informations", [
        Element("REFLECTANCE_QUANTIFICATION_VALUE", REFLECTANCE_QUANTIFICATION),
        Element("WATER_VAPOR_CONTENT_QUANTIFICATION_VALUE", WATER_VAPOUR_QUANTIFICATION),
        Element("AEROSOL_OPTICAL_THICKNESS_QUANTIFICATION_VALUE", AOT_QUANTIFICATION),
        Element("Special_Values_List", [
            Element("SPECIAL_VALUE", REFLECTANCE_NODATA, name="nodata"),
            Element("SPECIAL_VALUE", ATMOSPHERE_NODATA, name="water_vapor_content_nodata"),
            Element("SPECIAL_VALUE", ATMOSPHERE_NODATA, name="aerosol_optical_thickness_nodata")]),
        Element("Spectral_Band_Informations_List",
                [_spectral_band(description, band) for band in description.bands])])


def _spectral_band(description: L2ADescription, band: str) -> Element:
    content = []
    source, response = description.source_band(band), description.responses.get(band)
    gain = description.source.extras.get(f"physical_gain:{source.name}") if source is not None else None
    if gain:
        content.append(Element("Calibration_Coefficients_Lists", [Element("Native_Coefficients_List", [
            Element("COEFFICIENT", gain, name="PhysicalGain")])]))
    if source is not None and source.solar_irradiance is not None:
        content.append(Element("SOLAR_IRRADIANCE", source.solar_irradiance, unit="W/m²/µm"))
    grid = description.grids[description.group_of(band)]
    content.append(Element("SPATIAL_RESOLUTION", grid.dx, unit="m"))
    if response is not None:
        axis = response.wavelength_nm
        step = (axis[-1] - axis[0]) / (len(axis) - 1) if len(axis) > 1 else 1.0
        content.append(Element("Wavelength", [
            Element("MIN", axis[0], unit="nm"), Element("MAX", axis[-1], unit="nm"),
            Element("CENTRAL", round(response.central_nm(), 3), unit="nm")]))
        content.append(Element("Spectral_Response", [
            Element("STEP", step, unit="nm"),
            Element("VALUES", " ".join(number(round(v, 8)) for v in response.response))],
            source=response.source, version=response.version))
    return Element("Spectral_Band_Informations", content, band_id=band)


def _index(name: str, value: float | None) -> Element:
    """Zero would be a claim: what is not computed is NaN and says so."""
    if value is None:
        return Element("QUALITY_INDEX", "NaN", name=name, status=NOT_COMPUTED)
    return Element("QUALITY_INDEX", round(value, 4), name=name)


def _quality(description: L2ADescription) -> Element:
    figures = description.statistics
    indexes = [_index("CloudPercent", figures.cloud_percent), _index("SnowPercent", figures.snow_percent)]
    indexes += [Element("QUALITY_INDEX", NOT_COMPUTED, name=name, status=NOT_COMPUTED)
                for name in ("RainDetected", "HotSpotDetected", "SunGlintDetected")]
    indexes += [_index("NoDataPercent", figures.nodata_percent), _index("MeanAOT", figures.aot_mean),
                _index("MeanWaterVaporContent", figures.water_vapour_mean),
                _index("OzoneContent", figures.ozone_cm_atm)]
    return Element("Quality_Informations", [Element("Current_Product", [
        Element("Product_Quality_List", [Element("Product_Quality", [
            Element("Source_Product", _product(description.identifier, description)),
            Element("Global_Index_List", indexes)])], level="N2")])])


def _product(identifier: str, description: L2ADescription) -> list[Element]:
    return [Element("PRODUCT_ID", identifier),
            Element("ACQUISITION_DATE", _stamp(description.source.acquired)),
            Element("PRODUCTION_DATE", _stamp(description.generated))]


def _production(description: L2ADescription) -> Element:
    source = [Element("PRODUCT_ID", description.source.identifier),
              Element("ACQUISITION_DATE", _stamp(description.source.acquired))]
    if description.source.extras.get("generation_time"):
        source.append(Element("PRODUCTION_DATE", description.source.extras["generation_time"]))
    date = _stamp(description.generated)
    return Element("Production_Informations", [Element("Processing_Jobs_List", [Element("Job", [
        Element("WORKPLAN_ID", "bocage:l2a"), Element("STEP_ID", "l2a"), Element("JOB_ID", 1),
        Element("PRODUCER_NAME", "Bocage"), Element("START_PRODUCTION_DATE", date),
        Element("END_PRODUCTION_DATE", date),
        Element("Products_List", [
            Element("Inputs_List", [Element("PRODUCT", source)]),
            Element("Outputs_List", [
                Element("PRODUCT", _product(description.identifier, description))])])])])])


def _processing(description: L2ADescription) -> Element:
    """What made it, what the bits mean, what is not computed."""
    tables = []
    for mask in MASKS:
        groups = description.groups.items() if mask == "SAT" else ((None, ()),)
        for group, bands in groups:
            bits = [Element("BIT", meaning, bit_number=position, value=2 ** (position - 1), name=name,
                            computed=str(is_computed(mask, name, description.not_computed)).lower())
                    for position, name, meaning in mask_bits(mask, bands)]
            tables.append(Element("Mask_Bits", bits, mask=mask, group_id=group))
    relative = description.source.relative_orbit
    orbit = [] if relative is None else [Element("RELATIVE_ORBIT_NUMBER", relative)]
    return Element("Processing_Information", [
        Element("SOFTWARE", "Bocage", version=description.processing.get("software_version")),
        Element("INPUT_PRODUCT", description.source.identifier, level=description.source.level,
                baseline=description.source.baseline or None),
        *orbit, Element("Parameter_List", [Element("PARAMETER", value, name=name)
                                   for name, value in sorted(description.processing.items())]),
        Element("Mask_Bits_List", tables),
        Element("Not_Computed_List", [Element("NOT_COMPUTED", name) for name in description.not_computed])])
