/** What an answer's headers say about keeping it (RFC 9111, 5.2.2); our cache is private to one identity. */
export interface CacheRules {
  readonly mayStore: boolean;
  /** Absent: the server does not say. */
  readonly freshForMs?: number;
}

export function cacheRules(headers: Readonly<Record<string, string>>): CacheRules {
  const directives = new Map(
    (headers['cache-control'] ?? '')
      .toLowerCase()
      .split(',')
      .map((directive) => directive.trim().split('='))
      .map(([name = '', value = '']) => [name, value.replaceAll('"', '')]),
  );
  if (directives.has('no-store') || headers['vary']?.trim() === '*') return { mayStore: false };
  if (directives.has('no-cache')) return { mayStore: true, freshForMs: 0 };
  const maxAge = directives.get('max-age');
  if (maxAge === undefined || !/^\d+$/.test(maxAge)) return { mayStore: true };
  const age = Number(headers['age'] ?? 0);
  return { mayStore: true, freshForMs: Math.max(0, Number(maxAge) - (Number.isFinite(age) ? age : 0)) * 1000 };
}
