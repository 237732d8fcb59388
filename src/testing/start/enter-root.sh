#!/bin/sh
# Runs a command in a root folder as uid 472, Grafana's in its images, without a home, and with what a container runtime mounts.
#   enter-root.sh ROOT CHANGES COMMAND [ARGUMENT]...
# CHANGES, separated by commas, or "none": read-only, no-tmp, noexec-tmp, exec-shm, no-proc, no-etc, memfd-noexec-1, memfd-noexec-2.
# The mounts and vm.memfd_noexec are seen by this process and its children only. Needs root.
set -eu
case $2 in
  # The sysctl belongs to a pid namespace, which begins with a child.
  *memfd-noexec*) namespaces='--mount --pid --fork --kill-child' ;;
  *) namespaces=--mount ;;
esac
# shellcheck disable=SC2016,SC2086
exec unshare $namespaces --propagation private sh -euc '
  root=$1 changes=,$2,
  shift 2
  has() { case $changes in *",$1,"*) ;; *) return 1 ;; esac; }
  mount --bind "$root" "$root"
  has no-etc && mount -t tmpfs none "$root/etc"
  has no-proc || mount -t proc proc "$root/proc"
  mount -t tmpfs -o mode=755 dev "$root/dev"
  for name in null zero full random urandom; do
    touch "$root/dev/$name"
    mount --bind "/dev/$name" "$root/dev/$name"
  done
  mkdir "$root/dev/shm"
  has exec-shm && shm=exec || shm=noexec
  mount -t tmpfs -o "mode=1777,nosuid,nodev,$shm" shm "$root/dev/shm"
  # For the socket, wherever nothing else can be written to.
  mount -t tmpfs -o mode=1777,noexec run "$root/run"
  has noexec-tmp && tmp=noexec || tmp=exec
  has no-tmp || mount -t tmpfs -o "mode=1777,$tmp" tmp "$root/tmp"
  # Since Linux 6.3.
  sysctl=$root/proc/sys/vm/memfd_noexec
  has memfd-noexec-1 && [ -e "$sysctl" ] && echo 1 >"$sysctl"
  has memfd-noexec-2 && [ -e "$sysctl" ] && echo 2 >"$sysctl"
  has read-only && mount -o remount,bind,ro "$root"
  exec chroot --userspec=472:472 "$root" "$@"
' sh "$@"
