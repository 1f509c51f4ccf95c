"""The images of a series: found in what the user names, each with what is read of it."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ...catalogue.index.walk import STRANGERS, Walk, walk
from ...engine.progress import Progress, check
from ...errors import BocageError
from ...products.model import Product
from ...series.dated import SUFFIXES, Dated
from .variables import Variable, variables


@dataclass(frozen=True)
class Image:
    """One image that serves, and what is read of it."""

    dated: Dated
    variables: tuple[Variable, ...]


def expanded(paths: Sequence[str], progress: Progress) -> list[str]:
    """Folders are searched for products and, where there is none, for images, however deep they lie."""
    found: list[str] = []
    for path in paths:
        if not os.path.isdir(path):
            found.append(path)
            continue
        inside: list[str] = []
        for one in walk(path, Walk(), lambda: check(progress)):
            if one.kind == STRANGERS and not one.whole:
                inside += [os.path.join(one.path, name) for name in one.images if name.lower().endswith(SUFFIXES)]
            else:
                inside.append(one.path)
        found += inside or [path]
    return list(dict.fromkeys(found))


def readable(images: Sequence[Dated], names: Sequence[str], progress: Progress) -> tuple[list[Image], int]:
    """Images with what is asked of each; those that lack it are left out. Raises BocageError where none has it."""
    kept: list[Image] = []
    fault: BocageError | None = None
    for image in images:
        try:
            kept.append(Image(image, variables(image.product, names)))
        except BocageError as error:
            if error.code.startswith("formula_") and error.code != "formula_band_absent":
                raise
            fault = error
            progress.warn("product_skipped", file=image.product.path, fault=str(error))
    if not kept:
        raise fault or BocageError("series_undated", file="")
    return kept, len(images) - len(kept)


def files_of(products: Iterable[Product]) -> list[str]:
    """Files that images are read from, which no output may replace."""
    return list(dict.fromkeys(path for product in products for path in (
        product.path, *(band.path for band in product.bands)) if path))
