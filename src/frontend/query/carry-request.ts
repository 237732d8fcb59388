import type { DataQueryRequest, RawTimeRange } from '@grafana/data';

import type { AdHocFilter, CarriedRequest } from '../../shared/query-model.ts';
import { dashboardVariables } from './variables/dashboard-variables.ts';
import type { TemplateService } from './variables/template-service.ts';

/**
 * What Simple JSON servers get with a query and Grafana strips on its way to a backend. The request's own id is not among
 * it: it differs every time, and with it no answer could ever be shared or kept.
 */
export function carryRequest(
  request: Omit<DataQueryRequest<unknown>, 'targets'>,
  templates: TemplateService,
  dataSourceName: string,
): CarriedRequest {
  const { scopedVars = {}, rangeRaw = request.range?.raw } = request;
  const filters = request.filters ?? templates.getAdhocFilters?.(dataSourceName) ?? [];
  return {
    ...ownFields(request),
    ...(rangeRaw !== undefined && { rangeRaw: toTextRange(rangeRaw) }),
    scopedVars: dashboardVariables(templates, scopedVars),
    filters: filters.map(toFilter),
  };
}

const carriedAsTheyAre = ['app', 'timezone', 'panelId', 'dashboardId', 'dashboardUID'] as const;

function ownFields(request: Pick<CarriedRequest, (typeof carriedAsTheyAre)[number]>): CarriedRequest {
  return Object.fromEntries(
    carriedAsTheyAre.flatMap((key) => (request[key] === undefined ? [] : [[key, request[key]]])),
  );
}

/** A range as its asker wrote it: `now-6h`, or an ISO date for a moment. */
export function toTextRange({ from, to }: RawTimeRange): { readonly from: string; readonly to: string } {
  return { from: toText(from), to: toText(to) };
}

function toText(time: RawTimeRange['from']): string {
  return typeof time === 'string' ? time : time.toISOString();
}

/** Without what Grafana keeps in a filter for itself. */
export function toFilter({ key, operator, value, values }: AdHocFilter): AdHocFilter {
  return { key, operator, value, ...(values !== undefined && { values }) };
}
