/** Every dialect that a Simple JSON server can have been written for, through the packaged executable in both protocol versions. */
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { distFolder } from '../../../scripts/build/build-paths.ts';
import { executableName, ownTarget } from '../../../scripts/build/build-targets.ts';
import type { DataFrame } from '../../backend/sdk/dataframe/data-frame.ts';
import type { ServerDialect } from '../support/servers/dialect-contracts.ts';
import { type DialectServer, startDialectServer } from '../support/servers/dialect-server.ts';
import { type PluginProcess, startPluginProcess } from '../support/process/plugin-process.ts';
import { type Model, panelRange, type PluginQueries } from './query-plugin.ts';
import { queryVersion1 } from './query-version1.ts';
import { queryVersion2 } from './query-version2.ts';

interface DialectCase {
  readonly dialect: ServerDialect;
  /** As the dialect's plugin saved it, or ours. */
  readonly series: Model;
  readonly withPayload?: Model;
  readonly hasPayloadOptions?: true;
  readonly variable: string;
  readonly labels: Readonly<Record<string, string>>;
}

const berlin = { City: 'Berlin' };
const searched = 'upper';
const listed = 'all of upper';
const payload = '{"factor":2}';

const cases: readonly DialectCase[] = [
  { dialect: 'simple-json', series: { type: 'timeserie', rawQuery: true }, variable: searched, labels: berlin },
  { dialect: 'simple-json-backend', series: { type: 'timeserie' }, variable: searched, labels: {} },
  {
    dialect: 'json-datasource-0.2',
    series: { type: 'timeseries' },
    withPayload: { type: 'timeseries', data: payload },
    variable: searched,
    labels: berlin,
  },
  { dialect: 'json-datasource-0.3', series: {}, withPayload: { payload }, variable: searched, labels: berlin },
  { dialect: 'json-datasource-0.4', series: {}, withPayload: { payload }, variable: listed, labels: berlin },
  ...(['json-datasource-0.6', 'json-datasource-0.7'] as const).map((dialect) => ({
    dialect,
    series: { type: 'timeserie', editorMode: 'code', datasource: { uid: 'x' } },
    withPayload: { payload: { factor: 2 } },
    hasPayloadOptions: true as const,
    variable: listed,
    labels: berlin,
  })),
];

let lastId = 0;

