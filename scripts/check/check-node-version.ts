/** The files that say which Node.js a developer's machine needs, as text. */
export interface NodeVersionFiles {
  readonly packageJson: string;
  readonly readme: string;
  readonly contributing: string;
  readonly nvmrc: string;
}

/** Compares what each file says with package.json's `engines`, which the code reads; one sentence for each that says something else. */
export function findNodeDisagreements(files: NodeVersionFiles): readonly string[] {
  const { engines } = JSON.parse(files.packageJson) as { engines?: { node?: string } };
  const oldest = /^>=(\d+)$/.exec(engines?.node ?? '')?.[1];
  if (oldest === undefined) {
    return [`package.json: expected engines.node to be like ">=20", got ${JSON.stringify(engines?.node ?? 'none')}`];
  }
  const sentence = `Node.js ${oldest} or later`;
  const documents = { 'README.md': files.readme, 'CONTRIBUTING.md': files.contributing };
  const problems = Object.entries(documents)
    .filter(([, text]) => !text.replaceAll(/\s+/g, ' ').includes(sentence))
    .map(([name]) => `${name}: expected to read "${sentence}" as in package.json's engines`);
  const chosen = files.nvmrc.trim();
  if (!/^\d+$/.test(chosen) || Number(chosen) < Number(oldest)) {
    problems.push(`.nvmrc: expected ${oldest} or later as in package.json's engines, got "${chosen}"`);
  }
  return problems;
}
