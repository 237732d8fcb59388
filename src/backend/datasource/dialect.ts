import type { DialectName } from '../../shared/settings-model.ts';

/** How one generation of Simple JSON servers wants to be asked. */
export interface Dialect {
  /** The list of metrics. */
  readonly metricsPath: '/search' | '/metrics';
  readonly variablePath: '/search' | '/variable';
  /** undefined where annotations are asked of /query like any data. */
  readonly annotationsPath: '/annotations' | undefined;
  /** `whole` is what Grafana itself sends; the Go original sends range and targets alone. */
  readonly body: 'whole' | 'range-and-targets';
  /** Where ad hoc filters go. */
  readonly filterFields: readonly ('adhocFilters' | 'filters')[];
  /** What a time series is called in a target's `type`; undefined where targets have none. */
  readonly seriesType: 'timeserie' | 'timeseries' | undefined;
  /** Which of a target's fields holds extra JSON; undefined leaves the model's own name. */
  readonly payloadField: 'data' | 'payload' | undefined;
  /** Whether the type of a query goes into /search as well. */
  readonly typedSearch: boolean;
}

const simpleJson: Dialect = {
  metricsPath: '/search',
  variablePath: '/search',
  annotationsPath: '/annotations',
  body: 'whole',
  filterFields: ['adhocFilters', 'filters'],
  seriesType: 'timeserie',
  payloadField: undefined,
  typedSearch: false,
};

const jsonDatasource03: Dialect = {
  ...simpleJson,
  annotationsPath: undefined,
  filterFields: ['adhocFilters'],
  seriesType: undefined,
  payloadField: 'payload',
};

const jsonDatasource04: Dialect = { ...jsonDatasource03, variablePath: '/variable' };

const jsonDatasource06: Dialect = { ...jsonDatasource04, metricsPath: '/metrics' };

/** What each name stands for; `auto` starts as the original and learns which endpoints the server has. */
export const dialects: Readonly<Record<DialectName, Dialect>> = {
  auto: simpleJson,
  'simple-json': simpleJson,
  'simple-json-backend': { ...simpleJson, body: 'range-and-targets' },
  'json-datasource-0.2': {
    ...simpleJson,
    filterFields: ['adhocFilters'],
    seriesType: 'timeseries',
    payloadField: 'data',
    typedSearch: true,
  },
  'json-datasource-0.3': jsonDatasource03,
  'json-datasource-0.4': jsonDatasource04,
  'json-datasource-0.6': jsonDatasource06,
  'json-datasource-0.7': { ...jsonDatasource06, filterFields: ['filters'] },
};
