"""What one synthesis is asked for, and what it gives back. Plain data."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class SynthesisSettings:
    """Parameters of ``bocage:synthesis``, same names in lower case."""

    #: L2A products of one tile, folders of them.
    input: tuple[str, ...]
    #: Folder in which the product's folder is made.
    output: str
    #: Central day ("2018-07-15"); "" for the middle of the series.
    date: str = ""
    #: Days before and after it.
    window: int = 23
    #: Whether reflectance is brought to the nadir and one sun.
    directional: bool = True
    #: 0 means as many as the machine has cores, at most 8, and as many as the memory holds.
    threads: int = 0


@dataclass(frozen=True)
class SynthesisResult:
    """What was written."""

    product: str
    identifier: str
    #: Dates used, and products left out.
    dates: tuple[str, ...]
    skipped: int
    #: Percent of the pixels of the first group without a clear date.
    nodata_percent: float
