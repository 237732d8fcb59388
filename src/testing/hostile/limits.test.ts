/** What a system may lack or refuse. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { expect } from '@jest/globals';
import { describeError } from '../../backend/sdk/log/describe-error.ts';
import { hostEnvironment } from '../support/process/host-environment.ts';
import { startPluginProcess } from '../support/process/plugin-process.ts';
import { untilGone } from '../support/process/until-gone.ts';
import { hostileCase, hostileExecutable } from './support/hostile-case.ts';
import type { HostileStage } from './support/hostile-stage.ts';
import { largeAnswer } from './support/large-answer.ts';

const grafana = { protocolVersions: '2', grafanaVersion: '12.0.0' };

/** In mounts of its own: what it does to the system is seen by the plugin only. */
function inMounts(command: string): readonly string[] {
  // The checkout may be below what is mounted over.
  const keep = 'mount --make-rprivate / && mount --bind "$(dirname "$0")" /mnt';
  return ['unshare', '-m', '/bin/sh', '-c', `${keep} && ${command} && exec "/mnt/$(basename "$0")"`];
}

/** Users of nobody, whose threads count for nobody else. */
function withThreads(uid: number, threads: number): readonly string[] {
  const limit = `--nproc=${String(threads)}:${String(threads)}`;
  return ['setpriv', '--reuid', String(uid), '--regid', '0', '--clear-groups', 'prlimit', limit, '--'];
}

/** Threads of every kind: for a large answer, for a name, for what is compressed. */
async function needThreads({ upstream, query }: HostileStage): Promise<void> {
  upstream.answer('/query', { body: largeAnswer });
  const compressed = gzipSync(JSON.stringify(largeAnswer));
  upstream.answer('/gzip/query', { headers: { 'content-encoding': 'gzip' }, body: compressed });
  const { url } = upstream;
  const sources = [{ url }, { url: url.replace('127.0.0.1', 'localhost'), id: 2 }, { url: `${url}/gzip`, id: 3 }];
  for (const source of sources) expect((await query(source))['A']?.error).toBe('');
  const together = await Promise.all(sources.map((source) => query(source, { models: { A: { target: 'b' } } })));
  expect(together.map(({ A }) => A?.error)).toEqual(['', '', '']);
}

hostileCase(
  'a system without /proc',
  { needsRoot: true, through: inMounts('mount -t tmpfs none /proc') },
  async (stage) => {
    await needThreads(stage);
    expect(stage.plugin.stderrLines.filter((line) => /"@level":"(?:warn|error)"/.test(line))).toEqual([]);
  },
);

hostileCase('a user who may have three to six threads', { needsRoot: true, ends: true }, async () => {
  for (const threads of [3, 4, 5, 6]) {
    const [command, ...args] = [...withThreads(53_000 + threads, threads), hostileExecutable()];
    const starting = startPluginProcess({ ...grafana, command, args, startTimeoutMs: 10_000 });
    await expect(starting).rejects.toThrow('code 127\nsimple-json-plugin: cannot start: its user may not start');
  }
});

hostileCase('a user who may have eight threads', { needsRoot: true, through: withThreads(53_008, 8) }, needThreads);

const inTwoGibibytes = ['prlimit', `--as=${String(2 * 1024 ** 3)}`, '--'];

hostileCase('an address space of 2 GiB', { through: inTwoGibibytes }, async (stage) => {
  await needThreads(stage);
  const points = Array.from({ length: 250_000 }, (_, i) => [i + 0.125, 1_714_543_200_000 + i * 50]);
  stage.upstream.answer('/query', { body: [{ target: 'a', datapoints: points }] });
  const { A } = await stage.query({ url: stage.upstream.url, id: 4 });
  expect(A?.error).toMatch(/no thread for large answers, and without one it reads at most 4194304 bytes/);
});

// Sixty data sources that are asked for the first time, all at once, are work for longer than any one of them.
const forSixty = { stallMs: 4000, busyMs: 800, p99Ms: 2000 };

hostileCase(
  'a limit of 64 open files',
  { limits: forSixty, through: ['prlimit', '--nofile=64:64', '--'] },
  async ({ upstream, query }) => {
    upstream.answer('/query', async () => {
      await sleep(500);
      return { body: [{ target: 'a', datapoints: [[1, 1_714_543_200_000]] }] };
    });
    const ids = Array.from({ length: 60 }, (_, i) => i + 1);
    const answers = await Promise.all(ids.map((id) => query({ url: upstream.url, id })));
    const errors = new Set(answers.map(({ A }) => A?.error.replaceAll(/\d+/g, 'N')));
    for (const error of errors) expect(error).toMatch(/^$|too many open files|EMFILE/);
    // Connections that are kept for the next request give their files back soon.
    while ((await query({ url: upstream.url, id: 200 }))['A']?.error !== '') await sleep(100);
  },
);

hostileCase('a limit of too few open files to listen', { ends: true, timeoutMs: 120_000 }, async () => {
  let failure: string | undefined;
  for (let files = 40; failure === undefined; files -= 1) {
    const [command, ...args] = ['prlimit', `--nofile=${String(files)}:${String(files)}`, '--', hostileExecutable()];
    const started = startPluginProcess({ ...grafana, command, args });
    failure = await started.then(
      (plugin) => plugin.kill().then(() => undefined),
      (error: unknown) => describeError(error),
    );
  }
  // Of the first port of the range: any other needs a file as well.
  expect(failure).toMatch(/"cannot start".*EMFILE: too many open files 127\.0\.0\.1:10000/s);
});

hostileCase(
  'no place for a socket: TMPDIR and /tmp are full or read-only',
  { needsRoot: true, through: inMounts('mount -t tmpfs -o ro none /tmp'), environment: { TMPDIR: '/proc' } },
  async ({ plugin }) => {
    expect(plugin.handshake.network).toBe('tcp');
    const [command, ...args] = [...inMounts('mount -t tmpfs -o nr_inodes=1 none /tmp'), hostileExecutable()];
    const full = await startPluginProcess({ ...grafana, command, args, overrides: { TMPDIR: '/tmp' } });
    expect(full.handshake.network).toBe('tcp');
    expect(await full.shutdown()).toEqual({ code: 0, signal: null });
  },
);

hostileCase(
  'the host is gone before the start is through, and stdout and stderr are files',
  { ends: true },
  async () => {
    const directory = mkdtempSync(path.join(tmpdir(), 'host-gone'));
    const [stdout, stderr] = [path.join(directory, 'stdout'), path.join(directory, 'stderr')];
    const program = `
    const { openSync } = require('node:fs');
    const [command, stdout, stderr] = process.argv.slice(1);
    const stdio = ['ignore', openSync(stdout, 'w'), openSync(stderr, 'w')];
    const { pid } = require('node:child_process').spawn(command, { stdio });
    require('node:fs').writeSync(1, pid + '\\n');
    process.kill(process.pid, 'SIGKILL');
  `;
    const host = spawn(process.execPath, ['-e', program, hostileExecutable(), stdout, stderr], {
      env: hostEnvironment(process.env, grafana),
      stdio: ['ignore', 'pipe', 'inherit'],
      detached: true,
    });
    const [pid] = (await once(createInterface(host.stdout), 'line')) as [string];
    expect(await untilGone(Number(pid), 3000)).toBeLessThan(3000);
    expect(readFileSync(stderr, 'utf8')).toContain('the parent process is gone');
    rmSync(directory, { recursive: true });
  },
);
