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

# Paths among the arguments choose what runs; the rest goes to both.
plain=() qgis=() options=()
for argument in "$@"; do
    case $argument in
        tests/qgis*) qgis+=("$argument") ;;
        tests*) plain+=("$argument") ;;
        *) options+=("$argument") ;;
    esac
done
if [ "${#plain[@]}" -eq 0 ] && [ "${#qgis[@]}" -eq 0 ]; then plain=(tests) qgis=(tests/qgis); fi

worst=0
run() {
    "$PYTHON" -m pytest -p no:cacheprovider "$@" ${options[@]+"${options[@]}"}
    local code=$?
    # 5 is "no test was found": a selection (-k) may leave one of the two runs without any.
    if [ "$code" -eq 5 ] && [ "${#options[@]}" -gt 0 ]; then code=0; fi
    if [ "$code" -ne 0 ]; then worst=$code; fi
}

if [ "${#plain[@]}" -gt 0 ]; then run --ignore=tests/qgis "${plain[@]}"; fi
if [ "${#qgis[@]}" -gt 0 ]; then run "${qgis[@]}"; fi
exit "$worst"
