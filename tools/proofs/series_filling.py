"""Gap filling: the range of linear filling, Whittaker against a known curve, real dates left out, and its price."""

from __future__ import annotations

import os
import time
from pathlib import Path

import numpy as np

from . import Figure, Result, one_core
from .series_scenes import write_series
from .shared import find

NAME = "series_filling"
TITLE = "Series: gaps filled, and what it costs beside reading and writing"
NDVI = "data/s2_l1c_slovenia_5dates/SLOVENIA_NDVI_68dates.tif"
CLM = "data/s2_l1c_slovenia_5dates/SLOVENIA_CLM_68dates.tif"
#: Side, dates, bands of the two scenes: a sixteenth of a tile, and a whole one with its bands of 10 m.
SIXTEENTH, WHOLE = (2745, 36, 10), (10980, 6, 4)
_BLOCK = 512


def linear_range() -> list[Figure]:
    """A million random pixels, 60 % hidden: how far filled values lie outside their two neighbours."""
    from bocage.core.series.linear import LinearFilling

    rng = np.random.default_rng(1)
    worst, off = 0, 0.0
    for _ in range(50):
        days = np.sort(rng.choice(365, 36, replace=False))
        targets = np.arange(0, 365, 10)
        clear = rng.random((36, 20_000)) > 0.6
        values = rng.integers(-32767, 32767, (1, 36, 20_000)).astype(np.int16)
        out = np.empty((len(targets), 1, 20_000), np.int16)
        LinearFilling(clear, days, targets).fill(values, out)
        before = np.where(clear, np.arange(36)[:, None], -1)
        last = np.maximum.accumulate(before, axis=0)
        first = np.minimum.accumulate(np.where(clear, np.arange(36)[:, None], 36)[::-1], axis=0)[::-1]
        pixels = np.arange(20_000)
        for number, target in enumerate(targets):
            left, right = np.searchsorted(days, target, "right") - 1, np.searchsorted(days, target, "left")
            a = last[left] if left >= 0 else np.full(20_000, -1)
            b = first[right] if right < 36 else np.full(20_000, 36)
            known = (a >= 0) | (b < 36)
            low, high = np.where(a >= 0, a, b) % 36, np.where(b < 36, b, a) % 36
            va, vb = values[0, low, pixels].astype(int), values[0, high, pixels].astype(int)
            found = out[number, 0].astype(int)
            outside = (found < np.minimum(va, vb)) | (found > np.maximum(va, vb))
            worst += int(np.count_nonzero(outside & known))
            share = np.where(low == high, 0.0, (target - days[low]) / np.maximum(days[high] - days[low], 1))
            off = max(off, float(np.abs(found - (va + (vb - va) * share))[known].max()))
    return [Figure("linear: values outside the range of their two clear neighbours, of 37 million", worst, "", 0),
            Figure("linear: largest distance from the exact line, whole numbers", off, "", 0.51)]


