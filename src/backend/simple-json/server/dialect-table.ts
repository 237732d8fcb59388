import type { DialectName } from '../../../shared/settings-model.ts';

/** How one generation of Simple JSON servers wants to be asked. */
export interface Dialect {
  /** The list of metrics. */
  readonly metricsPath: '/search' | '/metrics';
  readonly variablePath: '/search' | '/variable';
  /** undefined where annotations are asked of /query like any data. */
  readonly annotationsPath: '/annotations' | undefined;
  /**
   * `whole` is what Grafana itself sends, `documented` what the original's README shows, `first` what Grafana 2.6 to 4 sent; the Go
   * original sends range and targets alone.
   */
  readonly body: 'whole' | 'documented' | 'first' | 'range-and-targets';
  /** Where ad hoc filters go. */
  readonly filterFields: readonly ('adhocFilters' | 'filters')[];
  /** Whether `filters`, which the original does not know, is left out where there are none. */
  readonly omitsEmptyFilters: boolean;
  /** The `type` of a target that asks for time series. `as saved`: `timeseries` where the model has that, else the original's `timeserie`. */
  readonly seriesType: 'timeserie' | 'timeseries' | 'as saved' | undefined;
  /** Which of a target's fields holds extra JSON; undefined leaves the model's own name. */
  readonly payloadField: 'data' | 'payload' | undefined;
  /** What a target without extra JSON has in its place: `payload: {}` as from simPod's plugin, `data: null` as from its first versions. */
  readonly emptyPayload: { readonly payload?: object; readonly data?: null };
  /** Whether /search gets the type of the query as well. */
  readonly typedSearch: boolean;
  /** Whether /tag-keys and /tag-values get the text typed so far, as `target`; else their answers are searched here. */
  readonly typedTags: boolean;
}

const simpleJson: Dialect = {
  metricsPath: '/search',
  variablePath: '/search',
  annotationsPath: '/annotations',
  body: 'whole',
  filterFields: ['adhocFilters'],
  omitsEmptyFilters: false,
  seriesType: 'timeserie',
  payloadField: undefined,
  emptyPayload: {},
  typedSearch: false,
  typedTags: false,
};

const simpleJsonBackend: Dialect = { ...simpleJson, body: 'range-and-targets' };

/** All fields of all dialects: nearly all servers ignore those that they do not know. */
const auto: Dialect = {
  ...simpleJson,
  filterFields: ['adhocFilters', 'filters'],
  seriesType: 'as saved',
  emptyPayload: { payload: {} },
  typedTags: true,
};

/**
 * What a server that refuses `auto` may take, with the fewest changes first. Filters that are there stay in every field: a
 * server that does not find them would answer unfiltered.
 */
export const reducedDialects: readonly Dialect[] = [
  { ...auto, omitsEmptyFilters: true, emptyPayload: {} },
  { ...simpleJson, filterFields: ['adhocFilters', 'filters'], omitsEmptyFilters: true },
  { ...simpleJson, body: 'documented' },
  { ...simpleJson, body: 'first' },
];

const jsonDatasource02: Dialect = {
  ...simpleJson,
  seriesType: 'timeseries',
  payloadField: 'data',
  emptyPayload: { data: null },
  typedSearch: true,
};

const jsonDatasource03: Dialect = {
  ...simpleJson,
  annotationsPath: undefined,
  seriesType: undefined,
  payloadField: 'payload',
  emptyPayload: { payload: {} },
};

const jsonDatasource04: Dialect = { ...jsonDatasource03, variablePath: '/variable' };

const jsonDatasource06: Dialect = { ...jsonDatasource04, metricsPath: '/metrics' };

const jsonDatasource07: Dialect = { ...jsonDatasource06, filterFields: ['filters'] };

/** What each name stands for; `auto` starts with everything and learns what the server has. */
export const dialectTable: Readonly<Record<DialectName, Dialect>> = {
  auto,
  'simple-json': simpleJson,
  'simple-json-backend': simpleJsonBackend,
  'json-datasource-0.2': jsonDatasource02,
  'json-datasource-0.3': jsonDatasource03,
  'json-datasource-0.4': jsonDatasource04,
  'json-datasource-0.6': jsonDatasource06,
  'json-datasource-0.7': jsonDatasource07,
};
