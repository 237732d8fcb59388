import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';

import { describe, expect, it } from '@jest/globals';

import { answerRequest } from '../src/backend/commands/example-server/answer-request.ts';
import { findSchemaProblems, type Schema } from '../src/testing/support/find-schema-problems.ts';
import { rootFolder } from './build-paths.ts';
import { buildTargets, executableName } from './build-targets.ts';

async function readJson<Value>(file: string): Promise<Value> {
  return JSON.parse(await readFile(path.join(rootFolder, 'src', file), 'utf8')) as Value;
}

interface Manifest {
  readonly executable: string;
  readonly includes: readonly { readonly path: string }[];
  readonly info: {
    readonly logos: { readonly small: string; readonly large: string };
    readonly screenshots: readonly { readonly path: string }[];
  };
}

describe('plugin.json', () => {
  it('is what Grafana wants of one', async () => {
    const schema = await readJson<Schema>('testing/golden/plugin.schema.json');
    expect(findSchemaProblems(await readJson('plugin.json'), schema)).toEqual([]);
  });

  it('keeps the id and the executable that dashboards and servers know', async () => {
    expect(await readJson('plugin.json')).toMatchObject({
      id: 'grafana-simple-json-backend-datasource',
      executable: 'simple-json-plugin',
      backend: true,
      alerting: true,
    });
  });

  it('names only files that there are', async () => {
    const { includes, info } = await readJson<Manifest>('plugin.json');
    const named = [info.logos.small, info.logos.large, ...[...includes, ...info.screenshots].map((file) => file.path)];
    expect(named.filter((file) => !existsSync(path.join(rootFolder, 'src', file)))).toEqual([]);
  });

  it('names the executable as the build does, for each platform', async () => {
    const { executable } = await readJson<Manifest>('plugin.json');
    const pattern = new RegExp(`^${executable}_(linux|darwin|windows)_(amd64|arm64)(\\.exe)?$`);
    expect(buildTargets.map(executableName).filter((name) => !pattern.test(name))).toEqual([]);
  });
});

describe('the logo', () => {
  it.each(['small', 'large'] as const)('that is %s is an SVG that runs and fetches nothing', async (size) => {
    const { info } = await readJson<Manifest>('plugin.json');
    const svg = await readFile(path.join(rootFolder, 'src', info.logos[size]), 'utf8');
    expect(svg).toMatch(/^<svg [^>]*viewBox=/);
    expect(svg).not.toMatch(/<script|<image|<foreignObject|\bon\w+=|href=|@import|url\(/i);
  });
});

interface Dashboard {
  readonly __inputs: readonly { readonly name: string; readonly pluginId: string }[];
  readonly panels: readonly Panel[];
  readonly templating: { readonly list: readonly { readonly datasource: string; readonly query?: string }[] };
  readonly annotations: { readonly list: readonly { readonly datasource: string; readonly query: string }[] };
}

interface Panel {
  readonly title: string;
  readonly datasource: string;
  readonly targets: readonly { readonly refId: string; readonly target: string; readonly payload?: string }[];
}

const options = { slowAnswerMs: 0, signal: new AbortController().signal };
const range = { from: '2024-05-01T00:00:00.000Z', to: '2024-05-02T00:00:00.000Z' };

async function ask(endpoint: string, body: unknown): Promise<unknown> {
  return answerRequest({ method: 'POST', path: endpoint, body: JSON.stringify(body) }, options);
}

describe('the sample dashboard', () => {
  it('takes its data source from whoever imports it', async () => {
    const { __inputs, panels, templating, annotations } = await readJson<Dashboard>('dashboards/overview.json');
    expect(__inputs).toMatchObject([{ name: 'DS_SIMPLE_JSON', pluginId: 'grafana-simple-json-backend-datasource' }]);
    const sources = [...panels, ...templating.list, ...annotations.list].map(({ datasource }) => datasource);
    expect(new Set(sources)).toEqual(new Set(['${DS_SIMPLE_JSON}']));
  });

  it('has panels that the example server fills', async () => {
    const { panels } = await readJson<Dashboard>('dashboards/overview.json');
    for (const { targets } of panels) {
      const filled = targets.map(({ refId, target, payload = '{}' }) => ({
        refId,
        target: target.replace('$host', '(web-1|db-1)'),
        payload: JSON.parse(payload.replace('"$host"', '["web-1","db-1"]')) as unknown,
      }));
      const results = await ask('/query', { range, intervalMs: 60_000, maxDataPoints: 100, targets: filled });
      expect((results as unknown[]).length).toBeGreaterThanOrEqual(targets.length);
    }
  });

  it('has variables and annotations that the example server answers', async () => {
    const { templating, annotations } = await readJson<Dashboard>('dashboards/overview.json');
    for (const { query } of templating.list) {
      if (query !== undefined) expect(await ask('/search', { target: query })).not.toEqual([]);
    }
    for (const annotation of annotations.list) {
      expect(await ask('/annotations', { range, annotation })).not.toEqual([]);
    }
  });
});
