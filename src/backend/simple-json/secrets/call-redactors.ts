import { dataSourceKey, type PluginContext } from '../../sdk/api/plugin-context.ts';
import { areSameSettings, isSameRecord } from '../../sdk/instances/instance-context.ts';
import { createRedactor, type Redact } from './redactor.ts';
import { secretsOf, secretHeadersOf, type SecretHolders } from './secrets-of-call.ts';

/** So many kinds of calls are remembered, those that were asked last: data sources, times people with tokens of their own. */
const maxRemembered = 200;

interface Remembered {
  readonly pluginContext: PluginContext | undefined;
  readonly redact: Redact;
}

/** A redactor for each call. Calls with the same secrets share one, since looking at all their forms takes a while. */
export function createCallRedactors(
  environment: SecretHolders['environment'] = {},
  createFor: (call: SecretHolders) => Redact = (call) => createRedactor(() => secretsOf(call)),
): (call: SecretHolders) => Redact {
  const known = new Map<string, Remembered>();
  let lastKey: string | undefined;
  return ({ pluginContext, headers = {} }) => {
    const key = keyOf(pluginContext, headers);
    const found = known.get(key);
    const isKnown = found !== undefined && isSameContext(found.pluginContext, pluginContext);
    if (isKnown && key === lastKey) return found.redact;
    const redact = isKnown
      ? found.redact
      : createFor({ ...(pluginContext && { pluginContext }), headers, environment });
    known.delete(key);
    known.set(key, isKnown ? found : { pluginContext, redact });
    lastKey = key;
    if (known.size > maxRemembered) known.delete(known.keys().next().value ?? '');
    return redact;
  };
}

/** Of a data source, and whoever asks it with a token. */
function keyOf(pluginContext: PluginContext | undefined, headers: NonNullable<SecretHolders['headers']>): string {
  const dataSource = pluginContext === undefined ? '' : dataSourceKey(pluginContext);
  const secretHeaders = secretHeadersOf(headers);
  return secretHeaders.length === 0 ? dataSource : JSON.stringify([dataSource, secretHeaders]);
}

/** All that a secret may stand in. */
function isSameContext(known: PluginContext | undefined, asked: PluginContext | undefined): boolean {
  if (known === undefined || asked === undefined) return known === asked;
  const [knownSettings, settings] = [known.dataSourceInstanceSettings, asked.dataSourceInstanceSettings];
  const areSame =
    knownSettings === undefined || settings === undefined
      ? knownSettings === settings
      : areSameSettings(knownSettings, settings);
  return areSame && isSameRecord(known.grafanaConfig, asked.grafanaConfig);
}
