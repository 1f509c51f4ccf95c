"""Who learns and who is kept to judge: groups of polygons dealt to splits, each stratum by itself."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..errors import BocageError

#: Splits, in the order of SHARES.
SPLITS = ("train", "validation", "test")
#: Who gets the only polygon, then the second: a class without training is lost, one without test goes unjudged.
_FIRST = (0, 2, 1)


def read_shares(text: str) -> tuple[float, float, float]:
    """Of "50;25;25": training, validation, test, brought to a sum of 1. Two numbers are training and test.

    Raises BocageError for what is no share, or nothing to train with.
    """
    parts = [part for part in text.replace("%", " ").replace(";", " ").replace("/", " ").split() if part]
    try:
        numbers = [float(part.replace(",", ".")) for part in parts]
    except ValueError:
        raise BocageError("shares_wrong", value=text) from None
    if len(numbers) == 2:
        numbers = [numbers[0], 0.0, numbers[1]]
    if len(numbers) != 3 or not np.isfinite(numbers).all() or min(numbers) < 0 or numbers[0] == 0:
        raise BocageError("shares_wrong", value=text)
    total = sum(numbers)
    return numbers[0] / total, numbers[1] / total, numbers[2] / total


def deal(count: int, shares: Sequence[float], rng: np.random.Generator) -> np.ndarray:
    """Split of each of ``count`` groups of one stratum, in random order (count,).

    Numbers follow the shares to less than one group; what is left over is dealt at random in proportion to what each
    split lacks, so that many small strata together keep the shares. Every split with a share gets one where there are
    enough, training first, then test.
    """
    promised = [split for split in _FIRST if shares[split] > 0][:count]
    if count <= len(promised):
        return np.asarray(rng.permutation(np.array(promised, np.int64)))
    wanted = np.asarray(shares, float) * count
    numbers = np.floor(wanted + 1e-9).astype(int)
    lacking = np.clip(wanted - numbers, 0.0, None)
    left = count - int(numbers.sum())
    if left:
        chosen = rng.choice(numbers.size, left, replace=False, p=lacking / lacking.sum()) \
            if np.count_nonzero(lacking > 1e-12) >= left else np.argsort(-lacking)[:left]
        numbers[chosen] += 1
    for split in promised:
        if numbers[split] == 0:
            numbers[int(np.argmax(numbers))] -= 1
            numbers[split] += 1
    return np.asarray(rng.permutation(np.repeat(np.arange(numbers.size), numbers)))


def run_seed(seed: int, run: int) -> int:
    """Seed of a run: the user's own for the first, 32 bits hashed from both for the others.

    Neighbours would be ``seed + run``: runs of SEED 1 and of SEED 2 would be the same draws but for one.
    """
    return seed if run == 0 else int(np.random.SeedSequence(seed, spawn_key=(run,)).generate_state(1)[0])


def assign(strata: np.ndarray, shares: Sequence[float], seed: int, classes: np.ndarray | None = None) -> np.ndarray:
    """Split (groups,) of groups told by their stratum (groups,), whatever their order: each stratum is dealt alone.

    Of a class with several strata (``classes`` (groups,) tells it) the splits are promised to the class, not to each
    stratum: many strata of one or two groups would otherwise all train.
    """
    rng = np.random.default_rng(seed)
    result = np.zeros(strata.size, np.int64)
    for value in np.unique(strata if classes is None else classes):
        rows = np.flatnonzero((strata if classes is None else classes) == value)
        parts = [rows[strata[rows] == stratum] for stratum in np.unique(strata[rows])]
        if len(parts) == 1:
            result[rows] = deal(rows.size, shares, rng)
        else:
            _deal_together(parts, shares, rng, result)
    return result


def _deal_together(parts: list[np.ndarray], shares: Sequence[float], rng: np.random.Generator,
                   result: np.ndarray) -> None:
    """Deals the strata of one class into ``result``: each follows the shares to less than one group, and what is left
    over goes where the class lacks most so far, the strata in random order. Then every split with a share has one."""
    # A start at random: ties would else give the first strata always to the same split.
    owed = rng.random(len(shares))
    for number in rng.permutation(len(parts)):
        part = parts[int(number)]
        wanted = np.asarray(shares, float) * part.size
        numbers = np.floor(wanted + 1e-9).astype(int)
        owed += wanted - numbers
        # A split without a share is owed nothing, and comes last.
        order = sorted(_FIRST, key=lambda split: (wanted[split] - numbers[split] <= 1e-12, -float(owed[split])))
        for split in order[:part.size - int(numbers.sum())]:
            numbers[split] += 1
            owed[split] -= 1.0
        result[part] = rng.permutation(np.repeat(np.arange(numbers.size), numbers))
    rows = np.concatenate(parts)
    promised = [split for split in _FIRST if shares[split] > 0][:rows.size]
    for split in promised:
        counts = np.bincount(result[rows], minlength=len(shares))
        if counts[split] == 0:
            giver = max((one for one in _FIRST if counts[one] > (one in promised)), key=lambda one: counts[one])
            result[rng.choice(rows[result[rows] == giver])] = split


def joined(count: int, pairs: Sequence[tuple[int, int]]) -> np.ndarray:
    """Group (count,) of members that pairs tie together, however long the chain; numbered by first member."""
    parent = list(range(count))

    def root(member: int) -> int:
        while parent[member] != member:
            parent[member] = parent[parent[member]]
            member = parent[member]
        return member

    for one, two in pairs:
        a, b = root(one), root(two)
        parent[max(a, b)] = min(a, b)
    roots = np.array([root(member) for member in range(count)], np.int64)
    return np.asarray(np.unique(roots, return_inverse=True)[1].ravel())
