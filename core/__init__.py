"""The science of Bocage: numpy and osgeo.gdal, never qgis, never Qt.

Rooms, from the ground up: engine, products, then the sciences (atmosphere, masks, series,
landcover, validation, catalogue), then chains, which alone composes its siblings.
"""

#: Written into every output; equals ``version`` in metadata.txt (a test compares them).
__version__ = "0.1.0"
