import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { workFor } from '../../../testing/support/event-loop.ts';
import { createProcessEnd } from './process-end.ts';

const directory = mkdtempSync(join(tmpdir(), 'end'));
const fifo = join(directory, 'fifo');
execFileSync('mkfifo', [fifo]);

afterAll(() => {
  rmSync(directory, { recursive: true });
});

/** Longer than anybody waits, in one call that cannot be interrupted; a pipe takes no writer before it has a reader. */
const busyWorker = `
  new Worker("process.getBuiltinModule('node:fs').readFileSync('${fifo}', 'utf8')", { eval: true });
  const timer = setInterval(() => {
    try {
      openSync('${fifo}', constants.O_WRONLY | constants.O_NONBLOCK);
    } catch {
      return;
    }
    clearInterval(timer);
    void end(3);
  }, 10);
`;
const idleWorker = `
  const program = "setInterval(() => process.getBuiltinModule('node:worker_threads').parentPort.postMessage('idle'), 10)";
  new Worker(program, { eval: true }).once('message', () => void end(3));
`;

describe('createProcessEnd', () => {
  it.each([
    ['nothing is under way', 'void end(3)', [3, null]],
    ['a worker is idle', idleWorker, [3, null]],
    ['a worker cannot be interrupted', busyWorker, [null, 'SIGKILL']],
    [
      'a name is being looked up',
      `process.getActiveResourcesInfo = () => ['GetAddrInfoReqWrap']; void end(3)`,
      [null, 'SIGKILL'],
    ],
    ['a name has been looked up', `lookup('localhost', () => void end(3))`, [3, null]],
  ])('ends a process in which %s', async (_, work, expected) => {
    const child = spawn(process.execPath, ['--input-type=module', '-e', script(work)], {
      stdio: 'inherit',
      timeout: 50_000,
    });
    expect(await once(child, 'exit')).toEqual(expected);
  });

  it('kills no process that only got no processor time meanwhile', async () => {
    let looks = 0;
    const ends: unknown[] = [];
    const end = createProcessEnd({
      on: () => undefined,
      getActiveResourcesInfo: () => {
        looks += 1;
        if (looks === 1) workFor(300);
        return looks < 5 ? ['GetAddrInfoReqWrap'] : [];
      },
      exit: (code) => ends.push(code),
      kill: () => ends.push('killed'),
    });
    await end(3);
    expect(ends).toEqual([3]);
  });
});

function script(work: string): string {
  return `
    import { lookup } from 'node:dns';
    import { constants, openSync } from 'node:fs';
    import { Worker } from 'node:worker_threads';
    import { createProcessEnd } from ${JSON.stringify(resolve('src/backend/sdk/process/process-end.ts'))};
    const end = createProcessEnd({
      on: (event, listener) => process.on(event, listener),
      getActiveResourcesInfo: () => process.getActiveResourcesInfo(),
      exit: (code) => process.exit(code),
      kill: () => process.kill(process.pid, 'SIGKILL'),
    });
    ${work};
  `;
}
