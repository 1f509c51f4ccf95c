#!/bin/bash
# The demonstration, with the settings of a QGIS without a screen. Arguments go to tools/demo.py.
set -euo pipefail

ROOT=$(cd "$(dirname "$0")/.." && pwd)
BUILD=${BOCAGE_BUILD:-$ROOT/.build}
export QT_QPA_PLATFORM=${QT_QPA_PLATFORM:-offscreen} QGIS_CUSTOM_CONFIG_PATH=$BUILD/profile
cd "$ROOT"
exec "$BUILD/venv/bin/python" tools/demo.py "$@"
