"""Regularisation pixel by pixel and patch by patch, as slow and plain as the rules."""

from __future__ import annotations

import numpy as np
from bocage.core.landcover.minimum_unit import place_order

NONE = int(np.iinfo(np.int32).min)
AROUND = ((1, 0), (-1, 0), (0, 1), (0, -1))


def majority(codes, radius, kept=()):
    result = codes.copy()
    for row, column in np.ndindex(codes.shape):
        own = int(codes[row, column])
        if own == NONE or own in kept:
            continue
        window = codes[max(0, row - radius):row + radius + 1, max(0, column - radius):column + radius + 1]
        votes = {}
        for value in window.ravel().tolist():
            if value != NONE and value not in kept:
                votes[value] = votes.get(value, 0) + 1
        most = max(votes.values())
        result[row, column] = own if votes[own] == most else min(v for v, n in votes.items() if n == most)
    return result


def patches(codes):
    """Patches of a map as (first pixel, code, set of pixels)."""
    seen, found = np.zeros(codes.shape, bool), []
    for row, column in np.ndindex(codes.shape):
        if seen[row, column] or codes[row, column] == NONE:
            continue
        stack, pixels = [(row, column)], set()
        seen[row, column] = True
        while stack:
            r, c = stack.pop()
            pixels.add((r, c))
            for i, j in AROUND:
                p, q = r + i, c + j
                if 0 <= p < codes.shape[0] and 0 <= q < codes.shape[1] and not seen[p, q] \
                        and codes[p, q] == codes[r, c]:
                    seen[p, q] = True
                    stack.append((p, q))
        found.append((row * codes.shape[1] + column, int(codes[row, column]), pixels))
    return found


def border(codes, pixels):
    """Sides shared with each class around a set of pixels."""
    sides = {}
    for r, c in pixels:
        for i, j in AROUND:
            p, q = r + i, c + j
            if 0 <= p < codes.shape[0] and 0 <= q < codes.shape[1] and (p, q) not in pixels \
                    and codes[p, q] != NONE:
                sides[int(codes[p, q])] = sides.get(int(codes[p, q]), 0) + 1
    return sides


def merge(codes, bound, kept=()):
    """One patch after another, all patches found again each time."""
    codes = codes.copy()
    while True:
        waiting = []
        for first, code, pixels in patches(codes):
            sides = {value: n for value, n in border(codes, pixels).items() if value not in kept}
            if len(pixels) < bound and code not in kept and sides:
                place = int(place_order(np.array([first]))[0])
                waiting.append((len(pixels), place, first, pixels, sides))
        if not waiting:
            return codes
        _, _, _, pixels, sides = min(waiting, key=lambda one: one[:3])
        longest = max(sides.values())
        joined = min(value for value, n in sides.items() if n == longest)
        for pixel in pixels:
            codes[pixel] = joined
