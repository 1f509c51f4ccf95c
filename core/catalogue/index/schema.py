"""The tables of ``index.gpkg``: a GeoPackage 1.3 that QGIS shows as it is, and what Bocage keeps beside it.

``products`` is the features table, with the standard R-tree that QGIS looks for. ``scene_tree`` is ours: longitude
and latitude in 1e-7 degrees and time in seconds, whole numbers, so that nothing is lost to float32. A footprint on
both sides of the antimeridian has two boxes there: ``id = 2 * fid`` and ``2 * fid + 1``.
"""

from __future__ import annotations

from pathlib import Path

#: Of the tables below; kept in ``bocage_index``.
VERSION = 3
#: "GPKG", and GeoPackage 1.3.0.
APPLICATION_ID, USER_VERSION = 0x47504B47, 10300
#: Few bytes are lost at the end of pages of this size, whatever the rows and the nodes of the trees.
PAGE_BYTES = 16384

_WGS84 = ('GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563,AUTHORITY["EPSG","7030"]],'
          'AUTHORITY["EPSG","6326"]],PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],UNIT["degree",'
          '0.0174532925199433,AUTHORITY["EPSG","9122"]],AXIS["Latitude",NORTH],AXIS["Longitude",EAST],'
          'AUTHORITY["EPSG","4326"]]')
_SYSTEMS = (
    ("Undefined Cartesian SRS", -1, "NONE", -1, "undefined", "undefined Cartesian coordinate reference system"),
    ("Undefined geographic SRS", 0, "NONE", 0, "undefined", "undefined geographic coordinate reference system"),
    ("WGS 84 geodetic", 4326, "EPSG", 4326, _WGS84, "longitude/latitude coordinates in decimal degrees"))

_GEOPACKAGE = """
CREATE TABLE gpkg_spatial_ref_sys (
  srs_name TEXT NOT NULL, srs_id INTEGER NOT NULL PRIMARY KEY, organization TEXT NOT NULL,
  organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL, description TEXT);
CREATE TABLE gpkg_contents (
  table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL, identifier TEXT UNIQUE, description TEXT DEFAULT '',
  last_change DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')),
  min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE, srs_id INTEGER,
  CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id));
CREATE TABLE gpkg_geometry_columns (
  table_name TEXT NOT NULL, column_name TEXT NOT NULL, geometry_type_name TEXT NOT NULL, srs_id INTEGER NOT NULL,
  z TINYINT NOT NULL, m TINYINT NOT NULL,
  CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name), CONSTRAINT uk_gc_table_name UNIQUE (table_name),
  CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) REFERENCES gpkg_contents(table_name),
  CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys (srs_id));
CREATE TABLE gpkg_extensions (
  table_name TEXT, column_name TEXT, extension_name TEXT NOT NULL, definition TEXT NOT NULL, scope TEXT NOT NULL,
  CONSTRAINT ge_tce UNIQUE (table_name, column_name, extension_name));
"""

