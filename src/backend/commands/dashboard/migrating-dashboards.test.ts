import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { recordOutput } from '../../../testing/support/recorded-output.ts';
import { silentLogger } from '../../sdk/log/logger.ts';
import { createSimpleJsonPlugin } from '../../simple-json/simple-json-plugin.ts';
import { type ExampleServer, startExampleServer } from '../example-server/example-server.ts';
import { runCommand } from '../run-command.ts';

const plugin = createSimpleJsonPlugin({ plugin: { id: 'test', version: '1.0.0' }, environment: {} }, silentLogger);
const paths: string[] = [];
let example: ExampleServer;

beforeAll(async () => {
  example = await startExampleServer({ host: '127.0.0.1', port: 0, log: ({ url }) => paths.push(url) });
});

afterAll(async () => {
  await plugin.close();
  await example.stop();
});

async function check(dashboard: object, variables: ReadonlyMap<string, string> = new Map()) {
  paths.length = 0;
  const output = recordOutput();
  const server = { url: example.url, headers: [], basicAuth: undefined, jsonData: {} };
  const options = { server, dashboard, variables, dataSource: undefined, range: {}, format: 'table' } as const;
  const context = { output, stopped: new AbortController().signal, loadPlugin: () => Promise.resolve(plugin) };
  const code = await runCommand({ kind: 'dashboard', options }, context);
  return { code, lines: output.lines.map((line) => line.replaceAll(/ {2,}/g, '  ')), notes: output.notes };
}

const infinity = { type: 'yesoreyeram-infinity-datasource', uid: 'i' };
const jsonApi = { type: 'marcusolsson-json-datasource', uid: 'j' };
const body = (...targets: readonly string[]) => JSON.stringify({ targets: targets.map((target) => ({ target })) });
const posting = { refId: 'A', type: 'json', source: 'url', url: '/query', url_options: { method: 'POST', data: body('sine') } }; // prettier-ignore
const path = { name: 'path', type: 'constant', query: '/query', current: { value: '/query' } };
const asking = { refId: 'A', urlPath: '/query', method: 'POST', body: body('sine') };
const panels = (datasource: unknown, ...targets: readonly object[]) => ({
  panels: [{ title: 'P', datasource, targets }],
});

