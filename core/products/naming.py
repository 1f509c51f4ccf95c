"""What a scene is called on the map, from the name of its product."""

from __future__ import annotations

import re
from datetime import datetime, timezone
from pathlib import PurePath

_MUSCATE = re.compile(r"(?P<mission>[A-Z0-9-]+)_(?P<day>\d{8})-\d{6}-\d{3}"
                      r"_(?P<level>L\w+?)_(?P<tile>[A-Z0-9-]+)_")


def scene_label(product: str) -> tuple[str, datetime | None]:
    """``("2018-01-17 S2A T30TWT L2A", its day in UTC)`` from a MUSCATE product's folder.

    Any other name is given back as it is, without a day.
    """
    name = PurePath(product).name
    match = _MUSCATE.match(name)
    if match is None:
        return name, None
    day = datetime.strptime(match["day"], "%Y%m%d").replace(tzinfo=timezone.utc)
    platform = match["mission"].partition("-")[0].replace("SENTINEL", "S")
    return f"{day:%Y-%m-%d} {platform} {match['tile']} {match['level']}", day
