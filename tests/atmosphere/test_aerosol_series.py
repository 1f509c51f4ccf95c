"""Aerosols by windows: known AOT in, found AOT out."""

from __future__ import annotations

import numpy as np
import pytest

from bocage.core.atmosphere import aerosol_fill, aerosol_memory
from bocage.core.atmosphere.aerosol_series import Before, Windows, evidence, lighting, search
from bocage.core.engine.grid import Grid

SHAPE = (120, 120)
CELLS = Grid("EPSG:32630", (500000.0, 120.0, 0.0, 5300000.0, 0.0, -120.0), SHAPE)
#: Change of surface reflectance with the AOT that is taken out, by role: what 6SV2.1 gives near sza 35.
SLOPES = {"coastal": -0.10, "blue": -0.08, "red": -0.035, "nir_narrow": 0.0, "swir2": 0.0}
FLAT = np.zeros(SHAPE, np.float32)


def field() -> np.ndarray:
    """A true AOT that varies over ten kilometres, 0.12 to 0.28."""
    y, x = np.mgrid[:SHAPE[0], :SHAPE[1]]
    return 0.2 + 0.08 * np.sin(2 * np.pi * x / 90) * np.cos(2 * np.pi * y / 80)


def ground(kind: str, seed: int = 1, scatter: float = 0.25) -> dict[str, np.ndarray]:
    """True surface by role, each cell a field with its own blue against red."""
    random = np.random.default_rng(seed)
    red = {"vegetation": 0.035, "soil": 0.16}[kind] * random.uniform(0.7, 1.3, SHAPE)
    ratio = 0.45 * np.clip(random.normal(1, scatter, SHAPE), 0.3, 1.7)
    coastal = red * ratio if kind == "vegetation" else red * 0.41
    nir, swir2 = (0.40, 0.08) if kind == "vegetation" else (0.25, 0.30)
    bright = random.uniform(0.85, 1.15, SHAPE)
    return {"coastal": coastal, "blue": coastal * 1.25, "red": red, "nir_narrow": nir * bright, "swir2": swir2 * bright}


def seen(true: dict[str, np.ndarray], aot: np.ndarray):
    """What a trial AOT gives of a ground seen through ``aot``."""
    def surface(trial: float) -> dict[str, np.ndarray]:
        return {role: (values + SLOPES[role] * (trial - aot)).astype(np.float32) for role, values in true.items()}

    return surface


def found(surface, before: Before | None = None, usable: np.ndarray | None = None):
    usable = np.ones(SHAPE, bool) if usable is None else usable
    return search(surface, evidence(surface(0.15), usable, before))


def before(true: dict[str, np.ndarray], error: float, sigma: float, days: float = 10.0) -> Before:
    """A composite whose own AOT erred by ``error``."""
    surface = {role: values - SLOPES[role] * error for role, values in true.items()}
    return Before(surface, np.full(SHAPE, days, np.float32), np.full(SHAPE, sigma, np.float32))


def mapped(windows, terrain: np.ndarray = FLAT) -> aerosol_fill.AotMap:
    result = aerosol_fill.fill(windows, CELLS, terrain)
    assert result is not None
    return result


def test_vegetation_tells_the_field_although_each_parcel_has_its_own_blue():
    aot = field()
    result = mapped(found(seen(ground("vegetation"), aot)))
    inner = (slice(12, -12), slice(12, -12))
    error = (result.aot - aot)[inner]
    assert abs(error.mean()) < 0.01
    assert np.sqrt((error ** 2).mean()) < 0.02
    assert np.corrcoef(result.aot[inner].ravel(), aot[inner].ravel())[0, 1] > 0.9


def test_fields_in_flower_do_not_pass_for_clean_air():
    aot, true = field(), ground("vegetation")
    flower = np.random.default_rng(4).uniform(size=SHAPE) < 0.3
    true["red"] = np.where(flower, 0.09, true["red"])
    true["coastal"] = np.where(flower, 0.013, true["coastal"])
    assert abs((mapped(found(seen(true, aot))).aot - aot).mean()) < 0.015