def whittaker_curve() -> tuple[list[Figure], list[str]]:
    """A double season sampled every 5 days, noise 0.03, 40 % hidden at random; lambda is chosen without the truth."""
    from bocage.core.series.whittaker import GCV, V_CURVE, Whittaker, choose_lambda

    rng, noise = np.random.default_rng(2), 0.03
    days = np.arange(0, 365, 5)
    truth = 0.45 + 0.25 * np.sin(2 * np.pi * days / 365) + 0.12 * np.sin(4 * np.pi * days / 365 + 1.0)
    clear = rng.random((len(days), 4000)) > 0.4
    values = truth[:, None] + rng.normal(0, noise, clear.shape)
    weights = clear.astype(float)
    lam = choose_lambda(values[None, :, :512], weights[:, :512], days, GCV)
    other = choose_lambda(values[None, :, :512], weights[:, :512], days, V_CURVE)
    # What a linear smoother leaves of white noise, told exactly by its hat matrix: noise**2 * trace(H H') / n, and what
    # it bends of the truth itself. The mean over pixels of both is the limit, with a tenth for the sample.
    smoother = Whittaker(weights[:, :200], days, days, lam)
    bias = smoother.smooth(np.broadcast_to(truth[:, None], (len(days), 200)).copy()) - truth[:, None]
    spread = np.zeros(bias.shape)
    for number in range(len(days)):
        unit = np.zeros((len(days), 200))
        unit[number] = 1.0
        spread += smoother.smooth(unit) ** 2
    limit = float(np.sqrt(np.mean(bias ** 2 + noise ** 2 * spread)))
    smooth = Whittaker(weights, days, days, lam).smooth(values)
    error = float(np.sqrt(np.mean((smooth - truth[:, None]) ** 2)))
    lines = np.stack([np.interp(days, days[clear[:, pixel]], values[clear[:, pixel], pixel])
                      for pixel in range(1000)], axis=1)
    linear = float(np.sqrt(np.mean((lines - truth[:, None]) ** 2)))
    return [Figure("Whittaker under 40 % random gaps, RMSE from the known curve", error, "NDVI", 1.1 * limit),
            Figure("the same over the noise", error / noise, "", 1.0),
            Figure("linear filling on the same pixels, RMSE", linear, "NDVI")], [
        f"Lambda {lam:.3g} days³ by cross-validation, {other:.3g} by the V-curve. The limit is 1.1 times the error "
        f"that the hat matrix of that lambda predicts from noise of {noise} ({limit:.4f})."]


def left_out() -> tuple[list[Figure], str]:
    """Every clear date of the real NDVI hidden in turn, and told from the others."""
    from bocage.core.chains.gapfill.cube import CubeReader
    from bocage.core.chains.gapfill.inputs import series_inputs
    from bocage.core.chains.gapfill.settings import GapfillSettings
    from bocage.core.chains.pixels.output import coding_of
    from bocage.core.engine.progress import SilentProgress
    from bocage.core.series.linear import LinearFilling
    from bocage.core.series.whittaker import Whittaker, choose_lambda

    settings = GapfillSettings((str(find(NDVI)),), "", ("NDVI",), masks=(str(find(CLM)),), step=0, type="float32")
    inputs = series_inputs(settings, SilentProgress())
    coding = coding_of(inputs.images[0].variables, "float32", True)
    cube = CubeReader(inputs, coding, (), "auto", lambda: None).read(inputs.grid)
    days = np.array([day.toordinal() for day, _ in inputs.days])
    values, clear = cube.numbers[0].reshape(len(days), -1), cube.clear.reshape(len(days), -1)
    lam = choose_lambda(values[None, :, ::20], clear[:, ::20], days)
    errors: dict[str, list[np.ndarray]] = {"linear": [], "whittaker": []}
    for number in range(1, len(days) - 1):
        kept = clear.copy()
        kept[number] = False
        # Told between two clear dates: beyond them there is nothing to judge.
        judged = clear[number] & kept[:number].any(axis=0) & kept[number + 1:].any(axis=0) & (kept.sum(axis=0) >= 3)
        if not judged.any():
            continue
        out = np.empty((1, 1, int(judged.sum())), np.float32)
        LinearFilling(kept[:, judged], days, days[number:number + 1]).fill(values[None][:, :, judged], out)
        errors["linear"].append(out[0, 0] - values[number, judged])
        smooth = Whittaker(kept[:, judged], days, days[number:number + 1], lam).smooth(values[:, judged])
        errors["whittaker"].append(smooth[0] - values[number, judged])
    told = {name: np.concatenate(found) for name, found in errors.items()}
    spread = float(np.std(values[clear]))
    figures = [Figure(f"real NDVI, one date left out, RMSE of {name}", float(np.sqrt(np.mean(gap ** 2))), "NDVI",
                      spread) for name, gap in told.items()]
    figures += [Figure(f"real NDVI, one date left out, median error of {name}", float(np.median(np.abs(gap))), "NDVI")
                for name, gap in told.items()]
    figures.append(Figure("real values judged", len(told["linear"]), "", 100_000, "at least"))
    return figures, (f"{len(inputs.images)} images of {len(inputs.days)} days over 100 x 101 pixels in Slovenia, their "
                     f"own masks; lambda {lam:.3g} days³; the limit is the standard deviation of NDVI ({spread:.3f}). "
                     "NDVI is of reflectance at the top of the atmosphere and its masks miss clouds, which no filling "
                     "can foretell: medians tell more than squares.")


