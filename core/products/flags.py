"""The canonical flags: one uint16 a pixel, whatever the producer's bits."""

from __future__ import annotations

NODATA = 1
CLOUD = 2
SHADOW = 4
CIRRUS = 8
SNOW = 16
WATER = 32
SATURATED = 64
TOPOGRAPHIC_SHADOW = 128
HIDDEN = 256
SUN_TOO_LOW = 512
DEFECTIVE = 1024

NAMES = {
    "nodata": NODATA, "cloud": CLOUD, "shadow": SHADOW, "cirrus": CIRRUS, "snow": SNOW,
    "water": WATER, "saturated": SATURATED, "topographic_shadow": TOPOGRAPHIC_SHADOW,
    "hidden": HIDDEN, "sun_too_low": SUN_TOO_LOW, "defective": DEFECTIVE,
}
