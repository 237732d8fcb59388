import { isRecord } from '../../../shared/is-record.ts';
import type { SavedModel } from '../saved-model.ts';
import {
  type Dashboard,
  type DashboardAnnotation,
  type DashboardPanel,
  type DashboardVariable,
  type SourceReference,
  recordsIn,
  toRange,
  toText,
} from './dashboard.ts';

type Json = Readonly<Record<string, unknown>>;

/** A dashboard of Grafana's second schema, in which everything has a kind and a spec. Source: grafana, apps/dashboard/kinds/v2beta1. */
export function parseSecondSchema(spec: Json): Dashboard {
  const { timeSettings, variables, annotations, elements } = spec;
  return {
    uid: undefined,
    range: toRange(timeSettings),
    variables: recordsIn(variables).map(toVariable),
    annotations: recordsIn(annotations).map((annotation) => toAnnotation(specOf(annotation))),
    panels: Object.values(isRecord(elements) ? elements : {}).flatMap((element) => toPanel(specOf(element))),
  };
}

function specOf(value: unknown): Json {
  const spec = isRecord(value) ? value['spec'] : undefined;
  return isRecord(spec) ? spec : {};
}

function toPanel({ id, title, data }: Json): readonly DashboardPanel[] {
  const queries = recordsIn(specOf(data)['queries']).map((query) => {
    const { refId, hidden, query: asked, datasource } = specOf(query);
    const model: SavedModel = { ...specOf(asked), refId, ...(hidden === true && { hide: true }) };
    return { model, source: toSource(asked, datasource) };
  });
  if (queries.length === 0) return [];
  return [{ id: typeof id === 'number' ? id : undefined, title: toText(title), queries }];
}

/** `QueryVariable` is what the first schema calls `query`. */
function toVariable(variable: Json): DashboardVariable {
  const { name, query, filters, current, allValue, datasource } = specOf(variable);
  const type = toText(variable['kind'])
    .replace(/Variable$/, '')
    .toLowerCase();
  return {
    name: toText(name),
    type,
    query: type === 'adhoc' ? filters : isRecord(query) ? specOf(query) : query,
    current: isRecord(current) ? current['value'] : undefined,
    allValue: typeof allValue === 'string' && allValue !== '' ? allValue : undefined,
    source: toSource(query, datasource),
  };
}

function toAnnotation(spec: Json): DashboardAnnotation {
  const { name, query, enable, datasource } = spec;
  const saved = { name, enable, target: specOf(query) };
  return { name: toText(name), saved, source: toSource(query, datasource) };
}

/** A query names its plugin as `group`, and its data source beside or, in the first drafts, around it. */
function toSource(query: unknown, around: unknown): SourceReference {
  const { group, kind, datasource } = isRecord(query) ? query : {};
  const reference = isRecord(datasource) ? datasource : isRecord(around) ? around : {};
  const type = typeof group === 'string' ? group : kind;
  const name = reference['name'] ?? reference['uid'];
  return {
    ...(typeof type === 'string' && type !== 'DataQuery' && { type }),
    ...(typeof name === 'string' && { name }),
  };
}
