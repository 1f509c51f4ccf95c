"""Damaged metadata give a product or one sentence, never anything else. The proof ``readers`` tries thousands."""

from __future__ import annotations

import numpy as np
import pytest
from bocage.core.errors import BocageError
from bocage.core.products.open import open_product
from bocage.core.products.summary import cloud_percent, footprint_lonlat
from damage import KINDS, damaged
from landsat_files import C2_L2, landsat
from other_missions import native, venus_l2a


def product_of(family, shared, folder):
    """The product's folder and its metadata file."""
    if family == "venus":
        root = venus_l2a(shared, folder)
        return root, next(root.glob("*_MTD_ALL.xml"))
    if family == "native":
        return folder, native(shared, folder, "VE_VM01_VSC_L2VALD_ISRAW906_20180317", "L2")
    root = landsat(folder, C2_L2, family[-3:])
    return root, next(root.glob("*_MTL.*"))


@pytest.mark.parametrize("family", ["venus", "native", "landsat_txt", "landsat_xml"])
def test_damage_is_one_sentence(shared, tmp_path, family):
    root, path = product_of(family, shared, tmp_path)
    whole, rng, refused = path.read_bytes(), np.random.default_rng(20260117), 0
    for number in range(32):
        path.write_bytes(damaged(whole, KINDS[number % len(KINDS)], rng))
        try:
            product = open_product(str(root))
            footprint_lonlat(product)
            cloud_percent(product)
        except BocageError as error:
            refused += 1
            assert "<" not in str(error) and "\n" not in str(error)
    assert refused >= 8
