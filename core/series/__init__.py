"""Time: series of products or rasters, gap filling, synthesis, shifts between dates, indices."""
