"""Images damaged in their middle, which decoders read in silence: the product's own sums tell."""

from __future__ import annotations

import hashlib
import shutil
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from bocage.core.chains.cloudmask import CloudMaskSettings, run_cloudmask
from bocage.core.chains.l2a import L2ASettings, run
from bocage.core.chains.stack import StackSettings, run_stack
from bocage.core.engine.progress import SilentProgress
from bocage.core.engine.raster import Raster
from bocage.core.errors import BocageError, Cancelled
from bocage.core.messages import sentence
from bocage.core.products.open import open_product
from bocage.core.products.safe.sums import check_images

SETTINGS = L2ASettings("", "", aot_method="fixed", water_vapour_method="fixed", altitude_m=0.0, masks=False, threads=2)


class Heard(SilentProgress):
    """Keeps the codes of warnings."""

    def __init__(self, cancel: bool = False) -> None:
        self.codes: list[str] = []
        self.cancel = cancel

    def warn(self, code, **fields):
        self.codes.append(code)

    def cancelled(self):
        return self.cancel


def flipped(data: bytes) -> bytes:
    """The same length, the same ends, sixteen bytes of the middle turned over."""
    middle = len(data) * 6 // 10
    return data[:middle] + bytes(255 - byte for byte in data[middle:middle + 16]) + data[middle + 16:]


def copied(l1c: str, tmp_path: Path, spoilt: str = "") -> Path:
    product = Path(shutil.copytree(l1c, tmp_path / Path(l1c).name))
    if spoilt:
        image = next(product.rglob(f"*_{spoilt}.jp2"))
        image.write_bytes(flipped(image.read_bytes()))
    return product


def with_md5(product: Path) -> None:
    """The manifest as older baselines write it."""
    manifest = product / "manifest.safe"
    text = manifest.read_text(encoding="utf-8")
    for path in product.rglob("*.jp2"):
        data = path.read_bytes()
        text = text.replace(hashlib.sha3_256(data).hexdigest(), hashlib.md5(data).hexdigest().upper())
    manifest.write_text(text.replace("SHA3-256", "MD5"), encoding="utf-8")


def packed(product: Path, archive: Path, packing: int) -> Path:
    with zipfile.ZipFile(archive, "w", packing) as whole:
        for path in sorted(product.rglob("*")):
            whole.write(path, f"{product.name}/{path.relative_to(product).as_posix()}")
    return archive


def refused(product: Path, tmp_path: Path) -> BocageError:
    output = tmp_path / "out"
    output.mkdir()
    with pytest.raises(BocageError) as caught:
        run(replace(SETTINGS, input=str(product), output=str(output)), SilentProgress())
    assert list(output.iterdir()) == []
    for language in ("en", "fr"):
        text = sentence(caught.value.code, language, **caught.value.fields)
        assert "\n" not in text and text.endswith("."), text
    return caught.value


def test_the_damage_of_these_tests_is_one_that_decoders_do_not_tell(l1c, tmp_path):
    image = open_product(str(copied(l1c, tmp_path, "B04"))).band("B4").path
    with Raster(image) as raster, Raster(open_product(l1c).band("B4").path) as sound:
        assert (raster.read() != sound.read()).any()


@pytest.mark.parametrize("algorithm", ["SHA3-256", "MD5"])
def test_an_image_damaged_in_its_middle_is_named(l1c, tmp_path, algorithm):
    product = copied(l1c, tmp_path)
    if algorithm == "MD5":
        with_md5(product)
    image = next(product.rglob("*_B04.jp2"))
    image.write_bytes(flipped(image.read_bytes()))
    error = refused(product, tmp_path)
    assert error.code == "file_altered" and image.name in str(error) and algorithm in str(error)
    assert "Download" in str(error)


