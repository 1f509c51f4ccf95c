"""One simulated date, from settings to an L1C product and its truth: both appear whole, or neither."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from ...atmosphere import available_models
from ...engine.memory import available_bytes
from ...engine.outputs import ProductFolder, check_space, check_writable, human_bytes, translate_write_fault
from ...engine.progress import Part, Progress, check
from ...errors import BocageError
from ...products.safe.l1c_description import RESOLUTION_M, L1CBand, L1CDescription, product_name
from ...products.safe.writer import write_l1c
from .band import BandImage
from .scene import ORBITS, SceneState, make_scene, responses
from .settings import CLOUDS, EVENTS, SimulationResult, SimulationSettings
from .surface import BLOCK_M, LEAST_M, MULTIPLE_M, Place, locate
from .truth import truth_folder, write_truth

#: W/m2/um by band, rounded from S2A products.
IRRADIANCE = {"B01": 1884.69, "B02": 1959.66, "B03": 1823.24, "B04": 1512.06, "B05": 1424.64, "B06": 1287.61,
              "B07": 1162.08, "B08": 1041.63, "B8A": 955.32, "B09": 812.92, "B10": 367.15, "B11": 245.59,
              "B12": 85.25}
_LARGEST_M = 109_800
#: Bytes at the peak: whatever the size; by square metre of the landscape drawn at once; by square metre of scene.
_MEMORY = (300e6, 10.0, 0.25)
#: Bytes by square metre written: ground of every band, product, truth.
_DISK = 1.1


def simulate(settings: SimulationSettings, progress: Progress) -> SimulationResult:
    """Write one date. Raises BocageError where the settings do not hold together, or Cancelled; then nothing is
    left behind."""
    check_settings(settings)
    place = locate(settings)
    _check_room(settings, place, progress)
    output = Path(settings.output)
    try:
        # Never committed: what is spooled there goes with it.
        with ProductFolder(output / "simulation") as work:
            result = _make(settings, place, work.path, progress)
    except OSError as error:
        raise translate_write_fault(output, error) from error
    progress.report(1.0)
    return result


def _make(settings: SimulationSettings, place: Place, work: Path, progress: Progress) -> SimulationResult:
    """In a function of its own, so that spooled arrays are let go before their folder is removed."""
    scene = make_scene(settings, place, work, progress)
    progress.report(0.1)
    name = product_name(scene.description({}))
    target, truth = Path(settings.output) / name, truth_folder(settings, place.tile, name)
    with ProductFolder(truth) as truth_work, ProductFolder(target) as product_work:
        bands = _bands(scene, work, truth_work.path, Part(progress, 0.1, 0.85))
        cloud_percent = write_truth(scene, truth_work.path, name, progress)
        _write_product(scene.description(bands, cloud_percent), product_work.path, Part(progress, 0.85, 0.99))
        check(progress)
        truth_work.commit()
        product_work.commit()
    return SimulationResult(str(target), str(truth))


def _bands(scene: SceneState, work: Path, truth: Path, progress: Progress) -> dict[str, L1CBand]:
    result, rng, curves = {}, np.random.default_rng(scene.settings.seed + 1000), responses()
    for number, name in enumerate(RESOLUTION_M):
        progress.report(number / len(RESOLUTION_M), "step_simulating")
        image = BandImage(scene, name, curves[name], work)
        result[name] = L1CBand(image.numbers(truth, progress, rng), curves[name], IRRADIANCE[name])
    return result


def _write_product(description: L1CDescription, folder: Path, progress: Progress) -> None:
    """The writer makes a folder of the product's name: its content is brought up to where it will be renamed."""
    inner = Path(write_l1c(description, str(folder), _Quiet(progress)))
    for child in inner.iterdir():
        child.replace(folder / child.name)
    inner.rmdir()


class _Quiet(Part):
    """Passes the share on, not the writer's steps, which are names of bands."""

    def __init__(self, parent: Progress) -> None:
        super().__init__(parent, 0.0, 1.0)

    def report(self, fraction: float, step: str = "") -> None:
        """Forwarded without the step."""
        super().report(fraction)


def check_settings(settings: SimulationSettings) -> None:
    """Raise BocageError where a parameter is out of its range."""
    size = settings.size_m
    if size % MULTIPLE_M or not LEAST_M <= size <= _LARGEST_M:
        raise BocageError("simulation_size", value=size, multiple=MULTIPLE_M, low=LEAST_M, high=_LARGEST_M)
    for name, value, known in (("CLOUDS", settings.clouds, CLOUDS), *(("EVENTS", e, EVENTS) for e in settings.events)):
        if value not in known:
            raise BocageError("parameter_unknown", parameter=name, value=value, known=", ".join(known))
    if settings.aerosol_model not in available_models():
        raise BocageError("aerosol_model_missing", model=settings.aerosol_model,
                          available=", ".join(available_models()))
    if not 0 <= settings.aot * (1 + settings.aot_variation) <= 1.8:
        raise BocageError("parameter_out_of_range", parameter="AOT", value=f"{settings.aot:g}", low="0",
                          high=f"{1.8 / (1 + settings.aot_variation):.2f}")
    for field, low, high in (("aot_variation", 0, 1), ("water_variation", 0, 1), ("water_vapour", 0.05, 6),
                             ("ozone", 0.1, 0.6), ("cover", 0, 0.95), ("orbit", 0, len(ORBITS) - 1),
                             ("altitude_m", -400, 4000), ("seed", 0, 1e9), ("ground_seed", 0, 1e9)):
        number = float(getattr(settings, field))
        if not low <= number <= high:
            raise BocageError("parameter_out_of_range", parameter=field.upper(), value=f"{number:g}", low=f"{low:g}",
                              high=f"{high:g}")


def memory_needed(settings: SimulationSettings, size_m: int) -> float:
    """Bytes at the peak, an upper bound of what was measured."""
    fixed, drawn, scene = _MEMORY
    block = min(size_m, BLOCK_M) ** 2 if settings.surface == "bocage" else 0
    return fixed + drawn * block + scene * size_m ** 2


def _check_room(settings: SimulationSettings, place: Place, progress: Progress) -> None:
    """Disk and memory, before anything is drawn."""
    check_writable(settings.output)
    need = _DISK * place.size_m ** 2 + 20e6
    progress.info("space_needed", needed=human_bytes(need), folder=settings.output)
    check_space(settings.output, int(need))
    memory, there = memory_needed(settings, place.size_m), available_bytes()
    if there is not None and memory > there:
        raise BocageError("simulation_memory", size=place.size_m, needed=human_bytes(memory), free=human_bytes(there))
