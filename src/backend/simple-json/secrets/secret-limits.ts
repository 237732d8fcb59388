import { minSecretLength } from './secret-forms.ts';

/**
 * What the secrets of one data source and one call may come to: the forms of more would take too long to look at. Grafana keeps the stored
 * ones of a data source in 64 KiB on MySQL.
 */
export const secretLimits = { count: 500, characters: 64 * 1024 } as const;

/** The first of some secrets, as many as can be looked for in a text, and whether these are all. */
export function withinLimits(secrets: Iterable<string>): {
  readonly secrets: readonly string[];
  readonly areAll: boolean;
} {
  const within: string[] = [];
  let characters = 0;
  for (const secret of secrets) {
    if (secret.length < minSecretLength) continue;
    characters += secret.length;
    if (within.length === secretLimits.count || characters > secretLimits.characters) {
      return { secrets: within, areAll: false };
    }
    within.push(secret);
  }
  return { secrets: within, areAll: true };
}

/** In the place of a text that may hold some of too many secrets. */
export const leftOut = `[left out: at most ${secretLimits.count} secrets, of ${secretLimits.characters} characters together, can be looked for in a text, and this data source or the headers of this call hold more]`;
