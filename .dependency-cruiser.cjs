/** What may import what in src/, in the order that data takes; ARCHITECTURE.md draws it. A new folder needs a line here. */
const mayImport = {
  'backend/main.ts': ['backend', 'shared', 'plugin.json'],
  'backend/command-line': ['backend/commands', 'backend/sdk/builtins', 'backend/sdk/rule', 'shared', 'plugin.json'],
  'backend/commands': [
    'backend/sdk/api',
    'backend/sdk/builtins',
    'backend/sdk/dataframe',
    'backend/sdk/rule',
    'backend/sdk/turns',
    'shared',
    'plugin.json',
  ],
  'backend/sdk/serve-plugin.ts': ['backend/sdk'],
  'backend/sdk/goplugin': ['backend/sdk/gen', 'backend/sdk/grpc', 'backend/sdk/log', 'backend/sdk/process'],
  'backend/sdk/protocol': [
    'backend/sdk/gen',
    'backend/sdk/grpc',
    'backend/sdk/api',
    'backend/sdk/builtins',
    'backend/sdk/dataframe',
    'backend/sdk/log',
    'backend/sdk/turns',
  ],
  'backend/sdk/instances': ['backend/sdk/api', 'backend/sdk/log'],
  'backend/sdk/process': ['backend/sdk/log'],
  'backend/sdk/grpc': ['backend/sdk/builtins'],
  'backend/sdk/api': ['backend/sdk/dataframe'],
  'backend/sdk/dataframe': [],
  'backend/sdk/log': ['backend/sdk/builtins'],
  'backend/sdk/rule': ['backend/sdk/builtins', 'backend/sdk/dataframe', 'backend/sdk/turns'],
  'backend/sdk/turns': [],
  'backend/sdk/builtins': [],
  'backend/sdk/gen': [],
  'backend/simple-json': [
    'backend/sdk/rule',
    'backend/sdk/api',
    'backend/sdk/builtins',
    'backend/sdk/instances',
    'backend/sdk/dataframe',
    'backend/sdk/log',
    'backend/sdk/turns',
    'backend/decode',
    'backend/upstream',
    'shared',
  ],
  'backend/answer-threads': [
    'backend/workers',
    'backend/sdk/builtins',
    'backend/sdk/turns',
    'backend/decode',
    'backend/sdk/protocol',
    'backend/sdk/api',
    'backend/sdk/dataframe',
    'backend/sdk/log',
  ],
  'backend/decode': ['backend/sdk/builtins', 'backend/sdk/dataframe', 'backend/server-words'],
  'backend/upstream': ['backend/sdk/builtins', 'backend/sdk/log', 'backend/sdk/turns', 'backend/server-words'],
  'backend/workers': [],
  'backend/server-words': [],
  frontend: ['shared'],
  shared: [],
};

/** The folders of a room: each may import those after it; the room's own files may import all of them. */
const folderOrder = {
  'backend/simple-json': [
    'endpoints',
    'live',
    'request',
    'server',
    'frames',
    'query',
    'call',
    'settings',
    'metrics',
    'secrets',
  ],
  'backend/decode': [
    'list',
    'annotation',
    'foreign',
    'envelope',
    'result',
    'scan',
    'properties',
    'points',
    'column',
    'json',
    'loose',
    'answer',
    'time',
  ],
  'backend/upstream': [
    'stream',
    'transport',
    'request',
    'middleware',
    'message',
    'http1',
    'body',
    'connect',
    'name-lookup',
    'undici',
    'contract',
  ],
};

