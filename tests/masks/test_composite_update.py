"""What a date leaves to the next ones: clear ground, its day, votes for water; nothing of what was hidden."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from bocage.core.masks.composite_update import Surface, update
from bocage.core.masks.detect import CellMasks
from bocage.core.products.composite import CLEAR_ROLES, MOST_RECENT, SURFACE_ROLES
from grassland import CELLS, DAY, box, ground, scene, seen_before

NAMES = ("mono", "multi", "cirrus", "thin", "extension", "cloud", "shadow_inside", "shadow_outside", "shadow_buffer",
         "snow", "water", "topographic_shadow", "hidden", "sun_too_low", "tangent")
HERE = box(10, 20, 10, 20)


def masks(**layers: np.ndarray) -> CellMasks:
    """Nothing anywhere but what is given."""
    nothing = {name: np.zeros(CELLS.shape, bool) for name in NAMES}
    return CellMasks(valid=layers.pop("valid", np.ones(CELLS.shape, bool)), **{**nothing, **layers})


def surface(value: float) -> Surface:
    """The same everywhere."""
    values = {role: np.full(CELLS.shape, value, np.float32) for role in SURFACE_ROLES}
    return Surface(values, np.full(CELLS.shape, 0.03, np.float32), np.full((3, *CELLS.shape), 30.0, np.float32))


def test_clear_ground_replaces_what_was_there_with_its_day():
    before = seen_before(ground(), 20)
    after = update(before, scene(ground(1.5)), masks(), "today")
    for k, role in enumerate(CLEAR_ROLES):
        assert np.allclose(after.clear[k], ground(1.5)[role])
    assert (after.clear_day == DAY).all() and after.inputs == (*before.inputs, "today")
    assert (after.seen == before.seen + 1).all()


@pytest.mark.parametrize("name", ["cloud", "shadow_inside", "shadow_outside", "shadow_buffer", "snow"])
def test_what_hides_the_ground_leaves_the_earlier_value_and_its_day(name):
    before = seen_before(ground(), 20)
    after = update(before, scene(ground(1.5)), masks(**{name: HERE}), "today")
    assert np.array_equal(after.clear[:, HERE], before.clear[:, HERE])
    assert (after.clear_day[HERE] == DAY - 20).all() and (after.clear_day[~HERE] == DAY).all()
    assert (after.seen[HERE] == before.seen[HERE]).all()


def test_where_there_is_no_data_the_earlier_value_stays():
    clear = ground(1.5)
    for values in clear.values():
        values[HERE] = np.nan
    before = seen_before(ground(), 20)
    after = update(before, scene(clear), masks(valid=~HERE), "today")
    assert np.array_equal(after.clear[:, HERE], before.clear[:, HERE]) and (after.clear_day[HERE] == DAY - 20).all()


def test_an_earlier_date_read_later_replaces_as_well():
    """A backward start reads the last date first."""
    after = update(seen_before(ground(), -30), scene(ground(1.5)), masks(), "first")
    assert (after.clear_day == DAY).all()


def test_blue_of_every_date_is_kept_cloudy_or_not_newest_first_and_no_more_than_asked():
    composite = seen_before(ground())
    for number in range(MOST_RECENT + 3):
        composite = update(composite, scene(ground(1.0 + number)), masks(cloud=~HERE), str(number))
    assert composite.recent.shape == (MOST_RECENT, *CELLS.shape)
    expected = ground()["blue"][0, 0] * (1.0 + np.arange(MOST_RECENT + 2, 2, -1))
    assert np.allclose(composite.recent[:, 0, 0], expected)
    assert len(composite.inputs) == MOST_RECENT + 3


def test_water_is_voted_for_on_clear_dates_alone():
    composite = seen_before(ground())
    composite = update(composite, scene(ground()), masks(water=HERE), "clear")
    composite = update(composite, scene(ground()), masks(water=HERE, cloud=HERE), "cloudy")
    assert (composite.water_votes[HERE] == 1).all() and (composite.water_votes[~HERE] == 0).all()
    assert (composite.seen[HERE] == 1).all() and (composite.seen[~HERE] == 2).all()


def test_the_surface_enters_only_where_it_is_trusted_and_clear():
    before = seen_before(ground())
    trusted, cloud = box(0, 60, 0, 30), HERE
    after = update(before, scene(ground()), masks(cloud=cloud), "today", surface(0.2), trusted)
    use = trusted & ~cloud
    assert np.allclose(after.surface[:, use], 0.2) and np.isnan(after.surface[:, ~use]).all()
    assert (after.surface_day[use] == DAY).all() and (after.surface_day[~use] == 0).all()
    assert np.allclose(after.surface_sigma[use], 0.03) and np.allclose(after.directions[:, use], 30.0)
    assert np.isnan(after.directions[:, ~use]).all()


def test_without_a_surface_the_one_before_stays():
    before = update(seen_before(ground()), scene(ground()), masks(), "first", surface(0.2))
    after = update(before, replace(scene(ground()), day=DAY + 5), masks(), "second")
    assert np.allclose(after.surface, 0.2) and (after.surface_day == DAY).all() and (after.clear_day == DAY + 5).all()


def test_the_composite_before_is_not_written_over():
    before = seen_before(ground(), 20)
    kept = before.clear.copy()
    update(before, scene(ground(1.5)), masks(), "today")
    assert np.array_equal(before.clear, kept)