def _floor(images: list[str], output: str, copy: Path) -> tuple[float, float]:
    """Seconds of processor to read all images and masks once and to write the very file ``output``; the second is the
    share of its overviews, which it has where it holds few bands.
    """
    from bocage.core.engine.raster import Raster, RasterWriter

    start = time.process_time()
    for path in images:
        with Raster(path) as raster:
            for band in range(1, raster.count + 1):
                for row in range(0, raster.grid.shape[0], _BLOCK):
                    raster.read(band, (row, 0, min(_BLOCK, raster.grid.shape[0] - row), raster.grid.shape[1]))
    spent = time.process_time() - start
    with Raster(output) as source, RasterWriter(str(copy), source.grid, "int16", source.count, -32768) as writer:
        rows, columns = source.grid.shape
        for row in range(0, rows, _BLOCK):
            for column in range(0, columns, _BLOCK):
                window = (row, column, min(_BLOCK, rows - row), min(_BLOCK, columns - column))
                for band in range(1, source.count + 1):
                    pixels = source.read(band, window)
                    start = time.process_time()
                    writer.write(pixels, band, row, column)
                    spent += time.process_time() - start
                start = time.process_time()
                writer.flush()
                spent += time.process_time() - start
        overviews = source.overview_count()
        start = time.process_time()
        writer.flush()
        spent += time.process_time() - start
        start = time.process_time()
        writer.close("AVERAGE" if overviews else "")
        closing = time.process_time() - start
    copy.unlink()
    return spent + closing, closing if overviews else 0.0


def price(work: Path, scene: tuple[int, int, int], label: str) -> list[Figure]:
    """One thread, one core, seconds of processor: filling, then its floor."""
    from bocage.core.chains.gapfill import GapfillSettings, run_gapfill
    from bocage.core.engine.progress import SilentProgress

    side, dates, bands = scene
    images, masks = write_series(work / f"{side}_{dates}_{bands}", side, dates, bands)
    output = str(work / "filled.tif")
    with one_core():
        start = time.process_time()
        result = run_gapfill(GapfillSettings(tuple(images), output, masks=tuple(masks),
                                             validity=str(work / "clear.tif"), threads=1), SilentProgress())
        seconds = time.process_time() - start
        floor, overviews = _floor([*images, *masks], output, work / "copy.tif")
    Path(output).unlink()
    return [Figure(f"{label}: linear filling over reading and writing", (seconds - overviews) / (floor - overviews), "",
                   1.5),
            Figure(f"{label}: seconds of one processor", seconds, "s"),
            Figure(f"{label}: reading and writing alone", floor, "s"),
            Figure(f"{label}: of which overviews", overviews, "s"),
            Figure(f"{label}: bands written", len(result.bands), "", (dates - 1) * bands, "at least")]


def prove(work: Path) -> Result:
    """A quarter of an hour; the simulated scenes are kept under ``work``."""
    place = work / NAME
    place.mkdir(parents=True, exist_ok=True)
    curve, told = whittaker_curve()
    real, remark = left_out()
    figures = linear_range() + curve + real
    for scene, label in ((SIXTEENTH, "1/16 tile x 36 dates x 10 bands"), (WHOLE, "tile x 6 dates x 4 bands")):
        figures += price(place, scene, label)
    return Result(figures, {
        "scenes": "simulated int16 bands of fields, seasons, noise and clouds over a third, a mask a date",
        "floor": "every band and mask read once, the very file of the result written by the same writer, its overviews "
                 "too where it has them; the ratio leaves overviews out on both sides, which would hide the filling",
        "machine": f"load {os.getloadavg()[0]:.1f} at the end, one thread, seconds of processor"}, [*told, remark])
