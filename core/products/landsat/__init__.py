"""Landsat 4 to 9 as USGS ships it: Collection 1 and 2, Level-1 and surface reflectance."""
