import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startFakeUpstream, type FakeUpstream } from '../../testing/support/fake-upstream.ts';
import type { PluginContext } from '../sdk/api/plugin-context.ts';
import { silentLogger } from '../sdk/log/logger.ts';
import { maxMeasuredDataSources } from './metrics/meter-registry.ts';
import { createSimpleJsonPlugin, type ClosablePlugin } from './simple-json-plugin.ts';

let upstream: FakeUpstream;
let plugin: ClosablePlugin;

const series = [{ target: 'a', datapoints: [[1, 1714543200000]] }];

beforeEach(async () => {
  upstream = await startFakeUpstream();
  upstream.answer('/query', { body: series });
  plugin = createSimpleJsonPlugin({ plugin: { id: 'test', version: '1.0.0' }, environment: {} }, silentLogger);
});

afterEach(async () => {
  await plugin.close();
  await upstream.close();
});

function aContext(uid: string, jsonData: unknown = {}): PluginContext {
  const settings = { id: 1, uid, name: `name of ${uid}`, url: upstream.url, user: '', database: '' };
  return {
    orgId: 1,
    userAgent: '',
    grafanaConfig: {},
    dataSourceInstanceSettings: {
      ...settings,
      basicAuthEnabled: false,
      basicAuthUser: '',
      jsonData: JSON.stringify(jsonData),
      decryptedSecureJsonData: {},
    },
  };
}

function ask(pluginContext: PluginContext, target = 'a', signal = new AbortController().signal) {
  const query = {
    refId: 'A',
    queryType: '',
    maxDataPoints: 100,
    intervalMs: 1000,
    timeRange: { fromEpochMs: 1714543200000, toEpochMs: 1714546800000 },
    json: JSON.stringify({ refId: 'A', target }),
  };
  return plugin.queryData(
    { queries: [query] },
    { pluginContext, fromAlert: false, headers: {}, headersFrom: 'host', signal },
  );
}

/** The samples whose name and labels begin so, as `labels value` or, without labels, as `value`. */
async function samples(name: string): Promise<readonly string[]> {
  const lines = (await plugin.collectMetrics()).split('\n');
  return lines.filter((line) => line.startsWith(name)).map((line) => line.slice(name.length));
}

const of = (uid: string, more = ''): string => `{org_id="1",datasource_uid="${uid}"${more}}`;

