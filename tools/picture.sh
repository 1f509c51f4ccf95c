#!/bin/bash
# docs/images/window.png: a real QGIS window under Xvfb, the L1C and the L2A of the demonstration side by side.
set -euo pipefail
ROOT=$(cd "$(dirname "$0")/.." && pwd)
BUILD=${BOCAGE_BUILD:-$ROOT/.build}
export BOCAGE_ROOT=$ROOT BOCAGE_BUILD=$BUILD QGIS_CUSTOM_CONFIG_PATH=$BUILD/profile
export BOCAGE_PICTURE=${1:-$ROOT/docs/images/window.png}
"$ROOT/tools/profile.sh" "$BUILD"
mkdir -p "$(dirname "$BOCAGE_PICTURE")"
unset QT_QPA_PLATFORM
timeout 180 xvfb-run -a -s "-screen 0 1680x1000x24" \
    qgis --nologo --noversioncheck --profiles-path "$BUILD/profile" --code "$ROOT/tools/picture.py" || true
test -s "$BOCAGE_PICTURE" && echo "$BOCAGE_PICTURE"
