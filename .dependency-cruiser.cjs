/** What may import what in src/, in the order that data takes; ARCHITECTURE.md draws it. A new folder needs a line here. */
const mayImport = {
  'backend/main.ts': ['backend', 'shared', 'plugin.json'],
  'backend/command-line.ts': ['backend/commands', 'plugin.json'],
  'backend/commands': [
    'backend/plugin-api',
    'backend/datasource',
    'backend/upstream',
    'backend/dataframe',
    'backend/log',
    'shared',
  ],
  'backend/goplugin': ['backend/gen', 'backend/grpc', 'backend/log'],
  'backend/protocol': ['backend/gen', 'backend/grpc', 'backend/plugin-api', 'backend/dataframe', 'backend/log'],
  'backend/grpc': ['backend/log'],
  'backend/datasource': [
    'backend/plugin-api',
    'backend/decode',
    'backend/upstream',
    'backend/dataframe',
    'backend/log',
    'shared',
  ],
  'backend/decode': ['backend/dataframe', 'backend/server-words'],
  'backend/workers': ['backend/protocol', 'backend/plugin-api', 'backend/decode', 'backend/dataframe', 'backend/log'],
  'backend/upstream': ['backend/log', 'backend/server-words'],
  'backend/server-words': [],
  'backend/plugin-api': ['backend/dataframe'],
  'backend/dataframe': [],
  'backend/log': [],
  'backend/gen': [],
  frontend: ['shared'],
  shared: [],
};

/** Which file or folder may import which npm package: one owner each, so that one place changes when it is replaced. */
const packageOwners = {
  commander: 'backend/command-line\\.ts$',
  '@grpc/grpc-js': 'backend/(grpc/|goplugin/|gen/|protocol/versioned-plugins\\.ts$)',
  '@bufbuild/protobuf': 'backend/(gen|protocol)/',
  dayjs: 'backend/datasource/interpolate-macros\\.ts$',
  'prom-client': 'backend/datasource/metrics\\.ts$',
  undici: 'backend/upstream/',
  '@peculiar/x509': 'backend/goplugin/certificate\\.ts$',
  'reflect-metadata': 'backend/goplugin/certificate\\.ts$',
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
      from: { path: '^src/backend/protocol/(v[12])/' },
      to: { path: '^src/backend/protocol/(v[12])/', pathNot: '^src/backend/protocol/$1/' },
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
      from: { path: '^src/backend/(dataframe|decode|plugin-api)/', pathNot: test },
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
