"""Sentinel-2 as cloud-optimised GeoTIFFs with a STAC item (the bucket sentinel-cogs and its likes)."""
