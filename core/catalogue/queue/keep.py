"""Which files of which scenes are wanted: by pattern, by level, by cloud."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fnmatch import fnmatchcase

from ..model import Asset, SceneRecord
from .names import file_name

#: Roles of what is only looked at.
_PICTURES = {"thumbnail", "overview", "visual-preview", "quicklook"}
_ARCHIVES = (".zip", ".tar", ".tgz", ".tar.gz", ".tar.bz2")


@dataclass(frozen=True)
class Keep:
    """Rules; what is empty keeps all."""

    #: Shell patterns on an asset's key, file name, title or roles, capitals aside; those with ``!`` before leave out.
    patterns: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    #: Percent, of the whole product as its producer says; products that say nothing are kept.
    max_cloud_percent: float | None = None

    def scene(self, record: SceneRecord) -> bool:
        """True where the scene is wanted."""
        if self.levels and record.level.upper() not in {level.upper() for level in self.levels}:
            return False
        return (self.max_cloud_percent is None or record.cloud_percent is None
                or record.cloud_percent <= self.max_cloud_percent)

    def assets(self, record: SceneRecord) -> list[Asset]:
        """The files wanted of a scene.

        Without patterns: the archive where the scene comes as one, else all files save pictures for display.
        """
        chosen = [one for one in self.patterns if not one.startswith("!")]
        left_out = [one[1:] for one in self.patterns if one.startswith("!")]
        found = [asset for asset in record.assets if asset.href]
        if chosen:
            found = [asset for asset in found if _any(chosen, asset)]
        else:
            found = [asset for asset in found if not _PICTURES & set(asset.roles) and asset.key not in _PICTURES]
            found = [asset for asset in found if file_name(asset).lower().endswith(_ARCHIVES)] or found
        return [asset for asset in found if not _any(left_out, asset)]


def parse_patterns(text: str) -> tuple[str, ...]:
    """Words separated by spaces, commas or semicolons."""
    return tuple(word for word in re.split(r"[\s,;]+", text) if word and word != "!")


def _any(patterns: list[str], asset: Asset) -> bool:
    words = [word.lower() for word in (asset.key, file_name(asset), asset.title, *asset.roles) if word]
    return any(fnmatchcase(word, pattern.lower()) for pattern in patterns for word in words)
