#!/bin/bash
# What the make targets need on a fresh Debian 12 or 13; does nothing where all is there.
set -euo pipefail

ROOT=$(cd "$(dirname "$0")/.." && pwd)
BUILD=${BOCAGE_BUILD:-$ROOT/.build}
PYTHON=/usr/bin/python3
mkdir -p "$BUILD"

as_root() {
    if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi
}

# One query for all: dpkg-query names what is missing.
PACKAGES=(qgis qgis-providers python3-qgis python3-gdal python3-venv python3-numpy python3-matplotlib
    xvfb xauth make git ca-certificates)
missing=()
for package in "${PACKAGES[@]}"; do
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
done
if [ "${#missing[@]}" -gt 0 ]; then
    echo "Installing ${missing[*]}"
    as_root apt-get update -qq
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}"
fi

VENV=$BUILD/venv
WANTED=$(sha256sum "$ROOT/tools/requirements.txt" | cut -d' ' -f1)
if [ ! -x "$VENV/bin/pytest" ] || [ "$(cat "$VENV/requirements.sha256" 2>/dev/null)" != "$WANTED" ]; then
    "$PYTHON" -m venv --clear --system-site-packages "$VENV"
    # The tools are pinned; numpy, GDAL and matplotlib stay those that QGIS itself uses.
    "$VENV/bin/python" -m pip install --quiet --disable-pip-version-check -r "$ROOT/tools/requirements.txt"
    echo "$WANTED" > "$VENV/requirements.sha256"
fi

# A web server for the tests of downloads: unpacked, not installed, so that no service starts. Without it they skip.
if [ ! -x "$BUILD/nginx/usr/sbin/nginx" ] && ! command -v nginx > /dev/null && [ ! -x /usr/sbin/nginx ]; then
    mkdir -p "$BUILD/nginx"
    (cd "$BUILD/nginx" && apt-get download -qq nginx > /dev/null 2>&1 && dpkg -x nginx_*.deb .) ||
        echo "nginx could not be fetched: the tests that need it are skipped"
fi

"$ROOT/tools/profile.sh" "$BUILD"
