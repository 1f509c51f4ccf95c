"""The runner of proofs, its page, and the reading of 6S's listings. No proof is run here."""

from __future__ import annotations

import json
import sys
import types
from pathlib import Path

import pytest

TOOLS = Path(__file__).resolve().parents[2] / "tools"
if str(TOOLS) not in sys.path:
    sys.path.insert(0, str(TOOLS))
import prove  # noqa: E402
import sixs  # noqa: E402
from proofs import Figure, NotReady, Result, states  # noqa: E402
from proofs.benchmarks import first_object  # noqa: E402

LISTING = """
       apparent reflectance  {apparent}  appar. rad.(w/m2/sr/mic)   12.345
               0.700               0.280               0.020
      global gas. trans. :     0.98000        0.99000        0.97000
      water   "     "    :     1.00000        1.00000        1.00000
      ozone   "     "    :     0.96000        0.97000        0.93000
      rayl.  sca. trans. :     0.95000        0.96000        0.91000
      aeros. sca.   "    :     0.91000        0.94000        0.85000
      total  sca.   "    :     0.86000        0.90000        0.77000
      spherical albedo   :     0.06000        0.07000        0.12000
      optical depth total:     0.07000        0.29000        0.36000
      reflectance I      :     0.02800        0.01800        {path}
"""


@pytest.fixture
def two_proofs(monkeypatch):
    """Three proofs that cost nothing: one passes, one breaks, one cannot run."""
    calls = []

    def good(work):
        calls.append("good")
        return Result(
            [Figure("sky: depth", 0.2, "", 0.3), Figure("a told figure", 7.5, "nm")],
            {"seed": 4},
            ["A remark."],
        )

    def broken(work):
        raise ValueError("no sky today")

    def absent(work):
        raise NotReady("a tool is absent: install it")

    modules = {"good": good, "broken": broken, "absent": absent}
    monkeypatch.setattr(prove, "MODULES", tuple(modules))
    monkeypatch.setattr(
        prove, "load", lambda name: types.SimpleNamespace(TITLE=f"The {name} one", prove=modules[name])
    )
    return calls


def records(docs: Path) -> dict:
    return {r["name"]: r for r in json.loads((docs / "proofs.json").read_text(encoding="utf-8"))["proofs"]}


def test_a_broken_proof_is_recorded_as_failed_and_does_not_stop_the_others(two_proofs, tmp_path):
    assert prove.main(["--only", "broken", "good", "absent"], tmp_path, tmp_path) == 1
    found = records(tmp_path)
    assert found["broken"]["status"] == "failed" and "no sky today" in found["broken"]["fault"]
    assert found["good"]["status"] == "passed"
    assert found["absent"]["status"] == "not run" and "install it" in found["absent"]["fault"]


def test_the_page_shows_every_figure_with_its_limit_and_its_command(two_proofs, tmp_path):
    prove.main([], tmp_path, tmp_path)
    page = (tmp_path / "proofs.md").read_text(encoding="utf-8")
    assert "| sky: depth | 0.2 |  | at most 0.3 | yes |" in page
    assert "| a told figure | 7.5 | nm | told |  |" in page
    assert "python tools/prove.py --only good" in page and "A remark." in page and "no sky today" in page


def test_a_proof_run_alone_leaves_the_others_records_as_they_were(two_proofs, tmp_path):
    prove.main(["--only", "good"], tmp_path, tmp_path)
    prove.main(["--only", "broken"], tmp_path, tmp_path)
    assert records(tmp_path)["good"]["figures"][0]["value"] == 0.2
    assert two_proofs == ["good"]


def test_a_figure_beyond_its_limit_fails_the_proof_and_shows_on_the_page(monkeypatch, tmp_path):
    monkeypatch.setattr(
        prove,
        "load",
        lambda name: types.SimpleNamespace(
            TITLE="Bad", prove=lambda work: Result([Figure("error", 0.7, "", 0.5)])
        ),
    )
    monkeypatch.setattr(prove, "MODULES", ("bad",))
    assert prove.main([], tmp_path, tmp_path) == 1
    assert records(tmp_path)["bad"]["status"] == "failed"
    assert "**no**" in (tmp_path / "proofs.md").read_text(encoding="utf-8")


def test_a_measure_that_is_not_a_number_never_passes():
    assert Figure("x", float("nan"), "", 1.0).passed is False
    assert Figure("x", float("nan"), "", 1.0, "at least").passed is False
    assert Figure("x", float("nan"), "", 1.0, "about", 9.0).passed is False


def test_an_earlier_measurement_outlives_a_run_on_a_machine_that_lacks_the_tool(
    two_proofs, monkeypatch, tmp_path
):
    prove.main(["--only", "good"], tmp_path, tmp_path)
    monkeypatch.setattr(
        prove,
        "load",
        lambda name: types.SimpleNamespace(
            TITLE="The good one", prove=lambda work: (_ for _ in ()).throw(NotReady("gone"))
        ),
    )
    prove.main(["--only", "good"], tmp_path, tmp_path)
    assert records(tmp_path)["good"]["status"] == "passed"


