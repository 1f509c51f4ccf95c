"""Sentinel-2 products as ESA makes them: SAFE, compact and old names, and the open bucket's layout."""
