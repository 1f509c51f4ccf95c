#!/bin/bash
# ruff on everything, mypy on core, and on the zip's content what the plugin repository runs.
set -uo pipefail

ROOT=$(cd "$(dirname "$0")/.." && pwd)
BUILD=${BOCAGE_BUILD:-$ROOT/.build}
BIN=$BUILD/venv/bin
worst=0
check() {
    echo "== $1"
    shift
    "$@" || worst=1
}

cd "$ROOT" || exit 1
check ruff "$BIN/ruff" check .
cd "$BUILD" || exit 1
check "mypy (core)" "$BIN/mypy" --config-file "$ROOT/pyproject.toml" -p bocage.core
# bandit and detect-secrets skip nothing here: the plugin repository would not.
rm -rf "$BUILD/lint" && mkdir -p "$BUILD/lint"
(cd "$BUILD/lint" && /usr/bin/python3 -m zipfile -e "$ROOT"/dist/bocage-*.zip .)
check "bandit (zip)" "$BIN/bandit" -q -r "$BUILD/lint/bocage"
cd "$BUILD/lint" || exit 1
secrets() {
    local found
    found=$("$BIN/detect-secrets" scan --all-files bocage) || return 1
    echo "$found" | "$BIN/python" -c '
import json, sys
results = json.load(sys.stdin)["results"]
for name, faults in results.items():
    for fault in faults:
        print(name, fault["line_number"], fault["type"])
sys.exit(1 if results else 0)'
}
check "detect-secrets (zip)" secrets
exit "$worst"
