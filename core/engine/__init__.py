"""The ground: grids, reading and writing rasters, the block runner, progress, safe outputs.

``raster`` alone opens GDAL datasets. Nothing here knows what a product or a band means.
"""
