import type { DialectName, RangeFormat } from '../../../shared/settings-model.ts';

/** Which plugin a server was written for. */
export const dialectLabels: Readonly<Record<DialectName, string>> = {
  auto: 'Find out',
  'simple-json': 'Simple JSON',
  'simple-json-backend': 'Simple JSON backend 1.0',
  'json-datasource-0.2': 'JSON data source 0.1 and 0.2',
  'json-datasource-0.3': 'JSON data source 0.3',
  'json-datasource-0.4': 'JSON data source 0.4 and 0.5',
  'json-datasource-0.6': 'JSON data source 0.6',
  'json-datasource-0.7': 'JSON data source 0.7',
};

/** How `range.from` and `range.to` are written. */
export const rangeLabels: Readonly<Record<RangeFormat, string>> = {
  iso: 'ISO 8601 text',
  epochMs: 'Milliseconds, as a number',
  raw: 'As the Go plugin 1.0 sent it',
};
