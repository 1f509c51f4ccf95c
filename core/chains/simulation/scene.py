"""One simulated date: ground, light, air and clouds put together band by band, written as L1C with its truth."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path

import numpy as np

from ...atmosphere.brdf import factor
from ...atmosphere.environment import neighbourhood
from ...atmosphere.responses import load
from ...engine.grid import Grid
from ...engine.progress import Progress, check
from ...engine.raster import RasterWriter, creation_options, warp_to
from ...engine.resample import bilinear
from ...errors import BocageError
from ...products.model import Auxiliary, SpectralResponse
from ...products.open import open_product
from ...products.safe.l1c_description import NOTE, RESOLUTION_M, L1CBand, L1CDescription
from ...products.safe.writer import write_l1c
from ...products.scene import Scene
from . import sky
from .bocage import block_mean, undulation
from .forward import BandForward, Coefficients, reflectance
from .geometry import Pass
from .ground import Ground, make_ground
from .light import Light, cloud_light, mountain, relief_light
from .settings import SimulationResult, SimulationSettings

UPPER_LEFT, CRS, TILE = (588960.0, 5250000.0), "EPSG:32630", "30TWT"
#: Relative orbit and distance of the scene from the ground track, metres.
ORBITS = ((137, 48_000.0), (94, -96_000.0))
SNR, DARK_NOISE = 150.0, 0.0001
CELL_M = 120.0
#: W/m2/um by band, rounded from S2A products.
IRRADIANCE = {"B01": 1884.69, "B02": 1959.66, "B03": 1823.24, "B04": 1512.06, "B05": 1424.64, "B06": 1287.61,
              "B07": 1162.08, "B08": 1041.63, "B8A": 955.32, "B09": 812.92, "B10": 367.15, "B11": 245.59,
              "B12": 85.25}
#: Role whose bidirectional shape a band has, and how strongly (another strength than the retrieval assumes).
_SHAPE = {"B01": "coastal", "B02": "blue", "B03": "green", "B04": "red", "B05": "red", "B11": "swir1", "B12": "swir2"}
_STRENGTH = 0.7


def simulate(settings: SimulationSettings, progress: Progress) -> SimulationResult:
    """Write one date. Raises BocageError where the settings do not hold together."""
    _check(settings)
    scene = _Scene(settings, progress)
    truth = Path(settings.output) / f"TRUTH_{settings.date:%Y%m%d}"
    truth.mkdir(parents=True, exist_ok=True)
    bands, random = {}, np.random.default_rng(settings.seed + 1000)
    curves = responses()
    for number, name in enumerate(RESOLUTION_M):
        check(progress)
        progress.report(0.9 * number / len(RESOLUTION_M), "step_simulating")
        toa = scene.band(name, curves[name], truth)
        bands[name] = L1CBand(_numbers(toa, random, settings.noise), curves[name], IRRADIANCE[name])
    product = write_l1c(scene.description(bands), settings.output)
    scene.write_truth(truth)
    progress.report(1.0)
    return SimulationResult(product, str(truth))


def _check(settings: SimulationSettings) -> None:
    if settings.size_m % 120 or not 1200 <= settings.size_m <= 109_800:
        raise BocageError("parameter_out_of_range", parameter="SIZE", value=str(settings.size_m), low="1200",
                          high="109800, a multiple of 120")
    if not 0 <= settings.aot * (1 + settings.aot_variation) <= 1.8:
        raise BocageError("parameter_out_of_range", parameter="AOT", value=f"{settings.aot:g}", low="0",
                          high="1.8, its variation included")


def responses() -> dict[str, SpectralResponse]:
    """S2A's, by file name of the band."""
    shipped = load("S2A")
    return {name: shipped["B8A" if name == "B8A" else f"B{int(name[1:])}"] for name in RESOLUTION_M}


def _numbers(toa: np.ndarray, random: np.random.Generator, noise: bool) -> np.ndarray:
    """DN, uint16; 0 stays for nodata."""
    if noise:
        toa = toa + random.normal(0, 1, toa.shape) * np.hypot(toa / SNR, DARK_NOISE)
    return np.clip(np.rint(toa * 10000), 1, 65534).astype(np.uint16)


