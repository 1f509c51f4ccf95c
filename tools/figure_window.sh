#!/bin/bash
# A real QGIS window under Xvfb makes the figure of a product in the background, beside the user's open project.
# Arguments: product, area, figure, findings (JSON).
set -euo pipefail
ROOT=$(cd "$(dirname "$0")/.." && pwd)
BUILD=${BOCAGE_BUILD:-$ROOT/.build}
export BOCAGE_BUILD=$BUILD QGIS_CUSTOM_CONFIG_PATH=$BUILD/profile
export BOCAGE_PRODUCT=$1 BOCAGE_AREA=$2 BOCAGE_FIGURE=$3 BOCAGE_FINDINGS=$4
"$ROOT/tools/profile.sh" "$BUILD"
rm -f "$BOCAGE_FIGURE" "$BOCAGE_FINDINGS"
unset QT_QPA_PLATFORM
timeout 300 xvfb-run -a -s "-screen 0 1400x860x24" \
    qgis --nologo --noversioncheck --profiles-path "$BUILD/profile" --code "$ROOT/tools/figure_window.py" || true
test -s "$BOCAGE_FINDINGS"
