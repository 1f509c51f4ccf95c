"""One band of a simulated date, strip after strip: ground, light, air, then clouds in front."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from ...atmosphere.brdf import factor
from ...engine.progress import Progress, check
from ...engine.raster import RasterWriter, creation_options
from ...engine.resample import bilinear, box_mean
from ...products.model import SpectralResponse
from ...products.safe.l1c_description import RESOLUTION_M
from . import sky
from .air import BandAir, water_above
from .around import surroundings
from .bocage import block_mean
from .forward import band_forward, reflectance
from .lines import Patch, Sight, patches, sights, strips
from .scene import CELL_M, LIGHT_M, SceneState
from .surface import array

SNR, DARK_NOISE = 150.0, 0.0001
#: Radius of the slopes that light one another, in cells: the mean is taken twice.
_NEAR_CELLS = 4
#: Role whose bidirectional shape a band has, and how strongly (another strength than the retrieval assumes).
_SHAPE = {"B01": "coastal", "B02": "blue", "B03": "green", "B04": "red", "B05": "red", "B11": "swir1", "B12": "swir2"}
_STRENGTH = 0.7


class BandImage:
    """One band; ``numbers`` makes it whole, and writes the true surface reflectance on its way."""

    def __init__(self, scene: SceneState, name: str, response: SpectralResponse, work: Path) -> None:
        self.scene, self.name, self.work = scene, name, work
        self.resolution = RESOLUTION_M[name]
        self.grid = scene.grid(self.resolution)
        self.model = band_forward(response, scene.settings.aerosol_model)
        self.sights = sights(scene.sight, name, scene.air.cells)
        air = BandAir(self.model, scene.air, scene.sight, name)
        self.parts = {number: air.parts(number, one.columns) for number, one in self.sights.items()}
        self.shapes = {number: self._bidirectional(one) for number, one in self.sights.items()}

    def _bidirectional(self, one: Sight) -> np.ndarray:
        """Ross-Li shape against nadir view, sun at 45 degrees, weakened to another strength."""
        sza, saa = self.scene.sun_angles
        standard = np.array([45.0, 0.0, 0.0])[:, None, None]
        raa = np.abs((saa - one.azimuth + 180) % 360 - 180)
        directions = np.stack([np.full(raa.shape, sza), one.zenith, raa])
        return np.asarray(factor(_SHAPE.get(self.name, "nir"), standard, directions) ** _STRENGTH, np.float32)

    def numbers(self, truth: Path, progress: Progress, rng: np.random.Generator) -> np.ndarray:
        """DN, uint16 (rows, columns); ``SR_<band>.tif`` goes to the folder of the truth."""
        rho = self._ground(truth, progress)
        around, near = self._surroundings(rho)
        result = array(self.work, f"numbers_{self.name}", self.grid.shape, np.uint16)
        for rows in strips(self.grid):
            check(progress)
            toa = np.zeros((rows.stop - rows.start, self.grid.shape[1]), np.float32)
            light = self._light(rows)
            for patch in patches(self.scene.sight, self.sights, self.grid, rows):
                values = self._toa(patch, rho[rows, patch.columns], around, near, light[:, :, patch.columns])
                np.copyto(toa[:, patch.columns], values, where=patch.inside)
            result[rows] = _numbers(toa, rng, self.scene.settings.noise)
        return result

    def _ground(self, truth: Path, progress: Progress) -> np.ndarray:
        """Surface reflectance as this band sees it, float32 (rows, columns)."""
        fine, count = self.scene.ground.reflectance[self.name], self.resolution // 10
        result = array(self.work, "rho", self.grid.shape, np.float32)
        with RasterWriter(str(truth / f"SR_{self.name}.tif"), self.grid, "float32",
                          options=creation_options("float32")) as writer:
            for rows in strips(self.grid):
                check(progress)
                part = np.array(fine[rows.start * count:rows.stop * count])
                if count > 1:
                    part = block_mean(part, count)
                for patch in patches(self.scene.sight, self.sights, self.grid, rows):
                    shape = bilinear(self.shapes[patch.detector], self.sights[patch.detector].cells, patch.grid)
                    inner = part[:, patch.columns]
                    np.multiply(inner, shape, out=inner, where=patch.inside)
                result[rows] = part
                writer.append(part)
            writer.close()
        return result

    def _surroundings(self, rho: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """What the ground sends up around each cell, and from the slopes nearby: reflectance times light."""
        count, light, air = int(CELL_M / self.resolution), self.scene.light, self.scene.air
        ground = np.concatenate([block_mean(np.asarray(rho[rows]), count) for rows in strips(self.grid)])
        direct, diffuse = (block_mean(v * light.clouds, int(CELL_M / LIGHT_M)) for v in (light.direct, light.diffuse))
        share = self._direct_share()
        lit = ground * (share * direct + (1 - share) * diffuse)
        aerosols = self.model.aerosol_share(float(air.aot.mean()), float(air.altitude_km.mean()))
        near = box_mean(box_mean(lit, _NEAR_CELLS)[0], _NEAR_CELLS)[0]
        return surroundings(lit, CELL_M, aerosols).astype(np.float32), near.astype(np.float32)

    def _direct_share(self) -> np.ndarray:
        """Direct share of the light that comes down, on the cells."""
        result = np.zeros(self.scene.air.cells.shape, np.float32)
        for number, one in self.sights.items():
            _, direct, diffuse, _, _, _ = self.parts[number]
            # Overlapping columns of two detectors: the light is that of the place, whoever looks.
            result[:, one.columns] = direct / (direct + diffuse)
        return result

    def _light(self, rows: slice) -> np.ndarray:
        """Rows, at the band's resolution, of direct and diffuse light, hidden sky, height above the level of clouds."""
        light, scale = self.scene.light, self.resolution / LIGHT_M
        part = slice(int(rows.start * scale), int(rows.stop * scale))
        clouds = light.clouds[part]
        layers = np.stack([light.direct[part] * clouds, light.diffuse[part] * clouds, light.hidden[part],
                           self.scene.terrain[part] - np.float32(self.scene.level_m)])
        if self.resolution == LIGHT_M:
            return layers
        if self.resolution < LIGHT_M:
            return np.repeat(np.repeat(layers, 2, 1), 2, 2)
        return np.stack([block_mean(layer, self.resolution // LIGHT_M) for layer in layers])

    def _toa(self, patch: Patch, rho: np.ndarray, around: np.ndarray, near: np.ndarray,
             light: np.ndarray) -> np.ndarray:
        """TOA reflectance of what one detector sees of a strip."""
        cells, seen = self.scene.air.cells, self.sights[patch.detector].cells
        direct, diffuse, hidden, above_m = light
        parts = np.stack([bilinear(values, seen, patch.grid) for values in self.parts[patch.detector]])
        environment = bilinear(around, cells, patch.grid) if self.scene.settings.adjacency else rho
        toa = reflectance(parts, rho, environment, direct, diffuse, hidden * bilinear(near, cells, patch.grid))
        return self._veiled(patch, toa, above_m)

    def _veiled(self, patch: Patch, toa: np.ndarray, above_m: np.ndarray) -> np.ndarray:
        """Clouds in front, each where this band's line of sight meets it; gases above them."""
        scene, settings = self.scene, self.scene.settings
        cosine = float(scene.sun[2])
        for layer in sorted(scene.layers, key=lambda one: one.height_m):
            bright = sky.reflectance(self.sights[patch.detector].depth(layer, patch.grid, above_m), cosine)
            colour = (sky.ICE_CLOUD if layer.ice else sky.WATER_CLOUD).get(self.name, 1.0)
            height = layer.height_m / 1000.0
            left = self.model.gas_above(1 / cosine + 1, scene.level_m / 1000.0 + height,
                                        water_above(settings.water_vapour, height), settings.ozone)
            toa = toa * (1 - bright) + bright * (colour * left)
        return np.asarray(toa, np.float32)


def _numbers(toa: np.ndarray, rng: np.random.Generator, noise: bool) -> np.ndarray:
    """DN, uint16; 0 stays for nodata."""
    if noise:
        toa = toa + rng.normal(0, 1, toa.shape) * np.hypot(toa / SNR, DARK_NOISE)
    return np.clip(np.rint(toa * 10000), 1, 65534).astype(np.uint16)
