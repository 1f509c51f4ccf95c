#!/bin/bash
# The whole test suite inside another QGIS: a Debian made by debootstrap in .build/chroot-<suite>.
#
#   tools/qgis_matrix.sh 3.22    Debian 12 (on a Debian 12 host: directly)
#   tools/qgis_matrix.sh 3.40    Debian 13
#   tools/qgis_matrix.sh 3.44    Debian 13 with its backports
#
# Every step leaves a stamp, so an interrupted run goes on where it stopped. The mirror is that of
# the host's apt. The project is bound read-only; tests write in the chroot's own /tmp.
set -euo pipefail

VERSION=${1:-3.44}
ROOT=$(cd "$(dirname "$0")/.." && pwd)
SHARED=${BOCAGE_SHARED:-$(dirname "$ROOT")/shared}
BUILD=$ROOT/.build

case $VERSION in
    3.22) SUITE=bookworm FROM=bookworm ;;
    3.40) SUITE=trixie FROM=trixie ;;
    3.44) SUITE=trixie FROM=trixie-backports ;;
    *) echo "QGIS $VERSION is not in the matrix: 3.22, 3.40 or 3.44." >&2; exit 2 ;;
esac

if [ "$VERSION" = 3.22 ] && grep -q '^VERSION_CODENAME=bookworm' /etc/os-release; then
    exec make -C "$ROOT" test
fi

if [ "$(id -u)" -ne 0 ]; then
    exec sudo BOCAGE_SHARED="$SHARED" "$0" "$VERSION"
fi

CHROOT=$BUILD/chroot-$SUITE-$VERSION
STAMPS=$CHROOT.stamps
mkdir -p "$STAMPS"

# First Debian mirror of the host's apt, else the default one.
mirror() {
    { cat /etc/apt/sources.list /etc/apt/sources.list.d/*.sources /etc/apt/sources.list.d/*.list || true; } \
        2>/dev/null | grep -v '^ *#' | grep -oE 'https?://[^ ]+/debian/?( |$)' | head -1 | tr -d ' ' || true
}
MIRROR=$(mirror)
MIRROR=${MIRROR:-http://deb.debian.org/debian}
MIRROR=${MIRROR%/}

step() {
    local name=$1
    shift
    [ -e "$STAMPS/$name" ] && return
    echo "== $name (QGIS $VERSION, $SUITE)"
    "$@"
    touch "$STAMPS/$name"
}

inside() {
    chroot "$CHROOT" /usr/bin/env -i HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 \
        DEBIAN_FRONTEND=noninteractive "$@"
}

base() {
    command -v debootstrap >/dev/null || apt-get install -y --no-install-recommends debootstrap
    debootstrap --variant=minbase --include=ca-certificates "$SUITE" "$CHROOT" "$MIRROR"
}

sources() {
    {
        echo "deb $MIRROR $SUITE main"
        if [ "$FROM" != "$SUITE" ]; then echo "deb $MIRROR $FROM main"; fi
    } > "$CHROOT/etc/apt/sources.list"
    # The host's apt settings (proxy, certificates, dates) hold inside as well.
    cp /etc/apt/apt.conf.d/* "$CHROOT/etc/apt/apt.conf.d/" 2>/dev/null || true
    rm -f "$CHROOT"/etc/apt/apt.conf.d/{20packagekit,50appstream,70debconf,20listchanges,50command-not-found}
    if [ -e /etc/apt/apt.conf ]; then cp /etc/apt/apt.conf "$CHROOT/etc/apt/"; fi
    cp -r /usr/local/share/ca-certificates/. "$CHROOT/usr/local/share/ca-certificates/" 2>/dev/null || true
    inside update-ca-certificates >/dev/null
    inside apt-get update
}

qgis() {
    inside apt-get install -y --no-install-recommends -t "$FROM" qgis qgis-providers python3-qgis
}

python_packages() {
    inside apt-get install -y --no-install-recommends python3-gdal python3-numpy python3-matplotlib \
        python3-pytest make xvfb xauth
    # Optional for the plugin, and not always installable beside a backported GDAL.
    inside apt-get install -y --no-install-recommends python3-scipy python3-sklearn || true
    inside apt-get clean
}

MOUNTS=()
bind() {
    mkdir -p "$CHROOT$2"
    mount --bind "$1" "$CHROOT$2"
    MOUNTS=("$CHROOT$2" "${MOUNTS[@]}")
    if [ "${3:-}" = ro ]; then mount -o remount,ro,bind "$CHROOT$2"; fi
}

leave() {
    local place
    # What a test that died had mounted, then what this script did.
    awk -v root="$CHROOT/tmp/" 'index($2, root) == 1 { print $2 }' /proc/mounts | while read -r place; do
        umount "$(printf '%b' "$place")" || true
    done
    for place in ${MOUNTS[@]+"${MOUNTS[@]}"}; do umount "$place" 2>/dev/null || umount -l "$place" || true; done
}
trap leave EXIT

network() {
    cp -L /etc/resolv.conf "$CHROOT/etc/resolv.conf" 2>/dev/null || true
    cp -L /etc/hosts "$CHROOT/etc/hosts" 2>/dev/null || true
}

step base base
network
mkdir -p "$CHROOT/proc" "$CHROOT/dev"
bind /proc /proc
bind /dev /dev
step sources sources
step qgis qgis
step python python_packages

bind "$ROOT" /project/main ro
if [ -d "$SHARED" ]; then bind "$SHARED" /project/shared ro; fi

echo "== QGIS $VERSION: versions"
inside env QT_QPA_PLATFORM=offscreen python3 - <<'PYTHON'
import platform
import numpy
from osgeo import gdal
from qgis.core import Qgis
print("QGIS", Qgis.QGIS_VERSION, "Python", platform.python_version(), "numpy", numpy.__version__,
      "GDAL", gdal.__version__, flush=True)
PYTHON

echo "== QGIS $VERSION: the suite"
inside env BOCAGE_SHARED=/project/shared BOCAGE_BUILD=/tmp/bocage-build \
    bash /project/main/tools/test.sh
