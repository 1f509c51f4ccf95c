"""What a scan found."""

from __future__ import annotations

from dataclasses import dataclass, field

from .failures import Failure


@dataclass
class ScanReport:
    """Counts of one scan; ``failures`` holds what is damaged or of no known producer, under the folders scanned."""

    #: Products found on disk, each of several copies counted once.
    found: int = 0
    added: int = 0
    updated: int = 0
    #: Found at another place than before, the old one gone.
    moved: int = 0
    #: Gone since the last scan: kept, their state "missing".
    missing: int = 0
    #: Other places of products counted already.
    copies: int = 0
    #: Grids of clear share made.
    grids: int = 0
    #: Folders asked for that are not there.
    absent: list[str] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    #: Files that belong to no product and are neither image, archive nor metadata.
    others: int = 0

    @property
    def failed(self) -> int:
        """How many are listed with their reason."""
        return len(self.failures)
