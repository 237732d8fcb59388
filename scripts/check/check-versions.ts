/** The files that name the version of a release, as text. */
export interface VersionFiles {
  readonly packageJson: string;
  readonly packageLockJson: string;
  readonly pluginJson: string;
  readonly changelog: string;
}

/** Compares what each file says with the newest heading of CHANGELOG.md; one sentence for each that says something else. */
export function findVersionDisagreements(files: VersionFiles): readonly string[] {
  const heading = /^## .*$/m.exec(files.changelog)?.[0] ?? 'none';
  const [, version, date] = /^## (\d+\.\d+\.\d+) - (\d{4}-\d{2}-\d{2})$/.exec(heading) ?? [];
  if (version === undefined || date === undefined) {
    return [`CHANGELOG.md: expected "## 1.2.3 - 2001-12-31" as its newest heading, got ${JSON.stringify(heading)}`];
  }
  const claims: readonly Claim[] = [
    { place: 'package.json: version', expected: version, got: read(files.packageJson, ['version']) },
    { place: 'package-lock.json: version', expected: version, got: read(files.packageLockJson, ['version']) },
    { place: 'src/plugin.json: info.version', expected: version, got: read(files.pluginJson, ['info', 'version']) },
    { place: 'src/plugin.json: info.updated', expected: date, got: read(files.pluginJson, ['info', 'updated']) },
  ];
  return claims.filter(({ expected, got }) => got !== expected).map(describeClaim);
}

interface Claim {
  readonly place: string;
  readonly expected: string;
  readonly got: unknown;
}

function describeClaim({ place, expected, got }: Claim): string {
  const found = got === undefined ? 'none' : JSON.stringify(got);
  return `${place}: expected "${expected}" as in CHANGELOG.md's newest heading, got ${found}`;
}

function read(json: string, keys: readonly string[]): unknown {
  return keys.reduce<unknown>(
    (value, key) => (typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined),
    JSON.parse(json),
  );
}
