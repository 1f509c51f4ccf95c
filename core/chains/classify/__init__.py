"""Rasters and a model to a map of classes, in one pass.

settings: what is asked for; inputs: features matched, mask, clear dates; prediction: one block; output: the files;
job: all of it in order.
"""

from .job import run_classify
from .settings import ClassifyResult, ClassifySettings

__all__ = ["ClassifyResult", "ClassifySettings", "run_classify"]
