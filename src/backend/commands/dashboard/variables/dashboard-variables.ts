import type { VariableFill } from '../../../../shared/interpolate-json.ts';
import { isRecord } from '../../../../shared/is-record.ts';
import type { TimeRangeText } from '../../../../shared/resource-routes.ts';
import { fetchResource, type ResourceFetcher } from '../../lists/fetch-resource.ts';
import { fillPayload } from './fill-model.ts';
import { createFill, type VariableValue } from './fill-variables.ts';
import type { DashboardVariable } from '../dashboard.ts';
import { type HttpPlugin, variablePluginOf } from '../http-plugin.ts';
import { errorMessage } from '../../../sdk/builtins/error-message.ts';

export interface FoundVariable {
  readonly variable: DashboardVariable;
  /** undefined where it has none. */
  readonly value: VariableValue | undefined;
  /** How many the server offers, for those that it is asked for. */
  readonly offered?: number;
  readonly problem?: string;
  /** The plugin that it belongs to, if it has to be created again. */
  readonly anew?: HttpPlugin;
}

/** How the values of variables are found. */
export interface VariableSearch {
  readonly fetcher: ResourceFetcher;
  readonly range: TimeRangeText;
  /** Values that take precedence over the dashboard's. */
  readonly given: ReadonlyMap<string, string>;
  /** Whether the server is to be asked about one. */
  readonly isOurs: (variable: DashboardVariable) => boolean;
}

/** The values of a dashboard's variables, in their order: each may be in the query of one that comes after it. */
export async function findVariables(
  variables: readonly DashboardVariable[],
  search: VariableSearch,
): Promise<readonly FoundVariable[]> {
  const values = new Map<string, VariableValue>(search.given);
  const found: FoundVariable[] = [];
  for (const variable of variables.filter(({ type }) => type !== 'adhoc')) {
    const one = await findVariable(variable, search, createFill(values));
    const value = search.given.get(variable.name) ?? one.value;
    found.push({ ...one, value });
    if (value !== undefined) values.set(variable.name, value);
  }
  return found;
}

async function findVariable(
  variable: DashboardVariable,
  search: VariableSearch,
  fill: VariableFill,
): Promise<FoundVariable> {
  const saved = toValue(variable.current);
  if (variable.type !== 'query') return { variable, value: chosen(variable, saved, listed(variable.query)) };
  if (!search.isOurs(variable)) return { variable, value: chosen(variable, saved, []) };
  const anew = variablePluginOf(variable);
  if (anew !== undefined) return { variable, value: chosen(variable, saved, []), anew };
  try {
    const { fetcher, range } = search;
    const { options } = await fetchResource(fetcher, 'variable', { query: toQuery(variable.query, fill), range });
    const values = options.map(({ value }) => String(value));
    return { variable, value: chosen(variable, saved, values), offered: options.length };
  } catch (error) {
    return { variable, value: chosen(variable, saved, []), problem: errorMessage(error) };
  }
}

const all = '$__all';

/** The chosen values. For "All": its custom value, or else every value. If nothing is chosen: the first value. */
function chosen(
  { allValue }: DashboardVariable,
  saved: VariableValue | undefined,
  values: readonly string[],
): VariableValue | undefined {
  if (saved === all || (Array.isArray(saved) && saved[0] === all)) return allValue ?? values;
  return saved === undefined || saved.length === 0 ? values[0] : saved;
}

function toValue(value: unknown): VariableValue | undefined {
  if (Array.isArray(value)) return value.map(String);
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}

/** A custom variable's `a,b : 1`; of a text box or a constant, the text. */
function listed(query: unknown): readonly string[] {
  const texts = typeof query === 'string' ? query.split(',') : [];
  return texts.map((text) => text.split(' : ').at(-1)?.trim() ?? '').filter((text) => text !== '');
}

/** The query is a text, or an object as newer editors save it. */
function toQuery(saved: unknown, fill: VariableFill): unknown {
  const { query, format } = isRecord(saved) ? saved : { query: saved, format: undefined };
  const text = typeof query === 'string' ? query : '';
  const filled = format === 'json' || text.trimStart().startsWith('{') ? fillPayload(text, fill) : undefined;
  return isRecord(filled) ? filled : fill.text(text, 'regex');
}