class _Scene:
    """What does not depend on the band."""

    def __init__(self, settings: SimulationSettings, progress: Progress) -> None:
        self.settings, self.random = settings, np.random.default_rng(settings.seed)
        self.corner, self.crs, self.tile, self.size, self.ground = _surface(settings, progress)
        half = self.size / 2
        origin = (self.corner[0] + half, self.corner[1] - half)
        self.sight = Pass(settings.date, self.crs, origin, ORBITS[settings.orbit][1])
        self.bounds = (self.corner[0], self.corner[1] - self.size, self.corner[0] + self.size, self.corner[1])
        zenith, azimuth = (float(v[0]) for v in self.sight.sun(np.array([origin[0]]), np.array([origin[1]])))
        self.sun_angles = (zenith, azimuth)
        if zenith > 75:
            raise BocageError("sun_too_low", file="DATE", zenith=f"{zenith:.1f}", most="75")
        z, a = np.radians(zenith), np.radians(azimuth)
        self.sun = np.array([np.sin(z) * np.sin(a), np.sin(z) * np.cos(a), np.cos(z)])
        self.grid20 = self.grid(20)
        self.cells = self.grid(120)
        self.terrain = self._terrain()
        self.layers = sky.make_layers(settings.clouds if settings.cover > 0 else "none", settings.cover, self.size,
                                      self.corner, settings.seed + 5)
        direct, diffuse, cosine = relief_light(self.terrain, 20.0, self.sun)
        self.light = Light(direct, diffuse, cloud_light(self.layers, self.grid20, self.sun), cosine)
        count = self.cells.shape[0]
        field = undulation(self.random, count, max(4, 5000 // 120)) * 2 - 1
        self.aot = np.clip(settings.aot * (1 + settings.aot_variation * field), 0.0, 1.8)

    def grid(self, resolution: int) -> Grid:
        """North-up grid of the scene."""
        count = self.size // resolution
        return Grid(self.crs, (self.corner[0], float(resolution), 0.0, self.corner[1], 0.0, -float(resolution)),
                    (count, count))

    def _terrain(self) -> np.ndarray:
        settings = self.settings
        if settings.dem == "mountain":
            return mountain(self.size, settings.ground_seed)
        if settings.dem:
            values = warp_to(settings.dem, self.grid20)
            if not np.isfinite(values).all():
                raise BocageError("dem_outside", file=settings.dem)
            return np.asarray(values, np.float32)
        return np.full(self.grid20.shape, settings.altitude_m, np.float32)

    def band(self, name: str, response: SpectralResponse, truth: Path) -> np.ndarray:
        """TOA reflectance of one band on its grid; its surface reflectance goes to the truth."""
        resolution = RESOLUTION_M[name]
        grid = self.grid(resolution)
        rho = block_mean(self.ground.reflectance[name], resolution // 10) if resolution > 10 else (
            self.ground.reflectance[name])
        x, y = np.meshgrid(grid.x(), grid.y())
        seen = self.sight.detector(x, y)
        rho = (rho * self._bidirectional(name, grid, x, y, seen)).astype(np.float32)
        write(truth / f"SR_{name}.tif", rho, grid)
        direct, diffuse, clouds = (self._on(v, resolution) for v in (
            self.light.direct, self.light.diffuse, self.light.clouds))
        around = self._around(rho, clouds, grid) if self.settings.adjacency else rho
        direct, diffuse = direct * clouds, diffuse * clouds
        altitude = float(self.terrain.mean()) / 1000.0
        if name == "B10":
            toa = np.full(grid.shape, 0.0012, np.float32)
        else:
            model = BandForward(response, self.settings.aerosol_model)
            aot = bilinear(self.aot, self.cells, grid).astype(float)
            toa = np.zeros(grid.shape, np.float32)
            for detector in np.unique(seen):
                here = seen == detector
                for rows in (slice(0, grid.shape[0] // 2), slice(grid.shape[0] // 2, None)):
                    part = np.zeros(grid.shape, bool)
                    part[rows] = here[rows]
                    if part.any():
                        parts = self._coefficients(model, name, int(detector), x[part], y[part], altitude).at(aot[part])
                        toa[part] = reflectance(parts, rho[part], around[part], direct[part], diffuse[part])
        return self._veiled(name, toa, x, y, seen)

    def _on(self, values: np.ndarray, resolution: int) -> np.ndarray:
        """From 20 m to another resolution."""
        if resolution == 10:
            return np.repeat(np.repeat(values, 2, 0), 2, 1)
        return values if resolution == 20 else block_mean(values, resolution // 20)

    def _around(self, rho: np.ndarray, light: np.ndarray, grid: Grid) -> np.ndarray:
        """Environment reflectance, lit as it is: on cells, then on pixels."""
        factor_ = int(round(CELL_M / grid.dx))
        cells = block_mean((rho * light).astype(np.float32), factor_)
        return bilinear(neighbourhood(cells, CELL_M, 0.5), self.cells, grid)

    def _bidirectional(self, name: str, grid: Grid, x: np.ndarray, y: np.ndarray, seen: np.ndarray) -> np.ndarray:
        """Ross-Li shape against nadir view, sun at 45 degrees, weakened to another strength."""
        sza, saa = self.sun_angles
        result = np.ones(grid.shape, np.float32)
        standard = np.array([45.0, 0.0, 0.0])[:, None, None]
        for detector in np.unique(seen):
            vza, vaa = self.sight.view(name, int(detector), x, y)
            raa = np.abs((saa - vaa + 180) % 360 - 180)
            shape = factor(_SHAPE.get(name, "nir"), standard, np.stack([np.full(x.shape, sza), vza, raa]))
            result = np.where(seen == detector, shape ** _STRENGTH, result)
        return result

    def _coefficients(self, model: BandForward, name: str, detector: int, x: np.ndarray, y: np.ndarray,
                      altitude: float) -> Coefficients:
        middle = np.array([x.mean()]), np.array([y.mean()])
        sza, saa = self.sight.sun(*middle)
        vza, vaa = self.sight.view(name, detector, *middle)
        raa = float(np.abs((saa - vaa + 180) % 360 - 180)[0])
        return model.coefficients(float(sza[0]), float(vza[0]), raa, altitude, self.settings.water_vapour,
                                  self.settings.ozone)

    def _veiled(self, name: str, toa: np.ndarray, x: np.ndarray, y: np.ndarray, seen: np.ndarray) -> np.ndarray:
        """Clouds in front, each where this band's line of sight meets it."""
        for layer in sorted(self.layers, key=lambda one: one.height_m):
            depth = np.zeros(toa.shape)
            for detector in np.unique(seen):
                here = seen == detector
                depth[here] = self.seen_depth(layer, name, int(detector), x[here], y[here])
            bright = sky.reflectance(depth, float(self.sun[2]))
            colour = (sky.ICE_CLOUD if layer.ice else sky.WATER_CLOUD).get(name, 1.0)
            above = sky.water_vapour_above(name, layer.height_m, self.settings.water_vapour)
            toa = toa * (1 - bright) + bright * colour * above
        return np.asarray(toa, np.float32)

    def seen_depth(self, layer: sky.Layer, name: str, detector: int, x: np.ndarray, y: np.ndarray) -> np.ndarray:
        """Optical depth of a layer in the line of sight of one band."""
        vza, vaa = (np.radians(v) for v in self.sight.view(name, detector, x, y))
        run = layer.height_m * np.tan(vza)
        return layer.at(x + run * np.sin(vaa), y + run * np.cos(vaa))

    def description(self, bands: dict[str, L1CBand]) -> L1CDescription:
        """For the writer."""
        settings = self.settings
        sun, view = self.sight.angle_grids(self.corner, self.bounds)
        shape = (9, 9)
        auxiliary = Auxiliary(
            np.linspace(-4, 0, 9), np.linspace(49, 45, 9), np.full(shape, settings.ozone),
            np.full(shape, settings.water_vapour), np.full(shape, 1013.25))
        return L1CDescription(
            platform="S2A", sensing=settings.date, tile=self.tile, relative_orbit=ORBITS[settings.orbit][0],
            absolute_orbit=13433, crs=self.crs, upper_left=self.corner, size_m=(self.size, self.size), sun=sun,
            view=view, footprints=self.sight.footprints(self.bounds), bands=bands,
            generated=settings.date + timedelta(hours=3), auxiliary=auxiliary,
            note=f"{NOTE}. Synthetic ground, seed {settings.ground_seed}, sky seed {settings.seed}")

    def write_truth(self, folder: Path) -> None:
        """AOT and terrain, clouds as B4 sees them, shadows, events, and the state as JSON (last)."""
        write(folder / "AOT.tif", self.aot.astype(np.float32), self.cells)
        write(folder / "DEM.tif", self.terrain, self.grid20)
        x, y = np.meshgrid(self.grid20.x(), self.grid20.y())
        seen, depth = self.sight.detector(x, y), np.zeros(self.grid20.shape, np.float32)
        for layer in self.layers:
            for detector in np.unique(seen):
                here = seen == detector
                depth[here] += self.seen_depth(layer, "B04", int(detector), x[here], y[here]).astype(np.float32)
        write(folder / "CLOUD_DEPTH.tif", depth, self.grid20)
        write(folder / "CLOUD_LIGHT.tif", self.light.clouds, self.grid20)
        write(folder / "COS_INCIDENCE.tif", self.light.cosine.astype(np.float32), self.grid20)
        write(folder / "EVENTS.tif", self.ground.events[::2, ::2].copy(), self.grid20)
        state = {**asdict(self.settings), "date": self.settings.date.isoformat(), "sun_zenith": self.sun_angles[0],
                 "layers": [{"height_m": layer.height_m, "ice": layer.ice} for layer in self.layers]}
        (folder / "state.json").write_text(json.dumps(state, indent=1, sort_keys=True), encoding="utf-8")


def _surface(settings: SimulationSettings,
             progress: Progress) -> tuple[tuple[float, float], str, str, int, Ground]:
    """Corner, CRS, tile, size and ground: synthetic, or an L2A product's reflectance."""
    if settings.surface == "bocage":
        return UPPER_LEFT, CRS, TILE, settings.size_m, make_ground(
            settings.size_m, settings.date, settings.ground_seed, settings.events)
    product = open_product(settings.surface)
    if product.level != "L2A":
        raise BocageError("not_l2a", file=product.path, level=product.level)
    scene = Scene(product)
    whole = scene.grid("red")
    x0, y0 = whole.transform[0], whole.transform[3]
    size = min(settings.size_m, int(min(whole.shape[0] * whole.dy, whole.shape[1] * whole.dx)) // 120 * 120)
    grid = Grid(whole.crs, (x0, 10.0, 0.0, y0, 0.0, -10.0), (size // 10, size // 10))
    roles = {"B01": "blue", "B02": "blue", "B03": "green", "B04": "red", "B05": "red_edge_1", "B06": "red_edge_2",
             "B07": "red_edge_3", "B08": "nir", "B8A": "nir_narrow", "B09": "nir_narrow", "B10": "nir_narrow",
             "B11": "swir1", "B12": "swir2"}
    values = {}
    for name, role in roles.items():
        check(progress)
        read = scene.read([role], grid)[0]
        if not np.isfinite(read).any():
            raise BocageError("band_absent", file=product.path, band=role)
        values[name] = np.clip(np.where(np.isfinite(read), read, np.nanmedian(read)), 0.001, 1.2)
    values["B01"] = values["B01"] * np.float32(0.85)
    return (x0, y0), whole.crs, product.tile, size, Ground(values, np.zeros(grid.shape, np.uint8))


def write(path: Path, pixels: np.ndarray, grid: Grid) -> None:
    """One raster of the truth."""
    dtype = str(pixels.dtype)
    with RasterWriter(str(path), grid, dtype, options=creation_options(dtype)) as writer:
        writer.write(pixels)
        writer.close()
