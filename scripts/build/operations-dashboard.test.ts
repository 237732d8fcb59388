import { readFileSync } from 'node:fs';
import path from 'node:path';

import { beforeAll, describe, expect, it } from '@jest/globals';
import { parser } from '@prometheus-io/lezer-promql';

import { createMetrics } from '../../src/backend/simple-json/metrics.ts';
import { MeterRegistry } from '../../src/backend/simple-json/metrics/meter-registry.ts';
import { noWorkerLoad } from '../../src/backend/simple-json/metrics/worker-load.ts';
import { rootFolder } from './build-paths.ts';

interface Dashboard {
  readonly __inputs: readonly { readonly name: string; readonly pluginId: string }[];
  readonly templating: {
    readonly list: readonly { readonly name: string; readonly query: { readonly query: string } }[];
  };
  readonly panels: readonly Panel[];
}

interface Panel {
  readonly id: number;
  readonly title: string;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly targets: readonly { readonly expr: string }[];
}

const file = path.join(rootFolder, 'src/dashboards/operations.json');

const text = readFileSync(file, 'utf8');
const dashboard = JSON.parse(text) as Dashboard;

const expressions = dashboard.panels.flatMap(({ title, targets }) => targets.map(({ expr }) => [title, expr] as const));

/** The names of series and the labels that each has, as a Prometheus would find them after some traffic. */
async function scrape(): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const meters = new MeterRegistry();
  const settings = { id: 1, uid: 'u', name: 'n', url: '', user: '', database: '', basicAuthEnabled: false };
  const meter = meters.of({
    orgId: 1,
    userAgent: '',
    grafanaConfig: {},
    dataSourceInstanceSettings: { ...settings, basicAuthUser: '', jsonData: '', decryptedSecureJsonData: {} },
  });
  meter.tryStarted('/query');
  meter.tryEnded('/query', { outcome: '2xx', seconds: 1, sentBytes: 1, receivedBytes: 1 });
  meter.decoded('query', 1);
  meter.answeredBy('hit');
  const lines = (await createMetrics(meters, () => noWorkerLoad).collectMetrics()).split('\n');
  const labels = new Map<string, Set<string>>();
  for (const line of lines) {
    const [, name, inside = ''] = /^(\w+)(?:\{(.*)\})? /.exec(line) ?? [];
    if (name === undefined) continue;
    // Prometheus adds the first itself.
    labels.set(name, new Set(['job', ...Array.from(inside.matchAll(/(\w+)="/g), ([, label]) => label ?? '')]));
  }
  return labels;
}

interface Node {
  readonly kind: string;
  readonly text: string;
}

function nodesOf(expression: string): readonly Node[] {
  const nodes: Node[] = [];
  const filled = expression.replaceAll('$__rate_interval', '5m');
  parser.parse(filled).iterate({
    enter: ({ type, from, to }) => {
      nodes.push({ kind: type.isError ? 'error' : type.name, text: filled.slice(from, to) });
    },
  });
  return nodes;
}

function textsOf(expression: string, kind: string): readonly string[] {
  return nodesOf(expression).flatMap((node) => (node.kind === kind ? [node.text] : []));
}

describe('the dashboard of the metrics', () => {
  let scraped: ReadonlyMap<string, ReadonlySet<string>>;

  beforeAll(async () => {
    scraped = await scrape();
  });

  it.each(expressions)('%s: asks in PromQL %s', (_, expression) => {
    expect(textsOf(expression, 'error')).toEqual([]);
    expect(textsOf(expression, 'VectorSelector').length).toBeGreaterThan(0);
  });

  it.each(expressions)('%s: asks for series and labels that there are: %s', (_, expression) => {
    const names = textsOf(expression, 'Identifier');
    expect([names, names.filter((name) => !scraped.has(name))]).toEqual([expect.anything(), []]);
    const known = new Set(names.flatMap((name) => [...(scraped.get(name) ?? [])]));
    expect(textsOf(expression, 'LabelName').filter((label) => !known.has(label))).toEqual([]);
  });

  it('uses every series of our own', () => {
    const used = new Set(expressions.flatMap(([, expression]) => textsOf(expression, 'Identifier')));
    for (const { query } of dashboard.templating.list.map(({ query: inner }) => inner)) {
      const [, selector = ''] = /^label_values\((.*), \w+\)$/.exec(query) ?? [];
      for (const name of textsOf(selector, 'Identifier')) used.add(name);
    }
    const own = [...scraped.keys()].filter((name) => name.startsWith('simple_json_') && !/_(sum|count)$/.test(name));
    expect(own.length).toBeGreaterThan(15);
    expect(own.filter((name) => !used.has(name))).toEqual([]);
  });

  it('would not pass with a misspelt series, label or bracket', () => {
    expect(scraped.has('simple_json_upstream_request_total')).toBe(false);
    expect(scraped.get('simple_json_upstream_requests_total')?.has('status')).toBe(false);
    expect(textsOf('sum(rate(x[5m])', 'error').length).toBe(1);
  });

  it('fills its variables from series that there are', () => {
    for (const { name, query } of dashboard.templating.list) {
      const [, selector = '', label = ''] = /^label_values\((.*), (\w+)\)$/.exec(query.query) ?? [];
      const [series = ''] = textsOf(selector, 'Identifier');
      expect([name, scraped.get(series)?.has(label)]).toEqual([name, true]);
    }
  });

  it('takes its data source from whoever imports it', () => {
    expect(dashboard.__inputs).toMatchObject([{ name: 'DS_PROMETHEUS', pluginId: 'prometheus' }]);
    const sources = Array.from(text.matchAll(/"uid": "([^"]*)"/g), ([, uid]) => uid);
    expect(sources.length).toBeGreaterThan(expressions.length);
    expect(new Set(sources)).toEqual(new Set(['${DS_PROMETHEUS}']));
  });

  it('has every panel once, within the grid, on top of none other', () => {
    const cells = dashboard.panels.flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_, i) => `${String(x + (i % w))} ${String(y + Math.floor(i / w))}`),
    );
    expect(new Set(cells).size).toBe(cells.length);
    expect(dashboard.panels.every(({ gridPos: { x, w } }) => x + w <= 24)).toBe(true);
    expect(new Set(dashboard.panels.map(({ id }) => id)).size).toBe(dashboard.panels.length);
  });
});
