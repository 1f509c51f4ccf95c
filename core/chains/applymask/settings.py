"""What one masking is asked for, and what it gives back. Plain data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True)
class MaskSettings:
    """Parameters of ``bocage:applymask``, same names in lower case."""

    #: Product, or raster.
    input: str
    output: str
    #: Product whose masks serve, masks by ``bocage:cloudmask``, or any raster (not zero is masked). "" means the
    #: product itself, or the product in which the raster lies.
    mask: str = ""
    flags: tuple[str, ...] = ("cloud", "shadow", "cirrus", "nodata")
    #: Metres around what is flagged.
    buffer: float = 0.0
    #: Keep what is flagged and nothing else.
    invert: bool = False
    #: Of a product; all by default.
    bands: tuple[str, ...] = ()
    resolution: float | None = None
    #: Of a product: int16 or float32. A raster keeps its own.
    type: str = "int16"
    images: str = ""
    threads: int = 0


@dataclass(frozen=True)
class MaskResult:
    """What was written. Pixels are those of the input that hold data in one band at least."""

    output: str
    pixels: int
    #: Those brought to no data, buffer included.
    masked: int
    #: Flag -> pixels that bear it, without the buffer; only flags asked for.
    counts: Mapping[str, int] = field(default_factory=dict)
    identifier: str = ""
    #: What the input is called on the map, and its day; None where nothing says.
    label: str = ""
    acquired: datetime | None = None

    @property
    def percent(self) -> float:
        """Share of the pixels that were masked."""
        return 100.0 * self.masked / self.pixels if self.pixels else 0.0
