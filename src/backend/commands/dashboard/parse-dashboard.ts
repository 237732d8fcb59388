import { isRecord } from '../../../shared/is-record.ts';
import {
  type Dashboard,
  type DashboardPanel,
  type DashboardVariable,
  recordsIn,
  toRange,
  toText,
} from './dashboard.ts';
import { describeOtherContent } from './describe-other-content.ts';
import { toSource } from './foreign-source.ts';
import { parseSecondSchema } from './parse-second-schema.ts';

/** @throws {Error} when it is none, which says what it is instead */
export function parseDashboard(value: unknown): Dashboard {
  const outer = isRecord(value) ? value : {};
  const inner = isRecord(outer['dashboard']) ? outer['dashboard'] : outer;
  const spec = isRecord(inner['spec']) ? inner['spec'] : inner;
  if (isRecord(spec['elements'])) return parseSecondSchema(spec);
  if (Array.isArray(spec['panels']) || Array.isArray(spec['rows'])) return parseFirstSchema(spec);
  throw new Error(
    `--dashboard: expected a dashboard with "panels", "rows" or "elements", as Grafana exports it, got ${describeOtherContent(value)}`,
  );
}

function parseFirstSchema(dashboard: Readonly<Record<string, unknown>>): Dashboard {
  const { uid, time, templating, annotations, panels, rows } = dashboard;
  return {
    uid: typeof uid === 'string' ? uid : undefined,
    range: toRange(time),
    variables: recordsIn(isRecord(templating) ? templating['list'] : undefined).map(toVariable),
    annotations: recordsIn(isRecord(annotations) ? annotations['list'] : undefined).map((saved) => ({
      name: toText(saved['name']),
      saved,
      source: toSource(saved['datasource']),
    })),
    panels: [...recordsIn(panels), ...recordsIn(rows)].flatMap(panelsOf),
  };
}

/** A row, collapsed or of an old dashboard, has panels of its own. */
function panelsOf(panel: Readonly<Record<string, unknown>>): readonly DashboardPanel[] {
  const { id, title, targets, datasource, panels } = panel;
  const queries = recordsIn(targets).map((model) => ({ model, source: toSource(model['datasource'] ?? datasource) }));
  const own = { id: typeof id === 'number' ? id : undefined, title: toText(title), queries };
  return [...(queries.length === 0 ? [] : [own]), ...recordsIn(panels).flatMap(panelsOf)];
}

function toVariable(saved: Readonly<Record<string, unknown>>): DashboardVariable {
  const { name, type, query, filters, current, allValue, datasource } = saved;
  return {
    name: toText(name),
    type: toText(type),
    query: type === 'adhoc' ? filters : query,
    current: isRecord(current) ? current['value'] : undefined,
    allValue: typeof allValue === 'string' && allValue !== '' ? allValue : undefined,
    source: toSource(datasource),
  };
}
