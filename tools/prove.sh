#!/bin/bash
# The long proofs, in a virtual environment of their own: what they compare with is not for the tests.
set -euo pipefail

ROOT=$(cd "$(dirname "$0")/.." && pwd)
BUILD=${BOCAGE_BUILD:-$ROOT/.build}
VENV=$BUILD/venv-prove
WANTED=$(sha256sum "$ROOT/tools/requirements-prove.txt" | cut -d' ' -f1)
if [ "$(cat "$VENV/requirements.sha256" 2>/dev/null)" != "$WANTED" ]; then
    /usr/bin/python3 -m venv --clear --system-site-packages "$VENV"
    "$VENV/bin/python" -m pip install --quiet --disable-pip-version-check -r "$ROOT/tools/requirements-prove.txt"
    echo "$WANTED" > "$VENV/requirements.sha256"
fi
exec "$VENV/bin/python" "$ROOT/tools/prove.py" "$@"
