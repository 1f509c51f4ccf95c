"""Pixels of any product or raster on any grid: what the product tools share.

sources: a product, or a raster as one; variables: what BANDS names; reading: values and flags on a grid in any CRS;
masking: flags by their words, buffers; targets: grids to write on; lanes: blocks by several threads; output and style:
what is written.
"""
