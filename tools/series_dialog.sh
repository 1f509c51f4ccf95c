#!/bin/bash
# docs/images/series_dialog.png: a real QGIS window under Xvfb runs bocage:l2aseries from its dialog in the
# background; the bar moves, Cancel is clicked, the window lives on. What was seen goes to the second argument as JSON.
set -euo pipefail
ROOT=$(cd "$(dirname "$0")/.." && pwd)
BUILD=${BOCAGE_BUILD:-$ROOT/.build}
export BOCAGE_BUILD=$BUILD QGIS_CUSTOM_CONFIG_PATH=$BUILD/profile
export BOCAGE_SERIES=${TMPDIR:-/tmp}/bocage_series
export BOCAGE_PICTURE=${1:-$ROOT/docs/images/series_dialog.png}
export BOCAGE_FINDINGS=${2:-$BOCAGE_SERIES/findings.json}
"$ROOT/tools/profile.sh" "$BUILD"
rm -rf "$BOCAGE_SERIES/out" "$BOCAGE_FINDINGS"
mkdir -p "$(dirname "$BOCAGE_PICTURE")" "$(dirname "$BOCAGE_FINDINGS")"
unset QT_QPA_PLATFORM
timeout 900 xvfb-run -a -s "-screen 0 1400x860x24" \
    qgis --nologo --noversioncheck --profiles-path "$BUILD/profile" --code "$ROOT/tools/series_dialog.py" || true
cat "$BOCAGE_FINDINGS"
