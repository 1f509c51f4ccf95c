"""Masses of belief of several maps from their confusion matrices."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..engine.progress import Progress
from ..engine.raster import Raster
from ..errors import BocageError
from ..landcover.fusion import mass_tables
from ..landcover.nomenclature import nomenclature
from ..validation.matrix_file import read_matrix

MASSES = ("precision", "recall", "accuracy", "kappa")


def masses_of(maps: Sequence[str], matrices: Sequence[str], kind: str, classes: str, rows: str,
              progress: Progress) -> list[Mapping[int, float]]:
    """Mass by class of each map. ``classes``: a nomenclature where matrices name classes; ``rows``: "map" or
    "reference", of matrices that do not say. Raises BocageError.
    """
    if len(matrices) != len(maps):
        raise BocageError("fuse_list_length", parameter="MATRICES", count=len(matrices), maps=len(maps))
    tables = []
    for path, matrix_path in zip(maps, matrices):
        matrix = read_matrix(matrix_path, rows)
        numbers = _numbers(path, classes)
        values = []
        for name in matrix.classes:
            value = int(name) if name.lstrip("-").isdigit() else numbers.get(name.casefold())
            if value is None:
                raise BocageError("fuse_class_unknown", name=name, file=matrix_path)
            values.append(value)
        tables.append(mass_tables(matrix.counts, values, kind))
        progress.info("fuse_masses", file=path, masses=", ".join(f"{v}: {m:.3f}" for v, m in tables[-1].items()))
    return tables


def _numbers(path: str, classes: str) -> dict[str, int]:
    """Number of each name of a class, in small letters."""
    with Raster(path) as raster:
        found = {name.casefold(): value for value, name in enumerate(raster.categories()) if name}
    for entry in nomenclature(classes) if classes else ():
        found[entry.name.casefold()] = found[entry.name_fr.casefold()] = entry.value
    return found