_TABLES = """
CREATE TABLE products (
  fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, geom MULTIPOLYGON,
  identifier TEXT NOT NULL, source TEXT NOT NULL, platform TEXT, level TEXT, tile TEXT, acquired DATETIME NOT NULL,
  cloud_percent REAL, relative_orbit INTEGER, baseline TEXT, family TEXT, path TEXT, quicklook TEXT, collection TEXT,
  state TEXT NOT NULL, extras TEXT, clear_source TEXT, t INTEGER NOT NULL, key INTEGER NOT NULL);
CREATE VIRTUAL TABLE scene_tree USING rtree_i32(id, min_lon, max_lon, min_lat, max_lat, t0, t1);
CREATE VIRTUAL TABLE rtree_products_geom USING rtree(id, minx, maxx, miny, maxy);
CREATE TABLE tiles (
  tile TEXT PRIMARY KEY, min_lon REAL, min_lat REAL, max_lon REAL, max_lat REAL) WITHOUT ROWID;
CREATE TABLE assets (
  product INTEGER NOT NULL, number INTEGER NOT NULL, key TEXT NOT NULL, href TEXT NOT NULL, media_type TEXT,
  title TEXT, roles TEXT, size INTEGER, checksum TEXT, PRIMARY KEY (product, number)) WITHOUT ROWID;
CREATE TABLE cells (
  id INTEGER PRIMARY KEY, crs TEXT NOT NULL, x0 REAL, dx REAL, y0 REAL, dy REAL, row_count INTEGER,
  column_count INTEGER, outline BLOB, fit BLOB NOT NULL, UNIQUE (crs, x0, dx, y0, dy, row_count, column_count));
CREATE TABLE clear_share (
  product INTEGER PRIMARY KEY, cells INTEGER NOT NULL, source TEXT NOT NULL, cloud_percent REAL, data BLOB NOT NULL,
  coarse BLOB NOT NULL);
CREATE TABLE folders (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, path TEXT NOT NULL UNIQUE, scanned DATETIME);
CREATE TABLE places (
  path TEXT NOT NULL, granule TEXT NOT NULL, product INTEGER NOT NULL, stamp TEXT NOT NULL, content TEXT NOT NULL,
  PRIMARY KEY (path, granule)) WITHOUT ROWID;
CREATE INDEX places_product ON places (product);
CREATE TABLE failures (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, path TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, reason TEXT NOT NULL,
  code TEXT NOT NULL, fields TEXT NOT NULL, stamp TEXT NOT NULL, version TEXT NOT NULL);
CREATE TABLE layer_styles (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, f_table_catalog TEXT(256), f_table_schema TEXT(256),
  f_table_name TEXT(256), f_geometry_column TEXT(256), styleName TEXT(30), styleQML TEXT, styleSLD TEXT,
  useAsDefault BOOLEAN, description TEXT, owner TEXT(30), ui TEXT(30),
  update_time DATETIME DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')));
CREATE TABLE bocage_index (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
"""

#: ``products_nowhere`` holds what no tree can find. Time has no index of its own: the tree is one.
INDEXES = {"products_key": "CREATE INDEX products_key ON products (key)",
           "products_local": "CREATE INDEX products_local ON products (fid) WHERE source = 'local'",
           "products_nowhere": "CREATE INDEX products_nowhere ON products (t) WHERE geom IS NULL"}

#: The standard R-tree follows every change, whoever makes it (GeoPackage 1.3, annex F.3).
TRIGGERS = {
    "rtree_products_geom_insert": """AFTER INSERT ON products WHEN (NEW.geom NOT NULL AND NOT ST_IsEmpty(NEW.geom))
      BEGIN INSERT OR REPLACE INTO rtree_products_geom VALUES
      (NEW.fid, ST_MinX(NEW.geom), ST_MaxX(NEW.geom), ST_MinY(NEW.geom), ST_MaxY(NEW.geom)); END""",
    "rtree_products_geom_update1": """AFTER UPDATE OF geom ON products WHEN OLD.fid = NEW.fid AND
      (NEW.geom NOT NULL AND NOT ST_IsEmpty(NEW.geom))
      BEGIN INSERT OR REPLACE INTO rtree_products_geom VALUES
      (NEW.fid, ST_MinX(NEW.geom), ST_MaxX(NEW.geom), ST_MinY(NEW.geom), ST_MaxY(NEW.geom)); END""",
    "rtree_products_geom_update2": """AFTER UPDATE OF geom ON products WHEN OLD.fid = NEW.fid AND
      (NEW.geom ISNULL OR ST_IsEmpty(NEW.geom)) BEGIN DELETE FROM rtree_products_geom WHERE id = OLD.fid; END""",
    "rtree_products_geom_update3": """AFTER UPDATE ON products WHEN OLD.fid != NEW.fid AND
      (NEW.geom NOT NULL AND NOT ST_IsEmpty(NEW.geom))
      BEGIN DELETE FROM rtree_products_geom WHERE id = OLD.fid;
      INSERT OR REPLACE INTO rtree_products_geom VALUES
      (NEW.fid, ST_MinX(NEW.geom), ST_MaxX(NEW.geom), ST_MinY(NEW.geom), ST_MaxY(NEW.geom)); END""",
    "rtree_products_geom_update4": """AFTER UPDATE ON products WHEN OLD.fid != NEW.fid AND
      (NEW.geom ISNULL OR ST_IsEmpty(NEW.geom))
      BEGIN DELETE FROM rtree_products_geom WHERE id IN (OLD.fid, NEW.fid); END""",
    "rtree_products_geom_delete": """AFTER DELETE ON products WHEN OLD.geom NOT NULL
      BEGIN DELETE FROM rtree_products_geom WHERE id = OLD.fid; END""",
    # Ours: what hangs on a product goes with it, even where QGIS removes it.
    "products_delete": """AFTER DELETE ON products BEGIN
      DELETE FROM scene_tree WHERE id = 2 * OLD.fid;
      DELETE FROM scene_tree WHERE id = 2 * OLD.fid + 1;
      DELETE FROM assets WHERE product = OLD.fid;
      DELETE FROM clear_share WHERE product = OLD.fid;
      DELETE FROM places WHERE product = OLD.fid; END""",
}

