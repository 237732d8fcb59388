import type { JsonObject } from './json-object.ts';

/**
 * Which hosts a target means: `cpu load of web-1`, or several of them as Grafana writes a variable with several values,
 * `(web-1|web-2)` or `{web-1,web-2}`; or the payload `{"host": ["web-1"]}` of the later dialect. Neither means all.
 */
export function wantedHosts(
  text: string | undefined,
  payload: JsonObject,
): (tags: Readonly<Record<string, string>>) => boolean {
  const wanted = new Set([...namesIn(text ?? ''), ...payloadNames(payload['host'])]);
  return ({ host }) => wanted.size === 0 || host === undefined || wanted.has(host);
}

function namesIn(text: string): string[] {
  const several = /^\((.*)\)$/.exec(text)?.[1]?.split('|') ?? /^\{(.*)\}$/.exec(text)?.[1]?.split(',') ?? [text];
  // The regex format of a variable escapes what would be special in one.
  return several.map((name) => name.replaceAll('\\', '').trim()).filter((name) => name !== '');
}

function payloadNames(value: unknown): string[] {
  if (Array.isArray(value)) return value.filter((name) => typeof name === 'string');
  return typeof value === 'string' ? namesIn(value) : [];
}
