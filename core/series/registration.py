"""Shifts between two images of one place: correlation of edges by FFT, clouds left out, contrast of no consequence.

A field may be bright in spring and dark in summer, so what is correlated is not the pixels but their edges: the
square of the complex gradient (gx + i gy)**2, which is the same for an edge from dark to bright and from bright to
dark, over its local mean, which whitens as a phase correlation does (Argyriou & Vlachos 2003, gradient correlation;
Fitch et al. 2002, orientation correlation). The correlation is normalised by what both images show at each shift, so
that the outline of clouds draws nothing (Padfield 2012, masked normalised cross-correlation); it is evaluated
between the pixels by a DFT of matrices about its peak (Guizar-Sicairos et al. 2008).

Shifts are in pixels: the ground at column c and row r of the reference lies at c + dx, r + dy of the other image.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

#: Pixels of the Gaussian that precedes the gradient: squared, it must stay below the sampling limit.
_SIGMA = 0.8
#: Pixels of the Gaussian of the local mean, and share of the mean of the window below which an edge is noise.
_LOCAL, _FLOOR = 4.0, 0.1
#: Pixels of the Gaussians that fill what is hidden, and that look for it; a pixel as near as 4 to it does not serve.
_FILL, _NEAR, _HIDDEN = 3.0, 2.0, 0.03
#: Steps of the correlation: first over the whole reach, then about its peak, pixels.
_COARSE, _FINE, _AROUND = 0.5, 0.125, 4
_TINY = 1e-9


@dataclass(frozen=True)
class Match:
    """What one window tells."""

    dx: float
    dy: float
    #: Correlation at the peak, 0 to 1.
    quality: float
    #: Share of the window that served, 0 to 1.
    cover: float
    #: True where the peak lies on the border of the reach: the shift is larger than was looked for.
    beyond: bool


class Window:
    """One window of one image, ready to be matched with the same window of any other.

    pixels: (rows, columns), NaN for nothing; clear: False where something hides the ground.
    """

    def __init__(self, pixels: np.ndarray, clear: np.ndarray) -> None:
        field, weight = edges(pixels, clear)
        taper = np.outer(*(np.hanning(size + 2)[1:-1] for size in field.shape))
        power = np.abs(field) ** 2
        inner = weight * taper
        self.shape = field.shape
        self.cover = float(inner.sum() / taper.sum())
        # As the reference, tapered, so that what wraps around weighs nothing; as the other image, whole.
        self._own = [_spectrum(part).conj() for part in (inner * field, inner * power, inner)]
        self._other = [_spectrum(part) for part in (weight * field, weight, weight * power)]

    def match(self, other: "Window", reach: float) -> Match | None:
        """The shift of ``other`` towards this window, within ``reach`` pixels; None where nothing can be compared."""
        if not self.cover or not other.cover:
            return None
        spectra = [own * its for own, its in zip(self._own, other._other)]
        steps = np.arange(-int(np.ceil(reach / _COARSE)), int(np.ceil(reach / _COARSE)) + 1) * _COARSE
        surface = _normalised(spectra, steps, steps)
        row, column = np.unravel_index(int(surface.argmax()), surface.shape)
        beyond = row in (0, len(steps) - 1) or column in (0, len(steps) - 1)
        near = np.arange(-_AROUND, _AROUND + 1) * _FINE
        surface = _normalised(spectra, steps[row] + near, steps[column] + near)
        if not surface.max() > 0:
            return None
        dy, dx = _peak(surface)
        return Match(float(steps[column] + near[0] + dx * _FINE), float(steps[row] + near[0] + dy * _FINE),
                     float(min(1.0, surface.max())), min(self.cover, other.cover), bool(beyond))


def _spectrum(values: np.ndarray) -> np.ndarray:
    """complex64: many windows are held at once."""
    return np.fft.fft2(values).astype(np.complex64)


#: Bytes that a window holds for each of its pixels.
BYTES_PER_PIXEL = 6 * 8


def edges(pixels: np.ndarray, clear: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Edges whatever their sign, complex (rows, columns), and their weight from 0 (hidden, or near it) to 1."""
    seen = clear & np.isfinite(pixels)
    values = np.where(seen, pixels, 0.0).astype(np.float64)
    if not seen.any():
        return np.zeros(seen.shape, complex), np.zeros(seen.shape)
    weight: np.ndarray = np.ones(seen.shape)
    if not seen.all():
        values = _filled(values, seen)
        hidden = smoothed((~seen).astype(float), _NEAR)
        weight = np.clip(smoothed((hidden < _HIDDEN).astype(float), 1.0), 0.0, 1.0) * (hidden < 0.5)
    smooth = smoothed(values - values.mean(), _SIGMA)
    gradient = np.zeros(seen.shape, complex)
    gradient[:, 1:-1].real = (smooth[:, 2:] - smooth[:, :-2]) / 2
    gradient[1:-1].imag = (smooth[2:] - smooth[:-2]) / 2
    field = gradient ** 2
    strength = np.abs(field) * weight
    total = strength.sum()
    if not total > 0:
        return np.zeros(seen.shape, complex), np.zeros(seen.shape)
    local = np.maximum(smoothed(strength, _LOCAL), 0.0) / np.maximum(smoothed(weight, _LOCAL), 1e-2)
    return field / (local + _FLOOR * total / max(weight.sum(), 1.0)), weight


