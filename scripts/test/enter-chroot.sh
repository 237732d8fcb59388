#!/bin/sh
# Runs a command in a chroot, with this environment, these standard streams and a /tmp of its own. The process stays the same one
# throughout, so whoever starts it can end it. Needs root.
#   enter-chroot.sh CHROOT FOLDER[:FOLDER]... COMMAND [ARGUMENT]...
# The folders are seen inside at the paths they have outside, and by this process and its children only.
set -eu

# shellcheck disable=SC2016
exec unshare --mount --propagation private sh -euc '
  chroot=$1 folders=/proc:/dev:/sys:$2
  shift 2
  mount -t tmpfs -o mode=1777 tmp "$chroot/tmp"
  IFS=:
  for folder in $folders; do
    mkdir -p "$chroot$folder"
    mount --rbind "$folder" "$chroot$folder"
  done
  exec chroot "$chroot" "$@"
' sh "$@"
