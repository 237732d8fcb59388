import type { DialectName } from '../../../shared/settings-model.ts';
import { anything, arrayOf, type BodyCheck, isoDate, matching, number, objectOf, oneOf, text } from './body-check.ts';

/** A dialect that a server can have been written for. */
export type ServerDialect = Exclude<DialectName, 'auto'>;

/** What a server of a dialect may be asked: the bodies that its plugin sent, by endpoint; `/` is asked with GET. */
export type DialectContract = Readonly<Record<string, BodyCheck>>;

const rawRange = objectOf({ from: text, to: text });
const range = objectOf({ from: isoDate, to: isoDate, raw: rawRange });

/** As the Go original passed on what Grafana gave it, for panels and for rules. */
const backendRange = objectOf({ from: matching(/^(\d{12,}|\d+[smh])$/), to: matching(/^(\d{12,}|now)$/) });

const filters = arrayOf(objectOf({ key: text, operator: text, value: text, 'values?': anything }));

/** Grafana's own DataQueryRequest, which the plugins that run in a browser send as it is, but for `targets`. */
const requestFields: Readonly<Record<string, BodyCheck>> = {
  range,
  rangeRaw: rawRange,
  interval: matching(/^\d+(ms|s|m|h|d)$/),
  intervalMs: number,
  maxDataPoints: number,
  scopedVars: anything,
  'app?': text,
  'cacheTimeout?': anything,
  'dashboardId?': number,
  'dashboardUID?': text,
  'endTime?': number,
  'filters?': filters,
  'format?': oneOf('json'),
  'panelId?': anything,
  'requestId?': text,
  'startTime?': number,
  'timezone?': text,
};

const { 'filters?': _passedOn, ...requestWithoutFilters } = requestFields;

const target = { target: text, refId: text, 'hide?': anything };
const payload = objectOf({ 'factor?': number, 'target?': text });
const data: BodyCheck = (value, place) => (value === null ? [] : payload(value, place));

const simpleJsonTargets = arrayOf(objectOf({ ...target, type: oneOf('timeserie', 'table') }));
const backendTargets = arrayOf(
  objectOf({ ...target, type: oneOf('timeserie', 'table'), 'datasourceId?': number, 'queryType?': text, 'rawQuery?': anything }), // prettier-ignore
);
const earlyTargets = arrayOf(objectOf({ ...target, type: oneOf('timeseries', 'table'), data }));
const laterTargets = arrayOf(objectOf({ ...target, 'payload?': payload, 'editorMode?': text }));

const annotation = objectOf({ name: text, enable: anything, query: text, 'datasource?': text, 'iconColor?': text });
const annotations = objectOf({ range, rangeRaw: rawRange, annotation });

/** Grafana hands plugins more from version to version, which they pass on. */
const tagFields = { 'filters?': filters, 'timeRange?': range, 'queries?': anything, 'scopes?': anything };
const tags = { '/tag-keys': objectOf(tagFields), '/tag-values': objectOf({ ...tagFields, key: text }) };

const search = { '/search': objectOf({ target: text }) };
const variable = { '/variable': objectOf({ payload, range }) };
const metrics = {
  '/metrics': objectOf({ 'metric?': text, 'payload?': payload }),
  '/metric-payload-options': objectOf({ metric: text, payload, name: text }),
};

const laterQuery = objectOf({ ...requestFields, adhocFilters: filters, targets: laterTargets });

export const dialectContracts: Readonly<Record<ServerDialect, DialectContract>> = {
  'simple-json': {
    ...search,
    '/query': objectOf({ ...requestFields, adhocFilters: filters, targets: simpleJsonTargets }),
    '/annotations': annotations,
    ...tags,
  },
  'simple-json-backend': {
    ...search,
    '/query': objectOf({ range: backendRange, targets: backendTargets }),
    '/annotations': annotations,
    ...tags,
  },
  'json-datasource-0.2': {
    '/search': objectOf({ target: text, 'type?': oneOf('timeseries', 'table') }),
    '/query': objectOf({ ...requestFields, adhocFilters: filters, targets: earlyTargets }),
    '/annotations': objectOf({ range, rangeRaw: rawRange, annotation, 'variables?': anything }),
    ...tags,
  },
  'json-datasource-0.3': { ...search, '/query': laterQuery, ...tags },
  'json-datasource-0.4': { ...search, '/query': laterQuery, ...variable, ...tags },
  'json-datasource-0.6': { ...metrics, '/query': laterQuery, ...variable, ...tags },
  'json-datasource-0.7': {
    ...metrics,
    '/query': objectOf({ ...requestWithoutFilters, filters, targets: laterTargets }),
    ...variable,
    ...tags,
  },
};
