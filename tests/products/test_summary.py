"""What a catalogue asks of a product: outline, cloud percent, picture; and outlines over the antimeridian."""

from __future__ import annotations

import shutil

import pytest
from bocage.core.engine.geographic import grid_ring, split_at_antimeridian
from bocage.core.engine.grid import Grid
from bocage.core.engine.raster import Raster
from bocage.core.products.open import open_product
from bocage.core.products.summary import cloud_percent, footprint_lonlat, quicklook_path
from sentinel2_files import real_zip, unpacked


def surface(outline) -> float:
    """Square degrees, whichever way the rings turn."""
    return sum(abs(sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in zip(ring, ring[1:]))) / 2
               for polygon in outline for ring in polygon)


def bounds(outline):
    positions = [position for polygon in outline for ring in polygon for position in ring]
    return (min(x for x, _ in positions), min(y for _, y in positions),
            max(x for x, _ in positions), max(y for _, y in positions))


def test_a_ring_that_crosses_nothing_stays_as_it_is():
    ring = ((1.0, 50.0), (2.0, 50.0), (2.0, 51.0), (1.0, 51.0), (1.0, 50.0))
    assert split_at_antimeridian(ring) == ((ring,),)
    assert split_at_antimeridian(ring[:-1]) == ((ring,),)


@pytest.mark.parametrize("ring", [
    [(179, -1), (-179, -1), (-179, 1), (179, 1)],
    [(179, -1), (181, -1), (181, 1), (179, 1)],
    [(-181, -1), (-179, -1), (-179, 1), (-181, 1)],
    # As ESA writes it: a position on the meridian itself.
    [(180, 1), (-179, 1), (-179, -1), (180, -1), (179, -1), (179, 1)]])
def test_a_ring_over_the_antimeridian_gives_a_piece_on_either_side(ring):
    pieces = split_at_antimeridian(ring)
    assert len(pieces) == 2 and surface(pieces) == pytest.approx(4.0)
    assert sorted(bounds([piece]) for piece in pieces) == [(-180, -1, -179, 1), (179, -1, 180, 1)]
    assert all(ring[0] == ring[-1] for piece in pieces for ring in piece)


def test_a_ring_that_only_touches_the_antimeridian_is_one_piece():
    assert [bounds([piece]) for piece in split_at_antimeridian([(179, 0), (180, 0), (180, 1), (179, 1)])] == [
        (179, 0, 180, 1)]


def test_a_ring_around_the_pole_takes_it_in():
    pieces = split_at_antimeridian([(longitude, 80.0) for longitude in (0, 90, 180, -90)])
    assert surface(pieces) == pytest.approx(360 * 10) and bounds(pieces)[3] == 90


@pytest.mark.parametrize("ring", [
    [], [(1, 2)], [(1, 2), (2, 3)], [(1, 2), (2, 3), (3, 4)], [(0, 0), (1, 0), (float("nan"), 1)],
    [(0, 95), (1, 95), (1, 96)]])
def test_what_has_no_surface_gives_nothing(ring):
    assert split_at_antimeridian(ring) == ()


def test_the_border_of_a_grid_follows_its_sides():
    ring = grid_ring(Grid("EPSG:32630", (499980.0, 10.0, 0.0, 5300040.0, 0.0, -10.0), (10980, 10980)))
    # T30TWT: its western side is the central meridian, 20 m to the east.
    assert len(ring) == 17 and ring[0] == ring[-1]
    assert min(x for x, _ in ring) == pytest.approx(-3.00027, abs=2e-5)
    assert ring[0][1] == pytest.approx(47.8537, abs=1e-3)


def test_real_tiles_on_both_sides_of_the_antimeridian(shared):
    for path, cloud in (("s2_l1c_safe/S2A_MSIL1C_20200717T221941_R029_T01LAC_20200717T234135.SAFE", 5.4828),
                        ("s2_l2a_safe/S2A_MSIL2A_20230821T221941_N0509_R029_T01KAB_20230822T021825.SAFE", None)):
        product = open_product(str(shared / "formats" / path))
        outline = footprint_lonlat(product)
        assert len(outline) == 2 and 0.5 < surface(outline) < 1.2
        west, _, east, _ = bounds(outline)
        assert (west, east) == (-180.0, 180.0)
        assert all(x1 - x0 < 2 for x0, _, x1, _ in (bounds([piece]) for piece in outline))
        assert 0 <= cloud_percent(product) <= 100 and (cloud is None or cloud_percent(product) == cloud)
        assert quicklook_path(product) == ""


def test_a_zip_tells_all_without_a_pixel_decoded(shared, monkeypatch):
    product = open_product(str(real_zip(shared, "T56JMM")))
    monkeypatch.setattr(Raster, "read", lambda *_: pytest.fail("pixels were read"))
    # The swath's border as ESA draws it, not the tile's square.
    outline = footprint_lonlat(product)
    assert bounds(outline) == (151.954107070808, -30.819675805487368, 152.91582530574115, -29.8264095228299)
    assert len(outline[0][0]) == 12 and cloud_percent(product) == 0.0
    assert quicklook_path(product).startswith("/vsizip/") and quicklook_path(product).endswith("_PVI.jp2")


def test_the_open_bucket_has_its_grid_and_its_picture(shared):
    product = open_product(str(real_zip(shared, "T55JGF")))
    with Raster(product.role("blue").path) as blue:
        assert footprint_lonlat(product) == ((grid_ring(blue.grid),),)
    assert quicklook_path(product).endswith("preview.jpg")
    with Raster(quicklook_path(product)) as picture:
        assert picture.count == 3


def test_distributors_pictures_come_first(shared, tmp_path):
    root = unpacked(shared, "T56JMM", tmp_path)
    granule = next(path for path in root.rglob("QI_DATA") if "GRANULE" in str(path))
    next(granule.glob("*_PVI.jp2")).unlink()
    assert quicklook_path(open_product(str(root))).endswith("_TCI.jp2")
    (root / f"{root.name[:-5]}-ql.jpg").write_bytes(b"jpeg")
    assert quicklook_path(open_product(str(root))).endswith("-ql.jpg")


def test_theia_tells_its_corners_and_its_clouds(shared, tmp_path):
    name = "SENTINEL2A_20160928-105637-665_L2A_T31UDS_C_V1-0"
    shutil.copy(shared / f"formats/theia_muscate_l2a/{name}_MTD_ALL.xml", tmp_path)
    product = open_product(str(tmp_path))
    assert cloud_percent(product) == 54 and quicklook_path(product) == ""
    assert bounds(footprint_lonlat(product)) == (1.56055, 50.4553, 3.14046, 51.4511)
    (tmp_path / f"{name}_QKL_ALL.jpg").write_bytes(b"jpeg")
    assert quicklook_path(open_product(str(tmp_path))) == str(tmp_path / f"{name}_QKL_ALL.jpg")
