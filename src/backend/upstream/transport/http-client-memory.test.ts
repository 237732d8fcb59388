import { createServer } from 'node:http';
import { afterEach, describe, expect, it } from '@jest/globals';
import { listen } from '../../../testing/support/listen.ts';
import { closeAll, upstreamOptions, upstreamRequest } from '../../../testing/support/upstream-builders.ts';
import { silentLogger } from '../../sdk/log/logger.ts';
import { createUpstreamClient } from '../create-upstream-client.ts';
import { createMemoryBudget } from '../contract/memory-budget.ts';
import type { UpstreamClient } from '../contract/upstream-client.ts';

const open: { close(): Promise<void> }[] = [];

afterEach(() => closeAll(open));

describe('many answers at a time', () => {
  it('cost the largest one when they need too much memory together, and nobody else', async () => {
    const limited = createMemoryBudget({ maxBytes: 6_000_000, patienceMs: 500 });
    const refused = Promise.withResolvers<undefined>();
    const listening = await listen(
      createServer((request, response) => {
        if (request.url === '/endless') {
          response.write(Buffer.alloc(3_000_000));
          return;
        }
        // Both are being read until the larger one is given up, which it is whichever of them came first.
        response.write(Buffer.alloc(400_000));
        void refused.promise.then(() => response.end(Buffer.alloc(100_000)));
      }),
    );
    const options = upstreamOptions({ url: `http://127.0.0.1:${listening.port}`, maxResponseBytes: 10_000_000 });
    const [one, other] = [1, 2].map((name) =>
      createUpstreamClient(options, silentLogger, limited.of(String(name))),
    ) as [UpstreamClient, UpstreamClient];
    open.push(listening, one, other);
    const endless = one.request(upstreamRequest({ path: '/endless' }));
    const small = other.request(upstreamRequest({ path: '/small' }));
    await expect(endless).rejects.toMatchObject({
      kind: 'too-large',
      message: expect.stringContaining('it is the largest of those that this data source has under way') as unknown,
    });
    refused.resolve(undefined);
    expect((await small).body).toHaveLength(500_000);
    expect((await other.request(upstreamRequest({ path: '/small' }))).body).toHaveLength(500_000);
  });

  it('wait until there is room, and lose nothing', async () => {
    const limited = createMemoryBudget({ maxBytes: 8_000_000, patienceMs: 60_000 });
    const other = limited.of('other').open(() => undefined);
    void other.take(7_000_000);
    const unit = Buffer.from('0123456789'.repeat(3000));
    const whole = Buffer.concat(Array.from({ length: 25 }, () => unit));
    let asked = 0;
    const listening = await listen(
      createServer((_, response) => {
        for (let i = 0; i < 25; i++) response.write(unit);
        response.end();
        asked++;
        if (asked < 3) return;
        setImmediate(() => {
          other.release();
        });
      }),
    );
    const options = upstreamOptions({ url: `http://127.0.0.1:${listening.port}`, maxResponseBytes: 10_000_000 });
    const client = createUpstreamClient(options, silentLogger, limited.of('one'));
    open.push(listening, client);
    const paths = ['/1', '/2', '/3'];
    const answers = await Promise.all(paths.map((path) => client.request(upstreamRequest({ path }))));
    expect(answers.map(({ body }) => whole.equals(body))).toEqual([true, true, true]);
  });
});
