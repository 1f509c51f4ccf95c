"""The earlier dates that a date is compared with."""

from __future__ import annotations

import re

from ...engine.progress import Progress
from ...errors import BocageError
from ...products.composite import Composite
from ...products.model import Product
from ..l2a import sky
from ..l2a.context import Context
from .inputs import Inputs
from .surface import at_surface, of_level_1

_DATED = re.compile(r"^S(?:ENTINEL)?(?P<number>\d[A-D]?).*?_(?P<day>\d{8})[T-]\d{6}")


def earlier(context: Context, inputs: Inputs, progress: Progress) -> Composite | None:
    """The composite asked for, in the terms of this product's level. Raises where it holds this very date."""
    composite = sky.history(context, progress)
    if composite is None:
        return None
    product, file = inputs.scenery.product, str(inputs.scenery.settings.previous)
    if holds(composite, product):
        raise BocageError("composite_of_this_date", file=file, identifier=product.identifier)
    if inputs.level == "L2A":
        return at_surface(composite, file, progress)
    if composite.inputs and not of_level_1(composite):
        progress.warn("composite_other_level", file=file)
    return composite


def holds(composite: Composite, product: Product) -> bool:
    """True where the composite was made with this acquisition, under this name or that of another level."""
    if product.identifier in composite.inputs:
        return True
    own = (product.platform.lstrip("S"), f"{product.acquired:%Y%m%d}")
    found = (_DATED.match(name) for name in composite.inputs)
    return own in [(match["number"], match["day"]) for match in found if match]

