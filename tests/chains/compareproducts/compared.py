"""What the tests of compared products share."""

from __future__ import annotations

import pytest
from bocage.core.chains.compareproducts import CompareSettings, compare
from bocage.core.engine.progress import SilentProgress
from bocage.core.errors import BocageError

#: Differences are whole digital numbers of 1e-4, so sums in double precision owe them nothing.
EXACT = 1e-7
BANDS = 10


class Listens(SilentProgress):
    """Keeps the codes of warnings."""

    def __init__(self) -> None:
        self.said: list[str] = []

    def warn(self, code: str, **fields: object) -> None:
        self.said.append(code)


def run(first: str, second: str, **changes: str):
    return compare(CompareSettings(first, second, **changes), SilentProgress())


def band(result, role: str) -> dict:
    return next(one for one in result.report["bands"] if one["role"] == role)


def refused(first: str, second: str, **changes: str) -> BocageError:
    with pytest.raises(BocageError) as caught:
        run(first, second, **changes)
    assert str(caught.value).count("\n") == 0 and str(caught.value).endswith(".")
    return caught.value
