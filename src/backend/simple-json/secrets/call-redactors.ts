import { dataSourceKey, type PluginContext } from '../../sdk/api/plugin-context.ts';
import { areSameSettings, isSameRecord } from '../../sdk/instances/instance-context.ts';
import type { LiveSecrets } from './live-secrets.ts';
import { createRedactor, leaveOut, type Redact } from './redactor.ts';
import { secretsOf, secretHeadersOf, type SecretHolders } from './secrets-of-call.ts';

/** How many redactors are remembered, those used last: one for each data source and each user with a token of their own. */
const maxRemembered = 200;

/** Limit for the call's headers that hold secrets. Web servers accept no more; a user's tokens and cookies take a few KiB. */
const maxHeaderCharacters = 16 * 1024;

interface Remembered {
  readonly pluginContext: PluginContext | undefined;
  readonly redact: Redact;
  readonly forget: () => void;
}

/**
 * A redactor for each call. Calls with the same secrets share one, since looking at all their forms takes a while.
 * @param live gets the secrets of all that are remembered
 */
export function createCallRedactors(
  environment: NonNullable<SecretHolders['environment']>,
  live: Pick<LiveSecrets, 'hold'>,
): (call: SecretHolders) => Redact {
  const known = new Map<string, Remembered>();
  const remember = ({ pluginContext, headers = {} }: SecretHolders): Remembered => {
    const secrets = (): ReadonlySet<string> =>
      secretsOf({ ...(pluginContext && { pluginContext }), headers, environment });
    return { pluginContext, redact: createRedactor(secrets), forget: live.hold(secrets) };
  };
  let lastKey: string | undefined;
  const recall = ({ pluginContext, headers = {} }: SecretHolders, secretHeaders: SecretHeaders): Redact => {
    const key = keyOf(pluginContext, secretHeaders);
    const found = known.get(key);
    const isKnown = found !== undefined && isSameContext(found.pluginContext, pluginContext);
    if (isKnown && key === lastKey) return found.redact;
    const remembered = isKnown ? found : remember({ ...(pluginContext && { pluginContext }), headers });
    if (!isKnown) found?.forget();
    known.delete(key);
    known.set(key, remembered);
    lastKey = key;
    if (known.size > maxRemembered) forgetOldest(known);
    return remembered.redact;
  };
  return (call) => {
    const secretHeaders = secretHeadersOf(call.headers ?? {});
    return charactersIn(secretHeaders) > maxHeaderCharacters ? leaveOut : recall(call, secretHeaders);
  };
}

function forgetOldest(known: Map<string, Remembered>): void {
  const [oldest] = known;
  if (oldest === undefined) return;
  const [key, { forget }] = oldest;
  known.delete(key);
  forget();
}

type SecretHeaders = ReturnType<typeof secretHeadersOf>;

function charactersIn(headers: SecretHeaders): number {
  let characters = 0;
  for (const [name, value] of headers) for (const one of [value].flat()) characters += name.length + one.length;
  return characters;
}

/** A key for a data source and, where the call has tokens, the user. */
function keyOf(pluginContext: PluginContext | undefined, secretHeaders: SecretHeaders): string {
  const dataSource = pluginContext === undefined ? '' : dataSourceKey(pluginContext);
  return secretHeaders.length === 0 ? dataSource : JSON.stringify([dataSource, secretHeaders]);
}

/** Whether everything that may hold a secret is the same. */
function isSameContext(known: PluginContext | undefined, asked: PluginContext | undefined): boolean {
  if (known === undefined || asked === undefined) return known === asked;
  const [knownSettings, settings] = [known.dataSourceInstanceSettings, asked.dataSourceInstanceSettings];
  const areSame =
    knownSettings === undefined || settings === undefined
      ? knownSettings === settings
      : areSameSettings(knownSettings, settings);
  return areSame && isSameRecord(known.grafanaConfig, asked.grafanaConfig);
}
