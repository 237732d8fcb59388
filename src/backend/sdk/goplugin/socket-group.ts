import { chmodSync, chownSync, readFileSync } from 'node:fs';

/**
 * Lets a group use a socket beside its owner: mode 0660 (go-plugin, server.go `setGroupWritable`).
 * @param group name or number
 * @throws if there is no such group, or the process may not give the socket to it
 */
export function setSocketGroup(path: string, group: string): void {
  const gid = /^\d+$/.test(group) ? Number(group) : findGroupId(group);
  const unchangedUid = -1;
  chownSync(path, unchangedUid, gid);
  chmodSync(path, 0o660);
}

function findGroupId(name: string): number {
  const line = readFileSync('/etc/group', 'utf8')
    .split('\n')
    .find((entry) => entry.startsWith(`${name}:`));
  const gid = line?.split(':')[2] ?? '';
  if (/^\d+$/.test(gid)) return Number(gid);
  throw new Error(
    `expected PLUGIN_UNIX_SOCKET_GROUP to name a group of this system, got "${name}"; give its number instead`,
  );
}
