#!/bin/sh
# Runs a Windows program in the chroot that scripts/wine-chroot.ts made, with this environment and these standard streams.
# The process stays the same one throughout, so whoever starts it can end it. Needs root.
#   run-in-wine.sh CHROOT FOLDER[:FOLDER]... PROGRAM [ARGUMENT]...
# The folders are seen inside at the paths they have outside.
set -eu

export WINEDEBUG="${WINEDEBUG:--all}" WINEPREFIX=/var/lib/wine WINEDLLOVERRIDES='mscoree,mshtml='

# The mounts are seen by this process and its children only, and go away with them. With a /tmp of its own each of them gets a
# server of its own, since that opens the files and has to see the same mounts. Wine's services start with the first program and
# outlive the last by seconds: started by `cmd /c exit`, they do not keep the caller's streams open.
# shellcheck disable=SC2016
exec unshare --mount --propagation private sh -euc '
  chroot=$1 folders=/proc:/dev:$2
  shift 2
  mount -t tmpfs -o mode=1777 tmp "$chroot/tmp"
  IFS=:
  for folder in $folders; do
    mkdir -p "$chroot$folder"
    mount --rbind "$folder" "$chroot$folder"
  done
  chroot "$chroot" /usr/lib/wine/wine64 cmd /c exit </dev/null >/dev/null 2>&1
  exec chroot "$chroot" /usr/lib/wine/wine64 "$@"
' sh "$@"
