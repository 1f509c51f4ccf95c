"""What whoever helps needs to know: versions, what is installed, the index and the queue, disks, the last faults.

In English, as those who help read it; paths without the user's name, no password, no address of a server with its
login. Nothing is made that was not there: an index that does not exist is told absent.
"""

from __future__ import annotations

import locale
import os
import platform
import sys
import tempfile
from collections.abc import Callable, Iterator
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path

from osgeo import gdal
from qgis.core import Qgis, QgsApplication, QgsSettings
from qgis.PyQt.QtCore import PYQT_VERSION_STR, qVersion

from .. import core
from ..core.engine.outputs import free_bytes, human_bytes
from ..core.engine.privacy import mask
from . import journal, settings

#: Modules that Bocage uses where they are, and the distribution that carries each.
OPTIONAL = {"matplotlib": "matplotlib", "scipy": "scipy", "sklearn": "scikit-learn", "pyproj": "pyproj"}
DRIVERS = ("GTiff", "JP2OpenJPEG", "GPKG", "GeoJSON", "ESRI Shapefile", "KML", "LIBKML", "netCDF", "PDF")
_PREFIX = "bocage/"


def text() -> str:
    """The whole, to be copied. Reads two small data bases: not for the main thread."""
    parts = (("Bocage", _versions), ("Libraries", _libraries), ("Computer", _computer), ("Places", _places),
             ("Index", _index), ("Downloads", _jobs), ("Settings", _settings), ("Last lines of the log", _log))
    lines: list[str] = []
    for title, tell in parts:
        lines += ["", f"== {title}", *_told(tell)]
    return mask("\n".join(lines).strip() + "\n")


def _told(tell: Callable[[], Iterator[str]]) -> list[str]:
    """A part that fails says why: the others are told all the same."""
    try:
        return list(tell())
    except Exception as error:  # whatever is wrong here is what one wants to know
        return [f"not told: {type(error).__name__}: {error}"]


def _versions() -> Iterator[str]:
    yield f"Bocage {core.__version__}"
    yield f"QGIS {Qgis.QGIS_VERSION}"
    yield f"Qt {qVersion()}, PyQt {PYQT_VERSION_STR}"
    yield f"Python {platform.python_version()}"
    yield f"GDAL {gdal.VersionInfo('RELEASE_NAME')}, numpy {_version('numpy', 'numpy')}"


def _libraries() -> Iterator[str]:
    for module, distribution in OPTIONAL.items():
        yield f"{module}: {_version(module, distribution)}"
    absent = [name for name in DRIVERS if gdal.GetDriverByName(name) is None]
    yield f"GDAL drivers: {', '.join(name for name in DRIVERS if name not in absent)}"
    if absent:
        yield f"GDAL drivers absent: {', '.join(absent)}"


def _version(module: str, distribution: str) -> str:
    """Without importing it: scipy alone takes a second."""
    if find_spec(module) is None:
        return "absent"
    try:
        return version(distribution)
    except PackageNotFoundError:
        return "present"


def _computer() -> Iterator[str]:
    yield f"{platform.platform()}, {platform.machine()}, {os.cpu_count()} cores"
    yield f"locale: QGIS {QgsApplication.locale()}, system {locale.setlocale(locale.LC_CTYPE)}, " \
          f"files {sys.getfilesystemencoding()}"
    yield f"screen: {QgsApplication.platform()}, {os.environ.get('QT_QPA_PLATFORM', 'native')}"


def _places() -> Iterator[str]:
    places = {"profile": QgsApplication.qgisSettingsDirPath(), "plugin": str(Path(__file__).resolve().parents[1]),
              "temporary files": tempfile.gettempdir()}
    for name, place in places.items():
        yield f"{name}: {place} ({human_bytes(free_bytes(place))} free)"


def _index() -> Iterator[str]:
    path = settings.index_path()
    if not os.path.exists(path):
        yield f"{path}: absent"
        return
    from ..core.catalogue.index import Index

    yield f"{path}: {human_bytes(os.path.getsize(path))}, {human_bytes(free_bytes(os.path.dirname(path)))} free"
    with Index(path) as index:
        yield f"{index.count()} scenes, {len(index.failures())} products that could not be read"


def _jobs() -> Iterator[str]:
    path = settings.jobs_path()
    if not os.path.exists(path):
        yield f"{path}: absent"
        return
    from ..core.catalogue.queue import JobStore

    with JobStore(path) as store:
        counts = store.counts()
    yield f"{path}: {human_bytes(os.path.getsize(path))}"
    yield ", ".join(f"{count} {state}" for state, count in sorted(counts.items())) or "no job"


def _settings() -> Iterator[str]:
    """Names, and the values that are plain numbers or yes and no: texts may be anybody's."""
    stored = QgsSettings()
    stored.beginGroup(_PREFIX.rstrip("/"))
    for key in sorted(stored.allKeys()):
        value = str(stored.value(key, ""))
        plain = value.lower() in ("true", "false") or value.lstrip("-").replace(".", "", 1).isdigit()
        yield f"{key}: {value if plain else 'set' if value else 'empty'}"
    stored.endGroup()
    proxy = QgsSettings().value("proxy/proxyEnabled", False)
    yield f"proxy: {'on' if str(proxy).lower() in ('true', '1') else 'off'}, network timeout: " \
          f"{QgsSettings().value('qgis/networkAndProxy/networkTimeout', 'default')} ms"


def _log() -> Iterator[str]:
    lines = journal.last()
    yield from lines or ["nothing"]


