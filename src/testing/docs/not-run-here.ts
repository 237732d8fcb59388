/** Commands of README and docs/ that the runner leaves out: the page, the first words, and the test that runs them or why none does. */
export const notRunHere: readonly string[] = [
  'README.md: unzip grafana-simple-json-backend-dataso: needs Docker and a release',
  'README.md: sudo unzip: needs root and an installed Grafana',
  'README.md: unzip grafana-simple-json-backend-dataso: needs macOS',
  'README.md: npm ci: npm run test:fresh runs both on bare machines',
  'docs/examples/README.md: docker compose: needs Docker',
  'docs/migrating.md: ./simple-json-plugin_linux_amd64 health: docs/queries.md has the same with a server that is there',
  'docs/migrating.md: curl -s: src/testing/docs/migrating-api.test.ts',
  'docs/migrating.md: curl -s: src/testing/docs/migrating-api.test.ts',
  "docs/migrating.md: old='grafana-simple-json-datasource|simp: src/testing/docs/migrating.test.ts",
  'docs/operations.md: curl -s: needs a Grafana',
  'docs/plugin-in-typescript.md: npm run: src/testing/interop/minimal-plugin.test.ts',
  'docs/release.md: npm ci: takes minutes; CI runs both',
  'docs/release.md: npm run: needs an account at grafana.com',
];
