import { readFile } from 'node:fs/promises';
import path from 'node:path';

import { type GoHost, type GrafanaGeneration, type Launched, startGoHost } from '../interop/go-host.ts';

/** Linux as somebody's system has it: whose C library, and for which processor. */
export interface Place {
  readonly arch: 'amd64' | 'arm64';
  readonly system: 'Debian' | 'Alpine' | 'empty';
  /** What is missing there, and has to be supplied. */
  readonly supplied: readonly string[];
}

const cxx = ['libgcc_s.so.1', 'libstdc++.so.6'];
const all = ['libc.so.6', 'libdl.so.2', ...cxx, 'libm.so.6', 'libpthread.so.0'];
const everything = { amd64: ['ld-linux-x86-64.so.2', ...all].sort(), arm64: ['ld-linux-aarch64.so.1', ...all].sort() };

/** In the order of how much they have. */
export const places: readonly Place[] = [
  { arch: 'amd64', system: 'Debian', supplied: [] },
  { arch: 'amd64', system: 'Alpine', supplied: cxx },
  { arch: 'amd64', system: 'empty', supplied: everything.amd64 },
  { arch: 'arm64', system: 'Debian', supplied: [] },
  { arch: 'arm64', system: 'Alpine', supplied: everything.arm64 },
  { arch: 'arm64', system: 'empty', supplied: everything.arm64 },
];

/** How a place is changed: see enter-root.sh. */
export interface PlaceOptions {
  readonly changes?: readonly string[];
  /** A system call that the kernel refuses there. */
  readonly refuse?: string;
}

/** A Go host that runs inside a place, as Grafana does. */
export interface StartStage {
  readonly host: GoHost;
  launch(grafana: GrafanaGeneration, env?: readonly string[]): Promise<Launched>;
  close(): Promise<void>;
}

/** Needs what `npm run test:start` prepares, and root. */
export function openStartStage(place: Place, { changes = [], refuse = '' }: PlaceOptions = {}): StartStage {
  const host = startGoHost(path.join(import.meta.dirname, 'enter-root.sh'), [
    rootOf(place),
    changes.join(',') || 'none',
    '/host',
  ]);
  const launcher = [
    'LAUNCH_PLUGIN=/plugin/simple-json-plugin',
    `LAUNCH_REFUSE=${refuse}`,
    `LAUNCH_EMULATOR=${place.arch === 'arm64' ? '/emulator' : ''}`,
  ];
  return {
    host,
    launch: (grafana, env = []) => host.launch({ path: '/launcher', grafana, env: [...launcher, ...env] }),
    close: () => host.close(),
  };
}

function rootOf({ arch, system }: Place): string {
  const roots = process.env['START_ROOTS'];
  if (roots === undefined)
    throw new Error('expected START_ROOTS to name a folder; run these tests by npm run test:start');
  return path.join(roots, `${system}-${arch}`);
}

/** Which libraries of a process are those that the plugin brought along. */
export async function readSupplied(pid: number): Promise<readonly string[]> {
  const maps = await readFile(`/proc/${pid}/maps`, 'utf8');
  return [...new Set([...maps.matchAll(/\/memfd:(\S+)/g)].map(([, name = '']) => name))].sort();
}
