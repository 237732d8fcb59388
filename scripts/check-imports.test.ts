import { cp, mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { rootFolder } from './build-paths.ts';
import { runTool } from './run-tool.ts';
import { writeFiles } from './write-files.ts';

const rulesFile = '.dependency-cruiser.cjs';

/** One file that breaks one rule: what it imports, or nothing for an orphan. */
type Plant = readonly [rule: string, file: string, imported?: string];

/** What each folder may use, without a fault; every folder of the table, and every package at its owner. */
const sound: readonly Plant[] = [
  ['', 'backend/main.ts', 'backend/command-line.ts'],
  ['', 'backend/main.ts', 'backend/goplugin/server.ts'],
  ['', 'backend/main.ts', 'backend/protocol/versioned-plugins.ts'],
  ['', 'backend/main.ts', 'backend/datasource/run.ts'],
  ['', 'backend/command-line.ts', 'backend/commands/query.ts'],
  ['', 'backend/command-line.ts', 'commander'],
  ['', 'backend/commands/query.ts', 'backend/upstream/client.ts'],
  ['', 'backend/goplugin/server.ts', 'backend/grpc/handler.ts'],
  ['', 'backend/goplugin/server.ts', 'backend/gen/broker.ts'],
  ['', 'backend/protocol/versioned-plugins.ts', 'backend/protocol/v1/service.ts'],
  ['', 'backend/protocol/versioned-plugins.ts', 'backend/protocol/v2/service.ts'],
  ['', 'backend/protocol/v1/service.ts', 'backend/protocol/error-status.ts'],
  ['', 'backend/protocol/v2/service.ts', 'backend/protocol/error-status.ts'],
  ['', 'backend/protocol/error-status.ts', 'backend/plugin-api/plugin.ts'],
  ['', 'backend/grpc/handler.ts', 'backend/log/logger.ts'],
  ['', 'backend/grpc/handler.ts', '@grpc/grpc-js'],
  ['', 'backend/gen/broker.ts', '@bufbuild/protobuf'],
  ['', 'backend/datasource/run.ts', 'backend/decode/decode.ts'],
  ['', 'backend/main.ts', 'backend/workers/pool.ts'],
  ['', 'backend/datasource/run.ts', 'backend/datasource/metrics.ts'],
  ['', 'backend/datasource/metrics.ts', 'prom-client'],
  ['', 'backend/datasource/run.ts', 'backend/datasource/interpolate-macros.ts'],
  ['', 'backend/datasource/interpolate-macros.ts', 'dayjs'],
  ['', 'backend/decode/decode.ts', 'backend/dataframe/frame.ts'],
  ['', 'backend/workers/pool.ts', 'backend/decode/decode.ts'],
  ['', 'backend/workers/pool.ts', 'backend/protocol/error-status.ts'],
  ['', 'backend/workers/pool.ts', 'node:worker_threads'],
  ['', 'backend/decode/decode.ts', 'backend/server-words/words.ts'],
  ['', 'backend/upstream/client.ts', 'backend/server-words/words.ts'],
  ['', 'backend/upstream/client.ts', 'undici'],
  ['', 'backend/plugin-api/plugin.ts', 'backend/dataframe/frame.ts'],
  ['', 'backend/dataframe/frame.ts', 'backend/dataframe/arrow/encode.ts'],
  ['', 'frontend/module.ts', 'shared/query-model.ts'],
  ['', 'backend/datasource/run.ts', 'shared/query-model.ts'],
  ['', 'backend/datasource/run.test.ts', 'testing/support/server.ts'],
  ['', 'backend/datasource/run.test.ts', 'backend/main.ts'],
  ['', 'testing/support/server.ts', 'backend/main.ts'],
];

const plants: readonly Plant[] = [
  ['no-cycles', 'backend/log/head.ts', 'backend/log/tail.ts'],
  ['no-orphans', 'backend/grpc/alone.ts'],
  ['every-source-has-a-line-in-the-table', 'backend/utils/strings.ts', 'backend/utils/numbers.ts'],
  ['backend/main.ts-imports', 'backend/main.ts', 'frontend/module.ts'],
  ['backend/command-line.ts-imports', 'backend/command-line.ts', 'backend/datasource/run.ts'],
  ['backend/commands-imports', 'backend/commands/fault.ts', 'backend/goplugin/server.ts'],
  ['backend/goplugin-imports', 'backend/goplugin/fault.ts', 'backend/plugin-api/plugin.ts'],
  ['backend/protocol-imports', 'backend/protocol/fault.ts', 'backend/datasource/run.ts'],
  ['backend/grpc-imports', 'backend/grpc/fault.ts', 'backend/gen/broker.ts'],
  ['backend/datasource-imports', 'backend/datasource/fault.ts', 'backend/commands/query.ts'],
  ['backend/decode-imports', 'backend/decode/fault.ts', 'backend/log/logger.ts'],
  ['backend/workers-imports', 'backend/workers/fault.ts', 'backend/upstream/client.ts'],
  ['backend/upstream-imports', 'backend/upstream/fault.ts', 'backend/plugin-api/plugin.ts'],
  ['backend/server-words-imports', 'backend/server-words/fault.ts', 'backend/decode/decode.ts'],
  ['backend/plugin-api-imports', 'backend/plugin-api/fault.ts', 'shared/query-model.ts'],
  ['backend/dataframe-imports', 'backend/dataframe/fault.ts', 'backend/log/logger.ts'],
  ['backend/log-imports', 'backend/log/fault.ts', 'backend/dataframe/frame.ts'],
  ['backend/gen-imports', 'backend/gen/fault.ts', 'backend/grpc/handler.ts'],
  ['frontend-imports', 'frontend/fault.ts', 'backend/plugin-api/plugin.ts'],
  ['shared-imports', 'shared/fault.ts', 'backend/log/logger.ts'],
  ['v1-and-v2-do-not-meet', 'backend/protocol/v1/fault.ts', 'backend/protocol/v2/service.ts'],
  ['only-tests-import-testing', 'backend/log/for-tests.ts', 'testing/support/server.ts'],
  ['shared-and-frontend-do-not-see-node', 'shared/host.ts', 'node:os'],
  ['pure-folders-do-no-io', 'backend/decode/from-disk.ts', 'node:fs/promises'],
  ['only-its-owner-imports-commander', 'backend/commands/arguments.ts', 'commander'],
  ['only-its-owner-imports-@grpc/grpc-js', 'backend/protocol/v2/status.ts', '@grpc/grpc-js'],
  ['only-its-owner-imports-@bufbuild/protobuf', 'backend/goplugin/bytes.ts', '@bufbuild/protobuf'],
  ['only-its-owner-imports-dayjs', 'backend/decode/time.ts', 'dayjs'],
  ['only-its-owner-imports-prom-client', 'backend/datasource/counter.ts', 'prom-client'],
  ['only-its-owner-imports-undici', 'backend/datasource/fetch.ts', 'undici'],
  ['only-its-owner-imports-@peculiar/x509', 'backend/upstream/certificate.ts', '@peculiar/x509'],
  ['only-its-owner-imports-reflect-metadata', 'backend/datasource/reflect.ts', 'reflect-metadata'],
  ['only-its-owner-imports-react', 'shared/picture.ts', 'react'],
  ['only-its-owner-imports-react-dom', 'shared/portal.ts', 'react-dom'],
  ['only-its-owner-imports-@types/react', 'shared/picture-type.ts', '@types/react'],
  ['every-package-has-an-owner', 'backend/log/colours.ts', 'left-pad'],
];

/** The other half of a plant that needs two files. */
const accomplices: readonly Plant[] = [['', 'backend/log/tail.ts', 'backend/log/head.ts']];

describe(rulesFile, () => {
  let folder: string;
  let found: readonly Violation[];

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'check-imports-'));
    await writeTree(path.join(folder, 'sound'), sound);
    await writeTree(path.join(folder, 'faulty'), [...sound, ...plants, ...accomplices]);
    found = await cruise(path.join(folder, 'faulty'));
  }, 60_000);

  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('finds nothing where every import is allowed', async () => {
    await expect(cruise(path.join(folder, 'sound'))).resolves.toEqual([]);
  });

  it.each(plants)('names %s', (rule, file) => {
    expect(found.filter((one) => one.from === `src/${file}`).map((one) => one.rule)).toContain(rule);
  });

  it('has a plant for every rule', () => {
    expect(plants.map(([rule]) => rule).toSorted()).toEqual(ruleNames().toSorted());
  });

  it('finds nothing beyond the plants', () => {
    const planted = new Set([...plants, ...accomplices].map(([, file]) => `src/${file}`));
    expect(found.filter((one) => !planted.has(one.from))).toEqual([]);
  });
});

