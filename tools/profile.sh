#!/bin/bash
# Links the plugin as <build>/bocage and in a throw-away QGIS profile; the user's own is never touched.
set -euo pipefail

ROOT=$(cd "$(dirname "$0")/.." && pwd)
BUILD=${1:-$ROOT/.build}
PLUGINS=$BUILD/profile/profiles/default/python/plugins
SETTINGS=$BUILD/profile/profiles/default/QGIS
mkdir -p "$PLUGINS" "$SETTINGS"
# Relative inside the project, so that it holds wherever the project is bound.
if [ "$BUILD" = "$ROOT/.build" ]; then ln -sfn .. "$BUILD/bocage"; else ln -sfn "$ROOT" "$BUILD/bocage"; fi
ln -sfn "$ROOT" "$PLUGINS/bocage"
[ -e "$SETTINGS/QGIS3.ini" ] || printf '[PythonPlugins]\nbocage=true\n' > "$SETTINGS/QGIS3.ini"