describe('collectMetrics', () => {
  it('counts requests by data source, endpoint and class of status, and their bytes and times', async () => {
    await ask(aContext('one'));
    await ask(aContext('one'));
    upstream.answer('/query', { status: 401, body: 'no' });
    await ask(aContext('two'));
    expect(await samples('simple_json_upstream_requests_total')).toEqual([
      `${of('one', ',endpoint="/query",status_class="2xx"')} 2`,
      `${of('two', ',endpoint="/query",status_class="4xx"')} 1`,
    ]);
    const received = JSON.stringify(series).length * 2;
    expect(await samples('simple_json_upstream_received_bytes_total')).toEqual([
      `${of('one', ',endpoint="/query"')} ${String(received)}`,
      `${of('two', ',endpoint="/query"')} 0`,
    ]);
    const buckets = await samples(
      `simple_json_upstream_request_duration_seconds_bucket{org_id="1",datasource_uid="one"`,
    );
    expect(buckets.at(-1)).toBe(',endpoint="/query",le="+Inf"} 2');
    expect(await samples('simple_json_decode_duration_seconds_count')).toEqual([`${of('one', ',kind="query"')} 2`]);
  });

  it('counts who gave up as such', async () => {
    const abort = new AbortController();
    upstream.answer('/query', () => new Promise(() => undefined));
    const arrived = upstream.nextRequest();
    const asking = ask(aContext('one'), 'a', abort.signal);
    await arrived;
    expect(await samples('simple_json_upstream_requests_in_flight')).toEqual([`${of('one', ',endpoint="/query"')} 1`]);
    abort.abort();
    await asking;
    expect(await samples('simple_json_upstream_requests_in_flight')).toEqual([`${of('one', ',endpoint="/query"')} 0`]);
    expect(await samples('simple_json_upstream_requests_total')).toEqual([
      `${of('one', ',endpoint="/query",status_class="cancelled"')} 1`,
    ]);
  });

  it('counts retries', async () => {
    let asked = 0;
    upstream.answer('/query', () => (asked++ === 0 ? { status: 503, body: '' } : { body: series }));
    await ask(aContext('one', { retries: 1 }));
    expect(await samples('simple_json_upstream_retries_total')).toEqual([`${of('one')} 1`]);
  });

  it('counts what a cache answers', async () => {
    for (let i = 0; i < 3; i++) await ask(aContext('one', { cacheTtlMs: 60_000 }));
    expect(await samples('simple_json_cache_answers_total')).toEqual([
      `${of('one', ',result="hit"')} 2`,
      `${of('one', ',result="miss"')} 1`,
    ]);
  });

  it('counts requests that wait for their turn, and answers that are shared', async () => {
    const release = Promise.withResolvers<undefined>();
    upstream.answer('/query', async () => {
      await release.promise;
      return { body: series };
    });
    const context = aContext('one', { maxConcurrentRequests: 1 });
    const arrived = upstream.nextRequest();
    const asking = [ask(context, 'a'), ask(context, 'a'), ask(context, 'b')];
    await arrived;
    expect(await samples('simple_json_upstream_requests_queued')).toEqual([`${of('one')} 1`]);
    release.resolve(undefined);
    await Promise.all(asking);
    expect(await samples('simple_json_upstream_requests_queued')).toEqual([`${of('one')} 0`]);
    expect(await samples('simple_json_deduplicated_requests_total')).toEqual([`${of('one')} 1`]);
  });

  it('counts notices', async () => {
    upstream.answer('/query', { body: [...series, 7] });
    await ask(aContext('one'));
    expect(await samples('simple_json_notices_total')).toEqual([`${of('one')} 1`]);
  });

  it('has only so many series, however many data sources and paths there are', async () => {
    for (let i = 0; i < maxMeasuredDataSources + 20; i++) await ask(aContext(`uid${String(i)}`));
    const requests = await samples('simple_json_upstream_requests_total');
    expect(requests.length).toBe(maxMeasuredDataSources + 1);
    expect(requests.at(-1)).toBe('{org_id="0",datasource_uid="other",endpoint="/query",status_class="2xx"} 20');
  });

  it('says which name belongs to a uid, whatever is in it', async () => {
    await ask(aContext('a "quoted"\n\\uid'));
    expect(await samples('simple_json_datasource_info')).toEqual([
      '{org_id="1",datasource_uid="a \\"quoted\\"\\n\\\\uid",datasource_name="name of a \\"quoted\\"\\n\\\\uid"} 1',
    ]);
  });

  it('keeps names short, and counts data sources whose uid is far longer than Grafana takes together', async () => {
    await ask(aContext('u'.repeat(201)));
    await ask(aContext('v'.repeat(200)));
    expect(await samples('simple_json_datasource_info')).toEqual([
      `{org_id="1",datasource_uid="${'v'.repeat(200)}",datasource_name="name of ${'v'.repeat(192)}…"} 1`,
      '{org_id="0",datasource_uid="other",datasource_name="other"} 1',
    ]);
  });

  it('answers all that ask at the same time at once', async () => {
    const [first, second] = await Promise.all([plugin.collectMetrics(), plugin.collectMetrics()]);
    expect(second).toBe(first);
    await ask(aContext('later'));
    expect(await plugin.collectMetrics()).toContain('datasource_uid="later"');
  });

  it('answers all that come in one round of the event loop at once', async () => {
    await plugin.collectMetrics();
    const texts = Array.from({ length: 100 }, async (_, later) => {
      for (let i = 0; i < later; i++) await Promise.resolve();
      return plugin.collectMetrics();
    });
    expect(new Set(await Promise.all(texts)).size).toBe(1);
  });

  it('tells what threads do, and how late the event loop is', async () => {
    const load = { busy: 2, idle: 1, waiting: 5, tasks: 9, busySeconds: 1.5 };
    const own = createSimpleJsonPlugin(
      { plugin: { id: 'test', version: '1.0.0' }, environment: {}, workerLoad: () => load },
      silentLogger,
    );
    const text = await own.collectMetrics();
    await own.close();
    expect(text).toContain('simple_json_worker_threads{state="busy"} 2\nsimple_json_worker_threads{state="idle"} 1\n');
    expect(text).toContain('\nsimple_json_worker_tasks_queued 5\n');
    expect(text).toContain('\nsimple_json_worker_busy_seconds_total 1.5\n');
    expect(text).toMatch(/^nodejs_eventloop_lag_p99_seconds \d/m);
  });
});
