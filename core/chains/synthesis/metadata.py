"""MTD_ALL.xml of a composite, as WASP names its files, so that every reader of L3A products finds them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime, time, timezone

from ... import __version__
from ...engine.grid import Grid
from ...products.credits import simulated
from ...products.model import Product
from ...products.muscate.description import L2ADescription, L2AStatistics
from ...products.muscate.layout import zone
from ...products.muscate.metadata_geometry import geoposition
from ...products.muscate.xml_text import Element, document
from .settings import SynthesisSettings

NODATA = -10000
QUANTIFICATION = 10000
#: Numbers of WGT and of DTS for 1.
WEIGHTS, DAYS = 1000, 100
MASKS = {"DTS": "Weighted_Average_Dates", "WGT": "Pixel_Weight", "FLG": "Pixel_Status_Flag"}


def identifier_of(product: Product, missions: Sequence[str], centre: date) -> str:
    """``SENTINEL2X_20190415-000000-000_L3A_T31UFR_C_V1-0``."""
    satellites = {mission.upper() for mission in missions}
    several = all(name.startswith("SENTINEL2") for name in satellites)
    mission = "SENTINEL2X" if several else product.mission.upper()
    return f"{mission}_{centre:%Y%m%d}-000000-000_L3A_{zone(product)}_C_V1-0"


def paths_of(identifier: str, groups: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Paths inside the product's folder by ``FRC_B4``, ``DTS_R1``..., ``MTD_ALL``."""
    paths = {f"FRC_{band}": f"{identifier}_FRC_{band}.tif" for bands in groups.values() for band in bands}
    paths.update({f"{mask}_{group}": f"MASKS/{identifier}_{mask}_{group}.tif" for group in groups for mask in MASKS})
    return {**paths, "MTD_ALL": f"{identifier}_MTD_ALL.xml"}


def text(identifier: str, first: Product, centre: date, groups: Mapping[str, tuple[str, ...]],
         grids: Mapping[str, Grid], inputs: Sequence[tuple[str, float]], settings: SynthesisSettings) -> str:
    """The whole file. inputs: identifiers and days from the centre of the products composed."""
    paths = paths_of(identifier, groups)
    when = datetime.combine(centre, time(), timezone.utc)
    described = L2ADescription(first, identifier, grids, groups, datetime.now(timezone.utc), L2AStatistics(0.0, 0.0))
    bands = [Element("IMAGE_FILE", paths[f"FRC_{band}"], band_id=band) for band in described.bands]
    masks = [Element("Mask", [
        Element("Mask_Properties", [Element("NATURE", nature)]),
        Element("Mask_File_List", [Element("MASK_FILE", paths[f"{mask}_{group}"], group_id=group)
                                   for group in groups])]) for mask, nature in MASKS.items()]
    # Angles are those of no acquisition: none are told.
    return document(Element("Muscate_Metadata_Document", [
        Element("Metadata_Identification", [Element("METADATA_FORMAT", "METADATA_MUSCATE", version="1.16")]),
        Element("Dataset_Identification", [
            Element("IDENTIFIER", identifier.rsplit("_", 1)[0]), Element("AUTHORITY", "Bocage"),
            Element("PRODUCER", "Bocage"), Element("PROJECT", identifier.split("_")[0].rstrip("X")),
            Element("GEOGRAPHICAL_ZONE", zone(first)),
            # What comes of a simulation goes on saying so.
            *([Element("SIMULATED", "true")] if simulated(first) else [])]),
        Element("Product_Characteristics", [
            Element("PRODUCT_ID", identifier), Element("ACQUISITION_DATE", f"{when:%Y-%m-%dT%H:%M:%S}.000Z"),
            Element("PRODUCTION_DATE", f"{described.generated:%Y-%m-%dT%H:%M:%S}.000Z"),
            Element("PRODUCT_VERSION", "1.0"), Element("PRODUCT_LEVEL", "L3A"),
            Element("PLATFORM", identifier.split("_")[0]),
            Element("Band_Global_List", [Element("BAND_ID", band) for band in described.bands])]),
        Element("Product_Organisation", [Element("Muscate_Product", [
            Element("Image_List", [Element("Image", [
                Element("Image_Properties", [Element("NATURE", "Flat_Reflectance_Composite")]),
                Element("Image_File_List", bands)])]),
            Element("Mask_List", masks)])]),
        geoposition(described),
        Element("Radiometric_Informations", [
            Element("REFLECTANCE_QUANTIFICATION_VALUE", QUANTIFICATION),
            Element("Special_Values_List", [Element("SPECIAL_VALUE", NODATA, name="nodata")])]),
        Element("Processing_Information", [
            Element("SOFTWARE_VERSION", f"Bocage {__version__}"),
            Element("PARAMETERS", json.dumps(asdict(settings), ensure_ascii=False, sort_keys=True)),
            Element("DATES_MEANING", f"DTS: days from {centre.isoformat()} times {DAYS}, {NODATA} for none"),
            Element("WEIGHTS_MEANING", f"WGT: sum of the weights of the clear dates times {WEIGHTS}"),
            Element("Input_List", [Element("INPUT", name, days=f"{days:g}") for name, days in inputs])])]))
