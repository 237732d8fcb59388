import { createRedactor, type Redact } from './redactor.ts';
import { secretsOf, secretHeadersOf, type SecretHolders } from './secrets-of-call.ts';

/** So many kinds of calls are remembered, those that were asked last: data sources, times people with tokens of their own. */
const maxRemembered = 200;

/** A redactor for each call. Calls with the same secrets share one, since looking at all their forms takes a while. */
export function createCallRedactors(
  environment: SecretHolders['environment'] = {},
  createFor: (call: SecretHolders) => Redact = (call) => createRedactor(() => secretsOf(call)),
): (call: SecretHolders) => Redact {
  const known = new Map<string, Redact>();
  return ({ pluginContext, headers = {} }) => {
    const key = JSON.stringify([
      pluginContext?.dataSourceInstanceSettings,
      pluginContext?.grafanaConfig,
      secretHeadersOf(headers),
    ]);
    const redact = known.get(key) ?? createFor({ ...(pluginContext && { pluginContext }), headers, environment });
    known.delete(key);
    known.set(key, redact);
    if (known.size > maxRemembered) known.delete(known.keys().next().value ?? '');
    return redact;
  };
}
