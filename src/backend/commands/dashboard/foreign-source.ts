import pluginJson from '../../../plugin.json' with { type: 'json' };
import { kinPlugins } from '../../../shared/kin-plugins.ts';
import type { SourceReference } from './dashboard.ts';

/** Plugins whose queries this one understands, itself among them. */
const askable: readonly string[] = [pluginJson.id, ...kinPlugins];

/** Grafana's own, which ask no server. */
const builtIn: readonly string[] = ['grafana', '-- Grafana --', '-- Dashboard --', '-- Mixed --', '__expr__'];

/**
 * Why something of a dashboard is not for the server that is asked; undefined when it is.
 * @param wanted a uid or name; everything of a kin plugin when undefined
 */
export function foreignSource({ type, name }: SourceReference, wanted: string | undefined): string | undefined {
  if (name !== undefined && builtIn.includes(name)) return `belongs to Grafana itself (${name})`;
  if (type !== undefined && !askable.includes(type) && !type.startsWith('$'))
    return `belongs to a data source of the type ${type}`;
  if (wanted === undefined || name === wanted) return undefined;
  return `belongs to ${name === undefined ? "Grafana's default data source" : `the data source ${name}`}`;
}
