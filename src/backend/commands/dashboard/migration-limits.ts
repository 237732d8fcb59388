import type { VariableFill } from '../../../shared/interpolate-json.ts';
import { isRecord } from '../../../shared/is-record.ts';
import { jsonOrText } from '../../../shared/map-json.ts';
import { readSavedModel } from '../../../shared/read-saved-model.ts';
import type { SavedModel } from '../saved-model.ts';
import type { CheckedPart } from './checked-part.ts';
import { type SourceReference, toText } from './dashboard.ts';
import { httpPluginOf } from './http-plugin.ts';

type Json = Readonly<Record<string, unknown>>;

/** What limits the migration of a query of such a plugin. */
export interface MigrationLimits {
  /** Why it is not asked. */
  readonly kept?: Pick<CheckedPart, 'state' | 'says'>;
  /** The parts of the query that are lost. */
  readonly remark?: string;
}

/** Applies the rules of docs/migrating.md to a query of Infinity or JSON API. @param serverUrl the server that is asked */
export function findMigrationLimits(
  model: SavedModel,
  source: SourceReference,
  { serverUrl, fill }: { readonly serverUrl: string; readonly fill: VariableFill },
): MigrationLimits {
  const plugin = httpPluginOf(model, source);
  if (plugin === undefined) return {};
  const { url, urlPath, url_options: urlOptions } = model;
  const options = isRecord(urlOptions) ? urlOptions : {};
  const request: SavedRequest =
    plugin === 'Infinity'
      ? { address: fill.text(toText(url)), method: options['method'], body: options['data'] }
      : { address: fill.text(toText(urlPath)), method: model['method'], body: model['body'] };
  const why = (plugin === 'Infinity' ? infinityLimit(model, options) : undefined) ?? requestLimit(request, model);
  if (why !== undefined) return { kept: { state: 'LEFT OUT', says: `${plugin}: ${why}, see migrating.md` } };
  const other = otherBase(request.address, serverUrl);
  if (other !== undefined) return { kept: { state: 'OTHER', says: `its query is for ${other}, not for this URL` } };
  return remarkOn(request.body);
}

interface SavedRequest {
  readonly address: string;
  readonly method: unknown;
  readonly body: unknown;
}

/** What Infinity does with an answer. Source: grafana-infinity-datasource, src/types/query.types.ts. */
function infinityLimit(model: SavedModel, options: Json): string | undefined {
  const { body_type: kind = 'raw' } = options;
  const bodyLimit = ['raw', ''].includes(toText(kind)) ? undefined : `it posts a body of the kind ${toText(kind)}`;
  return inputLimit(model) ?? handlingLimit(model) ?? bodyLimit;
}

function inputLimit({ type = 'json', source = 'url' }: SavedModel): string | undefined {
  if (source !== 'url') return `it takes its data from ${JSON.stringify(source)}`;
  return ['json', 'json-backend'].includes(toText(type)) ? undefined : `it reads ${toText(type).toUpperCase()}`;
}

function handlingLimit(model: SavedModel): string | undefined {
  const { parser, pagination_mode: pages, computed_columns: computed } = model;
  if (parser === 'uql' || parser === 'groq') return `it reads the answer with ${parser.toUpperCase()}`;
  if (!['none', ''].includes(toText(pages))) return 'it pages through answers';
  return Array.isArray(computed) && computed.length > 0 ? 'it computes fields' : undefined;
}

/** Both plugins use GET by default. */
function requestLimit({ address, method, body }: SavedRequest, model: SavedModel): string | undefined {
  const verb = (toText(method) || 'GET').toUpperCase();
  if (verb !== 'POST') return `it has the method ${verb}`;
  const path = pathOf(address);
  if (!/\/query\/?$/.test(path)) return `it asks ${path === '' ? 'no path' : path}, not /query`;
  if (typeof body === 'string' && typeof jsonOrText(body) === 'string' && body.trim() !== '') {
    return 'its body is no JSON as it is saved (a variable outside of quotes?)';
  }
  if (!isRecord(targetsOf(body)[0])) return 'it posts no Simple JSON';
  return readSavedModel(model) === model ? 'its /query is in a variable' : undefined;
}

/** Without parameters, which may hold secrets. */
function pathOf(address: string): string {
  const [path = ''] = address.split(/[?#]/);
  return URL.parse(path)?.pathname ?? path;
}

/** The query's own base URL, if it differs from the server's. */
function otherBase(address: string, serverUrl: string): string | undefined {
  const url = /^https?:\/\//i.test(address) ? URL.parse(address) : null;
  if (url === null) return undefined;
  const base = toBase(url).replace(/\/query$/, '');
  const server = URL.parse(serverUrl);
  return server === null || base !== toBase(server) ? base : undefined;
}

function toBase({ origin, pathname }: URL): string {
  return origin + (pathname.endsWith('/') ? pathname.slice(0, -1) : pathname);
}

const maxNamedTargets = 3;

function remarkOn(body: unknown): MigrationLimits {
  const targets = targetsOf(body);
  if (targets.length < 2) return {};
  const others = targets.slice(1, 1 + maxNamedTargets).map((target, i) => {
    const name = isRecord(target) ? target['target'] : undefined;
    return typeof name === 'string' ? JSON.stringify(name) : `number ${i + 2}`;
  });
  const more = targets.length - 1 - others.length;
  const named = [...others, ...(more > 0 ? [`each of ${more} more`] : [])].join(' and one for ');
  return { remark: `first of ${targets.length} targets; make a query for ${named}` };
}

function targetsOf(body: unknown): readonly unknown[] {
  const parsed = jsonOrText(toText(body));
  const targets = isRecord(parsed) ? parsed['targets'] : undefined;
  return Array.isArray(targets) ? targets : [];
}