def smoothed(values: np.ndarray, sigma: float) -> np.ndarray:
    """Gaussian of ``sigma`` pixels, borders repeated; float64."""
    margin = int(4 * sigma) + 1
    wide = np.pad(values, margin, mode="edge")
    rows, columns = wide.shape
    down = np.exp(-2 * (np.pi * sigma * np.fft.fftfreq(rows, 1.0)) ** 2)
    across = np.exp(-2 * (np.pi * sigma * np.fft.rfftfreq(columns, 1.0)) ** 2)
    result = np.fft.irfft2(np.fft.rfft2(wide) * down[:, None] * across[None, :], wide.shape)
    return np.asarray(result[margin:-margin, margin:-margin])


def _filled(values: np.ndarray, seen: np.ndarray) -> np.ndarray:
    """What is hidden takes the mean of what is seen around it, so that its border is no edge."""
    share = smoothed(seen.astype(float), _FILL)
    near = share > 1e-3
    around = np.where(near, smoothed(values, _FILL) / np.maximum(share, 1e-3), values.sum() / seen.sum())
    return np.where(seen, values, around)


def _normalised(spectra: list[np.ndarray], rows: np.ndarray, columns: np.ndarray) -> np.ndarray:
    """Correlation at shifts of ``rows`` and ``columns`` pixels, -1 to 1, (len(rows), len(columns))."""
    height, width = spectra[0].shape
    down = np.exp(2j * np.pi * np.outer(rows, np.fft.fftfreq(height, 1.0)))
    across = np.exp(2j * np.pi * np.outer(np.fft.fftfreq(width, 1.0), columns))
    product, first, second = ((down @ spectrum @ across).real for spectrum in spectra)
    # Powers come with the factor of one transform, the product too.
    limit = _TINY * height * width
    return np.asarray(product / np.sqrt(np.maximum(first, limit) * np.maximum(second, limit)))


def _peak(surface: np.ndarray) -> tuple[float, float]:
    """Row and column of the maximum, by the quadric through the nine points about it."""
    top, left = np.unravel_index(int(surface.argmax()), surface.shape)
    row, column = min(max(int(top), 1), surface.shape[0] - 2), min(max(int(left), 1), surface.shape[1] - 2)
    part = surface[row - 1:row + 2, column - 1:column + 2]
    down, across = (part[2, 1] - part[0, 1]) / 2, (part[1, 2] - part[1, 0]) / 2
    yy, xx = part[2, 1] - 2 * part[1, 1] + part[0, 1], part[1, 2] - 2 * part[1, 1] + part[1, 0]
    xy = (part[2, 2] - part[2, 0] - part[0, 2] + part[0, 0]) / 4
    turn = xx * yy - xy * xy
    if not (turn > 0 and xx < 0):
        return float(row), float(column)
    step = np.clip([(xy * across - xx * down) / turn, (xy * down - yy * across) / turn], -1.0, 1.0)
    return float(row + step[0]), float(column + step[1])


__all__ = ["BYTES_PER_PIXEL", "Match", "Window", "edges", "smoothed"]
