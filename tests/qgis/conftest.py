"""One QGIS without a screen for the whole run, with Bocage's provider in it, and qgis_process beside it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
qgis_core = pytest.importorskip("qgis.core", reason="QGIS' Python bindings are absent")

ROOT = Path(__file__).resolve().parents[2]
BUILD = Path(os.environ.get("BOCAGE_BUILD", ROOT / ".build"))
_exit_status: list[int] = []
#: The application: a fixture lets go of what it gave before pytest ends, and widgets that outlive it crash.
_alive: list[Any] = []


@pytest.fixture(scope="session")
def qgis_app() -> Iterator[Any]:
    """The application; never torn down, see ``pytest_unconfigure``."""
    os.environ.setdefault("QGIS_CUSTOM_CONFIG_PATH", str(BUILD / "profile"))
    application = qgis_core.QgsApplication.instance() or qgis_core.QgsApplication([], False)
    application.initQgis()
    _alive.append(application)
    yield application


@pytest.fixture(scope="session")
def plugin(qgis_app: Any) -> Any:
    """The plugin, loaded as qgis_process does."""
    import bocage

    loaded = bocage.classFactory(None)
    loaded.initProcessing()
    return loaded


@pytest.fixture()
def l2a(plugin: Any) -> Any:
    """A fresh ``bocage:l2a``."""
    return qgis_core.QgsApplication.processingRegistry().createAlgorithmById("bocage:l2a")


class Headless:
    """qgis_process with the plugin in a throw-away profile."""

    def __init__(self) -> None:
        # Debian 12's wrapper hands qgis_process an option that it does not know.
        direct = Path("/usr/bin/qgis_process.bin")
        self.program = str(direct) if direct.exists() else shutil.which("qgis_process")

    def __call__(self, *arguments: str, language: str = "C.UTF-8") -> subprocess.CompletedProcess[str]:
        """Run it; ``language`` is a locale."""
        environment = {**os.environ, "QGIS_CUSTOM_CONFIG_PATH": str(BUILD / "profile"), "LANG": language,
                       "LC_ALL": language, "LANGUAGE": language.split("_")[0], "QT_QPA_PLATFORM": "offscreen"}
        return subprocess.run([str(self.program), *arguments], capture_output=True, text=True, timeout=600,
                              env=environment, check=False)

    def run(self, algorithm: str, **parameters: str) -> dict[str, Any]:
        """Results of one algorithm that must succeed."""
        given = [f"{key}={value}" for key, value in parameters.items()]
        answer = self("--json", "run", algorithm, "--", *given)
        assert answer.returncode == 0, answer.stdout + answer.stderr
        return dict(json.loads(answer.stdout[answer.stdout.index("{"):])["results"])


@pytest.fixture(scope="session")
def headless() -> Callable[..., Any]:
    """qgis_process, or a skip where QGIS comes without it."""
    program = Headless()
    if program.program is None:
        pytest.skip("qgis_process is not installed")
    return program


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Remember how it went."""
    _exit_status.append(int(exitstatus))


@pytest.hookimpl(trylast=True)
def pytest_unconfigure(config: pytest.Config) -> None:
    """Leave at once, after pytest's closing line: QGIS often crashes while Python takes it apart."""
    if _exit_status and qgis_core.QgsApplication.instance() is not None:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(_exit_status[0])
