"""What the jobs of one run share, found again by the name of its work folder.

Jobs carry plain data only; a worker of another process would rebuild its context from the folder.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from ...atmosphere.correction import BandAtmosphere, band_atmosphere
from ...atmosphere.slope import Relief
from ...errors import BocageError
from ...masks.beneath import Beneath
from ...masks.detect import CellMasks
from ...products.composite import Composite
from .scenery import Scenery
from .state import StateMaps
from .views import View

if TYPE_CHECKING:
    from .surroundings import Surroundings


@dataclass
class Context:
    """A run in progress."""

    scenery: Scenery
    work: Path
    maps: StateMaps | None = None
    #: Band -> file of raw uint16 numbers, rows after rows, of its window.
    spooled: dict[str, Path] = field(default_factory=dict)
    #: Clouds, shadows, snow... on cells; None where not asked for.
    masks: CellMasks | None = None
    #: What clouds hide; None without masks.
    beneath: Beneath | None = None
    #: Band -> its surroundings; empty without correction of adjacency or slope.
    surroundings: Mapping[str, Surroundings] = field(default_factory=dict)
    #: File of the composite that the date was compared with.
    previous: Path | None = None
    #: Slopes; None where FRE is not written.
    relief: Relief | None = None
    #: What this date leaves to the next ones; None without masks.
    left: Composite | None = None
    _views: dict[str, View] = field(default_factory=dict)

    def atmosphere(self, band: str) -> BandAtmosphere:
        """Tables convolved with the band's response."""
        if band not in self.scenery.responses:
            raise BocageError("response_missing", band=band, platform=self.scenery.product.platform)
        return band_atmosphere(self.scenery.responses[band], self.scenery.aerosol_model)

    def tell_aerosols(self, model: str, source: str) -> None:
        """The aerosol model, once it is known: what was seen through another is forgotten."""
        if model != self.scenery.aerosol_model:
            self._views.clear()
        self.scenery = replace(self.scenery, aerosol_model=model, aerosol_source=source)

    def view(self, band: str) -> View:
        """The band's geometry on cells, the same for the whole run: angles and ozone do not change in it."""
        if band not in self._views:
            self._views[band] = View(self.scenery.product, band, self.atmosphere(band), self.scenery.cells,
                                     self.state.ozone)
        return self._views[band]

    def forget(self) -> None:
        """Let go of what views kept on cells: the second pass asks by detector."""
        for view in self._views.values():
            view.forget()

    @property
    def state(self) -> StateMaps:
        """The state, once known."""
        if self.maps is None:
            raise BocageError("internal", fault="state asked before it is known")
        return self.maps

    def flags_file(self, band: str) -> Path:
        """Compressed strips of nodata (1) and saturated (2) pixels."""
        return self.work / f"flags_{band}.bin"

    def spool_file(self, band: str) -> Path:
        """Raw numbers kept from the first reading."""
        return self.work / f"numbers_{band}.raw"


_CONTEXTS: dict[str, Context] = {}
_LOCK = threading.Lock()


def register(context: Context) -> str:
    """Make a context findable by its folder's name."""
    with _LOCK:
        _CONTEXTS[str(context.work)] = context
    return str(context.work)


def find(work: str) -> Context:
    """The context of a work folder."""
    with _LOCK:
        return _CONTEXTS[work]


def release(work: str) -> None:
    """Forget a run."""
    with _LOCK:
        _CONTEXTS.pop(work, None)


def valid_numbers(numbers: np.ndarray, nodata: int | None, saturated: int | None) -> np.ndarray | None:
    """Where numbers mean a reflectance; None where they all do."""
    bad = None
    for special in (nodata, saturated):
        if special is not None:
            here = numbers == special
            if here.any():
                bad = here if bad is None else bad | here
    return None if bad is None else ~bad
