"""How a run of these tests ends: whatever is still there when pytest takes things apart."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

LEFT = '''
from qgis.gui import QgsMapCanvas


class Kept:
    pass


def test_a_window_in_a_circle_is_collected_after_all_fixtures(qgis_app):
    one = Kept()
    one.circle, one.canvas = one, QgsMapCanvas()
    one.canvas.show()
'''


def test_a_run_that_leaves_a_window_to_the_collector_ends_well(tmp_path):
    """The application must outlive the widgets: else the process dies after the last line, its result with it."""
    shutil.copy(Path(__file__).with_name("conftest.py"), tmp_path)
    (tmp_path / "test_left.py").write_text(LEFT, encoding="utf-8")
    ended = subprocess.run([sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(tmp_path)],
                           capture_output=True, text=True, timeout=120, check=False, cwd=tmp_path)
    assert ended.returncode == 0 and "1 passed" in ended.stdout, (ended.returncode, ended.stdout + ended.stderr)
