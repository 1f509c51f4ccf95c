"""Changes that nobody would believe from one year to the next, and classes that only take turns in a field."""

from __future__ import annotations

import json
from pathlib import Path

from ..engine.delimited import cells, said
from ..errors import BocageError

_FILE = Path(__file__).resolve().parents[1] / "data" / "transitions.json"


def shipped_transitions(nomenclature: str) -> tuple[frozenset[int], frozenset[tuple[int, int]]]:
    """Rotating classes and implausible pairs (before, after) of "oso_17" or "oso_23": both lists are Bocage's own."""
    found = json.loads(_FILE.read_text(encoding="utf-8"))[nomenclature]
    return (frozenset(found["rotating"]),
            frozenset((before, after) for befores, afters in found["implausible"] for before in befores
                      for after in afters if before != after))


def read_transitions(path: str) -> frozenset[tuple[int, int]]:
    """Implausible pairs of a CSV: classes before; classes after, each one or several numbers separated by spaces.

    A first line of titles is passed over. Raises BocageError.
    """
    try:
        text = Path(path).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as fault:
        raise BocageError("table_unreadable", file=path, fault=str(fault)) from None
    pairs: set[tuple[int, int]] = set()
    for number, line in enumerate(cells(said(text))):
        try:
            before, after = ([int(one) for one in line[place].split()] for place in (0, 1))
        except (IndexError, ValueError):
            if number == 0:
                continue
            raise BocageError("transitions_row", file=path, row=" ".join(line)) from None
        pairs.update((one, other) for one in before for other in after if one != other)
    if not pairs:
        raise BocageError("table_empty", file=path)
    return frozenset(pairs)
