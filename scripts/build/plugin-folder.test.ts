import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';

import { describe, expect, it } from '@jest/globals';
import { Ajv, type ValidateFunction } from 'ajv';

import { answerRequest } from '../../src/backend/commands/example-server/answers/answer-request.ts';
import { rootFolder } from './build-paths.ts';
import { buildTargets, executableName } from './build-targets.ts';

async function readJson<Value>(file: string): Promise<Value> {
  return JSON.parse(await readFile(path.join(rootFolder, 'src', file), 'utf8')) as Value;
}

async function manifestCheck(): Promise<ValidateFunction> {
  return new Ajv({ allErrors: true }).compile(await readJson<object>('testing/golden/plugin.schema.json'));
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
    const check = await manifestCheck();
    check(await readJson('plugin.json'));
    expect(check.errors ?? []).toEqual([]);
  });

  it.each([
    ['id', 'Simple JSON'],
    ['type', 'panel'],
    ['alerting', 'yes'],
    ['info/logos/small', 'img/logo.png'],
    ['info/updated', 'today'],
    ['dependencies/grafanaDependency', 'any'],
    ['includes/0/type', 'board'],
    ['signature', 'none'],
  ])('would not pass with another %s', async (place, value) => {
    const check = await manifestCheck();
    const manifest = await readJson<object>('plugin.json');
    const keys = place.split('/');
    const parent = keys.slice(0, -1).reduce((node, key) => Reflect.get(node, key) as object, manifest);
    Reflect.set(parent, keys.at(-1) ?? '', value);
    expect(check(manifest)).toBe(false);
    const found = check.errors?.map(({ instancePath, params }) =>
      String(params['additionalProperty'] ?? instancePath.slice(1)),
    );
    expect(found).toEqual([place]);
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