def test_bare_ground_is_told_by_the_dates_before():
    aot, true = field(), ground("soil")
    alone = found(seen(true, aot))
    assert not np.isfinite(alone.aot).any()
    result = mapped(found(seen(true, aot), before(true, error=0.0, sigma=0.03)))
    error = (result.aot - aot)[12:-12, 12:-12]
    assert abs(error.mean()) < 0.012
    assert np.sqrt((error ** 2).mean()) < 0.02


def test_a_doubtful_composite_is_outvoted_by_vegetation_and_followed_where_it_alone_speaks():
    aot = field()
    green, bare = ground("vegetation"), ground("soil")
    wrong = 0.12
    over_green = mapped(found(seen(green, aot), before(green, error=-wrong, sigma=0.10)))
    over_bare = mapped(found(seen(bare, aot), before(bare, error=-wrong, sigma=0.10)))
    assert abs((over_green.aot - aot).mean()) < 0.25 * wrong
    assert abs((over_bare.aot - aot).mean()) > 0.7 * wrong
    assert over_bare.sigma.mean() > 2 * over_green.sigma.mean()


def test_the_edge_of_a_shadow_is_no_clean_air():
    aot, true = field(), ground("vegetation")
    shaded = {role: values * 0.93 for role, values in true.items()}
    earlier = before(true, error=0.0, sigma=0.02)
    assert lighting(shaded, earlier.surface) == pytest.approx(0.93, abs=1e-6)
    error = (mapped(found(seen(shaded, aot), earlier)).aot - aot).mean()
    assert abs(error) < 0.01


def test_changed_ground_is_not_compared():
    true = ground("soil")
    grown = {role: values * (1.3 if role == "nir_narrow" else 0.8) for role, values in true.items()}
    everywhere = np.ones(SHAPE, bool)
    assert not np.isfinite(evidence(grown, everywhere, before(true, 0.0, 0.02)).reference_sigma).any()
    assert np.isfinite(evidence(true, everywhere, before(true, 0.0, 0.02)).reference_sigma).all()


def test_the_uncertainty_holds_the_error():
    aot = field()
    result = mapped(found(seen(ground("vegetation"), aot)))
    inside = np.abs(result.aot - aot)[12:-12, 12:-12] <= 2 * result.sigma[12:-12, 12:-12]
    assert inside.mean() > 0.9
    assert 0.01 < result.sigma.mean() < 0.06


def test_dark_ground_bounds_aot_from_above():
    """Water and shade tell no AOT, but light scattered below zero cannot be."""
    true = {role: np.full(SHAPE, 0.006) for role in SLOPES}
    true["nir_narrow"] = true["swir2"] = np.full(SHAPE, 0.2)
    aot = np.full(SHAPE, 0.10)
    surface = seen(true, aot)
    free = search(surface, evidence(surface(0.15), np.zeros(SHAPE, bool), None), np.full(SHAPE, 0.8), 0.4)
    assert not np.isfinite(free.aot).any()
    earlier = before(true, error=-0.5, sigma=0.5)
    bounded = search(surface, evidence(surface(0.15), np.ones(SHAPE, bool), earlier), np.full(SHAPE, 0.8), 0.4)
    assert float(np.nanmax(bounded.aot)) < 0.5


def test_nothing_that_speaks_gives_no_map():
    surface = seen(ground("soil"), field())
    assert aerosol_fill.fill(found(surface), CELLS, FLAT) is None


def test_soil_between_plants_does_not_pass_for_clean_air():
    """A third of each cell is bare soil (coastal 0.41 of red): taken for closed vegetation it would cost 0.022."""
    vegetation, soil = ground("vegetation", scatter=0.0), ground("soil", scatter=0.0)
    mixed = {role: 0.65 * vegetation[role] + 0.35 * soil[role] for role in SLOPES}
    aot = np.full(SHAPE, 0.2)
    windows = found(seen(mixed, aot))
    assert np.isfinite(windows.aot).all()
    assert float(windows.aot.mean()) == pytest.approx(0.2, abs=0.015)