describe.each([
  ['version 1', '6.2.0', '1', queryVersion1],
  ['version 2', '12.0.0', '2', queryVersion2],
] as const)('%s', (_version, grafanaVersion, protocolVersions, ask) => {
  let plugin: PluginProcess;
  let server: DialectServer;
  let questions: PluginQueries;

  beforeAll(async () => {
    const command = path.join(distFolder, executableName(ownTarget()));
    plugin = await startPluginProcess({ command, grafanaVersion, protocolVersions });
  });

  afterAll(async () => {
    await plugin.shutdown();
  });

  afterEach(async () => {
    await server.close();
  });

  async function begin(dialect: ServerDialect, setting: ServerDialect | 'auto'): Promise<void> {
    server = await startDialectServer(dialect);
    lastId += 1;
    questions = ask(plugin, { id: lastId, url: server.url, jsonData: { dialect: setting, retries: 0 } });
  }

  describe.each(cases)('a server of $dialect, as the settings say', (each) => {
    beforeEach(async () => {
      await begin(each.dialect, each.dialect);
    });

    afterEach(() => {
      expect(server.refusals).toEqual([]);
    });

    it('draws a panel of two metrics', async () => {
      const frames = await questions.panel([{ target: 'upper', ...each.series }, { target: 'lower', ...each.series }]); // prettier-ignore
      expect(frames.map(pointOf)).toEqual([42, 42].map((value) => ({ time: panelRange.toEpochMs, value, labels: {} })));
      expect(server.requests).toHaveLength(1);
    });

    it('evaluates a rule', async () => {
      expect((await questions.rule({ target: 'upper', ...each.series })).map(pointOf)).toMatchObject([{ value: 42 }]);
    });

    it('fills a table', async () => {
      const [table] = await questions.panel([{ target: 'inventory', type: 'table' }]);
      expect(table?.fields.map(({ values }) => [...values])).toEqual([['web-1', 'db-1'], [8, 32]]); // prettier-ignore
    });

    it('hands on ad hoc filters', async () => {
      const carried = { filters: [{ key: 'City', operator: '=', value: 'Berlin' }] };
      const frames = await questions.panel([{ target: 'upper', ...each.series, carried }]);
      expect(frames.map(pointOf)).toMatchObject([{ labels: each.labels }]);
      expect(await questions.tagKeys()).toEqual(['City']);
      expect(await questions.tagValues('City', carried.filters)).toEqual(['City in Berlin']);
    });

    it('lists metrics and the options of a variable', async () => {
      expect(await questions.metrics('upp')).toEqual(['upper']);
      expect(await questions.variable('upper')).toEqual([each.variable]);
    });

    it('marks annotations', async () => {
      expect(await questions.annotations('deploys')).toEqual(['v2 of deploys']);
    });

    it('is healthy', async () => {
      expect(await questions.health()).toMatch(/^The server answered in \d+ ms; metrics are listed by \//);
    });

    const { withPayload } = each;
    if (withPayload !== undefined) {
      it('gets the payload of a query', async () => {
        const frames = await questions.panel([{ target: 'upper', ...withPayload }]);
        expect(frames.map(pointOf)).toMatchObject([{ value: 84 }]);
      });
    }

    if (each.hasPayloadOptions) {
      it("says what a payload's field offers", async () => {
        expect(await questions.payloadOptions({ metric: 'upper', name: 'factor' })).toEqual(['one factor']);
      });
    }
  });

  // What the Go original sent says less than any other dialect; a server that insists on it has to be named.
  describe.each(cases.filter(({ dialect }) => dialect !== 'simple-json-backend'))(
    'a server of $dialect, found out',
    (each) => {
      // prettier-ignore
      beforeEach(async () => {
      await begin(each.dialect, 'auto');
    });

      async function queryEverything(round: number): Promise<unknown> {
        const carried = { filters: [{ key: 'City', operator: '=', value: 'Berlin' }] };
        return {
          panel: (await questions.panel([{ target: 'upper', ...each.series }])).map(pointOf),
          filtered: (await questions.panel([{ target: 'upper', ...each.series, carried }])).map(pointOf),
          rule: (await questions.rule({ target: 'upper', ...each.series })).map(pointOf).length,
          metrics: await questions.metrics('upper'.slice(0, round + 1)),
          variable: await questions.variable('upper'),
          annotations: await questions.annotations('deploys'),
          tagValues: await questions.tagValues('City', carried.filters),
        };
      }

      it('is asked the right way from the first question on, and never asked again what it does not know', async () => {
        const point = { time: panelRange.toEpochMs, value: 42 };
        const expected = {
          panel: [{ ...point, labels: {} }],
          filtered: [{ ...point, labels: berlin }],
          rule: 1,
          metrics: ['upper'],
          variable: [each.variable],
          annotations: ['v2 of deploys'],
          tagValues: ['City in Berlin'],
        };
        expect(await queryEverything(1)).toEqual(expected);
        const [refusals, requests] = [server.refusals.length, server.requests.length];
        expect(await queryEverything(2)).toEqual(expected);
        expect(server.refusals.slice(refusals)).toEqual([]);
        // The whole list of /metrics is still known.
        const asked = each.hasPayloadOptions ? 6 : 7;
        expect(server.requests).toHaveLength(requests + asked);
        expect(await questions.health()).toContain('metrics are listed by');
      });
    },
  );

  it('goes along with upgrades of a server', async () => {
    const filters = [{ key: 'City', operator: '=', value: 'Berlin' }];
    await begin('simple-json', 'auto');
    for (const [i, dialect] of (
      [
        'simple-json',
        'json-datasource-0.3',
        'json-datasource-0.4',
        'json-datasource-0.6',
        'json-datasource-0.7',
      ] as const
    ).entries()) {
      // prettier-ignore
      server.upgradeTo(dialect);
      expect(await questions.panel([{ target: 'upper' }])).toHaveLength(1);
      const [filtered] = await questions.panel([{ target: 'upper', carried: { filters } }]);
      expect(pointOf(filtered)).toMatchObject({ labels: berlin });
      expect(await questions.metrics('upper'.slice(0, i))).toContain('upper');
      expect(await questions.annotations('deploys')).toEqual(['v2 of deploys']);
      const before = server.refusals.length;
      expect(await questions.panel([{ target: 'lower' }])).toHaveLength(1);
      expect(server.refusals).toHaveLength(before);
    }
  });
});

/** The only point of a frame with one series. */
function pointOf(frame: DataFrame | undefined): unknown {
  const [time, value] = frame?.fields ?? [];
  return { time: time?.values[0], value: value?.values[0], labels: value?.labels };
}