/** Which file or folder may import which npm package: one owner each, so that one place changes when it is replaced. */
const packageOwners = {
  commander: 'backend/command-line/',
  yaml: 'backend/command-line/flags/read-given\\.ts$',
  '@grpc/grpc-js': 'backend/sdk/(grpc/|goplugin/|gen/|protocol/versioned-plugins\\.ts$)',
  '@bufbuild/protobuf': 'backend/sdk/(gen|protocol)/',
  dayjs: 'backend/simple-json/query/interpolate-macros\\.ts$',
  'prom-client': 'backend/simple-json/metrics(/prom-client|/prom-client-internals)?\\.ts$',
  undici: 'backend/upstream/',
  'eventsource-parser': 'backend/upstream/stream/parse-event-block\\.ts$',
  '@peculiar/x509': 'backend/sdk/goplugin/certificate\\.ts$',
  'reflect-metadata': 'backend/sdk/goplugin/certificate\\.ts$',
  react: 'frontend/',
  'react-dom': 'frontend/',
  '@types/react': 'frontend/',
};

const test = '\\.test\\.tsx?$';
const testOnly = [test, '^src/testing/'];

module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-orphans',
      severity: 'error',
      from: { orphan: true, path: '^src/', pathNot: [...testOnly, '^src/frontend/module\\.tsx?$', '\\.d\\.ts$'] },
      to: {},
    },
    {
      name: 'every-source-has-a-line-in-the-table',
      severity: 'error',
      from: { path: '^src/', pathNot: [...testOnly, ...Object.keys(mayImport).map(sourcePath)] },
      to: {},
    },
    ...Object.entries(mayImport).map(([source, allowed]) => ({
      name: `${source}-imports`,
      severity: 'error',
      from: { path: sourcePath(source), pathNot: test },
      to: { path: '^src/', pathNot: [source, ...allowed].map(sourcePath) },
    })),
    {
      name: 'v1-and-v2-do-not-meet',
      severity: 'error',
      from: { path: '^src/backend/sdk/protocol/(v[12])/' },
      to: { path: '^src/backend/sdk/protocol/(v[12])/', pathNot: '^src/backend/sdk/protocol/$1/' },
    },
    ...Object.entries(folderOrder).flatMap(([room, folders]) =>
      folders.map((folder, i) => ({
        name: `${room}/${folder}-imports-only-what-follows-it`,
        severity: 'error',
        from: { path: sourcePath(`${room}/${folder}`), pathNot: test },
        to: { path: [`^src/${room}/[^/]+$`, ...folders.slice(0, i).map((one) => sourcePath(`${room}/${one}`))] },
      })),
    ),
    {
      // It proves that the SDK is enough for a data source.
      name: 'the-minimal-plugin-imports-only-the-sdk',
      severity: 'error',
      from: { path: '^src/testing/minimal-plugin/' },
      to: { path: '^src/', pathNot: ['^src/testing/minimal-plugin/', '^src/backend/sdk/'] },
    },
    {
      name: 'only-tests-import-testing',
      severity: 'error',
      from: { path: '^src/', pathNot: testOnly },
      to: { path: testOnly },
    },
    {
      name: 'shared-and-frontend-do-not-see-node',
      severity: 'error',
      from: { path: '^src/(shared|frontend)/', pathNot: test },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'pure-folders-do-no-io',
      severity: 'error',
      from: { path: '^src/backend/(sdk/dataframe|decode|sdk/api)/', pathNot: test },
      to: { path: '^(node:)?(child_process|cluster|dgram|dns|fs|http|http2|https|net|tls|worker_threads)(/|$)' },
    },
    ...Object.entries(packageOwners).map(([name, owner]) => ({
      name: `only-its-owner-imports-${name}`,
      severity: 'error',
      from: { path: '^src/', pathNot: [`^src/${owner}`, ...testOnly] },
      to: { path: packagePath(name) },
    })),
    {
      name: 'every-package-has-an-owner',
      severity: 'error',
      from: { path: '^src/', pathNot: testOnly },
      to: { path: 'node_modules/', pathNot: Object.keys(packageOwners).map(packagePath) },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
  },
};

function sourcePath(source) {
  return /\.[a-z]+$/.test(source) ? `^src/${source}$` : `^src/${source}/`;
}

function packagePath(name) {
  return `node_modules/(@types/)?${name}/`;
}
