/** What legacy.js exports to Grafana 5 and 6. */
export interface AngularPlugin {
  readonly Datasource: unknown;
  readonly QueryCtrl: AngularController;
  readonly ConfigCtrl: AngularController;
  readonly AnnotationsQueryCtrl: AngularController;
}

export interface AngularController {
  readonly templateUrl?: string;
}

/** A data source as Grafana 5 and 6 use it. */
export interface AngularDataSource {
  readonly query: (options: unknown) => PromiseLike<{ readonly data: readonly LegacyData[] }>;
  readonly testDatasource: () => PromiseLike<{ readonly status: string; readonly message: string }>;
  readonly metricFindQuery: (query: string, options: unknown) => PromiseLike<readonly LegacyOption[]>;
  readonly annotationQuery: (options: unknown) => PromiseLike<readonly LegacyEvent[]>;
}

export interface LegacyOption {
  readonly text: string;
  readonly value?: unknown;
}

export type LegacyEvent = Readonly<Record<string, unknown>>;

export interface LegacyData {
  readonly target?: string;
  readonly datapoints?: readonly (readonly [number | null, number])[];
  readonly columns?: readonly { readonly text: string }[];
  readonly rows?: readonly (readonly unknown[])[];
}