interface Violation {
  readonly rule: string;
  readonly from: string;
}

/** Type-only imports: the rules must see even those. */
async function writeTree(folder: string, files: readonly Plant[]): Promise<void> {
  const contents = new Map<string, string>();
  for (const [, file, imported] of files) {
    const line = imported === undefined ? '' : `import type {} from '${specifier(file, imported)}';\n`;
    contents.set(`src/${file}`, (contents.get(`src/${file}`) ?? '') + line);
    if (imported?.endsWith('.ts') === true && !contents.has(`src/${imported}`)) contents.set(`src/${imported}`, '');
  }
  for (const name of files.map(([, , imported]) => imported ?? '').filter(isPackage)) {
    contents.set(`node_modules/${name}/package.json`, JSON.stringify({ name, main: 'index.js' }));
    contents.set(`node_modules/${name}/index.js`, '');
  }
  await writeFiles(folder, contents);
  await cp(path.join(rootFolder, rulesFile), path.join(folder, rulesFile));
}

function specifier(file: string, imported: string): string {
  if (!imported.endsWith('.ts')) return imported;
  const relative = path.posix.relative(path.posix.dirname(file), imported);
  return relative.startsWith('.') ? relative : `./${relative}`;
}

function isPackage(imported: string): boolean {
  return imported !== '' && !imported.endsWith('.ts') && !imported.startsWith('node:');
}

async function cruise(folder: string): Promise<readonly Violation[]> {
  const output = await runTool('depcruise', ['--output-type', 'json', 'src'], folder);
  const { summary } = JSON.parse(output) as { summary: { violations: { from: string; rule: { name: string } }[] } };
  return summary.violations.map(({ from, rule }) => ({ from, rule: rule.name }));
}

function ruleNames(): readonly string[] {
  const rules = createRequire(__filename)(path.join(rootFolder, rulesFile)) as { forbidden: { name: string }[] };
  return rules.forbidden.map(({ name }) => name);
}
