import { isRecord } from '../../../shared/is-record.ts';
import { fillIn } from './fill-in.ts';
import type { Environment } from './program-context.ts';
import { readGivenData } from './read-given.ts';

/** Secrets by their names in `secureJsonData` of provisioning files. */
export type Secrets = Readonly<Record<string, string>>;

const variableOfSecrets = 'SIMPLE_JSON_SECURE_JSON_DATA';

/**
 * Reads secrets from a file, or else from an environment variable: other users of the machine can see the arguments of a command, but not these.
 * Variables are expanded as Grafana does in provisioning files.
 * @throws {Error} whose message contains no secret
 */
export function readSecureJsonData(file: string | undefined, environment: Environment): Secrets {
  if (file !== undefined) return toSecrets(readGivenData(file), environment);
  const text = environment[variableOfSecrets] ?? '';
  return text === '' ? {} : toSecrets(parseVariable(text), environment);
}

function parseVariable(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error(`expected a JSON object in the environment variable ${variableOfSecrets}, got something else`);
  }
}

function toSecrets(given: unknown, environment: Environment): Secrets {
  const value = secretsIn(given);
  if (!isRecord(value)) throw new Error('expected the secrets to be a JSON object, such as {"bearerToken":"…"}');
  const entries = Object.entries(value).map(([name, secret]) => {
    if (typeof secret === 'string') return [name, fillIn(secret, name, environment)] as const;
    throw new Error(`expected the secret ${JSON.stringify(name)} to be a text, got something else`);
  });
  return Object.fromEntries(entries);
}

/** If it is a provisioning file: the secrets of its data source. */
function secretsIn(given: unknown): unknown {
  if (!isRecord(given)) return given;
  const { datasources, secureJsonData } = given;
  if (isRecord(secureJsonData)) return secureJsonData;
  if (!Array.isArray(datasources)) return given;
  const found = datasources.filter(isRecord).flatMap((source) => source['secureJsonData'] ?? []);
  if (found.length === 1) return found[0];
  throw new Error(`expected one data source with "secureJsonData" in the provisioning file, got ${found.length}`);
}
