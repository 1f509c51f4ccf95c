#!/bin/bash
# Links the plugin as <build>/bocage and in a throw-away QGIS profile; the user's own is never touched.
set -euo pipefail

ROOT=$(cd "$(dirname "$0")/.." && pwd)
BUILD=${1:-$ROOT/.build}
PLUGINS=$BUILD/profile/profiles/default/python/plugins
SETTINGS=$BUILD/profile/profiles/default/QGIS
mkdir -p "$PLUGINS" "$SETTINGS"
ln -sfn "$ROOT" "$BUILD/bocage"
ln -sfn "$ROOT" "$PLUGINS/bocage"
[ -e "$SETTINGS/QGIS3.ini" ] || printf '[PythonPlugins]\nbocage=true\n' > "$SETTINGS/QGIS3.ini"