_CONTENTS = (("products", "features", "Footprints", 4326), ("folders", "attributes", "Folders indexed", None),
             ("failures", "attributes", "What could not be indexed", None),
             ("layer_styles", "attributes", "layer_styles", None))
#: QGIS takes the look of the layer, its dates included, from the file: made by QGIS 3.22.
STYLE = Path(__file__).resolve().parents[2] / "data" / "footprints.qml"
_EXTENSION = ("products", "geom", "gpkg_rtree_index", "http://www.geopackage.org/spec120/#extension_rtree",
              "write-only")

#: Version -> statements that bring the file to the next one.
UPGRADES: dict[int, tuple[str, ...]] = {
    # Grids of clear share without their bounds: made again when they are asked for.
    1: ("DELETE FROM clear_share", "UPDATE products SET clear_source = NULL",
        "ALTER TABLE clear_share ADD COLUMN coarse BLOB NOT NULL DEFAULT x''",
        "CREATE INDEX IF NOT EXISTS products_local ON products (fid) WHERE source = 'local'"),
    # Bounds of another kind.
    2: ("DELETE FROM clear_share", "UPDATE products SET clear_source = NULL")}


def statements() -> list[tuple[str, tuple]]:
    """What makes an empty index, in order, with values."""
    found: list[tuple[str, tuple]] = [(text, ()) for text in _split(_GEOPACKAGE) + _split(_TABLES)]
    found += [(text, ()) for text in INDEXES.values()]
    found += [("INSERT INTO gpkg_spatial_ref_sys VALUES (?, ?, ?, ?, ?, ?)", system) for system in _SYSTEMS]
    found += [("INSERT INTO gpkg_contents (table_name, data_type, identifier, srs_id) VALUES (?, ?, ?, ?)", row)
              for row in _CONTENTS]
    found.append(("INSERT INTO gpkg_geometry_columns VALUES ('products', 'geom', 'MULTIPOLYGON', 4326, 0, 0)", ()))
    found.append(("INSERT INTO gpkg_extensions VALUES (?, ?, ?, ?, ?)", _EXTENSION))
    found += [(f"CREATE TRIGGER {name} {body}", ()) for name, body in TRIGGERS.items()]
    found.append(("INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, f_geometry_column, "
                  "styleName, styleQML, styleSLD, useAsDefault, description, owner) "
                  "VALUES ('', '', 'products', 'geom', 'Bocage', ?, '', 1, 'Footprints by where they are', '')",
                  (STYLE.read_text(encoding="utf-8"),)))
    found.append(("INSERT INTO bocage_index VALUES ('schema', ?)", (str(VERSION),)))
    return found


def _split(script: str) -> list[str]:
    return [text.strip() for text in script.split(";\n") if text.strip()]
