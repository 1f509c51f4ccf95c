"""Classifiers compared on one set of samples: the same samples, the same splits, run by run."""

from __future__ import annotations

from .job import benchmark
from .settings import METHODS, SPLITS, BenchmarkResult, BenchmarkSettings

__all__ = ["METHODS", "SPLITS", "BenchmarkResult", "BenchmarkSettings", "benchmark"]
