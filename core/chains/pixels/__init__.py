"""Pixels of any product or raster on any grid: what the product tools share.

variables: what BANDS names, on one product; reading: values and flags on a grid in any CRS.
"""
