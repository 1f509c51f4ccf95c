"""Makes the repository importable as the package ``bocage``, as QGIS does, and finds shared data."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
BUILD = Path(os.environ.get("BOCAGE_BUILD", ROOT / ".build"))
BUILD.mkdir(parents=True, exist_ok=True)
LINK = BUILD / "bocage"
if not LINK.exists():
    LINK.symlink_to(ROOT, target_is_directory=True)
sys.path.insert(0, str(BUILD))

SHARED = Path(os.environ.get("BOCAGE_SHARED", ROOT.parent / "shared"))


@pytest.fixture(scope="session")
def shared() -> Path:
    """Folder of real pixels and metadata; tests skip where it is absent."""
    if not SHARED.is_dir():
        pytest.skip(f"the shared data folder is absent ({SHARED})")
    return SHARED


@pytest.fixture()
def tiny_disk(tmp_path: Path):
    """A real file system of 1 MB, with a name that has a space."""
    place = tmp_path / "petit disque"
    place.mkdir()
    if not sys.platform.startswith("linux") or os.geteuid() != 0:
        pytest.skip("mounting a tiny file system takes root on Linux")
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(place)],
                             capture_output=True, check=False)
    if mounted.returncode != 0:
        pytest.skip(f"this machine does not let root mount: {mounted.stderr.decode()[:80]}")
    try:
        yield place
    finally:
        subprocess.run(["umount", "-l", str(place)], check=True)


HOLD = """
import sys, time
sys.path.insert(0, {build!r})
from pathlib import Path
from bocage.core.engine.locks import FolderLock
with FolderLock(Path({lock!r})):
    print("held", flush=True)
    time.sleep(600)
"""


@pytest.fixture()
def hold():
    """``hold(lock)``: another process that holds a lock, killed at the end."""
    import bocage

    begun = []

    def start(lock: Path) -> subprocess.Popen:
        code = HOLD.format(build=str(Path(bocage.__path__[0]).parent), lock=str(lock))
        process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
        begun.append(process)
        assert process.stdout.readline() == "held\n"
        return process

    yield start
    for process in begun:
        process.kill()
        process.wait()
        process.stdout.close()
