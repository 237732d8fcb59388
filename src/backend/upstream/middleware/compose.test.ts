import { describe, expect, it } from '@jest/globals';
import { upstreamRequest, upstreamResponse } from '../../../testing/support/upstream-builders.ts';
import { compose, type Step } from './compose.ts';

describe('compose', () => {
  it('lets the first step see a request first and its answer last', async () => {
    const seen: string[] = [];
    const noting = (name: string): Step => {
      return (next) => async (request) => {
        seen.push(`${name} asks`);
        const response = await next(request);
        seen.push(`${name} has its answer`);
        return response;
      };
    };
    const send = compose([noting('outer'), noting('inner')], async () => Promise.resolve(upstreamResponse()));
    expect(await send(upstreamRequest())).toMatchObject({ status: 200 });
    expect(seen).toEqual(['outer asks', 'inner asks', 'inner has its answer', 'outer has its answer']);
  });

  it('is what sends where there are no steps', () => {
    const send = async () => Promise.resolve(upstreamResponse());
    expect(compose([], send)).toBe(send);
  });
});
