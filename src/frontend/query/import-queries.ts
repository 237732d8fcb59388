import { kinPlugins } from '../../shared/kin-plugins.ts';
import { readQuery } from './read-query.ts';
import { isAskable, type SavedQuery } from './saved-query.ts';

/**
 * What is kept of a panel's queries when somebody gives the panel this data source.
 * @param origin the data source it had, or before Grafana 8 what its plugin says of itself
 */
export function importQueries(queries: readonly unknown[], origin: unknown): SavedQuery[] {
  if (!kinPlugins.includes(pluginId(origin))) return [];
  return queries
    .map((query) => {
      const { datasource: _theirs, ...own } = readQuery(query) as SavedQuery & { readonly datasource?: unknown };
      return own;
    })
    .filter(isAskable);
}

function pluginId(origin: unknown): string {
  const { id, meta } = (origin ?? {}) as { readonly id?: unknown; readonly meta?: { readonly id?: unknown } };
  const found = meta?.id ?? id;
  return typeof found === 'string' ? found : '';
}
