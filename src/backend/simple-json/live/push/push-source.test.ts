import { expect, it } from '@jest/globals';
import { aQuery } from '../../../../testing/support/builders.ts';
import { requestContext } from '../../../../testing/support/request-context.ts';
import { decodeAnswer } from '../../../decode/decode-answer.ts';
import type { AnswerDecoder } from '../../../decode/answer-decoder.ts';
import { silentLogger } from '../../../sdk/log/logger.ts';
import type { SimpleJsonServer } from '../../server/simple-json-server.ts';
import { LiveState } from '../live-state.ts';
import { createPushSource } from './push-source.ts';
import { StreamAnnouncement } from './stream-announcement.ts';

/** .NET's ticks of 1 January 1970. */
const epochTicks = 621_355_968_000_000_000n;

it('reads the unit of times by when they come, however long ago the stream was opened', async () => {
  const nowMs = Date.now();
  const timeRange = { fromEpochMs: nowMs - 7 * 3_600_000, toEpochMs: nowMs - 6 * 3_600_000 };
  const query = aQuery({ timeRange });
  const decode: AnswerDecoder = (kind, body, { hints }) => decodeAnswer(kind, body, { hints });
  const server = { decode, key: 'a', maxSeries: 10, strict: false, meter: { decoded: () => undefined } };
  const question = {
    ...{ refId: 'A', model: {}, intervalMs: 1000, maxDataPoints: 100, pollMs: 1000 },
    ...{ fromEpochMs: timeRange.fromEpochMs, askedEpochMs: timeRange.toEpochMs, series: [] },
  };
  const state = new LiveState(question);
  state.begin(question, timeRange.toEpochMs);
  const source = createPushSource({
    server: server as unknown as SimpleJsonServer,
    announcement: new StreamAnnouncement(),
    state,
    toQuery: () => query,
    context: requestContext({ orgId: 1, userAgent: '', grafanaConfig: {} }),
    logger: silentLogger,
  });
  const { signal } = new AbortController();
  const time = epochTicks + BigInt(nowMs) * 10_000n;
  const data = Buffer.from(`[{"target":"a","datapoints":[[1,${String(time)}]]}]`);
  expect(await source.collect({ type: 'message', data }, signal)).toBe(1);
  const [packet] = await source.flush(signal);
  const { values } = (JSON.parse(String(packet)) as { readonly data: { readonly values: readonly unknown[] } }).data;
  expect(values).toEqual([[nowMs], [1]]);
});
