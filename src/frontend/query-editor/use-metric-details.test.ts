import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { setTemplateSrv } from '@grafana/runtime';
import { act, cleanup, renderHook } from '@testing-library/react';

import type { MetricsRequest, OptionList } from '../../shared/resource-routes.ts';
import { fakeResourceClient } from '../../testing/grafana/fake-resource-client.ts';
import { fakeTemplateSrv } from '../../testing/grafana/fake-template-srv.ts';
import { useMetricDetails } from './use-metric-details.ts';

afterEach(cleanup);

beforeEach(() => {
  setTemplateSrv(fakeTemplateSrv([]));
});

/** A server that answers when the test says so. */
function setUp() {
  const answers = new Map<string, { resolve: (list: OptionList) => void; reject: (error: Error) => void }>();
  const client = fakeResourceClient({
    metrics: async ({ metric = '' }: MetricsRequest) =>
      new Promise<OptionList>((resolve, reject) => answers.set(metric, { resolve, reject })),
  });
  const hook = renderHook(({ target }) => useMetricDetails(client, { refId: 'A', target }), {
    initialProps: { target: 'old' },
  });
  const answer = (metric: string): Promise<void> =>
    act(async () => {
      answers.get(metric)?.resolve({
        options: [{ text: `${metric} in words`, value: metric, payloads: [{ name: `field of ${metric}` }] }],
        more: 0,
      });
    });
  const refuse = (metric: string): Promise<void> =>
    act(async () => {
      answers.get(metric)?.reject(new Error('no'));
    });
  return { hook, answer, refuse };
}

const ofNew = { text: 'new in words', fields: [{ name: 'field of new' }] };

describe('useMetricDetails', () => {
  it('knows what the server says of the chosen metric', async () => {
    const { hook, answer } = setUp();
    hook.rerender({ target: 'new' });
    await answer('new');
    expect(hook.result.current).toMatchObject(ofNew);
  });

  it('keeps to it when the answer to the metric before comes after', async () => {
    const { hook, answer } = setUp();
    hook.rerender({ target: 'new' });
    await answer('new');
    await answer('old');
    expect(hook.result.current).toMatchObject(ofNew);
  });

  it('keeps to it when the failure of the metric before comes after', async () => {
    const { hook, answer, refuse } = setUp();
    hook.rerender({ target: 'new' });
    await answer('new');
    await refuse('old');
    expect(hook.result.current).toMatchObject(ofNew);
  });

  it('knows nothing of a metric that the server fails to describe', async () => {
    const { hook, answer, refuse } = setUp();
    await answer('old');
    hook.rerender({ target: 'new' });
    await refuse('new');
    expect(hook.result.current).toMatchObject({ text: undefined, fields: [] });
  });
});