def test_what_a_composite_errs_by_weighs_the_same_under_soot():
    """Blue hardly follows the AOT of soot: a composite that is 0.004 too bright, by an AOT error of 0.06 under the
    usual aerosols, would be worth 0.2 of it. The relation says 0.30; the composite, known to err, may not outvote."""
    aot, true = np.full(SHAPE, 0.30), ground("vegetation")
    composite = before(true, error=0.06, sigma=0.06)
    slopes = {"coastal": -0.023, "blue": -0.015, "red": 0.017, "nir_narrow": 0.0, "swir2": 0.0}

    def surface(trial: float) -> dict[str, np.ndarray]:
        return {role: (values + slopes[role] * (trial - aot)).astype(np.float32) for role, values in true.items()}

    assert abs(float((mapped(found(surface, composite)).aot - aot).mean())) < 0.06


def test_thin_air_is_smoothed_more_than_thick_air():
    """Windows that scatter alike leave less in the map of thin air, whose own field varies by less; a thick field is
    kept."""
    shape = tuple(n // 3 for n in SHAPE)
    noise = np.random.default_rng(3).normal(0, 0.03, shape)
    thick = 2 * field()[1::3, 1::3][:shape[0], :shape[1]]
    maps = {}
    for name, aot in (("thin", np.full(shape, 0.05)), ("even", np.full(shape, 0.4)), ("thick", thick)):
        maps[name] = mapped(Windows(aot + noise, np.full(shape, 0.06), np.full(shape, 0.02), np.full(shape, 49.0))).aot
    inner = (slice(12, -12), slice(12, -12))
    assert maps["thin"][inner].std() < 0.6 * maps["even"][inner].std()
    assert np.corrcoef(maps["thick"].ravel(), 2 * field().ravel())[0, 1] > 0.95


def test_aot_is_carried_over_relief_by_its_scale_height():
    aot = np.full(SHAPE, 0.3)
    usable = np.zeros(SHAPE, bool)
    usable[:, :50] = True
    terrain = np.where(np.arange(SHAPE[1])[None, :] < 60, 0.0, 2000.0) + FLAT
    result = mapped(found(seen(ground("vegetation"), aot), usable=usable), terrain)
    assert result.aot[:, 10:40].mean() == pytest.approx(0.3, abs=0.015)
    assert result.aot[:, 80:].mean() == pytest.approx(0.3 * np.exp(-1), abs=0.02)
    assert not result.interpolated[:, 5:45].any()
    assert result.interpolated[:, 90:].all()
    assert result.sigma[:, 90:].mean() > result.sigma[:, 10:40].mean() * np.exp(-1)


def test_a_thin_date_counts_more_than_a_thick_one():
    true = ground("vegetation")
    thick = {role: values - SLOPES[role] * 0.1 for role, values in true.items()}
    earlier = before(true, error=0.0, sigma=0.02, days=5.0)
    merged, sigma = aerosol_memory.known(thick, np.full(SHAPE, 0.5), np.full(SHAPE, 0.03), earlier)
    assert np.abs(merged["blue"] - true["blue"]).mean() < 0.1 * np.abs(thick["blue"] - true["blue"]).mean()
    assert sigma.max() < 0.03


def test_ground_that_changed_is_known_by_today_alone():
    true = ground("vegetation")
    ploughed = {role: values * (0.5 if role == "nir_narrow" else 1.4) for role, values in true.items()}
    merged, sigma = aerosol_memory.known(ploughed, np.full(SHAPE, 0.1), np.full(SHAPE, 0.03),
                                         before(true, 0.0, 0.02))
    assert np.array_equal(merged["blue"], ploughed["blue"].astype(np.float32))
    assert sigma == pytest.approx(np.hypot(0.03, aerosol_memory.MODEL_ERROR * 0.1), rel=1e-5)
