#!/bin/bash
# Collects the interface texts and compiles their French.
set -euo pipefail

ROOT=$(cd "$(dirname "$0")/.." && pwd)
LRELEASE=$(command -v lrelease || echo /usr/lib/qt5/bin/lrelease)
if ! "$LRELEASE" -version >/dev/null 2>&1; then
    SUDO=; [ "$(id -u)" -eq 0 ] || SUDO=sudo
    $SUDO apt-get update -qq
    $SUDO apt-get install -y -qq --no-install-recommends qttools5-dev-tools
    LRELEASE=$(command -v lrelease || echo /usr/lib/qt5/bin/lrelease)
fi
/usr/bin/python3 "$ROOT/tools/translations.py"
"$LRELEASE" -silent "$ROOT/resources/translations/bocage_fr.ts" -qm "$ROOT/resources/translations/bocage_fr.qm"
