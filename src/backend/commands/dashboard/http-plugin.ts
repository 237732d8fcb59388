import { isRecord } from '../../../shared/is-record.ts';
import type { DashboardVariable, SourceReference } from './dashboard.ts';

/** A plugin that saves whole HTTP requests, of which only some mean something to a Simple JSON server. */
export type HttpPlugin = 'Infinity' | 'JSON API';

type Json = Readonly<Record<string, unknown>>;

const plugins: ReadonlyMap<string | undefined, HttpPlugin> = new Map([
  ['yesoreyeram-infinity-datasource', 'Infinity'],
  ['marcusolsson-json-datasource', 'JSON API'],
]);

/**
 * Which of them saved a query, if one did. Its shape tells where the type of the source does not: it may have been changed
 * already. A `target` is of a query that was saved here, or before the panel had another source.
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

/** Likewise, of a variable. */
export function variablePluginOf({ query, source }: DashboardVariable): HttpPlugin | undefined {
  const plugin = plugins.get(source.type);
  if (plugin !== undefined || !isRecord(query)) return plugin;
  if (isRecord(query['infinityQuery'])) return 'Infinity';
  return typeof query['urlPath'] === 'string' ? 'JSON API' : undefined;
}

/** What is said of a variable or an annotation of theirs. */
export function sayAnew(plugin: HttpPlugin, what: 'variables' | 'annotations'): string {
  return `${plugin}'s ${what} have to be made anew: what they ask is not Simple JSON's, see migrating.md`;
}
