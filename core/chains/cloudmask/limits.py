"""What a run could not look for, and why: said once, and written with the masks."""

from __future__ import annotations

from typing import Any

from ...engine.progress import Progress
from ...messages import sentence
from ...products.muscate.layout import HIGH_CLOUD_BITS, HISTORY_BITS, MASK_BITS, RELIEF_BITS
from .inputs import Inputs

#: Sentence -> bits that nothing computes then.
_BITS = {"no_cirrus_band": HIGH_CLOUD_BITS, "no_history": HISTORY_BITS, "no_relief": RELIEF_BITS}


def limits(inputs: Inputs, parallax: bool, history: bool) -> dict[str, dict[str, Any]]:
    """Code of each sentence -> its fields, in the order in which they are said."""
    file = inputs.scenery.product.path
    found: dict[str, dict[str, Any]] = {}
    if not inputs.has_cirrus:
        found["no_cirrus_band"] = {"file": file}
    if "coastal" in inputs.replaced:
        found["no_coastal_band"] = {"file": file}
    if not parallax:
        found["no_parallax"] = {"file": file}
    if not history:
        found["no_history"] = {"file": file}
    if not inputs.scenery.settings.dem:
        found["no_relief"] = {"file": file}
    return found


def say(found: dict[str, dict[str, Any]], inputs: Inputs, progress: Progress) -> None:
    """Each limit as one sentence; the look at L1C says its own of the cirrus band."""
    for code, fields in found.items():
        if code == "no_history":
            if not inputs.scenery.settings.previous:
                progress.info(code, **fields)
        elif code != "no_cirrus_band" or inputs.level == "L2A":
            progress.warn(code, **fields)


def sentences(found: dict[str, dict[str, Any]]) -> list[str]:
    """For the metadata, in English, the product by its name alone."""
    return [sentence(code, "en", **fields) for code, fields in found.items()]


def not_computed(found: dict[str, dict[str, Any]]) -> tuple[str, ...]:
    """Bits ("CLM.cirrus") at zero because nothing computes them."""
    return tuple(bit for code in found for bit in _BITS.get(code, ()))


def bit_table(mask: str, absent: tuple[str, ...]) -> list[dict[str, Any]]:
    """Value, name, meaning of each bit of CLM or MG2, and whether it was computed."""
    return [{"value": 2 ** (number - 1), "name": name, "description": meaning,
             "computed": f"{mask}.{name}" not in absent} for number, name, meaning in MASK_BITS[mask]]
