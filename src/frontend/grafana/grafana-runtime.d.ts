/** What the pages use of `@grafana/runtime`, as far as versions 7.0 to 13 agree; what came later is optional. */
declare module '@grafana/runtime' {
  import type { AdHocVariableFilter, DataQueryRequest, DataSourceInstanceSettings, ScopedVars } from '@grafana/data';

  export abstract class DataSourceWithBackend<Query, Json> {
    /** Optional since 13. */
    readonly id?: number;
    readonly name: string;
    /** Since 8. */
    readonly uid?: string;
    constructor(instanceSettings: DataSourceInstanceSettings<Json>);
    /** An observable. */
    query(request: DataQueryRequest<Query>): unknown;
    applyTemplateVariables(query: Query, scopedVars?: ScopedVars, filters?: readonly AdHocVariableFilter[]): Query;
    postResource(path: string, body: unknown, options?: { readonly showErrorAlert?: boolean }): Promise<unknown>;
    testDatasource(): Promise<unknown>;
  }

  /** Since 8. */
  export interface GrafanaLiveSrv {
    readonly getDataStream: (options: unknown) => unknown;
  }

  /** Undefined before 7.3; an old one does not know what is asked of it here. */
  export const getGrafanaLiveSrv: (() => GrafanaLiveSrv | undefined) | undefined;

  export interface TemplateSrv {
    /** A dashboard's variables, with at least a name and a type each. */
    readonly getVariables?: () => readonly unknown[];
    readonly replace: (text: string, scopedVars?: ScopedVars, format?: string | ((value: unknown) => string)) => string;
    readonly getAdhocFilters?: (dataSourceName: string) => readonly AdHocVariableFilter[];
  }

  export function getTemplateSrv(): TemplateSrv;

  /** Grafana's own start calls these, and so do our tests. */
  export function setTemplateSrv(instance: TemplateSrv): void;
  export function setBackendSrv(instance: { post: (url: string, body: unknown) => Promise<unknown> }): void;

  export const config: {
    readonly buildInfo?: { readonly version?: string };
    readonly secureSocksDSProxyEnabled?: boolean;
  };
}
