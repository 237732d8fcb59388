import { isRecord } from '../../../shared/is-record.ts';
import type { AdHocFilter, CarriedRequest } from '../../../shared/query-model.ts';

/**
 * What our pages put into a query because Grafana strips it from the request. A field of another shape than expected is
 * left out: it came from somebody else, and an alert rule does without as well.
 */
export function parseCarried(model: Readonly<Record<string, unknown>>): CarriedRequest {
  const carried = asRecord(model['carried']) ?? nothing;
  const rangeRaw = asRecord(carried['rangeRaw']);
  const { scopedVars, filters, panelId, dashboardId } = carried;
  return defined({
    app: text(carried['app']),
    timezone: text(carried['timezone']),
    dashboardUID: text(carried['dashboardUID']),
    panelId: typeof panelId === 'number' ? panelId : text(panelId),
    dashboardId: typeof dashboardId === 'number' ? dashboardId : undefined,
    rangeRaw: parseRawRange(rangeRaw),
    scopedVars: asRecord(scopedVars) as CarriedRequest['scopedVars'],
    filters: parseFilters(filters ?? model['adhocFilters']),
  });
}

const nothing: Readonly<Record<string, unknown>> = {};

/** Filters with a key; anything else among them is not one. */
export function parseFilters(value: unknown): readonly AdHocFilter[] | undefined {
  if (!Array.isArray(value)) return undefined;
  return value.flatMap((element: unknown) => {
    const filter = asRecord(element);
    const key = text(filter?.['key']);
    if (filter === undefined || key === undefined || key === '') return [];
    return [{ ...filter, key, operator: text(filter['operator']) ?? '=', value: text(filter['value']) ?? '' }];
  });
}

function parseRawRange(raw: Readonly<Record<string, unknown>> | undefined): CarriedRequest['rangeRaw'] {
  const from = text(raw?.['from']);
  const to = text(raw?.['to']);
  return from === undefined || to === undefined ? undefined : { from, to };
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return isRecord(value) ? value : undefined;
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** Without the keys whose value is undefined. */
function defined(fields: { readonly [K in keyof CarriedRequest]: CarriedRequest[K] | undefined }): CarriedRequest {
  const found: Record<string, unknown> = {};
  for (const name of Object.keys(fields) as (keyof CarriedRequest)[]) {
    if (fields[name] !== undefined) found[name] = fields[name];
  }
  return found;
}
