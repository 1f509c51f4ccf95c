"""Shifts of known size found again: moved and jittered on eight times finer pixels, blurred, decimated, 40 % clouds.

Each trial is a ground of its own in two seasons, a third of whose fields reverse their contrast. The second image is
moved by up to 1.5 pixels, its rows by a sine of 0.15 and 0.1 pixel more; clouds hide 40 % of each image. The truth of
a trial is its shift plus the mean of its jitter over the windows that were compared.
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path

import numpy as np

from . import ROOT, Figure, Result

sys.path.insert(0, str(ROOT / "tests" / "chains"))

from bocage.core.series.registration import Window  # noqa: E402
from bocage.core.series.shifts import combine, lattice, profile  # noqa: E402
from shifted_series import BLUR, FINE, Ground, by_row, clouds, jitter, seen  # noqa: E402

NAME = "registration"
TITLE = "Shifts between dates: 0.05 pixel under clouds, jitter and a change of season"
TRIALS, SIDE, SIZE, MOST, REACH = 12, 384, 128, 144, 4.0
CLOUD, NOISE = 0.4, 0.002
COLUMNS = ("trial", "error_x", "error_y", "rows_x", "rows_y", "still_x", "still_y", "phase_x", "phase_y", "rms",
           "windows", "used")


def trial(number: int) -> list[float]:
    """One ground: errors of the shift, by row, without the jitter, and of a plain phase correlation."""
    rng = np.random.default_rng(20180117 + number)
    ground = Ground(rng, SIDE)
    shift = rng.uniform(-1.5, 1.5, 2)
    waves = [jitter(rng, SIDE, period, most) for period, most in ((180.0, 0.15), (240.0, 0.1))]
    still = np.zeros(SIDE * FINE)
    first = seen(ground.image(0), still, still) + rng.normal(0, NOISE, (SIDE, SIDE))
    second = seen(ground.image(1), shift[0] + waves[0], shift[1] + waves[1]) + rng.normal(0, NOISE, (SIDE, SIDE))
    hidden = [clouds(rng, SIDE, CLOUD) for _ in range(2)]
    for image, mask, bright in zip((first, second), hidden, (0.5, 0.6)):
        image[mask] = bright
    found, centres, means = [], [], []
    taper = np.hanning(SIZE + 2)[1:-1]
    rows = [by_row(wave) for wave in waves]
    for row, column in lattice(first.shape, SIZE, MOST):
        part = (slice(row, row + SIZE), slice(column, column + SIZE))
        one, other = (Window(image[part], ~mask[part]) for image, mask in zip((first, second), hidden))
        match = one.match(other, REACH)
        if match is not None:
            found.append((match.dx, match.dy, match.quality, match.cover, match.beyond))
            centres.append(row + SIZE / 2)
            means.append([np.average(wave[row:row + SIZE], weights=taper) for wave in rows])
    table, at, local = np.array(found), np.array(centres), np.array(means)
    pair, kept = combine(table)
    truth = shift + local[kept].mean(axis=0)
    told = profile(at, table, kept)
    by_rows = [local[at == row][0] + shift for row in told.rows]
    away = np.column_stack([told.dx, told.dy]) - by_rows
    plain = _phase(first, second)
    return [number, pair.dx - truth[0], pair.dy - truth[1], *np.sqrt(np.mean(away ** 2, axis=0)), pair.dx - shift[0],
            pair.dy - shift[1], plain[0] - truth[0], plain[1] - truth[1], pair.rms, pair.windows, pair.used]


def _phase(first: np.ndarray, second: np.ndarray) -> tuple[float, float]:
    """Plain phase correlation of the whole images, as a yardstick: peak by the centre of its nine pixels."""
    taper = np.outer(*(np.hanning(side) for side in first.shape))
    one, other = (np.fft.fft2((image - image.mean()) * taper) for image in (first, second))
    cross = other * one.conj()
    surface = np.fft.ifft2(cross / np.maximum(np.abs(cross), 1e-12)).real
    row, column = np.unravel_index(int(surface.argmax()), surface.shape)
    near = np.maximum(np.roll(surface, (1 - row, 1 - column), (0, 1))[:3, :3], 0.0)
    step = np.arange(-1, 2)
    down, across = (near.sum(axis=1) @ step) / near.sum(), (near.sum(axis=0) @ step) / near.sum()
    half = SIDE // 2
    return float((column + half) % SIDE - half + across), float((row + half) % SIDE - half + down)


def rows_done(path: Path) -> dict[int, list[float]]:
    """Trials done before, by number."""
    if not path.exists():
        return {}
    with open(path, encoding="utf-8", newline="") as handle:
        lines = list(csv.reader(handle))
    if not lines or tuple(lines[0]) != COLUMNS:
        return {}
    return {int(line[0]): [float(value) for value in line] for line in lines[1:] if len(line) == len(COLUMNS)}


def prove(work: Path) -> Result:
    """All trials; those done before are read."""
    work.mkdir(parents=True, exist_ok=True)
    path = work / "registration.csv"
    done = rows_done(path)
    for number in range(TRIALS):
        if number not in done:
            done[number] = trial(number)
            lines = [",".join(COLUMNS)] + [",".join(f"{value:.8g}" for value in done[key]) for key in sorted(done)]
            path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    table = np.array([done[number] for number in range(TRIALS)])
    column = {name: table[:, place] for place, name in enumerate(COLUMNS)}

    def rms(name: str) -> float:
        return float(np.sqrt(np.mean(column[name] ** 2)))

    errors = np.hypot(column["error_x"], column["error_y"])
    figures = [
        Figure("error of the shift to the right, RMS of the trials", rms("error_x"), "pixel", 0.05),
        Figure("error of the shift down, RMS of the trials", rms("error_y"), "pixel", 0.05),
        Figure("error as a length, largest of the trials", float(errors.max()), "pixel"),
        Figure("error of the shift by row of windows, to the right, RMS", rms("rows_x"), "pixel"),
        Figure("error of the shift by row of windows, down, RMS", rms("rows_y"), "pixel"),
        Figure("error to the right where the mean of the jitter is not taken as part of the shift, RMS",
               rms("still_x"), "pixel"),
        Figure("plain phase correlation of the whole images, to the right, RMS", rms("phase_x"), "pixel"),
        Figure("plain phase correlation of the whole images, down, RMS", rms("phase_y"), "pixel"),
        Figure("scatter of the windows that agree, mean", float(column["rms"].mean()), "pixel"),
        Figure("windows that agree, share", float(column["used"].sum() / column["windows"].sum()), ""),
    ]
    inputs = {"trials": TRIALS, "image": f"{SIDE} x {SIDE} pixels, fields of 16 pixels",
              "shift": "up to 1.5 pixels an axis, made on pixels eight times finer",
              "blur": f"Gaussian of {BLUR} pixel, then the mean over the pixel", "clouds": "40 % of each image, masked",
              "jitter": "0.15 pixel to the right (180 rows), 0.1 down (240 rows)",
              "season": "35 % of the fields with their contrast reversed", "noise": f"{NOISE} reflectance"}
    return Result(figures, inputs, [
        "The clouds' masks are right; what a mask misses is left to the outlier rejection. Two images are compared "
        "here; a series has several pairs a date."])
