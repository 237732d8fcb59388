import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { expect, it } from '@jest/globals';
import { Agent } from 'undici';
import { type ClosablePool, OpenPools } from './open-pools.ts';

it('keeps no pool whose connections a server has closed', async () => {
  const server = createServer((_, response) => response.writeHead(200, { connection: 'close' }).end('{}'));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const pools = new OpenPools();
  const seen = new Set<unknown>();
  const agent = new Agent().on('connect', (_, [, pool]) => {
    seen.add(pool);
    pools.add(pool as unknown as ClosablePool);
  });
  try {
    const origin = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
    for (let i = 0; i < 20; i++) {
      const disconnected = once(agent, 'disconnect');
      const { body } = await agent.request({ origin, path: '/', method: 'GET' });
      await body.dump();
      await disconnected;
    }
    expect(seen.size).toBe(20);
    expect(pools.size).toBeLessThan(4);
  } finally {
    await agent.destroy();
    server.close();
  }
});
