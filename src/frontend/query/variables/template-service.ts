import type { AdHocFilter } from '../../../shared/query-model.ts';

/** Variables that belong to one request: a repeated panel's, the interval. */
export type ScopedVariables = Readonly<
  Record<string, { readonly text?: unknown; readonly value: unknown } | undefined>
>;

/** What is used of Grafana's own `TemplateSrv`, which all versions from 5.0 on have. */
export interface TemplateService {
  /** Replaces what names a variable; a function as format gets each value as it is, a text or a list of texts. */
  readonly replace: (
    text: string,
    scopedVars?: ScopedVariables,
    format?: string | ((value: unknown) => string),
  ) => string;
  /** Since 7.0. */
  readonly getVariables?: () => readonly unknown[];
  /** Before 7.0. */
  readonly variables?: readonly unknown[];
  readonly getAdhocFilters?: (dataSourceName: string) => readonly AdHocFilter[];
}
