/**
 * What the pages use of `@grafana/data`, as far as versions 7.0 to 13 agree; what came later is optional. The packages
 * themselves are large and differ from version to version.
 */
declare module '@grafana/data' {
  import type { ComponentType } from 'react';

  /** Moment's and its likes: what a time picker holds. */
  export interface DateTime {
    toISOString: () => string;
    valueOf: () => number;
  }

  export interface RawTimeRange {
    readonly from: DateTime | string;
    readonly to: DateTime | string;
  }

  export interface TimeRange {
    readonly from: DateTime;
    readonly to: DateTime;
    readonly raw: RawTimeRange;
  }

  export type ScopedVars = Readonly<Record<string, { readonly text?: unknown; readonly value: unknown } | undefined>>;

  export interface AdHocVariableFilter {
    readonly key: string;
    readonly operator: string;
    readonly value: string;
    readonly values?: readonly string[];
  }

  export interface DataQueryRequest<Query> {
    readonly targets: readonly Query[];
    readonly scopedVars?: ScopedVars;
    readonly range?: TimeRange;
    readonly rangeRaw?: RawTimeRange;
    readonly filters?: readonly AdHocVariableFilter[];
    readonly app?: string;
    readonly timezone?: string;
    readonly panelId?: number | string;
    readonly dashboardId?: number;
    readonly dashboardUID?: string;
    readonly intervalMs?: number;
    readonly maxDataPoints?: number;
  }

  export interface MetricFindValue {
    readonly text: string;
    readonly value?: string | number;
  }

  export interface DataSourceInstanceSettings<Json> {
    /** Optional since 13. */
    readonly id?: number;
    readonly uid?: string;
    readonly name: string;
    readonly jsonData: Json;
  }

  export interface DataSourceSettings<Json> {
    readonly id: number;
    readonly name: string;
    readonly url: string;
    readonly access: string;
    readonly basicAuth: boolean;
    readonly basicAuthUser: string;
    readonly readOnly?: boolean;
    readonly jsonData: Json;
    readonly secureJsonData?: Readonly<Record<string, string | undefined>>;
    readonly secureJsonFields?: Readonly<Record<string, boolean | undefined>>;
  }

  export interface DataSourcePluginOptionsEditorProps<Json> {
    readonly options: DataSourceSettings<Json>;
    readonly onOptionsChange: (options: DataSourceSettings<Json>) => void;
  }

  export interface QueryEditorProps<DataSource, Query> {
    readonly datasource: DataSource;
    readonly query: Query;
    readonly onChange: (query: Query) => void;
    readonly onRunQuery: () => void;
    readonly range?: TimeRange;
    /** What was asked last, where something was. */
    readonly data?: { readonly request?: DataQueryRequest<Query> };
    /** Where the editor is, such as `unified-alerting`; since 8. */
    readonly app?: string;
  }

  /** As a dashboard stores it; since 7.2 the query is `target`, before it was whatever the plugin wrote. */
  export interface AnnotationQuery<Query> {
    readonly name?: string;
    readonly enable?: boolean;
    readonly iconColor?: string;
    readonly datasource?: unknown;
    readonly target?: Query;
  }

  export interface AnnotationSupport<Query> {
    readonly prepareAnnotation: (saved: unknown) => AnnotationQuery<Query>;
    readonly prepareQuery: (annotation: AnnotationQuery<Query>) => Query | undefined;
    readonly QueryEditor: ComponentType<QueryEditorProps<unknown, Query>>;
  }

  /** Since 7.4. */
  export abstract class CustomVariableSupport {
    abstract editor: ComponentType<QueryEditorProps<unknown, unknown>>;
    abstract query(request: DataQueryRequest<unknown>): unknown;
  }

  export class DataSourcePlugin<DataSource, Query, Json> {
    constructor(dataSourceClass: new (instanceSettings: DataSourceInstanceSettings<Json>) => DataSource);
    setConfigEditor(editor: ComponentType<DataSourcePluginOptionsEditorProps<Json>>): this;
    setQueryEditor(editor: ComponentType<QueryEditorProps<DataSource, Query>>): this;
  }
}
