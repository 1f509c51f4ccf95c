"""qgis_process of this machine, and that of the newest QGIS of the matrix, in its Debian under .build."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

from . import ROOT, NotReady

BUILD = ROOT / ".build"
CHROOT = BUILD / "chroot-trixie-3.44"
#: Mounts of its own: nothing is left mounted, whatever happens.
_INSIDE = """
set -e
mkdir -p "$C/project/main" "$C$W"
mountpoint -q "$C/proc" || mount --bind /proc "$C/proc"
mountpoint -q "$C/dev" || mount --bind /dev "$C/dev"
mount --bind "$R" "$C/project/main"
mount -o remount,ro,bind "$C/project/main"
mount --bind "$W" "$C$W"
exec chroot "$C" /usr/bin/env -i HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG="$L" LC_ALL="$L" \\
    QT_QPA_PLATFORM=offscreen BOCAGE_BUILD="$W/build" QGIS_CUSTOM_CONFIG_PATH="$W/build/profile" \\
    PYTHONDONTWRITEBYTECODE=1 bash -c '/project/main/tools/profile.sh "$BOCAGE_BUILD" && exec "$@"' inside "$@"
"""


class Here:
    """The QGIS of this machine."""

    name = "QGIS here"

    def __init__(self) -> None:
        # Debian 12's wrapper hands qgis_process an option that it does not know.
        direct = Path("/usr/bin/qgis_process.bin")
        program = str(direct) if direct.exists() else shutil.which("qgis_process")
        if program is None:
            raise NotReady("qgis_process is absent: install QGIS")
        self.program = program
        subprocess.run([str(ROOT / "tools" / "profile.sh"), str(BUILD)], check=True)

    def python(self, script: str, *arguments: str) -> None:
        """A script of ``tools/proofs`` by the Python of this QGIS."""
        subprocess.run(["/usr/bin/python3", str(ROOT / "tools" / "proofs" / script), *arguments], check=True,
                       env=self._environment(), capture_output=True)

    def __call__(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """qgis_process with these arguments."""
        return subprocess.run([self.program, *arguments], capture_output=True, text=True, timeout=3600, check=False,
                              env=self._environment())

    def _environment(self) -> dict[str, str]:
        runtime = BUILD / "runtime"
        runtime.mkdir(mode=0o700, exist_ok=True)
        return {**os.environ, "QT_QPA_PLATFORM": "offscreen", "QGIS_CUSTOM_CONFIG_PATH": str(BUILD / "profile"),
                "LC_ALL": "C.UTF-8", "XDG_RUNTIME_DIR": str(runtime), "PYTHONDONTWRITEBYTECODE": "1"}

    def run(self, algorithm: str, given: list[tuple[str, Any]]) -> dict[str, Any]:
        """Version and results of one algorithm, or of a model file, that must succeed."""
        answer = self("--json", "run", algorithm, "--", *(f"{key}={value}" for key, value in given))
        if answer.returncode != 0:
            raise RuntimeError(f"{self.name}: {(answer.stdout + answer.stderr)[-600:]}")
        return dict(json.loads(answer.stdout[answer.stdout.index("{"):]))


class Matrix(Here):
    """QGIS 3.44 in the Debian that tools/qgis_matrix.sh made; files of ``work`` are under their own names inside."""

    name = "QGIS 3.44"

    def __init__(self, work: Path) -> None:
        if not (CHROOT / "usr" / "bin" / "qgis_process").exists():
            raise NotReady("QGIS 3.44 is absent: run tools/qgis_matrix.sh 3.44 first")
        if os.geteuid() != 0:
            raise NotReady("QGIS 3.44 lies in a Debian of its own, which takes root to enter")
        self.work = work

    def __call__(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """qgis_process with these arguments."""
        environment = {**os.environ, "C": str(CHROOT), "R": str(ROOT), "W": str(self.work), "L": "C.UTF-8"}
        return subprocess.run(
            ["unshare", "--mount", "--propagation", "private", "bash", "-c", _INSIDE, "inside", "qgis_process",
             *arguments], capture_output=True, text=True, timeout=3600, check=False, env=environment)
