"""The table of masks: every coding has words for what it raises, and the page of the guide says the same."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from bocage.core.products.flags import CLOUD, NAMES, SHADOW
from bocage.core.products.mask_tables import (
    BQA_OLI,
    BQA_TM,
    CLM_NATIVE,
    CLM_THEIA,
    CLOUD_MASKS,
    CODINGS,
    FIELDS,
    NONZERO,
    NUA,
    VALUES,
)
from bocage.core.products.quality import decoded

ROOT = Path(__file__).resolve().parents[2]
EVERY = {**CODINGS, "bqa_tm": BQA_TM, "clm": CLM_THEIA,
         **{"_".join(key): coding for key, coding in CLOUD_MASKS.items()}}


@pytest.mark.parametrize("name", sorted(EVERY))
def test_what_raises_a_flag_has_words(name):
    coding = EVERY[name]
    percents = set(range(1, 100)) if name == "snow_cover" else set()
    assert set(coding.flags) - percents <= set(coding.words)
    assert coding.union and not coding.union & ~sum(NAMES.values())


@pytest.mark.parametrize("name", sorted(EVERY))
def test_each_key_alone_raises_its_flag(name):
    coding = EVERY[name]
    for key, flag in coding.flags.items():
        number = 1 if coding.how == NONZERO else key
        assert decoded(np.array([[number]]), coding)[0, 0] & flag == flag
    if coding.how != VALUES:
        assert not decoded(np.array([[0]]), coding).any()


def test_two_orders_of_one_mask():
    numbers = np.array([[4, 8, 32, 64]])
    assert decoded(numbers, CLM_THEIA)[0, :3].tolist() == [0, 0, SHADOW]
    assert decoded(numbers, CLM_NATIVE)[0, :3].tolist() == [SHADOW, SHADOW, 0]


def test_confidences_need_both_bits_and_a_summary_yields():
    assert BQA_OLI.how == FIELDS and decoded(np.array([[128, 256, 384]]), BQA_OLI)[0].tolist() == [0, 0, SHADOW]
    assert decoded(np.array([[1, 3, 65, 17]]), NUA)[0, :3].tolist() == [CLOUD, CLOUD, SHADOW]


def test_the_guide_says_the_same():
    done = subprocess.run([sys.executable, str(ROOT / "tools" / "mask_page.py"), "--check"], check=False)
    assert done.returncode == 0, "run tools/mask_page.py"
