import { isRecord } from '../../../shared/is-record.ts';
import type { AdHocFilter, CarriedRequest } from '../../../shared/query-model.ts';
import type { TimeRangeText } from '../../../shared/resource-routes.ts';
import type { DataQuery, DataResponse, QueryDataHandler } from '../../sdk/api/query-data.ts';
import { type DataFrame, frameLength } from '../../sdk/dataframe/data-frame.ts';
import type { TimeOptions } from '../command-time-range.ts';
import { fetchResource, type ResourceFetcher } from '../lists/fetch-resource.ts';
import { roundInterval } from '../query/round-interval.ts';
import type { SavedModel } from '../saved-model.ts';
import type { CheckedPart } from './checked-part.ts';
import type { Dashboard, DashboardAnnotation, DashboardPanel } from './dashboard.ts';
import { fillModel } from './variables/fill-model.ts';
import { createFill, type VariableValue } from './variables/fill-variables.ts';
import { foreignSource } from './foreign-source.ts';
import { httpPluginOf, sayAnew } from './http-plugin.ts';
import { findMigrationLimits, type MigrationLimits } from './migration-limits.ts';
import { errorMessage } from '../../sdk/builtins/error-message.ts';

export interface PanelChecks {
  readonly plugin: QueryDataHandler;
  readonly fetcher: ResourceFetcher;
  readonly dashboard: Dashboard;
  readonly values: ReadonlyMap<string, VariableValue>;
  readonly times: TimeOptions;
  readonly range: TimeRangeText;
  readonly dataSource: string | undefined;
  readonly serverUrl: string;
}

/** Each annotation; those that are switched off are not asked. */
export async function checkAnnotations(checks: PanelChecks): Promise<readonly CheckedPart[]> {
  const parts: CheckedPart[] = [];
  for (const annotation of checks.dashboard.annotations) parts.push(await checkAnnotation(annotation, checks));
  return parts;
}

async function checkAnnotation(annotation: DashboardAnnotation, checks: PanelChecks): Promise<CheckedPart> {
  const { name, saved, source } = annotation;
  const part = { kind: 'annotation', name, refId: '' } as const;
  const foreign = foreignSource(source, checks.dataSource);
  if (foreign !== undefined) return { ...part, state: 'SKIPPED', says: foreign };
  const plugin = httpPluginOf(isRecord(saved['target']) ? saved['target'] : {}, source);
  if (plugin !== undefined) return { ...part, state: 'ANEW', says: sayAnew(plugin, 'annotations') };
  // Grafana does not ask for it before someone switches it on.
  if (saved['enable'] === false) return { ...part, state: 'SKIPPED', says: 'switched off in the dashboard' };
  return { ...part, ...(await askForEvents(annotation, checks)) };
}

async function askForEvents(
  { name, saved }: DashboardAnnotation,
  checks: PanelChecks,
): Promise<Pick<CheckedPart, 'state' | 'says'>> {
  const fill = createFill(checks.values);
  const target = isRecord(saved['target']) ? fillModel(saved['target'], fill) : {};
  const text = typeof saved['query'] === 'string' ? saved['query'] : target['target'];
  const query = typeof text === 'string' ? fill.text(text, 'glob') : '';
  try {
    const { range } = checks;
    const annotation = { name, enable: true, query, target };
    const events = await fetchResource(checks.fetcher, 'annotations', { annotation, range });
    const says = events.length === 0 ? 'no events' : `${events.length} event${events.length === 1 ? '' : 's'}`;
    return { state: events.length === 0 ? 'EMPTY' : 'OK', says };
  } catch (error) {
    return { state: 'ERROR', says: errorMessage(error) };
  }
}

/** Each query of each panel; those of one panel together, as the panel asks. */
export async function checkPanels(checks: PanelChecks): Promise<readonly CheckedPart[]> {
  const parts: CheckedPart[] = [];
  for (const panel of checks.dashboard.panels) parts.push(...(await checkPanel(panel, checks)));
  return parts;
}

