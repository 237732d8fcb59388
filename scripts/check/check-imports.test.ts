import { cp, mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { rootFolder } from '../build/build-paths.ts';
import { runTool } from './run-tool.ts';
import { writeFiles } from './write-files.ts';

const rulesFile = '.dependency-cruiser.cjs';

/** One file that breaks one rule: what it imports, or nothing for an orphan. */
type Plant = readonly [rule: string, file: string, imported?: string];

/** What each folder may use, without a fault; every folder of the table, and every package at its owner. */
const sound: readonly Plant[] = [
  ['', 'backend/main.ts', 'backend/command-line/parse.ts'],
  ['', 'backend/main.ts', 'backend/sdk/serve-plugin.ts'],
  ['', 'backend/sdk/serve-plugin.ts', 'backend/sdk/goplugin/server.ts'],
  ['', 'backend/sdk/serve-plugin.ts', 'backend/sdk/protocol/versioned-plugins.ts'],
  ['', 'backend/main.ts', 'backend/simple-json/run.ts'],
  ['', 'backend/command-line/parse.ts', 'backend/commands/query.ts'],
  ['', 'backend/command-line/parse.ts', 'commander'],
  ['', 'backend/command-line/flags/read-given.ts', 'yaml'],
  ['', 'backend/commands/query.ts', 'backend/sdk/api/plugin.ts'],
  ['', 'backend/sdk/goplugin/server.ts', 'backend/sdk/grpc/handler.ts'],
  ['', 'backend/sdk/goplugin/server.ts', 'backend/sdk/gen/broker.ts'],
  ['', 'backend/sdk/protocol/versioned-plugins.ts', 'backend/sdk/protocol/v1/service.ts'],
  ['', 'backend/sdk/protocol/versioned-plugins.ts', 'backend/sdk/protocol/v2/service.ts'],
  ['', 'backend/sdk/protocol/v1/service.ts', 'backend/sdk/protocol/error-status.ts'],
  ['', 'backend/sdk/protocol/v2/service.ts', 'backend/sdk/protocol/error-status.ts'],
  ['', 'backend/sdk/protocol/error-status.ts', 'backend/sdk/api/plugin.ts'],
  ['', 'backend/sdk/goplugin/server.ts', 'backend/sdk/process/signals.ts'],
  ['', 'backend/sdk/process/signals.ts', 'backend/sdk/log/logger.ts'],
  ['', 'backend/sdk/instances/manager.ts', 'backend/sdk/api/plugin.ts'],
  ['', 'backend/simple-json/run.ts', 'backend/sdk/instances/manager.ts'],
  ['', 'backend/simple-json/run.ts', 'backend/sdk/turns/steps.ts'],
  ['', 'backend/sdk/log/logger.ts', 'backend/sdk/builtins/cut-text.ts'],
  ['', 'backend/commands/query.ts', 'backend/sdk/rule/rule.ts'],
  ['', 'backend/sdk/rule/rule.ts', 'backend/sdk/turns/steps.ts'],
  ['', 'backend/sdk/grpc/handler.ts', '@grpc/grpc-js'],
  ['', 'backend/sdk/gen/broker.ts', '@bufbuild/protobuf'],
  ['', 'backend/simple-json/run.ts', 'backend/decode/decode.ts'],
  ['', 'backend/main.ts', 'backend/answer-threads/pooled.ts'],
  ['', 'backend/simple-json/run.ts', 'backend/simple-json/metrics.ts'],
  ['', 'backend/simple-json/metrics.ts', 'prom-client'],
  ['', 'backend/simple-json/run.ts', 'backend/simple-json/query/interpolate-macros.ts'],
  ['', 'backend/simple-json/query/interpolate-macros.ts', 'dayjs'],
  ['', 'backend/decode/decode.ts', 'backend/sdk/dataframe/frame.ts'],
  ['', 'backend/answer-threads/pooled.ts', 'backend/workers/pool.ts'],
  ['', 'backend/answer-threads/pooled.ts', 'backend/decode/decode.ts'],
  ['', 'backend/answer-threads/pooled.ts', 'backend/sdk/protocol/error-status.ts'],
  ['', 'backend/workers/pool.ts', 'node:worker_threads'],
  ['', 'backend/decode/decode.ts', 'backend/server-words/words.ts'],
  ['', 'backend/upstream/client.ts', 'backend/server-words/words.ts'],
  ['', 'backend/upstream/client.ts', 'undici'],
  ['', 'backend/upstream/stream/parse-event-block.ts', 'eventsource-parser'],
  ['', 'backend/sdk/api/plugin.ts', 'backend/sdk/dataframe/frame.ts'],
  ['', 'backend/sdk/dataframe/frame.ts', 'backend/sdk/dataframe/arrow/encode.ts'],
  ['', 'frontend/module.ts', 'shared/query-model.ts'],
  ['', 'backend/simple-json/run.ts', 'shared/query-model.ts'],
  ['', 'backend/simple-json/run.test.ts', 'testing/support/server.ts'],
  ['', 'backend/simple-json/run.test.ts', 'backend/main.ts'],
  ['', 'testing/support/server.ts', 'backend/main.ts'],
  ['', 'testing/minimal-plugin/main.ts', 'backend/sdk/serve-plugin.ts'],
];

const plants: readonly Plant[] = [
  ['no-cycles', 'backend/sdk/log/head.ts', 'backend/sdk/log/tail.ts'],
  ['no-orphans', 'backend/sdk/grpc/alone.ts'],
  ['every-source-has-a-line-in-the-table', 'backend/utils/strings.ts', 'backend/utils/numbers.ts'],
  ['backend/main.ts-imports', 'backend/main.ts', 'frontend/module.ts'],
  ['backend/command-line-imports', 'backend/command-line/parse.ts', 'backend/simple-json/run.ts'],
  ['backend/commands-imports', 'backend/commands/fault.ts', 'backend/sdk/goplugin/server.ts'],
  ['backend/sdk/serve-plugin.ts-imports', 'backend/sdk/serve-plugin.ts', 'backend/simple-json/run.ts'],
  ['backend/sdk/goplugin-imports', 'backend/sdk/goplugin/fault.ts', 'backend/sdk/api/plugin.ts'],
  ['backend/sdk/protocol-imports', 'backend/sdk/protocol/fault.ts', 'backend/simple-json/run.ts'],
  ['backend/sdk/grpc-imports', 'backend/sdk/grpc/fault.ts', 'backend/sdk/gen/broker.ts'],
  ['backend/simple-json-imports', 'backend/simple-json/fault.ts', 'backend/commands/query.ts'],
  ['backend/decode-imports', 'backend/decode/fault.ts', 'backend/sdk/log/logger.ts'],
  ['backend/answer-threads-imports', 'backend/answer-threads/fault.ts', 'backend/upstream/client.ts'],
  ['backend/workers-imports', 'backend/workers/fault.ts', 'backend/decode/decode.ts'],
  ['backend/sdk/instances-imports', 'backend/sdk/instances/fault.ts', 'backend/simple-json/run.ts'],
  ['backend/sdk/process-imports', 'backend/sdk/process/fault.ts', 'backend/sdk/goplugin/server.ts'],
  [
    'backend/simple-json/endpoints-imports-only-what-follows-it',
    'backend/simple-json/endpoints/fault.ts',
    'backend/simple-json/run.ts',
  ],
  [
    'backend/simple-json/live-imports-only-what-follows-it',
    'backend/simple-json/live/fault.ts',
    'backend/simple-json/endpoints/sound.ts',
  ],
  [
    'backend/simple-json/request-imports-only-what-follows-it',
    'backend/simple-json/request/fault.ts',
    'backend/simple-json/live/sound.ts',
  ],
  [
    'backend/simple-json/server-imports-only-what-follows-it',
    'backend/simple-json/server/fault.ts',
    'backend/simple-json/request/sound.ts',
  ],
  [
    'backend/simple-json/frames-imports-only-what-follows-it',
    'backend/simple-json/frames/fault.ts',
    'backend/simple-json/server/sound.ts',
  ],
  [
    'backend/simple-json/query-imports-only-what-follows-it',
    'backend/simple-json/query/fault.ts',
    'backend/simple-json/frames/sound.ts',
  ],
  [
    'backend/simple-json/call-imports-only-what-follows-it',
    'backend/simple-json/call/fault.ts',
    'backend/simple-json/query/sound.ts',
  ],
  [
    'backend/simple-json/settings-imports-only-what-follows-it',
    'backend/simple-json/settings/fault.ts',
    'backend/simple-json/call/sound.ts',
  ],
  [
    'backend/simple-json/metrics-imports-only-what-follows-it',
    'backend/simple-json/metrics/fault.ts',
    'backend/simple-json/settings/sound.ts',
  ],
  [
    'backend/simple-json/secrets-imports-only-what-follows-it',
    'backend/simple-json/secrets/fault.ts',
    'backend/simple-json/settings/sound.ts',
  ],
  ['backend/decode/list-imports-only-what-follows-it', 'backend/decode/list/fault.ts', 'backend/decode/run.ts'],
  [
    'backend/decode/annotation-imports-only-what-follows-it',
    'backend/decode/annotation/fault.ts',
    'backend/decode/list/sound.ts',
  ],
  [
    'backend/decode/envelope-imports-only-what-follows-it',
    'backend/decode/envelope/fault.ts',
    'backend/decode/annotation/sound.ts',
  ],
  [
    'backend/decode/result-imports-only-what-follows-it',
    'backend/decode/result/fault.ts',
    'backend/decode/envelope/sound.ts',
  ],
  [
    'backend/decode/scan-imports-only-what-follows-it',
    'backend/decode/scan/fault.ts',
    'backend/decode/result/sound.ts',
  ],
  [
    'backend/decode/properties-imports-only-what-follows-it',
    'backend/decode/properties/fault.ts',
    'backend/decode/scan/sound.ts',
  ],
  [
    'backend/decode/column-imports-only-what-follows-it',
    'backend/decode/column/fault.ts',
    'backend/decode/properties/sound.ts',
  ],
  [
    'backend/decode/json-imports-only-what-follows-it',
    'backend/decode/json/fault.ts',
    'backend/decode/column/sound.ts',
  ],
  [
    'backend/decode/loose-imports-only-what-follows-it',
    'backend/decode/loose/fault.ts',
    'backend/decode/json/sound.ts',
  ],
  [
    'backend/decode/answer-imports-only-what-follows-it',
    'backend/decode/answer/fault.ts',
    'backend/decode/loose/sound.ts',
  ],
  [
    'backend/decode/time-imports-only-what-follows-it',
    'backend/decode/time/fault.ts',
    'backend/decode/answer/sound.ts',
  ],
  [
    'backend/upstream/stream-imports-only-what-follows-it',
    'backend/upstream/stream/fault.ts',
    'backend/upstream/run.ts',
  ],
  [
    'backend/upstream/transport-imports-only-what-follows-it',
    'backend/upstream/transport/fault.ts',
    'backend/upstream/stream/sound.ts',
  ],
  [
    'backend/upstream/request-imports-only-what-follows-it',
    'backend/upstream/request/fault.ts',
    'backend/upstream/transport/sound.ts',
  ],
  [
    'backend/upstream/middleware-imports-only-what-follows-it',
    'backend/upstream/middleware/fault.ts',
    'backend/upstream/request/sound.ts',
  ],
  [
    'backend/upstream/message-imports-only-what-follows-it',
    'backend/upstream/message/fault.ts',
    'backend/upstream/middleware/sound.ts',
  ],
  [
    'backend/upstream/http1-imports-only-what-follows-it',
    'backend/upstream/http1/fault.ts',
    'backend/upstream/message/sound.ts',
  ],
  [
    'backend/upstream/body-imports-only-what-follows-it',
    'backend/upstream/body/fault.ts',
    'backend/upstream/http1/sound.ts',
  ],
  [
    'backend/upstream/connect-imports-only-what-follows-it',
    'backend/upstream/connect/fault.ts',
    'backend/upstream/body/sound.ts',
  ],
  [
    'backend/upstream/undici-imports-only-what-follows-it',
    'backend/upstream/undici/fault.ts',
    'backend/upstream/connect/sound.ts',
  ],
  [
    'backend/upstream/contract-imports-only-what-follows-it',
    'backend/upstream/contract/fault.ts',
    'backend/upstream/undici/sound.ts',
  ],
  ['backend/upstream-imports', 'backend/upstream/fault.ts', 'backend/sdk/api/plugin.ts'],
  ['backend/server-words-imports', 'backend/server-words/fault.ts', 'backend/decode/decode.ts'],
  ['backend/sdk/api-imports', 'backend/sdk/api/fault.ts', 'shared/query-model.ts'],
  ['backend/sdk/dataframe-imports', 'backend/sdk/dataframe/fault.ts', 'backend/sdk/log/logger.ts'],
  ['backend/sdk/log-imports', 'backend/sdk/log/fault.ts', 'backend/sdk/dataframe/frame.ts'],
  ['backend/sdk/rule-imports', 'backend/sdk/rule/fault.ts', 'backend/sdk/api/plugin.ts'],
  ['backend/sdk/builtins-imports', 'backend/sdk/builtins/fault.ts', 'backend/sdk/log/logger.ts'],
  ['backend/sdk/turns-imports', 'backend/sdk/turns/fault.ts', 'backend/sdk/log/logger.ts'],
  ['backend/sdk/gen-imports', 'backend/sdk/gen/fault.ts', 'backend/sdk/grpc/handler.ts'],
  ['frontend-imports', 'frontend/fault.ts', 'backend/sdk/api/plugin.ts'],
  ['shared-imports', 'shared/fault.ts', 'backend/sdk/log/logger.ts'],
  ['v1-and-v2-do-not-meet', 'backend/sdk/protocol/v1/fault.ts', 'backend/sdk/protocol/v2/service.ts'],
  ['the-minimal-plugin-imports-only-the-sdk', 'testing/minimal-plugin/main.ts', 'backend/simple-json/run.ts'],
  ['only-tests-import-testing', 'backend/sdk/log/for-tests.ts', 'testing/support/server.ts'],
  ['shared-and-frontend-do-not-see-node', 'shared/host.ts', 'node:os'],
  ['pure-folders-do-no-io', 'backend/decode/from-disk.ts', 'node:fs/promises'],
  ['only-its-owner-imports-commander', 'backend/commands/arguments.ts', 'commander'],
  ['only-its-owner-imports-yaml', 'backend/command-line/yaml-arguments.ts', 'yaml'],
  ['only-its-owner-imports-@grpc/grpc-js', 'backend/sdk/protocol/v2/status.ts', '@grpc/grpc-js'],
  ['only-its-owner-imports-@bufbuild/protobuf', 'backend/sdk/goplugin/bytes.ts', '@bufbuild/protobuf'],
  ['only-its-owner-imports-dayjs', 'backend/decode/time.ts', 'dayjs'],
  ['only-its-owner-imports-prom-client', 'backend/simple-json/counter.ts', 'prom-client'],
  ['only-its-owner-imports-eventsource-parser', 'backend/upstream/stream/fault.ts', 'eventsource-parser'],
  ['only-its-owner-imports-undici', 'backend/simple-json/fetch.ts', 'undici'],
  ['only-its-owner-imports-@peculiar/x509', 'backend/upstream/certificate.ts', '@peculiar/x509'],
  ['only-its-owner-imports-reflect-metadata', 'backend/simple-json/reflect.ts', 'reflect-metadata'],
  ['only-its-owner-imports-react', 'shared/picture.ts', 'react'],
  ['only-its-owner-imports-react-dom', 'shared/portal.ts', 'react-dom'],
  ['only-its-owner-imports-@types/react', 'shared/picture-type.ts', '@types/react'],
  ['every-package-has-an-owner', 'backend/sdk/log/colours.ts', 'left-pad'],
];

/** The other half of a plant that needs two files. */
const accomplices: readonly Plant[] = [['', 'backend/sdk/log/tail.ts', 'backend/sdk/log/head.ts']];

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
