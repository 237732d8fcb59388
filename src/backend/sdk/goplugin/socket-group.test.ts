import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { setSocketGroup } from './socket-group.ts';

let directory: string;
let path: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'group'));
  path = join(directory, 'socket');
  writeFileSync(path, '', { mode: 0o600 });
});

afterEach(() => {
  rmSync(directory, { recursive: true });
});

describe('setSocketGroup', () => {
  const { uid, gid } = { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 };

  it.each([
    ['number', String(gid)],
    ['name', nameOf(gid)],
  ])('lets a group in by its %s', (_, group) => {
    setSocketGroup(path, group);
    const stats = statSync(path);
    expect(stats.mode & 0o777).toBe(0o660);
    expect([stats.uid, stats.gid]).toEqual([uid, gid]);
  });

  it('says when there is no such group', () => {
    expect(() => {
      setSocketGroup(path, 'no such group');
    }).toThrow('expected PLUGIN_UNIX_SOCKET_GROUP to name a group of this system, got "no such group"');
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('does not take the beginning of a name for it', () => {
    expect(() => {
      setSocketGroup(path, nameOf(gid).slice(0, -1));
    }).toThrow('expected PLUGIN_UNIX_SOCKET_GROUP');
  });
});

function nameOf(gid: number): string {
  const lines = readFileSync('/etc/group', 'utf8').split('\n');
  return lines.find((line) => line.split(':')[2] === String(gid))?.split(':')[0] ?? String(gid);
}
