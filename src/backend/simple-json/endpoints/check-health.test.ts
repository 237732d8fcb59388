import { describe, expect, it } from '@jest/globals';
import type { ScriptedAnswer } from '../../../testing/support/fake-upstream.ts';
import { requestContext } from '../../../testing/support/request-context.ts';
import { aDataQuery, usePluginStage } from '../../../testing/support/plugin-stage.ts';

const stage = usePluginStage();

describe('checkHealth', () => {
  it('says what the server offers', async () => {
    stage.upstream.answer('/search', { body: ['a', 'b'] });
    const health = await stage.plugin.checkHealth(requestContext(stage.aContext()));
    expect(health).toMatchObject({ status: 'ok', details: { endpoints: ['/search'], httpVersion: '1.1' } });
    expect(health.details?.['verboseMessage']).toMatch(/POST \/search: 2 metrics\nPOST \/metrics: not offered/);
  });

  it('says of a list that is too long that it fails, not that there is none', async () => {
    stage.upstream.answer('/search', { body: new Array<number>(250_001).fill(1) });
    const health = await stage.plugin.checkHealth(requestContext(stage.aContext()));
    expect(health.details?.['verboseMessage']).toMatch(/POST \/search: the server's answer cannot be read: .*250000/);
  });

  it.each([
    ['/stream?live=1', /^stream: announced at \/stream\?live=1, for live panels$/m],
    ['https://elsewhere/stream', /^stream: the header x-simple-json-stream is ignored: expected a path below .*, got "https:\/\/elsewhere\/stream"$/m], // prettier-ignore
  ])('says what stream the server announces: %s', async (path, finding) => {
    stage.upstream.answer('/', { headers: { 'x-simple-json-stream': path }, body: 'ok' });
    stage.upstream.answer('/search', { body: ['a'] });
    const health = await stage.plugin.checkHealth(requestContext(stage.aContext()));
    expect(health.status).toBe('ok');
    expect(health.details?.['verboseMessage']).toMatch(finding);
    expect(stage.upstream.requests.map(({ path: asked }) => asked)).not.toContain('/stream');
  });

  it('asks a server that knows its URL without a slash only without one', async () => {
    const pluginContext = stage.aContext({}, { url: `${stage.upstream.url}/api/json` });
    stage.upstream.answer('/api/json', { body: 'ok' });
    expect(await stage.plugin.checkHealth(requestContext(pluginContext))).toMatchObject({ status: 'ok' });
  });

  it('asks a server whose dialect is known for nothing that has not', async () => {
    stage.upstream.answer('/metrics', { body: [{ value: 'a' }] });
    const pluginContext = stage.aContext({ dialect: 'json-datasource-0.7' });
    const health = await stage.plugin.checkHealth(requestContext(pluginContext));
    expect(health).toMatchObject({ status: 'ok', details: { dialect: 'json-datasource-0.7' } });
    expect(stage.upstream.requests.map(({ path }) => path).sort()).toEqual(['/', '/metrics', '/tag-keys', '/variable']);
  });

  it('is an error when GET / is none of success, with the reason', async () => {
    stage.upstream.answer('/', { status: 401, body: { message: 'who are you' } });
    const health = await stage.plugin.checkHealth(requestContext(stage.aContext()));
    expect(health).toMatchObject({ status: 'error', message: expect.stringContaining('who are you') });
  });

  it('says once why no endpoint can be asked, where that is the same for all', async () => {
    const close = () => {
      throw new Error('closes the connection without an answer');
    };
    for (const path of ['/', '/search', '/metrics', '/variable', '/annotations', '/tag-keys', '/query'])
      stage.upstream.answer(path, close);
    const health = await stage.plugin.checkHealth(requestContext(stage.aContext({ retries: 0 })));
    expect(health.status).toBe('error');
    const lines = String(health.details?.['verboseMessage']).split('\n');
    expect(lines).toEqual([
      expect.stringMatching(/^GET \/ failed: GET \/: .* closed the connection/),
      expect.stringMatching(
        /^POST \/search, POST \/metrics, .*, POST \/query: could not be asked: [\d.:]+ closed the connection .*https:\/\/$/,
      ),
    ]);
  });

  it('names a request once that fails', async () => {
    stage.upstream.answer('/search', { status: 500, body: 'boom' });
    const health = await stage.plugin.checkHealth(requestContext(stage.aContext()));
    expect(health.details?.['verboseMessage']).toMatch(
      /^POST \/search: [\d.:]+ answers with status 500 and says: boom/m,
    );
  });

  it('asks one after another, so that a server of one connection can answer', async () => {
    let underWay = 0;
    let most = 0;
    for (const path of ['/search', '/metrics', '/variable', '/annotations', '/tag-keys']) {
      stage.upstream.answer(path, async () => {
        underWay += 1;
        most = Math.max(most, underWay);
        await new Promise((resolve) => setImmediate(resolve));
        underWay -= 1;
        return { body: [] };
      });
    }
    await stage.plugin.checkHealth(requestContext(stage.aContext()));
    expect([most, stage.upstream.requests.length, stage.upstream.connections()]).toEqual([1, 6, 1]);
  });

  const nothingHere = { status: 403, body: { message: 'Missing Authentication Token' } };

  it.each<[string, ScriptedAnswer]>([
    ['403', nothingHere],
    ['404', { status: 404 }],
    ['500', { status: 500, body: 'unknown method' }],
    ['a redirect to a page', { status: 302, headers: { location: '/docs' } }],
  ])('is fine, with a remark, when only the root answers %s', async (_, root) => {
    stage.upstream.answer('/', root);
    stage.upstream.answer('/docs', { headers: { 'content-type': 'text/html' }, body: '<html></html>' });
    stage.upstream.answer('/search', { body: ['a'] });
    const health = await stage.plugin.checkHealth(requestContext(stage.aContext()));
    expect(health).toMatchObject({
      status: 'ok',
      message: expect.stringMatching(/metrics are listed by \/search. Only its root could not be read, .*GET \//),
    });
    expect(stage.upstream.requests.length).toBeLessThanOrEqual(8);
  });

  it('asks /query without targets where neither root nor lists are there', async () => {
    stage.upstream.answer('/', { status: 404 });
    stage.upstream.answer('/query', { body: [] });
    const health = await stage.plugin.checkHealth(requestContext(stage.aContext()));
    expect(health).toMatchObject({ status: 'ok', message: expect.stringContaining('it lists no metrics') });
    expect(stage.upstream.bodies('/query')).toMatchObject([{ targets: [] }]);
  });

  it('is an error that names the page where everything is redirected to a login', async () => {
    const login = { status: 302, headers: { location: '/login?next=x' } };
    for (const path of ['/', '/search', '/metrics', '/variable', '/annotations', '/tag-keys', '/query']) {
      stage.upstream.answer(path, login);
    }
    stage.upstream.answer('/login', {
      headers: { 'content-type': 'text/html' },
      body: '<!doctype html><title>Sign in</title>',
    });
    const health = await stage.plugin.checkHealth(requestContext(stage.aContext()));
    expect(health).toMatchObject({
      status: 'error',
      message: expect.stringMatching(/redirects to \/login, which is a page and no data; if it is a login/),
    });
    const { A } = await stage.query([aDataQuery({ target: 'a' })]);
    expect(A?.error?.message).toContain('POST /query');
    expect(A?.error?.message).toContain('/login');
  });

  const everywhere = ['/search', '/metrics', '/variable', '/annotations', '/tag-keys', '/query'];

  it.each<[string, ScriptedAnswer, string]>([
    ['a page', { body: '<!doctype html><title>Sign in</title>' }, 'a web page that says "Sign in"'],
    ['a redirect to one', { status: 302, headers: { location: '/' } }, 'redirects to /, which is a page'],
    ['401', { status: 401, body: { message: 'who are you' } }, 'who are you'],
    ['403', { status: 403, body: { message: 'not you' } }, 'not you'],
    ['an error that is no status', { body: { error: 'token expired' } }, 'token expired'],
  ])('is an error when all but GET / is answered with %s', async (_, answer, words) => {
    stage.upstream.answer('/', { body: '<html><title>Welcome</title></html>' });
    for (const path of everywhere) stage.upstream.answer(path, answer);
    const health = await stage.plugin.checkHealth(requestContext(stage.aContext()));
    expect(health).toMatchObject({ status: 'error', message: expect.stringContaining(words) });
    expect(health.message).toContain('only GET / can be asked');
  });

  it.each<[string, ScriptedAnswer]>([
    ['data', { body: [] }],
    ['an error of its own', { body: { error: 'no targets' } }],
    ['400', { status: 400, body: 'no targets' }],
    ['nothing that can be read', { body: ']' }],
  ])('is fine when pages are everywhere but at /query, which answers %s', async (_, answer) => {
    for (const path of ['/', ...everywhere]) stage.upstream.answer(path, { body: '<title>App</title>' });
    stage.upstream.answer('/query', answer);
    const health = await stage.plugin.checkHealth(requestContext(stage.aContext()));
    expect(health).toMatchObject({ status: 'ok', message: expect.stringContaining('it lists no metrics') });
    expect(stage.upstream.requests).toHaveLength(7);
  });

  it('is fine when each endpoint has an error of its own', async () => {
    for (const path of everywhere) stage.upstream.answer(path, { body: { error: `nothing for ${path}` } });
    const health = await stage.plugin.checkHealth(requestContext(stage.aContext()));
    expect(health).toMatchObject({ status: 'ok' });
  });

  it('tries a wrong password once', async () => {
    stage.upstream.answer('/', { status: 401, headers: { 'www-authenticate': 'Basic realm="x"' } });
    await stage.plugin.checkHealth(requestContext(stage.aContext()));
    expect(stage.upstream.requests).toHaveLength(1);
  });

  it('does not take a list that fails for one that is not there', async () => {
    stage.upstream.answer('/search', { status: 500, body: 'out of order' });
    const health = await stage.plugin.checkHealth(requestContext(stage.aContext()));
    expect(health).toMatchObject({
      status: 'ok',
      message: expect.stringMatching(/could not be found out .*out of order/),
    });
  });

  it('names bad settings before asking anybody', async () => {
    const pluginContext = stage.aContext({}, { url: '' });
    const health = await stage.plugin.checkHealth(requestContext(pluginContext));
    expect(health).toMatchObject({ status: 'error', message: expect.stringContaining('url') });
  });
});
