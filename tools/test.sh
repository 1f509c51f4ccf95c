#!/bin/bash
# The test suite: what needs no QGIS, then what does, in a process of its own. Arguments go to pytest.
set -uo pipefail

ROOT=$(cd "$(dirname "$0")/.." && pwd)
BUILD=${BOCAGE_BUILD:-$ROOT/.build}
mkdir -p "$BUILD"
"$ROOT/tools/profile.sh" "$BUILD" || exit 1

PYTHON=$BUILD/venv/bin/python
[ -x "$PYTHON" ] || PYTHON=/usr/bin/python3
export BOCAGE_BUILD=$BUILD QT_QPA_PLATFORM=offscreen QGIS_CUSTOM_CONFIG_PATH=$BUILD/profile
export PYTHONDONTWRITEBYTECODE=1 XDG_RUNTIME_DIR=${XDG_RUNTIME_DIR:-$BUILD/runtime}
mkdir -p -m 700 "$XDG_RUNTIME_DIR"
cd "$ROOT" || exit 1

# Exit 5 is "no test was found": with arguments that select some, one of the two runs may have none.
worst=0
run() {
    "$PYTHON" -m pytest -p no:cacheprovider "$@"
    local code=$?
    if [ "$code" -eq 5 ] && [ "$selecting" = yes ]; then code=0; fi
    if [ "$code" -ne 0 ]; then worst=$code; fi
}

selecting=no
if [ "$#" -gt 0 ]; then selecting=yes; fi
run tests --ignore=tests/qgis "$@"
run tests/qgis "$@"
exit "$worst"