async function checkPanel(panel: DashboardPanel, checks: PanelChecks): Promise<readonly CheckedPart[]> {
  const name = createFill(checks.values).text(panel.title);
  const queries = panel.queries.map((query, i) => {
    const { refId: saved } = query.model;
    const refId = typeof saved === 'string' ? saved : String.fromCodePoint(0x41 + i);
    return { refId, model: query.model, ...limitsOf(query, checks), part: { kind: 'panel', name, refId } as const };
  });
  const asked = queries.filter(({ kept }) => kept === undefined);
  const requests = asked.map(({ refId, model }) => toDataQuery({ refId, model, panelId: panel.id }, checks));
  const answers =
    requests.length === 0
      ? new Map<string, DataResponse>()
      : await checks.plugin.queryData({ queries: requests }, checks.fetcher.call);
  return queries.map(({ refId, kept, remark, part }) => {
    if (kept !== undefined) return { ...part, ...kept };
    const { state, says } = judge(answers.get(refId));
    return { ...part, state, says: remark === undefined ? says : `${says}; ${remark}` };
  });
}

function limitsOf({ model, source }: DashboardPanel['queries'][number], checks: PanelChecks): MigrationLimits {
  const reason = model['hide'] === true ? 'hidden' : foreignSource(source, checks.dataSource);
  if (reason !== undefined) return { kept: { state: 'SKIPPED', says: reason } };
  return findMigrationLimits(model, source, { serverUrl: checks.serverUrl, fill: createFill(checks.values) });
}

interface PanelQuery {
  readonly refId: string;
  readonly model: SavedModel;
  readonly panelId: number | undefined;
}

const maxDataPoints = 1000;

function toDataQuery({ refId, model, panelId }: PanelQuery, checks: PanelChecks): DataQuery {
  const { values, range, times, dashboard } = checks;
  const timeRange = { fromEpochMs: Date.parse(range.from), toEpochMs: Date.parse(range.to) };
  const intervalMs = roundInterval(timeRange.toEpochMs - timeRange.fromEpochMs, maxDataPoints);
  const carried: CarriedRequest = {
    app: 'dashboard',
    ...(panelId !== undefined && { panelId }),
    ...(dashboard.uid !== undefined && { dashboardUID: dashboard.uid }),
    rangeRaw: times,
    scopedVars: Object.fromEntries([...values].map(([name, value]) => [name, { text: value, value }])),
    filters: filtersOf(dashboard),
  };
  const json = JSON.stringify({ ...fillModel(model, createFill(values)), refId, carried });
  return { refId, queryType: '', timeRange, maxDataPoints, intervalMs, json };
}

function filtersOf({ variables }: Dashboard): readonly AdHocFilter[] {
  return variables.flatMap(
    ({ type, query }) => (type === 'adhoc' && Array.isArray(query) ? query : []) as AdHocFilter[],
  );
}

function judge(answer: DataResponse | undefined): Pick<CheckedPart, 'state' | 'says'> {
  if (answer === undefined) return { state: 'ERROR', says: 'no answer' };
  if (answer.error !== undefined) return { state: 'ERROR', says: answer.error.message };
  const filled = answer.frames.filter((frame) => frameLength(frame) > 0);
  const [notice] = answer.frames.flatMap(({ meta }) => meta?.notices ?? []);
  const remark = notice === undefined ? '' : `; ${notice.severity}: ${notice.text}`;
  if (filled.length === 0) return { state: 'EMPTY', says: `no data${remark}` };
  return { state: 'OK', says: `${describeFrames(filled)}${remark}` };
}

function describeFrames(frames: readonly DataFrame[]): string {
  const rows = frames.reduce((sum, frame) => sum + frameLength(frame), 0);
  if (frames.every(({ meta }) => meta?.type === 'timeseries-multi')) return `${frames.length} series, ${rows} points`;
  const columns = frames.reduce((most, { fields }) => Math.max(most, fields.length), 0);
  return `${frames.length === 1 ? 'a table' : `${frames.length} tables`} of ${rows} rows, ${columns} columns`;
}
