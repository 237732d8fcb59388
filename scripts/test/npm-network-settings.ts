const keys = [
  '@[^=]+:registry',
  '//[^=]+',
  'registry',
  'replace-registry-host',
  '(https?-)?proxy',
  'no-?proxy',
  'ca(file|\\[\\])?',
  'cert',
  'key',
  'strict-ssl',
].join('|');
const line = new RegExp(`^\\s*(${keys})\\s*=`);
const variable = new RegExp(
  `^(npm_config_(${keys.replaceAll('-', '_')})|https?_proxy|no_proxy|NODE_EXTRA_CA_CERTS|SSL_CERT_FILE)$`,
  'i',
);

/** The lines of an `.npmrc` that say how to reach a registry: where it is, through which proxy, with whose certificates and as whom. */
export function selectNetworkLines(npmrc: string): string {
  const lines = npmrc.split('\n').filter((one) => line.test(one));
  return lines.map((one) => `${one}\n`).join('');
}

/** The variables that say the same. Inside `npm run` npm has added its own, from all of its files. */
export function selectNetworkVariables(environment: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(
    Object.entries(environment).filter((entry): entry is [string, string] => {
      return variable.test(entry[0]) && entry[1] !== undefined && entry[1] !== '';
    }),
  );
}

/** The files of certificates that they name. */
export function findCertificateFiles(npmrc: string, variables: Readonly<Record<string, string>>): readonly string[] {
  const fromLines = [...npmrc.matchAll(/^\s*cafile\s*=\s*(.*?)\s*$/gm)].map(([, file = '']) => file);
  const fromVariables = Object.entries(variables)
    .filter(([name]) => /^(npm_config_cafile|NODE_EXTRA_CA_CERTS|SSL_CERT_FILE)$/i.test(name))
    .map(([, file]) => file);
  return [...new Set([...fromLines, ...fromVariables])];
}
