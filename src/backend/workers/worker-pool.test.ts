import { once } from 'node:events';
import type { Worker } from 'node:worker_threads';
import { afterEach, describe, expect, it } from '@jest/globals';
import { obedientPool, type ObedientPool } from '../../testing/support/test-pools.ts';
import type { RunOptions, WorkerPoolOptions } from './worker-pool.ts';
import { ThreadEndedError } from './thread-ended-error.ts';

let current: ObedientPool | undefined;

afterEach(async () => {
  current?.open();
  await current?.pool.close();
});

function createPool(given: Partial<WorkerPoolOptions> = {}): ObedientPool {
  current = obedientPool(given);
  return current;
}

/** @param order wait, exit, throw, fill or answer; the answer's problem says it again. */
async function tell({ pool }: ObedientPool, order: string, given: Partial<RunOptions> = {}): Promise<string> {
  const answer = await pool.run(toTask(order), { ...usual, signal: new AbortController().signal, ...given });
  if (answer.kind !== 'output' || !('problems' in answer.output))
    throw new Error(`expected an output, got ${answer.kind}`);
  return answer.output.problems[0] ?? '';
}

const usual = { bytes: 1, transferList: [], owner: 'one' } as const;

function toTask(order: string) {
  const input = { answer: 'query', body: new TextEncoder().encode(order) } as const;
  return { kind: 'decode', input } as const;
}

function startedThread({ started }: ObedientPool, index: number): Worker {
  const worker = started[index];
  if (worker === undefined) throw new Error(`expected more than ${index} threads, got ${started.length}`);
  return worker;
}

