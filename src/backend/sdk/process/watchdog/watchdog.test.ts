import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { buildSync } from 'esbuild';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

let directory: string;
let socketPath: string;

const { outputFiles } = buildSync({
  entryPoints: ['src/backend/sdk/process/watchdog/watchdog-main.ts'],
  bundle: true,
  platform: 'node',
  format: 'cjs',
  external: ['internal/*'],
  write: false,
});
/** Says when it watches. */
const program = `${outputFiles[0]?.text ?? ''}\nrequire('node:worker_threads').parentPort.postMessage('watching');`;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'watchdog'));
  socketPath = join(directory, 'socket');
  writeFileSync(socketPath, '');
});

afterEach(() => {
  rmSync(directory, { recursive: true });
});

/** Once the watchdog watches, says "busy" and keeps the main thread for 20 s. */
const keepBusy = `
  process.on('SIGTERM', () => process.exit(1));
  process.on('worker', (thread) =>
    thread.once('message', () => {
      writeSync(1, 'busy');
      const end = Date.now() + 20_000;
      while (Date.now() < end);
      process.exit(2);
    }),
  );
  setInterval(() => undefined, 1000);
`;

describe('a watchdog', () => {
  it.each(['SIGTERM', 'SIGHUP'] as const)(
    'kills a process whose main thread does not come back, after %s',
    async (signal) => {
      const child = start(keepBusy);
      await once(child.stdout, 'data');
      const told = performance.now();
      child.kill(signal);
      expect(await once(child, 'exit')).toEqual([null, 'SIGKILL']);
      expect(performance.now() - told).toBeGreaterThan(500);
      expect(existsSync(socketPath)).toBe(false);
    },
  );

  it('kills a process that does not end although it is to', async () => {
    const child = start(`setInterval(() => undefined, 1000); watchdog.expectEnd();`);
    expect(await once(child, 'exit')).toEqual([null, 'SIGKILL']);
    expect(existsSync(socketPath)).toBe(false);
  });

  it('kills a process whose main thread does not come back, when its parent is gone', async () => {
    const parent = `
      const args = ['--input-type=module', '-e', ${JSON.stringify(script(keepBusy))}];
      require('node:child_process').spawn(process.execPath, args, { stdio: 'inherit' });
    `;
    const child = spawn(process.execPath, ['-e', parent], { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(child.stdout, 'data');
    child.kill('SIGKILL');
    // Closes when the last process that has its other end is gone.
    await once(child.stdout, 'close');
    expect(existsSync(socketPath)).toBe(false);
  });

  it('leaves a process alone that nobody told anything', async () => {
    const child = start(`setTimeout(() => process.exit(7), 2500);`);
    expect(await once(child, 'exit')).toEqual([7, null]);
    expect(existsSync(socketPath)).toBe(true);
  });

  it('keeps no process alive', async () => {
    expect(await once(start(''), 'exit')).toEqual([0, null]);
  });
});

function start(work: string) {
  return spawn(process.execPath, ['--input-type=module', '-e', script(work)], { stdio: ['ignore', 'pipe', 'inherit'] });
}

function script(work: string): string {
  return `
    import { writeSync } from 'node:fs';
    import { createWatchdog } from ${JSON.stringify(resolve('src/backend/sdk/process/watchdog/watchdog.ts'))};
    const logger = { warn: (message, { error }) => writeSync(2, message + String(error)) };
    const watchdog = createWatchdog({
      program: () => ${JSON.stringify(program)},
      parentPid: process.ppid,
      socketPath: () => ${JSON.stringify(socketPath)},
      logger,
    });
    watchdog.wake();
    watchdog.wake();
    ${work}
  `;
}
