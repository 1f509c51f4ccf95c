"""Writes the mask tables of ``docs/products.md`` from ``core/products/mask_tables.py``.

    python tools/mask_page.py           rewrites the part between the two marks
    python tools/mask_page.py --check   says whether it is up to date
"""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / ".build"))
from bocage.core.products.flags import NAMES  # noqa: E402
from bocage.core.products.mask_tables import (  # noqa: E402
    BITS,
    BQA_OLI,
    BQA_TM,
    CLM_BOCAGE,
    CLM_NATIVE,
    CLM_THEIA,
    DIV,
    FIELDS,
    FLG,
    MSK_NATIVE,
    NUA,
    OTH_NATIVE,
    PIXEL_QA,
    QA_PIXEL,
    QCFLAGS,
    RADSAT_OLI,
    RADSAT_TM,
    SCL,
    SNOW_COVER,
    Coding,
)

PAGE = ROOT / "docs" / "products.md"
BEGIN, END = "<!-- masks: made by tools/mask_page.py -->", "<!-- end of masks -->"
TITLES: list[tuple[str, Coding]] = [
    ("CLM of Theia: Sentinel-2 and Landsat in MUSCATE's layout", CLM_THEIA),
    ("CLM of VENµS, CLD of MACCS and MAJA's own format", CLM_NATIVE),
    ("CLM written by Bocage", CLM_BOCAGE), ("MSK of the native format", MSK_NATIVE),
    ("Last band of QLT, native format", OTH_NATIVE), ("NUA of old N2A", NUA), ("DIV of old N2A", DIV),
    ("QA_PIXEL, Landsat Collection 2", QA_PIXEL), ("QA_RADSAT, Landsat 8 and 9", RADSAT_OLI),
    ("QA_RADSAT, Landsat 4 to 7", RADSAT_TM), ("BQA, Landsat 8, Collection 1", BQA_OLI),
    ("BQA, Landsat 4 to 7, Collection 1", BQA_TM), ("pixel_qa, Collection 1 surface reflectance", PIXEL_QA),
    ("SCL, Sentinel-2 L2A", SCL), ("FLG of WASP L3A", FLG), ("SNW and FSC", SNOW_COVER), ("QCFLAGS of LIS", QCFLAGS)]
HOW = {BITS: "bit", FIELDS: "bits, all set", "values": "value", "nonzero": "not zero"}


def names(flag: int) -> str:
    """Names of canonical flags."""
    return ", ".join(name for name, value in NAMES.items() if flag & value) or "-"


def table(coding: Coding) -> list[str]:
    """Rows of one coding."""
    rows = [f"| {HOW[coding.how]} | the producer's meaning | canonical flags |", "|---|---|---|"]
    for key, word in coding.words.items():
        flag = coding.flags.get(key, 0)
        if coding.summary is not None and coding.summary[0] == key:
            rows.append(f"| {key} | {word} | {names(coding.summary[1])}, where no other bit tells one |")
        else:
            rows.append(f"| {key} | {word} | {names(flag)} |")
    return rows


def masks() -> str:
    """All tables."""
    lines = []
    for title, coding in TITLES:
        lines += ["", f"### {title}", *table(coding)]
    return "\n".join([BEGIN, *lines, "", END])


def renewed(page: str) -> str:
    """The page with its tables as the code has them."""
    start, stop = page.index(BEGIN), page.index(END) + len(END)
    return page[:start] + masks() + page[stop:]


def main() -> int:
    """Rewrite, or check."""
    page = PAGE.read_text(encoding="utf-8")
    if "--check" in sys.argv[1:]:
        return 0 if renewed(page) == page else 1
    PAGE.write_text(renewed(page), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
