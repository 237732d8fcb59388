#!/bin/sh
# Runs a Windows program in Wine; to be called within the chroot that scripts/test/wine-chroot.ts made.
#   run-in-wine.sh PROGRAM.exe [ARGUMENT]...
set -eu

# Wine's servers write their registry when they end, each over the other's: every program gets a copy.
mkdir /tmp/wine
cp -a /var/lib/wine/.update-timestamp /var/lib/wine/*.reg /var/lib/wine/dosdevices /tmp/wine
ln -s /var/lib/wine/drive_c /tmp/wine/drive_c
export WINEPREFIX=/tmp/wine WINEDEBUG="${WINEDEBUG:--all}"
# Programs end with SIGABRT when it is set.
unset TMPDIR

# Wine's services start with the first program and outlive the last by seconds: these here do not keep the caller's streams open.
/usr/lib/wine/wine64 cmd /c exit </dev/null >/dev/null 2>&1
exec /usr/lib/wine/wine64 "$@"
