"""What a comparison of products writes: the map, the JSON, the report; a cancel leaves nothing."""

from __future__ import annotations

import json
import re
import sys

import l2a_pair as pairs
import numpy as np
import pytest
from bocage.core.chains.compareproducts import CompareSettings, compare
from bocage.core.engine.progress import SilentProgress
from bocage.core.engine.raster import Raster
from bocage.core.errors import Cancelled
from compared import BANDS, Listens, run


def test_the_map_holds_the_differences_by_role_and_nothing_where_masked(both, tmp_path, reference):
    _, folder = both
    with Raster(str(folder / "d.tif")) as raster:
        assert raster.count == BANDS and raster.grid.dx == 20 and np.isnan(raster.nodata)
        assert raster.metadata()["REFERENCE"].startswith("SENTINEL2A_")
        swir = raster.read(9)
        assert np.allclose(swir, 0.0030 + 0.0040 * pairs.checkers((60, 60)), atol=1e-6)
        # Bands of 10 m are averaged on the map: plus and minus cancel.
        assert np.allclose(raster.read(1), 0.0030, atol=1e-6)
    assert "<rasterrenderer" in (folder / "d.qml").read_text(encoding="utf-8")
    cloud = np.zeros((120, 120), np.uint8)
    cloud[:20, :20] = 2
    first = pairs.write_muscate(tmp_path, pairs.plain(30, masks={"CLM": cloud}))
    run(first, reference, difference=str(tmp_path / "m.tif"))
    with Raster(str(tmp_path / "m.tif")) as raster:
        assert np.isnan(raster.read(4)[:10, :10]).all() and np.isfinite(raster.read(4)).sum() == 3500


def test_the_json_holds_everything_and_no_nan(both):
    result, folder = both

    def no_constant(text: str) -> None:
        raise AssertionError(text)

    read = json.loads((folder / "r.json").read_text(encoding="utf-8"), parse_constant=no_constant)
    assert read == json.loads(json.dumps(result.report))
    assert read["software"]["Bocage"] and read["input"]["identifier"] and read["definitions"]["precision"]
    assert read["parameters"]["classes"] == "" and read["bands"][0]["histogram"]["counts"]


def test_the_report_is_one_file_that_says_what_it_shows(both, shifted, reference, tmp_path):
    result, folder = both
    page = (folder / "r.html").read_text(encoding="utf-8")
    assert set(re.findall(r'(?:src|href)="(.{10})', page)) == {"data:image"} and "<script" not in page
    assert page.count("data:image/svg+xml") == 3 and page.count("data:image/png") == 1
    for word in ("Vermote", "0.05 ρ + 0.005", "surface reflectance", result.report["software"]["GDAL"],
                 result.report["input"]["identifier"], "+0.0030", "bare soil", "Of INPUT&#x27;s, flagged by REFERENCE"):
        assert word in page, word
    run(shifted, reference, html=str(tmp_path / "fr.html"), language="fr")
    french = (tmp_path / "fr.html").read_text(encoding="utf-8")
    assert 'lang="fr"' in french and "réflectance de surface" in french and "+0,0030" in french and "sol nu" in french


def test_both_languages_of_the_report_have_the_same_words_and_fields():
    from bocage.core.chains.compareproducts.words import words

    english, french = words("en"), words("fr")
    assert set(english) == set(french) and all(french.values())
    assert {key for key in english if set(re.findall(r"{\w+}", english[key])) != set(
        re.findall(r"{\w+}", french[key]))} == set()


def test_without_matplotlib_the_report_says_so_and_keeps_its_tables(shifted, reference, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    for name in [name for name in sys.modules if name.startswith("matplotlib.")
                 or name.endswith("compareproducts.figures")]:
        monkeypatch.delitem(sys.modules, name)
    import bocage.core.chains.compareproducts as room

    monkeypatch.delattr(room, "figures", raising=False)
    listens = Listens()
    compare(CompareSettings(shifted, reference, html=str(tmp_path / "r.html")), listens)
    page = (tmp_path / "r.html").read_text(encoding="utf-8")
    assert listens.said == ["figures_absent"] and "matplotlib is not installed" in page
    assert "<img" not in page and "+0.0030" in page


def test_settings_that_differ_are_named(tmp_path):
    paths = [pairs.write_muscate(tmp_path / version, pairs.plain(parameters=json.dumps(
        {"input": version, "aot": 0.15, "spectral_response": version}))) for version in ("ESA 2015", "latest")]
    result = run(*paths)
    assert result.report["settings_that_differ"] == {"spectral_response": ["ESA 2015", "latest"]}


class Stops(SilentProgress):
    """A user who cancels once a share is done."""

    def __init__(self, share: float) -> None:
        self.share, self.seen = share, 0.0

    def report(self, fraction: float, step: str = "") -> None:
        assert fraction >= self.seen - 1e-9, "progress goes back"
        self.seen = max(self.seen, fraction)

    def cancelled(self) -> bool:
        return self.seen >= self.share


@pytest.mark.parametrize("share", [0.0, 0.3, 0.7, 0.92])
def test_cancel_leaves_nothing(shifted, reference, tmp_path, share):
    settings = CompareSettings(shifted, reference, html=str(tmp_path / "r.html"), json=str(tmp_path / "r.json"),
                               difference=str(tmp_path / "d.tif"))
    with pytest.raises(Cancelled):
        compare(settings, Stops(share))
    assert list(tmp_path.iterdir()) == []
