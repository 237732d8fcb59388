import type { DataQueryRequest, TimeRange } from '@grafana/data';

import type { SentQueryRequest } from '../../shared/resource-routes.ts';
import { toRangeText } from '../to-range-text.ts';
import { carryRequest } from './carry-request.ts';
import { interpolateQuery } from './interpolate-query.ts';
import type { SavedQuery } from './saved-query.ts';
import type { TemplateService } from './variables/template-service.ts';
import { createVariableFill } from './variables/variable-fill.ts';

const hourMs = 3_600_000;

/** Where a query is edited. */
export interface PreviewContext {
  /** What the panel asked last. */
  readonly request: DataQueryRequest<unknown> | undefined;
  readonly range: TimeRange | undefined;
  readonly templates: TemplateService;
  readonly dataSourceName: string;
}

/** What the executable is asked to show: the query with what the variables hold now, and what the panel's request carries. */
export function previewRequest(query: SavedQuery, context: PreviewContext): SentQueryRequest {
  const { request, templates, dataSourceName, range = request?.range } = context;
  const { scopedVars = {}, intervalMs, maxDataPoints } = request ?? {};
  const carried = carryRequest({ ...request, ...(range && { range }) }, templates, dataSourceName);
  return {
    query: { ...interpolateQuery(query, createVariableFill(templates, scopedVars)), carried },
    range: range === undefined ? lastHour(Date.now()) : toRangeText(range),
    ...(intervalMs !== undefined && { intervalMs }),
    ...(maxDataPoints !== undefined && { maxDataPoints }),
  };
}

/** Where nobody says another range. */
export function lastHour(now: number): SentQueryRequest['range'] {
  return { from: new Date(now - hourMs).toISOString(), to: new Date(now).toISOString() };
}
