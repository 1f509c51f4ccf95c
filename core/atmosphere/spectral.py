"""The shipped tables: monochromatic scattering by aerosol model, gas transmittances by wavelength.

Both are sensor-agnostic; ``bandtable.py`` convolves them with a response.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
import zlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from ..errors import BocageError
from .mixture import heaviest, mixed, shares_of

DATA = Path(__file__).resolve().parents[1] / "data"


@dataclass(frozen=True)
class SpectralTable:
    """Scattering of one aerosol model, 6SV2.1, no gas; axes in the arrays' names.

    path_rayleigh (w, sza, vza, raa, z), path (w, sza, vza, raa, aot, z): intrinsic reflectance.
    down, up: total scattering transmittance; albedo: spherical albedo of the atmosphere.
    """

    arrays: dict[str, np.ndarray]
    description: dict[str, object]

    def __getitem__(self, name: str) -> np.ndarray:
        return self.arrays[name]

    @property
    def sha256(self) -> str:
        """Hash of the arrays, as written in every product."""
        return str(self.description["sha256"])


def digest(arrays: dict[str, np.ndarray]) -> str:
    """SHA-256 over names, shapes, types and bytes of the arrays, in order of name."""
    total = hashlib.sha256()
    for name in sorted(arrays):
        array = np.ascontiguousarray(arrays[name])
        total.update(f"{name}{array.shape}{array.dtype.str}".encode())
        total.update(array.tobytes())
    return total.hexdigest()


def load(path: Path) -> SpectralTable:
    """Read one table and check its hash. Raises BocageError where it is absent or damaged."""
    try:
        with np.load(path, allow_pickle=False) as archive:
            arrays = {name: archive[name] for name in archive.files}
        description = json.loads(arrays.pop("description").tobytes().decode())
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile, zlib.error) as error:
        raise BocageError("table_damaged", file=str(path), fault=str(error)) from error
    if digest(arrays) != description.get("sha256"):
        raise BocageError("table_damaged", file=str(path), fault="its hash differs")
    return SpectralTable(arrays, description)


def available_models() -> tuple[str, ...]:
    """Aerosol models whose tables are shipped."""
    return tuple(sorted(p.stem.replace("aerosol_", "") for p in DATA.glob("aerosol_*.npz")))


@lru_cache(maxsize=8)
def aerosol_table(model: str) -> SpectralTable:
    """Table of an aerosol model, or of a mixture (``mixture.py``). Raises BocageError where none is shipped."""
    if model in available_models():
        return load(DATA / f"aerosol_{model}.npz")
    try:
        shares = shares_of(model)
    except ValueError:
        shares = {model: 1.0}
    if len(shares) < 2:
        raise BocageError("aerosol_model_missing", model=model, available=", ".join(available_models()))
    tables = {name: aerosol_table(name) for name in shares}
    arrays = mixed({name: table.arrays for name, table in tables.items()}, shares)
    return SpectralTable(arrays, {
        "aerosol": model, "code": tables[heaviest(model)].description["code"], "sha256": digest(arrays),
        "mixture_of": {name: table.sha256 for name, table in tables.items()}})


@lru_cache(maxsize=1)
def gas_table() -> SpectralTable:
    """Gas transmittances and the solar spectrum every 2.5 nm."""
    return load(DATA / "gases.npz")
