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

#: Of FRC, DTS and WGT: NO_DATA_VALUE of Common/include/GlobalDefs.h (CNES/WASP), -10 times 1000 for weights.
NODATA = -10000
#: DEFAULT_COMPOSITION_QUANTIF_VALUE of UpdateSynthesis/include/UpdateSynthesisFunctor.h.
QUANTIFICATION = 10000
#: Numbers of WGT for 1: WEIGHT_QUANTIF_VALUE, there too.
WEIGHTS = 1000
#: NATURE of ProductFormatter/src/ProductCreatorSentinelMuscate.cpp, as those of FRC and the tree of the metadata.
MASKS = {"DTS": "Weighted_Average_Dates", "WGT": "Pixel_Weight", "FLG": "Pixel_Status_Flag"}


def identifier_of(product: Product, missions: Sequence[str], centre: date) -> str:
    """``SENTINEL2X_20190415-000000-000_L3A_T31UFR_C_V1-0``; of one satellite alone, its own name, as WASP does."""
    satellites = {mission.upper() for mission in missions}
    several = len(satellites) > 1 and all(name.startswith("SENTINEL2") for name in satellites)
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
    project = identifier.split("_")[0]
    project = "SENTINEL2" if project.startswith("SENTINEL2") else project
    # Angles are those of no acquisition: none are told.
    return document(Element("Muscate_Metadata_Document", [
        Element("Metadata_Identification", [Element("METADATA_FORMAT", "METADATA_MUSCATE", version="1.16")]),
        Element("Dataset_Identification", [
            Element("IDENTIFIER", identifier.rsplit("_", 1)[0]), Element("AUTHORITY", "Bocage"),
            Element("PRODUCER", "Bocage"), Element("PROJECT", project),
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
            Element("DATES_MEANING", f"DTS: days since {centre.year}-01-01, which is 0, {NODATA} for none"),
            Element("WEIGHTS_MEANING", f"WGT: sum of the weights of the clear dates times {WEIGHTS}, 0 where all are "
                                       f"hidden, {NODATA} where nothing was seen"),
            Element("Input_List", [Element("INPUT", name, days=f"{days:g}") for name, days in inputs])])]))
