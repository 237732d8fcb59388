const transform = {
  '\\.[jt]sx?$': [
    '@swc/jest',
    { jsc: { parser: { syntax: 'typescript' }, target: 'es2023' }, module: { type: 'commonjs' } },
  ],
};

/** Packages published as ES modules only; jest runs CommonJS. */
const esModules = ['commander'];

const project = {
  transform,
  transformIgnorePatterns: [`/node_modules/(?!(${esModules.join('|')})/)`],
  testEnvironment: 'node',
};

/** @type {import('jest').Config} */
export default {
  projects: [
    { ...project, displayName: 'backend', testMatch: ['<rootDir>/src/{backend,shared,testing/support}/**/*.test.ts'] },
    { ...project, displayName: 'scripts', testMatch: ['<rootDir>/scripts/**/*.test.ts'] },
    { ...project, displayName: 'e2e', testMatch: ['<rootDir>/src/testing/e2e/*.test.ts'] },
    { ...project, displayName: 'interop', testMatch: ['<rootDir>/src/testing/interop/*.test.ts'] },
  ],
};
