import pluginJson from '../../../plugin.json' with { type: 'json' };
import { isRecord } from '../../../shared/is-record.ts';
import { kinPlugins } from '../../../shared/kin-plugins.ts';
import type { SourceReference } from './dashboard.ts';

/** Plugins whose queries this one understands, including itself. */
const askable: readonly string[] = [pluginJson.id, ...kinPlugins];

/** Grafana's built-in data sources, which ask no server. */
const builtIn: readonly string[] = ['grafana', '-- Grafana --', '-- Dashboard --', '-- Mixed --', '__expr__', '-100'];

/**
 * Why a part of a dashboard is not for the server that is asked; undefined if it is.
 * @param wanted uid or name of the data source; undefined: all parts for plugins whose queries this one understands
 */
export function foreignSource({ type, name }: SourceReference, wanted: string | undefined): string | undefined {
  if (name !== undefined && builtIn.includes(name)) return `belongs to Grafana itself (${name})`;
  if (type !== undefined && !askable.includes(type) && !type.startsWith('$'))
    return `belongs to a data source of the type ${type}`;
  if (wanted === undefined || name === wanted) return undefined;
  return `belongs to ${name === undefined ? "Grafana's default data source" : `the data source ${name}`}`;
}

/** What a panel, query or variable says of its data source, in the words of any version of Grafana. */
export function toSource(reference: unknown): SourceReference {
  if (typeof reference === 'string') return { name: reference };
  if (!isRecord(reference)) return {};
  const { type, uid } = reference;
  return { ...(typeof type === 'string' && { type }), ...(typeof uid === 'string' && { name: uid }) };
}
