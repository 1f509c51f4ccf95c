"""Names of bands, indices and formulas in one text."""

from __future__ import annotations

import pytest
from bocage.core.chains.pixels.variables import split_names


@pytest.mark.parametrize(("text", "names"), [
    ("NDVI", ("NDVI",)), ("", ()), (" NDVI ;nir,\n(nir - red) / max(nir, red), NDVI", ("NDVI", "nir",
                                                                                     "(nir - red) / max(nir, red)")),
    # What nobody closes was no name at all, and every band was read in place of it.
    ("NDVI, (nir - red", ("NDVI", "(nir - red")), ("(nir-red", ("(nir-red",))])
def test_every_name_is_kept_a_parenthesis_that_nobody_closes_included(text, names):
    assert split_names(text) == names
