import { isRecord } from '../../../shared/is-record.ts';
import type { DashboardVariable, SourceReference } from './dashboard.ts';

/** A plugin whose queries are whole HTTP requests; only some of them can be asked of a Simple JSON server. */
export type HttpPlugin = 'Infinity' | 'JSON API';

type Json = Readonly<Record<string, unknown>>;

const plugins: ReadonlyMap<string | undefined, HttpPlugin> = new Map([
  ['yesoreyeram-infinity-datasource', 'Infinity'],
  ['marcusolsson-json-datasource', 'JSON API'],
]);

/**
 * Which of these plugins saved a query; undefined if none did. If the type of the data source does not tell, since it may have been changed already, the
 * fields of the query do. A query with `target` was saved by this plugin, or before the panel got another data source.
 */
export function httpPluginOf(model: Json, { type }: SourceReference): HttpPlugin | undefined {
  const shape = shapeOf(model);
  const plugin = plugins.get(type);
  const hasTarget = model['target'] !== undefined;
  if (plugin !== undefined) return hasTarget ? shape : (shape ?? plugin);
  return hasTarget ? undefined : shape;
}

function shapeOf({ urlPath, url_options: options, source, type }: Json): HttpPlugin | undefined {
  if (isRecord(options) || (typeof source === 'string' && typeof type === 'string')) return 'Infinity';
  return typeof urlPath === 'string' ? 'JSON API' : undefined;
}

/** Which of these plugins saved the query of a variable. */
export function variablePluginOf({ query, source }: DashboardVariable): HttpPlugin | undefined {
  const plugin = plugins.get(source.type);
  if (plugin !== undefined || !isRecord(query)) return plugin;
  if (isRecord(query['infinityQuery'])) return 'Infinity';
  return typeof query['urlPath'] === 'string' ? 'JSON API' : undefined;
}

/** The message for a variable or an annotation of such a plugin. */
export function sayAnew(plugin: HttpPlugin, what: 'variables' | 'annotations'): string {
  return `${plugin}'s ${what} have to be made anew: what they ask is not Simple JSON's, see migrating.md`;
}
