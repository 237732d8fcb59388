import { expect, it } from '@jest/globals';
import { RequestQueue } from './request-queue.ts';
import { loadPools } from './undici-internals.ts';

it('makes pools that take no memory for requests that do not wait', async () => {
  const { createPool } = await loadPools();
  const pool = createPool('http://127.0.0.1:9', { connections: 2 });
  const queues = Object.getOwnPropertySymbols(pool)
    .filter(({ description }) => description === 'queue')
    .map((name): unknown => Reflect.get(pool, name));
  expect(queues).toEqual([new RequestQueue()]);
  expect(queues[0]).toBeInstanceOf(RequestQueue);
  await pool.close();
});
