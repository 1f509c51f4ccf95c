#!/bin/bash
# docs/images/dock.png: a real QGIS window under Xvfb, its Bocage dock driven by clicks and keys while a timer of the
# main thread ticks. What was seen goes to the second argument as JSON. BOCAGE_CHROOT=.build/chroot-trixie-3.44 runs
# another QGIS, made by tools/qgis_matrix.sh; the picture and the findings then bear its name.
#
#   tools/dock_window.sh [picture.png [findings.json]]
set -euo pipefail
ROOT=$(cd "$(dirname "$0")/.." && pwd)
BUILD=${BOCAGE_BUILD:-$ROOT/.build}
WORK=${BOCAGE_DOCK:-${TMPDIR:-/tmp}/bocage_dock}
PICTURE=${1:-$ROOT/docs/images/dock.png}
FINDINGS=${2:-$WORK/findings.json}
SCENES="$WORK/Scènes"
mkdir -p "$WORK" "$(dirname "$PICTURE")" "$(dirname "$FINDINGS")"
rm -f "$FINDINGS"
PYTHON=$BUILD/venv/bin/python
[ -x "$PYTHON" ] || PYTHON=/usr/bin/python3
"$ROOT/tools/profile.sh" "$BUILD"
"$PYTHON" "$ROOT/tools/dock_scenes.py" "$SCENES" "$BUILD"
# A profile of its own, new each time: the first minute is part of what is driven.
rm -rf "$WORK/build" "$WORK/l2a" && mkdir -p "$WORK/build"
unset QT_QPA_PLATFORM PYTHONDONTWRITEBYTECODE

# As after the first use of an installed plugin: its modules are compiled, outside the project's folder.
compiled='PLUGIN=$0/profile/profiles/default/python/plugins/bocage
for room in bridge core processing ui; do /usr/bin/python3 -m compileall -q "$PLUGIN/$room" || true; done'

window() {
    timeout 900 xvfb-run -a -s "-screen 0 1680x1000x24" \
        qgis --nologo --noversioncheck --profiles-path "$1/profile" --code "$2/tools/dock_window.py" || true
}

if [ -z "${BOCAGE_CHROOT:-}" ]; then
    "$ROOT/tools/profile.sh" "$WORK/build"
    export BOCAGE_SCENES=$SCENES BOCAGE_PICTURE=$PICTURE BOCAGE_FINDINGS=$FINDINGS BOCAGE_WORK=$WORK
    export BOCAGE_TOOLS=$ROOT/tools QGIS_CUSTOM_CONFIG_PATH=$WORK/build/profile
    export PYTHONPYCACHEPREFIX=$WORK/pycache
    bash -c "$compiled" "$WORK/build"
    window "$WORK/build" "$ROOT"
else
    # Inside: the project read-only, the work folder as it is here.
    CHROOT=$(cd "$BOCAGE_CHROOT" && pwd)
    MOUNTS=()
    bind() {
        mkdir -p "$CHROOT$2"
        mount --bind "$1" "$CHROOT$2"
        MOUNTS=("$CHROOT$2" "${MOUNTS[@]}")
        if [ "${3:-}" = ro ]; then mount -o remount,ro,bind "$CHROOT$2"; fi
    }
    leave() {
        for place in ${MOUNTS[@]+"${MOUNTS[@]}"}; do umount "$place" 2>/dev/null || umount -l "$place" || true; done
    }
    trap leave EXIT
    bind /proc /proc
    bind /dev /dev
    bind "$ROOT" /project/main ro
    bind "$WORK" /tmp/bocage_dock
    inside() {
        chroot "$CHROOT" /usr/bin/env -i HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 \
            BOCAGE_SCENES="/tmp/bocage_dock/Scènes" BOCAGE_PICTURE=/tmp/bocage_dock/inside.png \
            BOCAGE_FINDINGS=/tmp/bocage_dock/inside.json BOCAGE_WORK=/tmp/bocage_dock \
            BOCAGE_TOOLS=/project/main/tools PYTHONPYCACHEPREFIX=/tmp/bocage_dock/pycache \
            QGIS_CUSTOM_CONFIG_PATH=/tmp/bocage_dock/build/profile "$@"
    }
    rm -f "$WORK/inside.png" "$WORK/inside.json"
    inside bash /project/main/tools/profile.sh /tmp/bocage_dock/build
    inside bash -c "$compiled" /tmp/bocage_dock/build
    inside timeout 900 xvfb-run -a -s "-screen 0 1680x1000x24" qgis --nologo --noversioncheck \
        --profiles-path /tmp/bocage_dock/build/profile --code /project/main/tools/dock_window.py || true
    cp "$WORK/inside.json" "$FINDINGS"
    cp "$WORK/inside.png" "$PICTURE"
fi
cat "$FINDINGS"
