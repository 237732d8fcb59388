import type { CheckHealthResult } from '../../sdk/api/check-health.ts';
import { cutText } from '../../sdk/builtins/cut-text.ts';
import { settingNames } from './settings-keys.ts';
import type { Settings } from './settings.ts';

/** What other plugins call settings that are here as well, or why there are none. */
const otherNames: Readonly<Record<string, string>> = {
  allowedHosts: "Infinity's; here only the URL is asked",
  apiKeyKey: "Infinity's; here apiKeyHeaderName",
  apiKeyType: "Infinity's; here the key goes into a header",
  auth_method: "Infinity's; here the credentials that are there are used",
  customHealthCheckUrl: "Infinity's; here GET / of the URL",
  oauth2: "Infinity's; sign-in with OAuth2 is not supported here",
  queryParams: "JSON API's; here customQueryParameters",
  timeoutInSeconds: "Infinity's; here timeout",
};

const numberedNames: readonly (readonly [pattern: RegExp, says: string])[] = [
  [/^(secureJsonData\.)?secureQuery(Name|Value)\d+$/, "Infinity's; here customQueryParameters"],
];

/** Keys that nobody reads, the first of them, each with what may be meant. */
export function explainKeys(keys: readonly string[]): readonly string[] {
  return keys.slice(0, maxNamedKeys).map((key) => {
    const meaning = meaningOf(key);
    const name = cutText(key, maxShownLength);
    return meaning === undefined ? name : `${name} (${meaning})`;
  });
}

/** A health check whose details name what is set and has no effect. */
export function withSettingsRemarks(
  health: CheckHealthResult,
  settings: Pick<Settings, 'unknownKeys' | 'unsentPassword'>,
): CheckHealthResult {
  const remarks = remarksOn(settings);
  if (remarks.length === 0) return health;
  const { verboseMessage } = health.details ?? {};
  const lines = [...(typeof verboseMessage === 'string' ? [verboseMessage] : []), ...remarks];
  return { ...health, details: { ...health.details, verboseMessage: lines.join('\n') } };
}

function remarksOn({ unknownKeys, unsentPassword }: Pick<Settings, 'unknownKeys' | 'unsentPassword'>): string[] {
  const unknown = `settings that are not known, and ignored: ${explainKeys(unknownKeys).join(', ')}`;
  return [
    ...(unknownKeys.length === 0 ? [] : [unknown]),
    ...(unsentPassword === true
      ? ['basicAuthPassword is set, but not basicAuth with a basicAuthUser: no Basic auth is sent']
      : []),
  ];
}

const maxNamedKeys = 20;
const maxShownLength = 100;

function meaningOf(key: string): string | undefined {
  if (Object.hasOwn(otherNames, key)) return otherNames[key];
  const [, numbered] = numberedNames.find(([pattern]) => pattern.test(key)) ?? [];
  if (numbered !== undefined) return numbered;
  const name = key.replace(/^secureJsonData\./, '');
  const likely = name.length > maxKeyLength ? undefined : settingNames.find((other) => isNear(name, other));
  if (likely !== undefined) return `is it ${likely}?`;
  return undefined;
}

const maxKeyLength = 60;

/** Whether one becomes the other by at most two letters more, fewer or others, upper or lower case aside. */
function isNear(one: string, other: string): boolean {
  if (Math.abs(one.length - other.length) > 2) return false;
  const [a, b] = [one.toLowerCase(), other.toLowerCase()];
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 0; i < a.length; i++) {
    const next = [i + 1];
    for (let j = 0; j < b.length; j++) {
      const replaced = (row[j] ?? 0) + (a[i] === b[j] ? 0 : 1);
      next.push(Math.min(replaced, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return (row[b.length] ?? Infinity) <= 2;
}
