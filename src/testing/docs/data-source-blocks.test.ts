/** Each data source, and each part of one, that stands as YAML in README and docs/: the packaged executable takes it, and knows every key in it. */
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { distFolder } from '../../../scripts/build/build-paths.ts';
import { executableName, ownTarget } from '../../../scripts/build/build-targets.ts';
import pluginJson from '../../plugin.json' with { type: 'json' };
import { createCertificateAuthority } from '../support/certificates/certificate-authority.ts';
import { type FakeUpstream, startFakeUpstream } from '../support/fake-upstream.ts';
import { type PluginProcess, startPluginProcess } from '../support/process/plugin-process.ts';
import { queryDataSource, type ProvisionedDataSource } from './query-data-source.ts';
import { readDocumentedPages } from './documented-pages.ts';

const authority = createCertificateAuthority('documented authority');
const client = authority.issue({ names: ['client'] });

/** What stands for a secret on the pages. */
const variables: Readonly<Record<string, string>> = {
  $CA_PEM: authority.certificate,
  $CERT_PEM: client.certificate,
  $KEY_PEM: client.key,
};

let plugin: PluginProcess;
let upstream: FakeUpstream;

beforeAll(async () => {
  const command = path.join(distFolder, executableName(ownTarget()));
  plugin = await startPluginProcess({ command, grafanaVersion: '12.4.0', protocolVersions: '2' });
  upstream = await startFakeUpstream();
  upstream.answer('/search', { body: ['a'] });
  upstream.answer('/query', { body: [{ target: 'a', datapoints: [[1, 1714543200000]] }] });
});

afterAll(async () => {
  await plugin.shutdown();
  await upstream.close();
});

const blocks = readDocumentedPages().flatMap(({ name, blocks: all }) =>
  all
    .filter(({ language, notes }) => language === 'yaml' && !notes.has('not run') && !notes.has('checked as'))
    .map(({ line, text }) => ({ place: `${name}:${line}`, sources: sourcesIn(text) })),
);

describe('data sources in README and docs/', () => {
  it('there are many', () => {
    expect(blocks.length).toBeGreaterThan(20);
  });

  it.each(blocks)('$place', async ({ sources }) => {
    expect(sources.length).toBeGreaterThan(0);
    for (const source of sources) {
      expect(source).toMatchObject({
        type: pluginJson.id,
        access: 'proxy',
        url: expect.stringMatching(/^https?:\/\//),
      });
      const asked = queryDataSource(plugin, { ...withSecrets(source), url: upstream.url });
      const before = plugin.stderrLines.length;
      expect(await asked.health()).toMatch(/^The server answered/);
      const [frame] = await asked.panel([{ target: 'a' }]);
      expect(frame?.fields).toHaveLength(2);
      expect(plugin.stderrLines.slice(before).filter((line) => /"@level":"(warn|error)"/.test(line))).toEqual([]);
    }
  });
});

/** A part of one, as settings.md has them, belongs into the smallest one. */
function sourcesIn(text: string): readonly ProvisionedDataSource[] {
  const value = parse(text) as { readonly datasources?: readonly ProvisionedDataSource[] };
  if (value.datasources !== undefined) return value.datasources;
  const smallest = { name: 'My server', type: pluginJson.id, access: 'proxy', url: 'http://127.0.0.1:8080' };
  return [{ ...smallest, ...value }];
}

function withSecrets(source: ProvisionedDataSource): ProvisionedDataSource {
  const secrets = Object.entries(source.secureJsonData ?? {});
  return {
    ...source,
    secureJsonData: Object.fromEntries(secrets.map(([name, value]) => [name, variables[value] ?? `value of ${value}`])),
  };
}