def test_an_unknown_proof_is_refused(two_proofs, tmp_path):
    with pytest.raises(SystemExit):
        prove.main(["--only", "nothing"], tmp_path, tmp_path)


def test_every_registered_proof_has_a_title_and_its_own_name():
    sources = {name: (TOOLS / "proofs" / f"{name}.py").read_text(encoding="utf-8") for name in prove.MODULES}
    for name, text in sources.items():
        assert (
            f'NAME = "{name}"' in text and "TITLE = " in text and "def prove(work: Path) -> Result:" in text
        )


def test_interrupted_runs_of_6s_go_on_where_they_stopped(monkeypatch, tmp_path):
    made = []

    def one(state, band):
        made.append((state.number, band))
        row = {
            "number": state.number,
            "band": band,
            "status": "ok",
            "apparent": 0.1,
            "water_transmittance": 0.9,
        }
        return {**dict.fromkeys(states.COLUMNS, 0), **row}

    monkeypatch.setattr(states, "_one", one)
    monkeypatch.setattr(states, "cache", lambda name: tmp_path / f"{name}.csv")
    states.complete("inside", count=2)
    assert len(made) == 2 * len(states.BANDS)
    text = (tmp_path / "inside.csv").read_text(encoding="utf-8")
    (tmp_path / "inside.csv").write_text(text[:-9], encoding="utf-8")  # the last line is cut
    made.clear()
    assert len(states.complete("inside", count=2)) == 2 * len(states.BANDS)
    assert made == [(1, states.BANDS[-1])]


def test_draws_that_6s_refuses_are_replaced_by_others(monkeypatch, tmp_path):
    def one(state, band):
        status = "nan" if (state.number, band) == (1, "B1") else "ok"
        row = {
            "number": state.number,
            "band": band,
            "status": status,
            "apparent": 0.1,
            "water_transmittance": 0.9,
        }
        return {**dict.fromkeys(states.COLUMNS, 0), **row}

    monkeypatch.setattr(states, "_one", one)
    monkeypatch.setattr(states, "cache", lambda name: tmp_path / f"{name}.csv")
    rows = states.complete("inside", count=3)
    assert {int(r["number"]) for r in rows} == {0, 2, 3}


def test_draws_are_the_same_everywhere_and_inside_their_ranges():
    first = states.draw("inside", 0)
    assert (first.sza, first.vza, first.platform) == (14.9911, 3.8405, "S2B")
    drawn = [states.draw("inside", n) for n in range(300)]
    assert all(0 <= s.aot550 <= 0.8 and 0 <= s.altitude_km <= 3 and 0.2 <= s.water_g_cm2 <= 5 for s in drawn)
    assert {(s.platform, s.version) for s in drawn} == set(states.RESPONSES)


def test_a_response_is_read_every_two_and_a_half_nanometres_for_6s():
    (low, high), values = states.filter_of([441.0, 445.0, 449.0], [0.0, 2.0, 0.0])
    assert (low, high) == pytest.approx((0.440, 0.450))
    assert values == pytest.approx((0.0, 0.375, 1.0, 0.375, 0.0))


def test_a_response_shared_between_the_nodes_of_6s_keeps_its_mean_wavelength():
    wavelength = [float(w) for w in range(441, 460)]
    response = [1.0 - abs(w - 449.3) / 10 for w in wavelength]
    (low, _), values = states.shared_filter_of(wavelength, response)
    nodes = [1000 * low + 2.5 * i for i in range(len(values))]
    mean = sum(n * v for n, v in zip(nodes, values)) / sum(values)
    expected = sum(w * r for w, r in zip(wavelength, response)) / sum(response)
    assert mean == pytest.approx(expected, abs=1e-9)


def test_numbers_of_a_6s_listing_come_out_by_name():
    found = sixs.parse(LISTING.format(apparent="0.1944260", path="0.04701"))
    assert found["apparent"] == 0.194426
    assert (found["path_rayleigh"], found["path_total"]) == (0.028, 0.04701)
    assert (found["gas_total"], found["transmittance_down"], found["albedo_total"]) == (0.97, 0.86, 0.12)
    assert found["optical_depth_aerosol"] == 0.29


@pytest.mark.parametrize("bad", ["NaN", "*******"])
def test_a_6s_listing_with_nan_is_refused(bad):
    with pytest.raises(sixs.SixSError):
        sixs.parse(LISTING.format(apparent="0.1944260", path=bad))


def test_a_6s_listing_that_stops_early_is_refused():
    with pytest.raises(sixs.SixSError):
        sixs.parse(LISTING.format(apparent="0.1944260", path="0.04701").split("rayl.")[0])


def test_benchmarks_may_talk_before_and_after_their_json():
    assert first_object('warming up\n{"ratios": {"fixed": 1}}\nfixed: 1.0 of the floor') == {
        "ratios": {"fixed": 1}
    }
