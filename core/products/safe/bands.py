"""The thirteen bands of Sentinel-2's MSI: identifiers, names, roles, native resolutions."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class MSIBand:
    """One band: its rank in the metadata (``bandId``), name, role and native resolution in metres."""

    identifier: int
    name: str
    role: str
    resolution_m: int

    @property
    def code(self) -> str:
        """As files name it: ``B02``, ``B8A``."""
        return self.name if len(self.name) == 3 else f"B0{self.name[1:]}"


MSI_BANDS = (
    MSIBand(0, "B1", "coastal", 60), MSIBand(1, "B2", "blue", 10), MSIBand(2, "B3", "green", 10),
    MSIBand(3, "B4", "red", 10), MSIBand(4, "B5", "red_edge_1", 20), MSIBand(5, "B6", "red_edge_2", 20),
    MSIBand(6, "B7", "red_edge_3", 20), MSIBand(7, "B8", "nir", 10), MSIBand(8, "B8A", "nir_narrow", 20),
    MSIBand(9, "B9", "water_vapour", 60), MSIBand(10, "B10", "cirrus", 60), MSIBand(11, "B11", "swir1", 20),
    MSIBand(12, "B12", "swir2", 20),
)
NAME_OF_ID = {str(band.identifier): band.name for band in MSI_BANDS}
NAME_OF_CODE = {band.code: band.name for band in MSI_BANDS}
