import { readFileSync } from 'node:fs';
import { isRecord } from '../../../shared/is-record.ts';
import { fileFailure } from './file-failure.ts';
import type { Environment } from './program-context.ts';

/**
 * Expands a setting as Grafana does in a provisioning file: `$__file{…}`, `$__env{…}`, `$NAME` or `${NAME}`, but only if that is the whole text; `$$`
 * stands for `$`. Source: Grafana's documentation, "Variable expansion".
 * @throws {Error} whose message contains nothing that may be a secret
 */
export function fillIn(text: string, setting: string, environment: Environment): string {
  const [, kind, inside = ''] = /^\$__(file|env)\{([^{}]+)\}$/.exec(text) ?? [];
  if (kind === 'file') return readNamedFile(inside, setting);
  if (kind === 'env') return environment[inside] ?? refuse(setting, inside);
  const name = shortName(text);
  if (name === undefined) return text.replaceAll('$$', () => '$');
  return environment[name] ?? refuse(setting);
}

function shortName(text: string): string | undefined {
  const [, plain, bracketed] = /^\$(?:([A-Za-z_]\w*)|\{([A-Za-z_]\w*)\})$/.exec(text) ?? [];
  return plain ?? bracketed;
}

/** Expands all texts in an object of settings. */
export function fillInSettings(
  settings: Readonly<Record<string, unknown>>,
  environment: Environment,
): Readonly<Record<string, unknown>> {
  const fill = (value: unknown, setting: string): unknown => {
    if (typeof value === 'string') return fillIn(value, setting, environment);
    if (Array.isArray(value)) return value.map((one: unknown) => fill(one, setting));
    return isRecord(value) ? fillInSettings(value, environment) : value;
  };
  return Object.fromEntries(Object.entries(settings).map(([setting, value]) => [setting, fill(value, setting)]));
}

/** @param name undefined if it must not be shown: it may be a password that begins with `$` */
function refuse(setting: string, name?: string): never {
  if (name !== undefined)
    throw new Error(`expected the environment variable ${name}, which ${JSON.stringify(setting)} names`);
  throw new Error(
    `expected the environment variable that ${JSON.stringify(setting)} names to be set; for a $ itself write $$`,
  );
}

function readNamedFile(file: string, setting: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    const named = `cannot read the file ${JSON.stringify(file)}, which ${JSON.stringify(setting)} names`;
    throw new Error(`${named}: ${fileFailure(error)}`, { cause: error });
  }
}
