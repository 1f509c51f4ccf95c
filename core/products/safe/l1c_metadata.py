"""MTD_TL.xml and MTD_MSIL1C.xml of a simulated L1C product."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Optional

import numpy as np

from ...engine.raster import transform_points
from . import l1c_xml as xml
from .l1c_description import (
    NODATA,
    RESOLUTION_M,
    SATURATED,
    L1CDescription,
    compact,
    granule_name,
    product_name,
)

#: bandId or None, type, file name.
Mask = tuple[Optional[int], str, str]


def _tile_id(product: L1CDescription, kind: str) -> str:
    middle = (f"A{product.absolute_orbit:06d}_T{product.tile}" if kind == "TL"
              else f"S{compact(product.sensing)}")
    return (f"{product.platform}_OPER_MSI_L1C_{kind}_SIMU_{compact(product.generated)}_{middle}"
            f"_N{product.baseline}")


def tile_metadata(product: L1CDescription, masks: Sequence[Mask]) -> str:
    """``MTD_TL.xml``; ``masks`` are (bandId or None, type, file name)."""
    zone = product.crs.split(":")[-1]
    crs_name = f"WGS84 / UTM zone {zone[-2:]}{'S' if zone.startswith('327') else 'N'}"
    shapes = {resolution: product.grid(resolution).shape for resolution in (10, 20, 60)}
    general = xml.lines(
        xml.text("TILE_ID", _tile_id(product, "TL"), metadataLevel="Brief"),
        xml.text("DATASTRIP_ID", _tile_id(product, "DS"), metadataLevel="Standard"),
        xml.text("DOWNLINK_PRIORITY", "NOMINAL", metadataLevel="Standard"),
        xml.text("SENSING_TIME", xml.iso(product.sensing), metadataLevel="Standard"),
        xml.tag("Archiving_Info", xml.lines(xml.text("ARCHIVING_CENTRE", "SIMU"),
                                            xml.text("ARCHIVING_TIME", xml.iso(product.generated))),
                metadataLevel="Expertise"))
    geometric = xml.lines(xml.tile_geocoding(product.crs, crs_name, product.upper_left, shapes),
                          xml.tile_angles(product.sun, product.view, product.size_m))
    root = f"GRANULE/{granule_name(product)}/QI_DATA"
    names = [xml.text("MASK_FILENAME", f"{root}/{file}", **(
        {"type": kind} if band is None else {"bandId": band, "type": kind})) for band, kind, file in masks]
    quality = xml.lines(
        xml.tag("Image_Content_QI", xml.lines(xml.text("CLOUDY_PIXEL_PERCENTAGE", f"{product.cloud_percent:.6g}"),
                                              xml.text("DEGRADED_MSI_DATA_PERCENTAGE", 0))),
        xml.tag("Pixel_Level_QI", xml.lines(*names), geometry="FULL_RESOLUTION"))
    return xml.tile_document(general, geometric, quality, product.note)


def user_metadata(product: L1CDescription) -> str:
    """``MTD_MSIL1C.xml``."""
    general = xml.lines(_product_info(product), _image_characteristics(product))
    grid = product.grid(10)
    xmin, ymin, xmax, ymax = grid.bounds
    corners = np.array([(xmin, ymax), (xmax, ymax), (xmax, ymin), (xmin, ymin), (xmin, ymax)])
    longitude, latitude = transform_points(corners[:, 0], corners[:, 1], product.crs, "EPSG:4326")
    positions = " ".join(f"{lat:.12g} {lon:.12g}" for lat, lon in zip(latitude, longitude))
    footprint = xml.tag("Product_Footprint", xml.lines(
        xml.tag("Product_Footprint", xml.lines(
            xml.tag("Global_Footprint", xml.lines(xml.text("EXT_POS_LIST", positions))))),
        xml.text("RASTER_CS_TYPE", "POINT"), xml.text("PIXEL_ORIGIN", 1)))
    reference = xml.tag("Coordinate_Reference_System", xml.lines(
        xml.text("GEO_TABLES", "EPSG", version="1"), xml.text("HORIZONTAL_CS_TYPE", "GEOGRAPHIC")))
    quality = xml.lines(xml.text("Cloud_Coverage_Assessment", f"{product.cloud_percent:.6g}"),
                        xml.tag("Technical_Quality_Assessment", xml.lines(
                            xml.text("DEGRADED_ANC_DATA_PERCENTAGE", 0),
                            xml.text("DEGRADED_MSI_DATA_PERCENTAGE", 0))))
    return xml.user_document(general, xml.lines(footprint, reference), xml.lines(xml.tag("GIPP_List", "")),
                             quality, product.note)


def _product_info(product: L1CDescription) -> str:
    start, granule = compact(product.sensing), granule_name(product)
    platform = f"Sentinel-{product.platform[1:]}"
    identifier = f"G{product.platform}_{start}_{product.absolute_orbit:06d}_N{product.baseline}"
    datatake = xml.tag("Datatake", xml.lines(
        xml.text("SPACECRAFT_NAME", platform), xml.text("DATATAKE_TYPE", "INS-NOBS"),
        xml.text("DATATAKE_SENSING_START", xml.iso(product.sensing)),
        xml.text("SENSING_ORBIT_NUMBER", product.relative_orbit),
        xml.text("SENSING_ORBIT_DIRECTION", "DESCENDING")), datatakeIdentifier=identifier)
    files = [xml.text("IMAGE_FILE", f"GRANULE/{granule}/IMG_DATA/T{product.tile}_{start}_{name}")
             for name in (*product.bands, *(("TCI",) if product.true_colour else ()))]
    granules = xml.tag("Granule", xml.lines(*files), datastripIdentifier=_tile_id(product, "DS"),
                       granuleIdentifier=_tile_id(product, "TL"), imageFormat="JPEG2000")
    return xml.tag("Product_Info", xml.lines(
        xml.text("PRODUCT_START_TIME", xml.iso(product.sensing)),
        xml.text("PRODUCT_STOP_TIME", xml.iso(product.sensing)),
        xml.text("PRODUCT_URI", product_name(product)), xml.text("PROCESSING_LEVEL", "Level-1C"),
        xml.text("PRODUCT_TYPE", "S2MSI1C"), xml.text("PROCESSING_BASELINE", product.baseline),
        xml.text("GENERATION_TIME", xml.iso(product.generated)),
        xml.text("PREVIEW_IMAGE_URL", "Not applicable"), xml.text("PREVIEW_GEO_INFO", "Not applicable"),
        datatake, xml.tag("Query_Options", xml.lines(xml.text("PRODUCT_FORMAT", "SAFE_COMPACT")),
                          completeSingleTile="true"),
        xml.tag("Product_Organisation", xml.lines(xml.tag("Granule_List", xml.lines(granules))))))


def _image_characteristics(product: L1CDescription) -> str:
    special = [xml.tag("Special_Values", xml.lines(
        xml.text("SPECIAL_VALUE_TEXT", name), xml.text("SPECIAL_VALUE_INDEX", value)))
        for name, value in (("NODATA", NODATA), ("SATURATED", SATURATED))]
    display = xml.tag("Image_Display_Order", xml.lines(
        xml.text("RED_CHANNEL", 3), xml.text("GREEN_CHANNEL", 2), xml.text("BLUE_CHANNEL", 1)))
    offsets = xml.tag("Radiometric_Offset_List", xml.lines(*(
        xml.text("RADIO_ADD_OFFSET", value, band_id=band) for band, value in product.offsets.items()))
    ) if product.offsets else ""
    ids = {name: xml.BAND_NAMES.index(name) for name in product.bands}
    irradiances = [xml.text("SOLAR_IRRADIANCE", f"{band.solar_irradiance:g}", bandId=ids[name],
                            unit="W/m²/µm") for name, band in product.bands.items()]
    conversion = xml.tag("Reflectance_Conversion", xml.lines(
        xml.text("U", f"{product.distance_correction:.12g}"),
        xml.tag("Solar_Irradiance_List", xml.lines(*irradiances))))
    spectral = [xml.spectral_information(ids[name], name, RESOLUTION_M[name], band.response)
                for name, band in product.bands.items()]
    return xml.tag("Product_Image_Characteristics", xml.lines(
        *special, display, xml.text("QUANTIFICATION_VALUE", product.quantification, unit="none"), offsets,
        conversion, xml.tag("Spectral_Information_List", xml.lines(*spectral)),
        xml.text("REFERENCE_BAND", 0)))
