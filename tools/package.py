"""Builds dist/bocage-<version>.zip: the same bytes for the same files, whatever the day and the machine."""

from __future__ import annotations

import configparser
import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
#: What the plugin is made of; tests, tools and the docs' pictures stay out.
CONTENT = ("LICENSE", "README.md", "CHANGELOG.md", "__init__.py", "metadata.txt", "plugin.py", "bridge",
           "core", "processing", "resources", "ui")
#: Sources of compiled files, and whatever an editor or Python leaves.
LEFT_OUT = (".ts", ".pyc", ".orig", ".swp", ".aux.xml", "~")
#: The plugin repository's limit, bytes.
LARGEST = 25_000_000


def version() -> str:
    """As in metadata.txt."""
    parser = configparser.ConfigParser(interpolation=None)
    parser.read(ROOT / "metadata.txt", encoding="utf-8")
    return parser["general"]["version"]


def _known_to_git() -> set[str] | None:
    try:
        listed = subprocess.run(["git", "-C", str(ROOT), "ls-files", "-z"], capture_output=True, check=False)
    except FileNotFoundError:
        return None
    return set(listed.stdout.decode("utf-8").split("\0")) if listed.returncode == 0 else None


def files() -> list[str]:
    """Paths inside the repository, with /, sorted. Only what git knows, where there is git."""
    known = _known_to_git()
    found = []
    for name in CONTENT:
        place = ROOT / name
        for path in sorted(place.rglob("*")) if place.is_dir() else [place]:
            text = path.relative_to(ROOT).as_posix()
            if path.is_file() and "__pycache__" not in text and not text.endswith(LEFT_OUT):
                if known is None or text in known:
                    found.append(text)
    return sorted(found)


def build(folder: Path) -> Path:
    """Write the zip in ``folder`` and return its path."""
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"bocage-{version()}.zip"
    with zipfile.ZipFile(target, "w") as archive:
        for name in files():
            entry = zipfile.ZipInfo(f"bocage/{name}", date_time=(2020, 1, 1, 0, 0, 0))
            entry.external_attr = 0o100644 << 16
            entry.create_system = 3
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, (ROOT / name).read_bytes(), compresslevel=9)
    if target.stat().st_size > LARGEST:
        raise SystemExit(f"{target} has {target.stat().st_size} bytes, more than the {LARGEST} allowed.")
    return target


if __name__ == "__main__":
    made = build(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "dist")
    sys.stdout.write(f"{made} ({made.stat().st_size / 1e6:.2f} MB, {len(files())} files)\n")
