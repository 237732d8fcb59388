const swc = (parser) => [
  '@swc/jest',
  { jsc: { parser: { syntax: 'typescript', ...parser }, target: 'es2023' }, module: { type: 'commonjs' } },
];

const transform = { '\\.[jt]s$': swc({}), '\\.tsx$': swc({ tsx: true }) };

/** Packages published as ES modules only; jest runs CommonJS. */
const esModules = ['commander', 'eventsource-parser'];

const project = {
  transform,
  transformIgnorePatterns: [`/node_modules/(?!(${esModules.join('|')})/)`],
  testEnvironment: 'node',
  setupFiles: ['<rootDir>/src/testing/support/fix-property-seed.ts'],
};

/** @type {import('jest').Config} */
export default {
  // Some tests start processes; a busy machine may take its time, a test that hangs may not.
  testTimeout: 60_000,
  projects: [
    {
      ...project,
      displayName: 'backend',
      testMatch: ['<rootDir>/src/{backend,shared,testing/{support,bench,hostile/support}}/**/*.test.ts'],
    },
    {
      ...project,
      displayName: 'frontend',
      testMatch: ['<rootDir>/src/frontend/**/*.test.{ts,tsx}'],
      testEnvironment: 'jsdom',
      setupFilesAfterEnv: ['<rootDir>/src/testing/grafana/wait-long.ts'],
      moduleNameMapper: { '^@grafana/(data|runtime|ui)$': '<rootDir>/src/testing/grafana/$1.ts' },
    },
    { ...project, displayName: 'scripts', testMatch: ['<rootDir>/scripts/**/*.test.ts'] },
    { ...project, displayName: 'e2e', testMatch: ['<rootDir>/src/testing/{e2e,docs}/*.test.ts'] },
    { ...project, displayName: 'hostile', testMatch: ['<rootDir>/src/testing/hostile/*.test.ts'] },
    { ...project, displayName: 'interop', testMatch: ['<rootDir>/src/testing/interop/*.test.ts'] },
    { ...project, displayName: 'start', testMatch: ['<rootDir>/src/testing/start/*.test.ts'] },
  ],
};
