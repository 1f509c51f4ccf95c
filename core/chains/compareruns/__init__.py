"""Two runs side by side: the same samples and splits, or nothing; by class, with the test that fits; their maps."""

from __future__ import annotations

from .job import compare_runs
from .settings import CompareRunsResult, CompareRunsSettings

__all__ = ["CompareRunsResult", "CompareRunsSettings", "compare_runs"]
