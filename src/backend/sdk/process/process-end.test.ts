import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';

const directory = mkdtempSync(join(tmpdir(), 'end'));
const fifo = join(directory, 'fifo');
execFileSync('mkfifo', [fifo]);

afterAll(() => {
  rmSync(directory, { recursive: true });
});

/** Longer than anybody waits, in a thread that cannot be interrupted. */
const busyWorker = `new Worker("process.getBuiltinModule('node:fs').readFileSync('${fifo}')", { eval: true })`;
const idleWorker = `new Worker('setInterval(() => undefined, 1000)', { eval: true })`;

describe('createProcessEnd', () => {
  it.each([
    ['nothing is under way', '', [3, null]],
    ['a worker is idle', idleWorker, [3, null]],
    ['a worker cannot be interrupted', busyWorker, [null, 'SIGKILL']],
    ['a name is being looked up', `process.getActiveResourcesInfo = () => ['GetAddrInfoReqWrap']`, [null, 'SIGKILL']],
    ['a name has been looked up', `lookup('localhost', () => undefined)`, [3, null]],
  ])('ends a process in which %s', async (_, work, expected) => {
    const child = spawn(process.execPath, ['--input-type=module', '-e', script(work)], {
      stdio: 'inherit',
      timeout: 10_000,
    });
    expect(await once(child, 'exit')).toEqual(expected);
  });
});

function script(work: string): string {
  return `
    import { lookup } from 'node:dns';
    import { Worker } from 'node:worker_threads';
    import { createProcessEnd } from ${JSON.stringify(resolve('src/backend/sdk/process/process-end.ts'))};
    const end = createProcessEnd({
      on: (event, listener) => process.on(event, listener),
      getActiveResourcesInfo: () => process.getActiveResourcesInfo(),
      exit: (code) => process.exit(code),
      kill: () => process.kill(process.pid, 'SIGKILL'),
    });
    ${work};
    setTimeout(() => void end(3), 200);
  `;
}