describe('query --dashboard of Infinity and JSON API', () => {
  it('asks what can come along', async () => {
    const both = [panels(infinity, posting), panels(jsonApi, asking)];
    const { code, lines } = await check({ panels: both.flatMap((one) => one.panels) });
    expect(lines).toEqual(Array.from({ length: 2 }, () => expect.stringMatching(/^OK {2}panel P A {2}1 series/)));
    expect(code).toBe(0);
  });

  it.each([
    ['reads CSV', infinity, { ...posting, type: 'csv' }],
    ['reads GRAPHQL', infinity, { ...posting, type: 'graphql' }],
    ['takes its data from "inline"', infinity, { ...posting, source: 'inline' }],
    ['reads the answer with UQL', infinity, { ...posting, parser: 'uql' }],
    ['pages through answers', infinity, { ...posting, pagination_mode: 'offset' }],
    ['computes fields', infinity, { ...posting, computed_columns: [{ selector: 'a+b', text: 'c' }] }],
    ['has the method GET', infinity, { ...posting, url_options: { method: 'GET', data: body('sine') } }],
    ['has the method GET', infinity, { refId: 'A' }],
    ['has the method GET', infinity, { refId: 'A', type: 'json', source: 'url', url: 'http://other.test/x' }],
    ['posts a body of the kind form-data', infinity, { ...posting, url_options: { ...posting.url_options, body_type: 'form-data' } }], // prettier-ignore
    ['asks /search', infinity, { ...posting, url: '/search?key=abc' }],
    ['posts no Simple JSON', infinity, { ...posting, url_options: { method: 'POST', data: '{"a":1}' } }],
    ['its body is no JSON as it is saved', jsonApi, { ...asking, body: '{"intervalMs":$__interval_ms,"targets":[{"target":"sine"}]}' }], // prettier-ignore
    ['its /query is in a variable', jsonApi, { ...asking, urlPath: '$path' }],
    ['reads XML', undefined, { ...posting, type: 'xml' }],
    ['reads CSV', { type: 'grafana-simple-json-backend-datasource' }, { ...posting, type: 'csv' }],
    ['has the method GET', jsonApi, { ...asking, method: 'GET' }],
    ['has the method GET', jsonApi, { refId: 'A', urlPath: '/data' }],
    ['asks /data', jsonApi, { ...asking, urlPath: '/data' }],
    ['posts no Simple JSON', jsonApi, { ...asking, body: '' }],
  ])('leaves out what %s', async (why, datasource, model) => {
    const { code, lines, notes } = await check({ templating: { list: [path] }, ...panels(datasource, model) });
    expect(lines).toEqual([expect.stringMatching(/^LEFT OUT {2}panel P A {2}/)]);
    expect(lines[0]).toContain(why);
    expect(lines[0]).toMatch(/, see migrating\.md$/);
    expect(lines[0]).not.toContain('abc');
    expect(notes).toEqual([expect.stringMatching(/; 1 cannot come along$/)]);
    expect({ code, paths }).toEqual({ code: 1, paths: [] });
  });

  it('fails for what is left out beside what works, and aligns the lines', async () => {
    const { code, lines, notes } = await check(panels(infinity, posting, { ...posting, refId: 'B', type: 'tsv' }));
    expect(lines.map((line) => line.slice(0, 8).trim())).toEqual(['OK  pane', 'LEFT OUT']);
    expect(notes[0]).toMatch(/^1 asked: 1 with data, 0 without, 0 failed; 0 skipped; 1 cannot come along$/);
    expect(code).toBe(1);
  });

  it('takes a model for ours that was saved here, and a shape for theirs where the type was changed already', async () => {
    const ours = { refId: 'A', target: 'sine', type: 'timeserie' };
    const source = { type: 'grafana-simple-json-backend-datasource', uid: 'x' };
    expect((await check(panels(source, { ...ours, url_options: { method: 'GET' } }))).code).toBe(0);
    expect((await check(panels(infinity, ours))).code).toBe(0);
  });

  it('does not ask this URL what is for another', async () => {
    const model = { ...posting, url: 'http://me:secret@other.test:9/api/query?key=abc' };
    const { code, lines, notes } = await check(panels(infinity, model, { ...posting, refId: 'B' }));
    expect(lines[0]).toBe('OTHER  panel P A  its query is for http://other.test:9/api, not for this URL');
    expect(notes[0]).toMatch(/^1 asked: .*; 1 for another URL$/);
    expect({ code, paths }).toEqual({ code: 1, paths: expect.not.arrayContaining(['/search']) });
    expect((await check(panels(infinity, { ...posting, url: `${example.url}/v2/query` }))).code).toBe(1);
  });

  it('asks what has this URL, be it in a variable', async () => {
    const templating = { list: [{ name: 'base', type: 'constant', query: example.url, current: { value: example.url } }] }; // prettier-ignore
    const queries = panels(infinity, { ...posting, url: `${example.url}/query` }, { ...posting, refId: 'B', url: '${base}/query/' }); // prettier-ignore
    const { code, lines } = await check({ templating, ...queries });
    expect(lines).toEqual(['A', 'B'].map((refId) => expect.stringContaining(`OK  panel P ${refId}`)));
    expect(code).toBe(0);
  });

  it('says which targets are left behind', async () => {
    const data = body('sine', 'cosine', 'cpu load');
    const { lines } = await check(panels(infinity, { ...posting, url_options: { method: 'POST', data } }));
    expect(lines[0]).toMatch(/; first of 3 targets; make a query for "cosine" and one for "cpu load"$/);
    const two = await check(panels(jsonApi, { ...asking, body: JSON.stringify({ targets: [{ target: 'sine' }, 5] }) }));
    expect(two.lines[0]).toMatch(/; first of 2 targets; make a query for number 2$/);
  });

  it('says that variables and annotations are to be made anew', async () => {
    const list = [
      { name: 'host', type: 'query', datasource: infinity, query: { queryType: 'infinity', infinityQuery: { url: '/x' } }, current: { value: 'web-1' } }, // prettier-ignore
      { name: 'zone', type: 'query', datasource: jsonApi, query: { urlPath: '/zones' } },
      { name: 'shape', type: 'query', query: { queryType: 'infinity', infinityQuery: { url: '/x' } } },
    ];
    const annotations = { list: [{ name: 'D', enable: true, datasource: jsonApi, target: { urlPath: '/a' } }, { name: 'E', enable: true, datasource: infinity, target: { url: '/a', url_options: {} } }] }; // prettier-ignore
    const { code, lines, notes } = await check({ templating: { list }, annotations, ...panels(infinity, posting) });
    expect(lines.slice(0, 5)).toEqual([
      expect.stringMatching(
        /^ANEW {2}variable host {2}Infinity's variables have to be made anew: .*migrating\.md; taken: web-1$/,
      ),
      expect.stringMatching(/^ANEW {2}variable zone {2}JSON API's variables have to be made anew: /),
      expect.stringMatching(/^ANEW {2}variable shape {2}Infinity's variables/),
      expect.stringMatching(/^ANEW {2}annotation D {2}JSON API's annotations have to be made anew: /),
      expect.stringMatching(/^ANEW {2}annotation E {2}Infinity's annotations have to be made anew: /),
    ]);
    expect(notes[0]).toMatch(/^1 asked: .*; 5 to be made anew$/);
    expect({ code, paths }).toEqual({ code: 1, paths: expect.not.arrayContaining(['/variable', '/annotations']) });
  });
});

describe('query --dashboard --variable', () => {
  const list = [{ name: 'host', type: 'custom', query: 'a,b' }, { name: 'zone', type: 'textbox', query: '' }, { name: 'f', type: 'adhoc' }]; // prettier-ignore

  it('refuses one that the dashboard does not have', async () => {
    const given = new Map([['hst', 'web-9']]);
    const { code, notes } = await check({ templating: { list }, panels: [] }, given);
    expect(notes).toEqual([expect.stringContaining('no variable "hst", and has: host, zone')]);
    expect(code).toBe(1);
    expect((await check({ panels: [] }, given)).notes[0]).toContain('no variable "hst", nor any other');
  });

  it("takes those that are there, and Grafana's own", async () => {
    const given = new Map([['host', 'b'], ['__org', '1']]); // prettier-ignore
    const source = { type: 'simpod-json-datasource' };
    const { code } = await check({ templating: { list }, ...panels(source, { refId: 'A', target: 'sine' }) }, given);
    expect(code).toBe(0);
  });
});