@pytest.mark.parametrize("packing", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_an_image_damaged_inside_an_archive_is_named(l1c, tmp_path, packing):
    archive = packed(Path(l1c), tmp_path / "produit é.zip", packing)
    with zipfile.ZipFile(archive) as whole:
        item = next(each for each in whole.infolist() if each.filename.endswith("_B11.jp2"))
    data = bytearray(archive.read_bytes())
    start = item.header_offset + 30 + len(item.filename.encode()) + item.compress_size * 6 // 10
    data[start:start + 16] = bytes(255 - byte for byte in data[start:start + 16])
    archive.write_bytes(bytes(data))
    error = refused(archive, tmp_path)
    assert error.code == "archive_damaged" and "_B11.jp2" in str(error)


def masks(product: str, output: str, progress: SilentProgress) -> None:
    run_cloudmask(CloudMaskSettings(product, output, threads=1), progress)


def stack(product: str, output: str, progress: SilentProgress) -> None:
    run_stack(StackSettings(product, output, bands=("B4", "NDVI"), threads=1), progress)


@pytest.mark.parametrize("archive", [False, True])
@pytest.mark.parametrize("work", [masks, stack])
def test_masks_and_stacks_name_a_damaged_image_too(l1c, tmp_path, work, archive):
    product = copied(l1c, tmp_path)
    whole = packed(product, tmp_path / "a.zip", zipfile.ZIP_STORED)
    image = next(product.rglob("*_B04.jp2"))
    sound = image.read_bytes()
    image.write_bytes(flipped(sound))
    data = whole.read_bytes()
    assert data.count(sound) == 1
    whole.write_bytes(data.replace(sound, flipped(sound)))
    output = tmp_path / "out"
    output.mkdir()
    with pytest.raises(BocageError, match="_B04.jp2") as caught:
        work(str(whole if archive else product), str(output / "a.tif"), SilentProgress())
    assert caught.value.code == ("archive_damaged" if archive else "file_altered")
    assert list(output.iterdir()) == []


def test_a_stack_reads_the_sums_of_its_bands_alone(l1c, tmp_path):
    product = copied(l1c, tmp_path, "B11")
    stack(str(product), str(tmp_path / "a.tif"), SilentProgress())
    with pytest.raises(BocageError, match="_B11.jp2"):
        run_stack(StackSettings(str(product), str(tmp_path / "b.tif"), bands=("NDWI", "swir1")), SilentProgress())


def check(product: Path, heard: Heard | None = None, bands: tuple[str, ...] = ("B4", "B8")) -> None:
    check_images(open_product(str(product)), bands, 1, heard or Heard())


def test_sound_products_pass(l1c, tmp_path):
    check(Path(l1c))
    check(Path(l1c) / "MTD_MSIL1C.xml")
    check(packed(Path(l1c), tmp_path / "a.zip", zipfile.ZIP_DEFLATED))
    product = copied(l1c, tmp_path)
    with_md5(product)
    check(product)


def test_images_that_are_not_read_are_not_looked_at(l1c, tmp_path):
    product = copied(l1c, tmp_path, "TCI" if list(Path(l1c).rglob("*_TCI.jp2")) else "B10")
    check(product)
    with pytest.raises(BocageError, match="_B10.jp2"):
        image = next(product.rglob("*_B10.jp2"))
        image.write_bytes(b"no image at all")
        check(product, bands=("B4", "B10"))


@pytest.mark.parametrize("said", ["absent", "without sums", "of unknown sums", "malformed"])
def test_a_product_without_sums_is_not_checked(l1c, tmp_path, said):
    product = copied(l1c, tmp_path, "B04")
    manifest = product / "manifest.safe"
    text = manifest.read_text(encoding="utf-8")
    manifest.unlink()
    if said == "without sums":
        manifest.write_text(text.replace("checksum", "sum"), encoding="utf-8")
    elif said == "of unknown sums":
        manifest.write_text(text.replace("SHA3-256", "CRC"), encoding="utf-8")
    elif said == "malformed":
        manifest.write_text(text[:len(text) // 2], encoding="utf-8")
    heard = Heard()
    check(product, heard)
    assert heard.codes == (["manifest_unreadable"] if said == "malformed" else [])


def test_a_check_is_stopped_by_a_cancel(l1c, monkeypatch):
    from bocage.core.products import files

    monkeypatch.setattr(files, "_PIECE", 16)
    with pytest.raises(Cancelled):
        check(Path(l1c), Heard(cancel=True), ("B2", "B3", "B4", "B8"))
