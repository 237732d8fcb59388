import { describe, expect, it } from '@jest/globals';
import { upstreamRequest, upstreamResponse } from '../../../testing/support/upstream-builders.ts';
import { silentLogger, type LogFields } from '../../sdk/log/logger.ts';
import { UpstreamError } from '../contract/upstream-error.ts';
import { log } from './log.ts';

function recording() {
  const lines: (readonly [string, LogFields | undefined])[] = [];
  const logger = {
    ...silentLogger,
    isEnabled: () => true,
    debug: (message: string, fields?: LogFields) => void lines.push([message, fields]),
  };
  return { lines, logger };
}

const request = upstreamRequest({ path: '/search?token=geheim', context: { forwardedHeaders: { cookie: 'geheim' } } });

describe('log', () => {
  it('says how a request went, without its secrets', async () => {
    const { lines, logger } = recording();
    const response = upstreamResponse('[1]');
    expect(await log(logger)(() => Promise.resolve(response))(request)).toBe(response);
    expect(lines).toEqual([
      [
        'upstream answered',
        expect.objectContaining({ method: 'POST', path: '/search', status: 200, bytes: 3, retries: 0, cache: 'off' }),
      ],
    ]);
    expect(JSON.stringify(lines)).not.toContain('geheim');
  });

  it('says why there was no answer, and passes the error on', async () => {
    const { lines, logger } = recording();
    const error = new UpstreamError('gone', { kind: 'reset', method: 'POST', path: '/search' });
    await expect(log(logger)(() => Promise.reject(error))(request)).rejects.toBe(error);
    expect(lines).toEqual([['upstream did not answer', expect.objectContaining({ kind: 'reset', message: 'gone' })]]);
  });
});
