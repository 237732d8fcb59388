/** The files in docs/examples and the alert rules in docs/: valid for what reads them, and every query in them works. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { distFolder, rootFolder } from '../../../scripts/build/build-paths.ts';
import { executableName, ownTarget } from '../../../scripts/build/build-targets.ts';
import pluginJson from '../../plugin.json' with { type: 'json' };
import { type ExampleServer, startExampleServer } from '../../backend/commands/example-server/example-server.ts';
import { type PluginProcess, startPluginProcess } from '../support/process/plugin-process.ts';
import { queryDataSource, type ProvisionedDataSource } from './query-data-source.ts';
import { readDocumentedPages } from './documented-pages.ts';
import { openShellStage, type ShellStage } from './run-shell.ts';

const folder = path.join(rootFolder, 'docs/examples');

function read(name: string): string {
  return readFileSync(path.join(folder, name), 'utf8');
}

const [dataSource] = (
  parse(read('provisioning/datasources/simple-json.yaml')) as { datasources: readonly [ProvisionedDataSource] }
).datasources;

let stage: ShellStage;
let plugin: PluginProcess;
let server: ExampleServer;

beforeAll(async () => {
  stage = await openShellStage();
  server = await startExampleServer({ host: '127.0.0.1', port: 0 });
  const command = path.join(distFolder, executableName(ownTarget()));
  plugin = await startPluginProcess({ command, grafanaVersion: '12.4.0', protocolVersions: '2' });
});

afterAll(async () => {
  await plugin.shutdown();
  await server.stop();
  await stage.close();
});

describe('compose.yaml', () => {
  interface Service {
    readonly image: string;
    readonly ports?: readonly string[];
    readonly environment?: Readonly<Record<string, string>>;
    readonly volumes: readonly string[];
    readonly entrypoint?: readonly string[];
    readonly command?: readonly string[];
    readonly depends_on?: readonly string[];
  }
  const { services } = parse(read('compose.yaml')) as { services: Readonly<Record<string, Service>> };
  const known = ['command', 'depends_on', 'entrypoint', 'environment', 'image', 'ports', 'volumes'];

  it('has two services of known keys, which depend on each other by name', () => {
    expect(Object.keys(services)).toEqual(['grafana', 'server']);
    for (const service of Object.values(services)) {
      expect(Object.keys(service).filter((key) => !known.includes(key))).toEqual([]);
      for (const other of service.depends_on ?? []) expect(services).toHaveProperty(other);
    }
  });

  it('allows this plugin, and puts its folder where Grafana looks', () => {
    const { environment, volumes = [] } = services['grafana'] ?? {};
    expect(environment).toEqual({ GF_PLUGINS_ALLOW_LOADING_UNSIGNED_PLUGINS: pluginJson.id });
    expect(volumes).toContain(`../..:/var/lib/grafana/plugins/${pluginJson.id}:ro`);
  });

  it('mounts what is there', () => {
    const sources = Object.values(services).flatMap(({ volumes }) =>
      volumes.map((volume) => volume.split(':')[0] ?? ''),
    );
    // As in the plugin's folder, in which these files are below docs/examples.
    for (const source of sources) expect(existsSync(path.join(distFolder, 'docs/examples', source))).toBe(true);
    expect(existsSync(path.join(distFolder, 'docs/examples/../../plugin.json'))).toBe(true);
  });

  it("leaves the image's other provisioning folders, which Grafana complains of when they are gone", () => {
    const targets = (services['grafana']?.volumes ?? []).map((volume) => volume.split(':')[1]);
    expect(targets.filter((target) => target?.startsWith('/etc/grafana/provisioning')).sort()).toEqual(
      ['alerting', 'dashboards', 'datasources'].map((name) => `/etc/grafana/provisioning/${name}`),
    );
  });

  it('starts the example server with options that the executable has, where the data source looks', async () => {
    const { entrypoint = [], command = [] } = services['server'] ?? {};
    expect(entrypoint).toEqual(['/plugin/simple-json-plugin_linux_${ARCH:-amd64}']);
    const words = command.map((word) => ({ '8080': '0', '0.0.0.0': '127.0.0.1' })[word] ?? word);
    const started = await stage.start(`exec ./simple-json-plugin_linux_amd64 ${words.join(' ')}`, 'Press Ctrl-C');
    await started.stop();
    expect(dataSource.url).toBe('http://server:8080');
  });
});

describe('provisioning', () => {
  it('the data source works', async () => {
    expect(dataSource).toMatchObject({ type: pluginJson.id, uid: 'my-server', access: 'proxy' });
    expect(await ask().health()).toMatch(/^The server answered/);
  });

  it('the dashboards are where the compose file puts them', () => {
    const { providers } = parse(read('provisioning/dashboards/dashboards.yaml')) as {
      providers: readonly { name: string; type: string; options: { path: string } }[];
    };
    expect(providers).toEqual([{ name: 'Simple JSON', type: 'file', options: { path: '/etc/grafana/dashboards' } }]);
    expect(read('compose.yaml')).toContain('./dashboards:/etc/grafana/dashboards:ro');
  });
});

describe('dashboards/simple-json.json', () => {
  type Source = Readonly<Record<'type' | 'uid', string>>;
  const dashboard = JSON.parse(read('dashboards/simple-json.json')) as {
    readonly panels: readonly { title: string; datasource: Source; targets: Readonly<Record<string, unknown>>[] }[];
    readonly templating: {
      readonly list: readonly { name: string; type: string; query?: string; datasource: Source }[];
    };
    readonly annotations: { readonly list: readonly { datasource: Source; target: { target: string } }[] };
  };

  it('names the data source by its uid, everywhere', () => {
    const { panels, templating, annotations } = dashboard;
    const targets = panels.flatMap((panel) => panel.targets.map((target) => ({ datasource: target['datasource'] })));
    for (const { datasource } of [...panels, ...targets, ...templating.list, ...annotations.list]) {
      expect(datasource).toEqual({ type: pluginJson.id, uid: 'my-server' });
    }
  });

  it.each(dashboard.panels)('the panel $title has data', async ({ targets }) => {
    // The browser fills in the dashboard's variables.
    const filled = targets.map((target) => JSON.parse(JSON.stringify(target).replaceAll('\\"$host\\"', '[\\"web-1\\"]')) as typeof target); // prettier-ignore
    const frames = await ask().panel(filled);
    expect(frames.reduce((sum, { fields }) => sum + (fields[0]?.values.length ?? 0), 0)).toBeGreaterThan(3);
  });

  it('the variable has values, and the annotation events', async () => {
    const [variable] = dashboard.templating.list;
    expect(await ask().variable(variable?.query ?? '')).toEqual(['web-1', 'web-2', 'web-3', 'db-1']);
    const [annotation] = dashboard.annotations.list;
    expect((await ask().annotations(annotation?.target.target ?? '')).length).toBeGreaterThan(0);
  });
});

interface RuleQuery {
  readonly refId: string;
  readonly datasourceUid: string;
  readonly relativeTimeRange?: { readonly from: number; readonly to: number };
  readonly model: Readonly<Record<string, unknown>>;
}

interface RuleFile {
  readonly apiVersion: number;
  readonly deleteRules?: readonly { readonly orgId: number; readonly uid: string }[];
  readonly groups: readonly {
    readonly name: string;
    readonly folder: string;
    readonly interval: string;
    readonly rules: readonly { readonly uid: string; readonly title: string; readonly condition: string; readonly data: readonly RuleQuery[] }[]; // prettier-ignore
  }[];
}

const ruleFiles = [
  { place: 'docs/examples/provisioning/alerting/rules.yaml', text: read('provisioning/alerting/rules.yaml') },
  ...blocksCheckedAs('alert rules'),
];
const rules = ruleFiles.flatMap(({ place, text }) =>
  (parse(text) as RuleFile).groups.flatMap((group) =>
    group.rules.map((rule) => ({ place, group, rule, title: rule.title })),
  ),
);

describe('alert rules', () => {
  it('are in a file and on a page', () => {
    expect(new Set(rules.map(({ place }) => place)).size).toBe(2);
  });

  it('are removed by their uid', () => {
    const [file] = blocksCheckedAs('removed alert rules').map(({ text }) => parse(text) as RuleFile);
    const removed = (file?.deleteRules ?? []).map(({ orgId, uid }) => ({ orgId, uid }));
    expect(removed).toEqual([{ orgId: 1, uid: rules[0]?.rule.uid }]);
  });

  it.each(rules)('$place: $title is what Grafana reads', ({ group, rule }) => {
    expect(group).toMatchObject({ name: 'simple-json', folder: 'Simple JSON', interval: '1m' });
    const refIds = rule.data.map(({ refId }) => refId);
    expect(refIds).toContain(rule.condition);
    for (const { refId, datasourceUid, model, relativeTimeRange } of rule.data) {
      expect(model['refId']).toBe(refId);
      if (datasourceUid !== '__expr__') expect(relativeTimeRange?.from).toBeGreaterThan(relativeTimeRange?.to ?? 0);
      else expect(refIds).toContain(model['expression']);
    }
  });

  it.each(rules)('$place: $title has instances of its own labels', async ({ rule }) => {
    const [query] = rule.data;
    const frames = await ask().rule(query?.model ?? {});
    expect(frames.length).toBeGreaterThan(0);
  });

  it.each(rules)('$place: $title comes to a verdict', async ({ rule }) => {
    const options = alertOptions(rule.data);
    const { code, output } = await stage.run(`./simple-json-plugin_linux_amd64 alert --url ${server.url} ${options}`);
    expect({ code, output }).toEqual({ code: 0, output: expect.stringMatching(/^(Normal|Alerting): .*host=web-1/s) });
  });
});

function blocksCheckedAs(what: string): readonly { readonly place: string; readonly text: string }[] {
  return readDocumentedPages().flatMap(({ name, blocks }) =>
    blocks
      .filter(({ notes }) => notes.get('checked as') === what)
      .map(({ line, text }) => ({ place: `${name}:${line}`, text })),
  );
}

/** The same rule on the command line. */
function alertOptions(data: readonly RuleQuery[]): string {
  const asked = data[0]?.model as { readonly target: string; readonly type: string };
  const { conditions } = data.at(-1)?.model as {
    readonly conditions: readonly [
      { readonly evaluator: { readonly type: 'gt' | 'lt'; readonly params: readonly [number] } },
    ];
  };
  const { type, params } = conditions[0].evaluator;
  const format = asked.type === 'table' ? 'table' : 'timeseries';
  return `--target "${asked.target}" --type ${format} ${{ gt: '--above', lt: '--below' }[type]} ${params[0]}`;
}

function ask(): ReturnType<typeof queryDataSource> {
  return queryDataSource(plugin, { ...dataSource, url: server.url });
}
