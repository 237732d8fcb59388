/** docs/migrating.md, on files made like those of the plugins that people come from, with the packaged executable behind them. */
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { distFolder } from '../../../scripts/build/build-paths.ts';
import { executableName, ownTarget } from '../../../scripts/build/build-targets.ts';
import pluginJson from '../../plugin.json' with { type: 'json' };
import { type ExampleServer, startExampleServer } from '../../backend/commands/example-server/example-server.ts';
import type { DataFrame } from '../../backend/sdk/dataframe/data-frame.ts';
import { startPluginProcess, type PluginProcess } from '../support/process/plugin-process.ts';
import { queryDataSource, type ProvisionedDataSource } from './query-data-source.ts';
import { readDocumentedPages } from './documented-pages.ts';
import { type MigrationCase, migrationCases } from './migration-cases.ts';
import { openShellStage, type ShellStage } from './run-shell.ts';

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

const commands = readDocumentedPages().flatMap(({ blocks }) =>
  blocks.filter(({ notes }) => notes.get('tested by') === 'src/testing/docs/migrating.test.ts'),
);

function provisioningFile({ type, settings }: MigrationCase, url: string): string {
  return [
    'apiVersion: 1\ndatasources:',
    `  - name: My JSON\n    uid: P1A2B3C4D5E6F7081\n    type: ${type}\n    access: proxy\n    url: ${url}`,
    `    ${settings}\n`,
  ].join('\n');
}

describe.each(migrationCases)('from $from', (migration) => {
  let source: ProvisionedDataSource;
  let dashboard: { panels: { datasource: { type: string; uid: string }; targets: Record<string, unknown>[] }[] };

  beforeAll(async () => {
    // Step 2a: only the type changes.
    const file = provisioningFile({ ...migration, type: pluginJson.id }, server.url);
    [source] = (parse(file) as { datasources: [ProvisionedDataSource] }).datasources;
    // Step 3, on a dashboard as Grafana exports it.
    const datasource = { type: migration.type, uid: 'P1A2B3C4D5E6F7081' };
    const panels = migration.targets.map(([target], id) => ({
      ...{ id, type: 'timeseries', datasource },
      targets: [{ ...target, datasource }],
    }));
    await mkdir(path.join(stage.folder, 'dashboards'), { recursive: true });
    const saved = path.join(stage.folder, 'dashboards/mine.json');
    const variable = { type: 'datasource', name: 'ds', query: migration.type };
    const whole = { title: 'Mine', panels, templating: { list: [variable] }, __requires: [{ id: migration.type }] };
    await writeFile(saved, JSON.stringify(whole, null, 2));
    // On one line, as some exports are.
    await writeFile(path.join(stage.folder, 'dashboards/minified.json'), JSON.stringify(whole));
    // With blanks before the colons, as some tools write them.
    const spaced = path.join(stage.folder, 'dashboards/spaced.json');
    await writeFile(spaced, JSON.stringify(whole, null, 2).replaceAll('": ', '" : '));
    const [sed] = commands;
    expect(await stage.run(sed?.text ?? 'exit 1')).toEqual({
      code: 0,
      output: expect.stringContaining('nothing of the old plugins is left') as unknown,
    });
    const text = await readFile(saved, 'utf8');
    dashboard = JSON.parse(text) as typeof dashboard;
    expect(dashboard).toMatchObject({
      templating: { list: [{ query: pluginJson.id }] },
      __requires: [{ id: pluginJson.id }],
    });
    expect(JSON.parse(await readFile(path.join(stage.folder, 'dashboards/minified.json'), 'utf8'))).toEqual(dashboard);
    expect(JSON.parse(await readFile(spaced, 'utf8'))).toEqual(dashboard);
  });

  it('passes "Save & test"', async () => {
    expect(await queryDataSource(plugin, source).health()).toMatch(/^The server answered/);
  });

  it('keeps the uid in dashboards, and has the new type everywhere', () => {
    const sources = dashboard.panels.flatMap(({ datasource, targets }) => [datasource, ...targets.map((one) => one['datasource'])]); // prettier-ignore
    expect(new Set(sources.map((one) => JSON.stringify(one)))).toEqual(
      new Set([JSON.stringify({ type: pluginJson.id, uid: 'P1A2B3C4D5E6F7081' })]),
    );
  });

  it('draws its panels', async () => {
    for (const [i, { targets }] of dashboard.panels.entries()) {
      const frames = await queryDataSource(plugin, source).panel(targets);
      expect(holds(frames, migration.targets[i]?.[1])).toBe(true);
    }
  });

  it('evaluates its rules', async () => {
    expect(holds(await queryDataSource(plugin, source).rule(migration.rule), 42)).toBe(true);
  });

  it('shows its annotations', async () => {
    const { annotation } = migration;
    if (annotation === undefined) return;
    const texts = await queryDataSource(plugin, source).annotations(String(annotation['query']));
    expect(texts).toContainEqual(expect.stringMatching(/^Version 1\./));
  });
});

it('has three commands: to change dashboards, to forget their old state, and to go back to it', async () => {
  const [change = '', forget = '', goBack = ''] = commands.map(({ text }) => text);
  expect(commands).toHaveLength(3);
  const saved = path.join(stage.folder, 'dashboards/way-back.json');
  const before = '{"type": "simpod-json-datasource"}';
  await writeFile(saved, before);
  await stage.run(change);
  const after = await readFile(saved, 'utf8');
  // A second run leaves the old state of the first.
  await stage.run(change);
  await stage.run(goBack);
  expect([after, await readFile(saved, 'utf8')]).toEqual([`{"type": "${pluginJson.id}"}`, before]);
  await stage.run(change);
  await stage.run(forget);
  expect((await readdir(path.dirname(saved))).filter((name) => name.endsWith('.bak'))).toEqual([]);
});

it('shows where an old plugin is still named', async () => {
  await writeFile(path.join(stage.folder, 'dashboards/way-back.json'), '{"text": "of simpod-json-datasource"}');
  const { output } = await stage.run(commands[0]?.text ?? 'exit 1');
  expect(output).toBe('dashboards/way-back.json:1:{"text": "of simpod-json-datasource"}\n');
});

/** A value of a column, or a series' labels. */
function holds(frames: readonly DataFrame[], expected: unknown): boolean {
  const text = JSON.stringify(expected);
  return frames.some(({ fields }) =>
    fields.some(
      ({ labels, values }) => JSON.stringify(labels) === text || [...values].some((value) => value === expected),
    ),
  );
}
