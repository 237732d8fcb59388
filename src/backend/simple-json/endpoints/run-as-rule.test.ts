import { describe, expect, it } from '@jest/globals';
import { usePluginStage } from '../../../testing/support/plugin-stage.ts';
import { requestContext } from '../../../testing/support/request-context.ts';
import type { RuleOutcome } from '../../../shared/resource-routes.ts';
import { recordOutput } from '../../../testing/support/recorded-output.ts';
import { parseCommandLine } from '../../command-line/parse-command-line.ts';
import { runCommand } from '../../commands/run-command.ts';
import type { RequestContext } from '../../sdk/api/request-context.ts';

const stage = usePluginStage();

const range = { from: '2024-05-01T06:00:00.000Z', to: '2024-05-01T07:00:00.000Z' };
const query = { refId: 'B', target: 'a', type: 'timeserie' };
const at = Date.parse(range.from);

async function post(body: unknown, given: Partial<RequestContext> = {}, jsonData: object = {}) {
  const secrets = { decryptedSecureJsonData: { httpHeaderValue1: 'my-secret-token' } };
  const user = { login: 'jane', name: 'Jane', email: '', role: 'Viewer' };
  const pluginContext = { ...stage.aContext(jsonData, secrets), user };
  const context = requestContext(pluginContext, { headersFrom: 'browser', ...given });
  const request = { path: 'run-as-rule', url: 'run-as-rule', method: 'POST', body: Buffer.from(JSON.stringify(body)) };
  const response = await stage.plugin.callResource(request, context);
  return { status: response.status, body: JSON.parse(Buffer.from(response.body).toString()) as RuleOutcome };
}

/** The command's own answer to the same. */
async function alertCommand(reducer: 'last' | 'mean', condition: { above?: number; below?: number }): Promise<unknown> {
  const output = recordOutput();
  const flags = { url: stage.upstream.url, target: 'a', ...range, reducer, ...condition, format: 'json' };
  const args = Object.entries(flags).flatMap(([name, value]) => [`--${name}`, String(value)]);
  const command = parseCommandLine(['alert', ...args], {});
  if (command.kind === 'serve') throw new Error('expected a command');
  const stopped = new AbortController().signal;
  await runCommand(command, { output, stopped, loadPlugin: async () => Promise.resolve(stage.plugin) });
  return JSON.parse(output.lines.join('\n'));
}

const answers = {
  series: [
    { target: 'a', tags: { host: 'one' }, datapoints: [[1, at], [5, at + 1000]] }, // prettier-ignore
    { target: 'a', tags: { host: 'two' }, datapoints: [[7, at], [1, at + 1000]] }, // prettier-ignore
  ],
  nulls: [{ target: 'a', datapoints: [[null, at]] }], // prettier-ignore
  nothing: [],
  table: [
    {
      type: 'table',
      columns: [{ text: 'host', type: 'string' }, { text: 'load', type: 'number' }],
      rows: [['one', 3], ['two', 9]],
    },
  ], // prettier-ignore
  'equal labels': [1, 2].map(() => ({ target: 'a', tags: { host: 'one' }, datapoints: [[1, at]] })), // prettier-ignore
};

describe('run-as-rule', () => {
  it('says what a rule would make of the answer, instance by instance', async () => {
    stage.upstream.answer('/query', { body: answers.series });
    expect((await post({ query, range, above: 4 })).body).toEqual({
      state: 'Alerting',
      instances: [
        { labels: { host: 'one' }, value: 5, state: 'Alerting' },
        { labels: { host: 'two' }, value: 1, state: 'Normal' },
      ],
      more: 0,
      notices: [],
    });
  });

  it.each(Object.entries(answers))('agrees with the command "alert": %s', async (_, body) => {
    stage.upstream.answer('/query', { body });
    for (const reducer of ['last', 'mean'] as const) {
      for (const condition of [{}, { above: 4 }, { below: 4 }]) {
        const { more, notices, ...outcome } = (await post({ query, range, reducer, ...condition })).body;
        expect([more, notices]).toEqual([0, []]);
        expect({ ...outcome, notices }).toEqual(await alertCommand(reducer, condition));
      }
    }
    const [first, ...others] = stage.upstream.bodies('/query');
    for (const other of others) expect(other).toEqual(first);
  });

  it('asks for nobody: neither who looks at the page nor what the page carries', async () => {
    stage.upstream.answer('/query', { body: answers.series });
    const headers = { cookie: 'session=1', authorization: 'Bearer of-jane' };
    const forwarding = { oauthPassThru: true, keepCookies: ['session'], sendUserHeader: true };
    await post({ query: { ...query, hide: true, carried: { filters: [] } }, range }, { headers }, forwarding);
    const [asked] = stage.upstream.requests.filter(({ path }) => path === '/query');
    expect(asked?.headers).toMatchObject({ fromalert: 'true' });
    expect(asked?.headers.authorization).toBeUndefined();
    expect(asked?.headers.cookie).toBeUndefined();
    expect(asked?.headers['x-grafana-user']).toBeUndefined();
  });

  it("tells the server's failure as the rule's error, without secrets", async () => {
    stage.upstream.answer('/query', { status: 400, body: 'bad token my-secret-token' });
    const { status, body } = await post({ query, range }, {}, { httpHeaderName1: 'X-Token' });
    expect([status, body.state]).toEqual([200, 'Error']);
    expect(body.error).toContain('bad token');
    expect(JSON.stringify(body)).not.toContain('my-secret-token');
  });

  it('shows the first instances of many, and says how many more there are', async () => {
    const many = Array.from({ length: 250 }, (_, i) => ({ target: `t${String(i)}`, datapoints: [[i, at]] }));
    stage.upstream.answer('/query', { body: many });
    const { body } = await post({ query, range, above: 249.5 });
    expect([body.state, body.instances.length, body.more]).toEqual(['Normal', 100, 150]);
    expect((await post({ query, range, above: 248.5 })).body.state).toBe('Alerting');
  });

  it('refuses what would take long, and says what to do', async () => {
    const datapoints = Array.from({ length: 50_001 }, (_, i) => [1, at + i]);
    stage.upstream.answer('/query', { body: [{ target: 'a', datapoints }] });
    const { status, body } = await post({ query, range });
    expect([status, body]).toEqual([413, expect.objectContaining({ message: expect.stringContaining('50001 rows') })]);
  });

  it.each([
    [{ query, range, reducer: 'first' }, 'expected "reducer" to be one of last, mean'],
    [{ query, range, above: '4' }, 'expected "above" to be a number, got "4"'],
    [{ query: 'a', range }, 'expected "query" to be a JSON object'],
    [{ query }, 'expected "range" with "from" and "to"'],
  ])('refuses %j', async (body, message) => {
    expect(await post(body)).toMatchObject({ status: 400, body: { message: expect.stringContaining(message) } });
  });
});
