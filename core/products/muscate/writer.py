"""Writing a MUSCATE L2A product: all but the pixels, which the chain writes at the paths of ``layout``."""

from __future__ import annotations

import os

from ...engine.outputs import write_text
from .description import L2ADescription, L2AStatistics
from .layout import FIRST_VERSION_NOT_COMPUTED, SENTINEL2_GROUPS, layout, mask_dtype, product_identifier
from .metadata import metadata_text
from .quicklook import write_natural_colour_vrt, write_quicklook
from .stac import stac_text

__all__ = ["FIRST_VERSION_NOT_COMPUTED", "SENTINEL2_GROUPS", "L2ADescription", "L2AStatistics", "layout",
           "make_folders", "mask_dtype", "product_identifier", "write_companions", "write_metadata",
           "write_natural_colour_vrt", "write_quicklook", "write_stac"]


def make_folders(folder: str | os.PathLike[str]) -> None:
    """Make the sub-folders of a product."""
    for name in ("MASKS", "DATA"):
        os.makedirs(os.path.join(folder, name), exist_ok=True)


def write_metadata(folder: str | os.PathLike[str], description: L2ADescription) -> str:
    """Write ``<id>_MTD_ALL.xml``; returns its path. Raises BocageError."""
    path = os.path.join(folder, description.paths["MTD_ALL"])
    write_text(path, metadata_text(description))
    return path


def write_stac(folder: str | os.PathLike[str], description: L2ADescription) -> str:
    """Write ``<id>_STAC.json``; returns its path. Raises BocageError."""
    path = os.path.join(folder, description.paths["STAC"])
    write_text(path, stac_text(description))
    return path


def write_companions(folder: str | os.PathLike[str], description: L2ADescription) -> str:
    """All that goes with the pixels already in ``folder``: quicklook, virtual raster, STAC, metadata.

    The metadata come last: a folder that has them is whole. Returns the path of the virtual raster.
    """
    base = os.fspath(folder)
    write_quicklook(base, description)
    layer = write_natural_colour_vrt(base, description)
    write_stac(base, description)
    write_metadata(base, description)
    return layer
