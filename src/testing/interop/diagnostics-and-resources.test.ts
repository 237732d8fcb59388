import { beforeEach, describe, expect } from '@jest/globals';
import { check } from './conformance-check.ts';
import type { Json } from './go-host.ts';
import { interopExecutables } from './interop-executables.ts';
import { useStage } from './interop-stage.ts';
import { fromBase64, toBase64, toPluginContext } from './query-requests.ts';

const { goHosts } = interopExecutables(process.env);

describe.each(goHosts)('$name', (build) => {
  const stage = useStage(build);
  let session: string;

  beforeEach(async () => {
    ({ session } = await stage.launch(build.knowsStatus ? '13' : '7.5'));
  });

  async function checkHealth(url = stage.upstream.url): Promise<Json | undefined> {
    const request = { pluginContext: toPluginContext({ url }) };
    return (await stage.host.call(session, 'pluginv2.Diagnostics/CheckHealth', { request }))[0];
  }

  function callResource(request: Json): Promise<readonly Json[]> {
    const pluginContext = toPluginContext({ url: stage.upstream.url });
    return stage.host.call(session, 'pluginv2.Resource/CallResource', { request: { pluginContext, ...request } });
  }

  check('14.1', 'a server that answers GET / is healthy, with details a host can show', async () => {
    const health = await checkHealth();
    expect(health).toMatchObject({ status: 'OK', message: expect.stringMatching(/\S/) });
    expect(JSON.parse(fromBase64(health?.['jsonDetails']))).toEqual(expect.objectContaining({}));
    expect(stage.upstream.requests[0]).toMatchObject({ method: 'GET', path: '/' });
  });

  check('14.2', 'one that fails is not', async () => {
    stage.upstream.answer('/', { status: 500, body: 'out of order' });
    const health = await checkHealth();
    expect(health).toMatchObject({ status: 'ERROR', message: expect.stringMatching(/500/) });
    expect(JSON.parse(fromBase64(health?.['jsonDetails']))).toEqual(expect.objectContaining({}));
  });

  check('14.3', 'nor is one that cannot be reached, or has no URL', async () => {
    for (const url of ['http://127.0.0.1:1', '', 'ftp://server']) {
      const health = await checkHealth(url);
      expect(health).toMatchObject({ status: 'ERROR', message: expect.stringMatching(/\S/) });
    }
  });

  check('14.4', "metrics are text that Prometheus' own parser takes, and its own check of names", async () => {
    stage.upstream.answer('/query', { body: [{ target: 'a', datapoints: [[1, 1714543200000]] }] });
    await stage.queryV2(session, { queries: [{ refId: 'A', model: { target: 'a' } }] });
    const { families, problems } = await stage.host.collectMetrics(session);
    expect(problems).toEqual([]);
    expect(families).toEqual(
      expect.arrayContaining([
        'process_resident_memory_bytes',
        'nodejs_eventloop_lag_p99_seconds',
        'simple_json_upstream_requests_total',
        'simple_json_upstream_request_duration_seconds',
      ]),
    );
  });

  check('14.5', 'a search is forwarded, and answered in one piece with a code', async () => {
    const answer = ['upper_25', { text: 'ä', value: 1 }];
    stage.upstream.answer('/search', { body: answer });
    const messages = await callResource({
      path: 'search',
      url: 'search',
      method: 'POST',
      headers: { 'Content-Type': { values: ['application/json'] } },
      body: toBase64('{"target":"upper"}'),
    });
    expect(messages).toMatchObject([{ code: 200 }]);
    expect(JSON.parse(fromBase64(messages[0]?.['body']))).toEqual(answer);
    expect(stage.upstream.requests).toMatchObject([{ method: 'POST', path: '/search', body: '{"target":"upper"}' }]);
  });

  for (const [number, title, request, code] of [
    ['14.6', 'an unknown resource', { path: 'nothing/here', url: 'nothing/here', method: 'GET' }, 404],
    ['14.7', 'an object’s own words', { path: '__proto__', url: '__proto__', method: 'POST' }, 404],
    ['14.8', 'a body that is not JSON', { path: 'search', url: 'search', method: 'POST', body: toBase64('{') }, 400],
  ] as const) {
    check(number, `${title} is ${code}, as JSON`, async () => {
      const messages = await callResource(request);
      expect(messages).toMatchObject([{ code, headers: { 'Content-Type': { values: ['application/json'] } } }]);
      expect(JSON.parse(fromBase64(messages[0]?.['body']))).toMatchObject({ message: expect.stringMatching(/\S/) });
    });
  }

  check('14.9', "a failing server is the resource's status, and still an answer", async () => {
    stage.upstream.answer('/search', { status: 503, body: 'maintenance' });
    const messages = await callResource({ path: 'search', url: 'search', method: 'POST', body: toBase64('{}') });
    expect(messages.length).toBe(1);
    expect(messages[0]?.['code']).toBeGreaterThanOrEqual(400);
    expect(JSON.parse(fromBase64(messages[0]?.['body']))).toMatchObject({ message: expect.stringMatching(/503/) });
  });

  check('14.10', 'credentials of the caller stay with Grafana', async () => {
    stage.upstream.answer('/search', { body: [] });
    await callResource({
      path: 'search',
      url: 'search',
      method: 'POST',
      headers: { Authorization: { values: ['Basic c2VjcmV0'] }, Cookie: { values: ['grafana_session=secret'] } },
      body: toBase64('{"target":""}'),
    });
    const [asked] = stage.upstream.requests;
    expect(asked).toBeDefined();
    expect(asked?.headers.authorization).toBeUndefined();
    expect(asked?.headers.cookie).toBeUndefined();
  });
});
