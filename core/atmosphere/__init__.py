"""The atmosphere: responses, radiative-transfer tables, the correction, and its inversion.

``correction.band_atmosphere`` is the door: a response and an aerosol model give the terms of one band.
"""

from .spectral import available_models

__all__ = ["available_models"]
