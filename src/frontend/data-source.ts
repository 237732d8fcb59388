import type {
  AdHocVariableFilter,
  AnnotationSupport,
  CustomVariableSupport,
  DataQueryRequest,
  DataSourceInstanceSettings,
  MetricFindValue,
  ScopedVars,
  TimeRange,
} from '@grafana/data';
import { config, DataSourceWithBackend, getTemplateSrv } from '@grafana/runtime';

import type { ResourceRoute, ResourceRoutes, TagRequest } from '../shared/resource-routes.ts';
import type { SettingsModel } from '../shared/settings-model.ts';
import { annotationSupport } from './annotations/annotation-support.ts';
import { type AnnotationOptions, queryAnnotations } from './annotations/query-annotations.ts';
import { liveService } from './live/live-service.ts';
import { type Observable, type PageResponse, withLive } from './live/with-live.ts';
import { carryRequest, toFilter } from './query/carry-request.ts';
import { describeQuery } from './query/describe-query.ts';
import { importQueries } from './query/import-queries.ts';
import { interpolateQuery } from './query/interpolate-query.ts';
import { isAskable, type SavedQuery } from './query/saved-query.ts';
import { readQuery } from './query/read-query.ts';
import { createVariableFill, keepRange } from './query/variables/variable-fill.ts';
import { withoutLive } from './query/without-live.ts';
import type { ResourceClient } from './resource-client.ts';
import { toFindValues } from './to-find-values.ts';
import { toRangeText } from './to-range-text.ts';
import { fetchVariable, type VariableOptions } from './variables/fetch-variable.ts';
import { createVariableSupport } from './variables/create-variable-support.ts';

/** What Grafana says when it asks for an ad hoc filter's keys or values; much of it since 10.3. */
interface TagOptions {
  readonly filters?: readonly AdHocVariableFilter[];
  readonly timeRange?: TimeRange;
}

const defaultQuery: Partial<SavedQuery> = Object.freeze({ type: 'timeserie' });

/** What Grafana makes of a data source in the browser. Nothing here speaks to the server; everything goes to the executable. */
export class DataSource extends DataSourceWithBackend<SavedQuery, SettingsModel> implements ResourceClient {
  readonly annotations: AnnotationSupport<SavedQuery> = annotationSupport;
  readonly variables: CustomVariableSupport | undefined;
  /** Only where Grafana knows no annotation support yet, since it prefers this. */
  readonly annotationQuery: ((options: AnnotationOptions) => Promise<readonly unknown[]>) | undefined;

  /** Grafana 7 hands a class that declares any other number of parameters to its Angular injector, which fails. */
  constructor(instanceSettings: DataSourceInstanceSettings<SettingsModel>) {
    super(instanceSettings);
    this.variables = createVariableSupport(this);
    this.annotationQuery = /^7\.[01]\./.test(config.buildInfo?.version ?? '')
      ? (options) => queryAnnotations(this, options)
      : undefined;
  }

  getDefaultQuery(): Partial<SavedQuery> {
    return defaultQuery;
  }

  getQueryDisplayText(query: SavedQuery): string {
    return describeQuery(readQuery(query));
  }

  filterQuery(query: SavedQuery): boolean {
    return isAskable(readQuery(query));
  }

  async importQueries(queries: readonly unknown[], origin: unknown): Promise<SavedQuery[]> {
    return Promise.resolve(importQueries(queries, origin));
  }

  override query(request: DataQueryRequest<SavedQuery>): unknown {
    const carried = carryRequest(request, getTemplateSrv(), this.name);
    const live = liveService();
    const targets = request.targets
      .map((query) => ({ ...(live === undefined ? withoutLive(readQuery(query)) : readQuery(query)), carried }))
      .filter(isAskable);
    // Grafana 7.0 asks for nothing at all, and is refused.
    if (targets.length === 0) return Promise.resolve({ data: [] });
    const answers = super.query({ ...request, targets });
    const moving = new Set(targets.flatMap((query) => (query.live === undefined ? [] : [query.refId])));
    if (live === undefined || this.uid === undefined || moving.size === 0) return answers;
    return withLive(answers as Observable<PageResponse>, { live, uid: this.uid, request, moving });
  }

  /** Grafana 7.0 gives the query alone. */
  override applyTemplateVariables(
    query: SavedQuery,
    scopedVars: ScopedVars = query.carried?.scopedVars ?? {},
    filters?: readonly AdHocVariableFilter[],
  ): SavedQuery {
    const fill = createVariableFill(getTemplateSrv(), scopedVars);
    const filled = interpolateQuery(query, query.live === undefined ? fill : keepRange(fill));
    // Beside expressions a query comes here without having been through `query`.
    if (query.carried !== undefined || filters === undefined) return filled;
    return { ...filled, carried: { filters: filters.map(toFilter) } };
  }

  interpolateVariablesInQueries(
    queries: readonly SavedQuery[],
    scopedVars?: ScopedVars,
    filters?: readonly AdHocVariableFilter[],
  ): SavedQuery[] {
    return queries.map((query) => this.applyTemplateVariables(readQuery(query), scopedVars, filters));
  }

  /** For Grafana 7.0 to 7.3, and for plugins that ask for a variable's options themselves. */
  async metricFindQuery(query: unknown, options: VariableOptions = {}): Promise<MetricFindValue[]> {
    return fetchVariable(this, query, options);
  }

  async getTagKeys(options: TagOptions = {}): Promise<MetricFindValue[]> {
    return toFindValues(await this.fetch('tag-keys', tagRequest(options)));
  }

  async getTagValues({ key, ...options }: TagOptions & { readonly key: string }): Promise<MetricFindValue[]> {
    return toFindValues(await this.fetch('tag-values', { key, ...tagRequest(options) }));
  }

  /** Asks the executable for something else than data; whoever asks shows what goes wrong. */
  async fetch<Route extends ResourceRoute>(
    route: Route,
    request: ResourceRoutes[Route]['request'],
  ): Promise<ResourceRoutes[Route]['response']> {
    return await this.postResource(route, request, { showErrorAlert: false });
  }
}

function tagRequest({ filters, timeRange }: TagOptions): TagRequest {
  return {
    ...(filters !== undefined && { filters: filters.map(toFilter) }),
    ...(timeRange !== undefined && { range: toRangeText(timeRange) }),
  };
}