describe('WorkerPool', () => {
  it('has no thread before the first task, and one for tasks that come one by one', async () => {
    const pool = createPool({ size: 4, maxThreads: 4 });
    expect(pool.pool.threadCount).toBe(0);
    for (const order of ['answer 1', 'answer 2', 'answer 3']) await expect(tell(pool, order)).resolves.toBe(order);
    expect(pool.pool.threadCount).toBe(1);
  });

  it('has no more threads than it may, whatever waits', async () => {
    const pool = createPool({ size: 2, maxThreads: 2 });
    const orders = ['wait', 'wait', 'answer 1', 'answer 2', 'answer 3'];
    const answers = Promise.all(orders.map((order) => tell(pool, order)));
    expect(pool.pool.threadCount).toBe(2);
    pool.open();
    await expect(answers).resolves.toEqual(orders);
    expect(pool.pool.threadCount).toBe(2);
  });

  it('takes the smallest first, but lets none wait for ever', async () => {
    const pool = createPool();
    const done: string[] = [];
    const note = async (order: string, bytes: number): Promise<void> => {
      done.push(await tell(pool, order, { bytes }));
    };
    const tasks = [note('wait', 1), note('answer large', 500), note('answer middle', 20)];
    for (let i = 0; i < 10; i++) tasks.push(note(`answer ${String(i)}`, 10));
    pool.open();
    await Promise.all(tasks);
    const small = Array.from({ length: 10 }, (_, i) => `answer ${String(i)}`);
    expect(done).toEqual(['wait', ...small.slice(0, 8), 'answer large', ...small.slice(8), 'answer middle']);
  });

  it.each([
    ['exits', 'exit', /^the thread ended: exit code 3$/],
    ['throws', 'throw', /^the thread ended: a bug$/],
    ['is out of memory', 'fill', /^the thread ended: it was out of memory$/],
  ])('fails the task of a thread that %s, and no other', async (_, order, message) => {
    const pool = createPool();
    const failed = tell(pool, order);
    const waiting = tell(pool, 'answer');
    await expect(failed).rejects.toThrow(ThreadEndedError);
    await expect(failed).rejects.toThrow(message);
    await expect(waiting).resolves.toBe('answer');
    await expect(tell(pool, 'answer later')).resolves.toBe('answer later');
    expect(pool.pool.threadCount).toBe(1);
  });

  it('drops a task that waits when whoever asked goes away', async () => {
    const pool = createPool();
    const first = tell(pool, 'wait');
    const gone = new AbortController();
    const dropped = tell(pool, 'exit', { signal: gone.signal });
    gone.abort(new Error('gone'));
    await expect(dropped).rejects.toThrow('gone');
    const last = tell(pool, 'answer');
    pool.open();
    await expect(Promise.all([first, last])).resolves.toEqual(['wait', 'answer']);
  });

  it('ends a thread that is at work for someone who goes away, and starts another for the next', async () => {
    const pool = createPool();
    const gone = new AbortController();
    const running = tell(pool, 'wait', { signal: gone.signal });
    gone.abort(new Error('gone'));
    await expect(running).rejects.toThrow('gone');
    // Nobody opens the gate: the first would wait for ever.
    await expect(tell(pool, 'answer')).resolves.toBe('answer');
    expect(pool.started).toHaveLength(2);
  });

  it('gives nobody else a thread that was ended, though it had answered', async () => {
    const pool = createPool({ size: 2, maxThreads: 2 });
    const gone = new AbortController();
    const late: string[] = [];
    const left = pool.pool.run(toTask('answer'), { ...usual, signal: gone.signal }, ({ kind }) => late.push(kind));
    pool.blockUntilAnswer();
    gone.abort(new Error('gone'));
    await expect(left).rejects.toThrow('gone');
    await once(startedThread(pool, 0), 'exit');
    expect(late).toEqual(['output']);
    expect(pool.pool.threadCount).toBe(0);
    await expect(tell(pool, 'answer next')).resolves.toBe('answer next');
  });

  it('keeps a thread to which a task could not be handed over', async () => {
    const pool = createPool();
    const detached = new ArrayBuffer(8);
    detached.transfer();
    await expect(tell(pool, 'answer', { transferList: [detached] })).rejects.toThrow(/detached|transfer/);
    await expect(tell(pool, 'answer next')).resolves.toBe('answer next');
    expect(pool.started).toHaveLength(1);
  });

  it('gives an owner who has no thread one at once, though others hold all', async () => {
    const pool = createPool({ size: 2, maxThreads: 3 });
    const held = Promise.all(['wait', 'wait', 'answer 3'].map((order) => tell(pool, order, { owner: 'greedy' })));
    expect(pool.pool.threadCount).toBe(2);
    await expect(tell(pool, 'answer', { owner: 'modest' })).resolves.toBe('answer');
    await once(startedThread(pool, 2), 'exit');
    expect(pool.pool.threadCount).toBe(2);
    pool.open();
    await held;
  });

  it('takes from those first who have the fewest threads', async () => {
    const pool = createPool({ size: 2, maxThreads: 2 });
    const done: string[] = [];
    const note = async (order: string, owner: string, bytes: number): Promise<void> => {
      done.push(await tell(pool, order, { owner, bytes }));
    };
    const held = note('wait', 'greedy', 1);
    // All by the second thread, one after another: the first waits until the end.
    const notes = [note('answer first', 'greedy', 1)];
    notes.push(note('answer small', 'greedy', 1), note('answer large', 'modest', 1000));
    await Promise.all(notes);
    expect(done).toEqual(['answer first', 'answer large', 'answer small']);
    pool.open();
    await held;
  });

  it('starts nothing for someone who has gone already', async () => {
    const pool = createPool();
    const signal = AbortSignal.abort(new Error('gone'));
    await expect(tell(pool, 'answer', { signal })).rejects.toThrow('gone');
    expect(pool.pool.threadCount).toBe(0);
  });

  it('says so when there is no thread to be had, and keeps the buffers', async () => {
    const startWorker = (): never => {
      throw new Error('no thread');
    };
    const body = new ArrayBuffer(1);
    const refused = tell(createPool({ startWorker }), 'answer', { transferList: [body] });
    await expect(refused).rejects.toMatchObject({ name: 'PoolRefusal', cause: new Error('no thread') });
    expect(body.detached).toBe(false);
  });

  it('ends a thread that has nothing to do for a while, and starts another one when there is', async () => {
    const pool = createPool({ idleMs: 20 });
    await tell(pool, 'answer');
    await Promise.all(pool.started.map((worker) => once(worker, 'exit')));
    expect(pool.pool.threadCount).toBe(0);
    await expect(tell(pool, 'answer again')).resolves.toBe('answer again');
  });
});
