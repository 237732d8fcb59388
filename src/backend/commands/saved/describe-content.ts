import { isRecord } from '../../../shared/is-record.ts';
import { cutText } from '../../sdk/builtins/cut-text.ts';
import { printable } from '../print/text-width.ts';

/** What JSON is, where it should have been a saved query: the names of its fields at most, no values. */
export function describeContent(value: unknown): string {
  if (Array.isArray(value)) return describeList(value);
  if (value === null) return 'null';
  if (!isRecord(value)) return typeof value === 'string' ? 'a text' : `a ${typeof value}`;
  if (isDashboard(value)) return 'a dashboard: use query --dashboard FILE';
  const known = Object.entries(kinds).find(([name]) => name in value);
  return known === undefined ? describeFields(Object.keys(value)) : known[1];
}

/** By the field that only they have. */
const kinds: Readonly<Record<string, string>> = {
  targets: 'a panel without such a query',
  groups: 'rules without such a query',
  rules: 'rules without such a query',
  grafana_alert: 'a rule without such a query',
  target: 'a query without a metric, or of another data source',
  data: 'a rule without such a query',
};

export function isDashboard(value: Readonly<Record<string, unknown>>): boolean {
  const inner = isRecord(value['dashboard']) ? value['dashboard'] : value;
  const spec = isRecord(inner['spec']) ? inner['spec'] : inner;
  return Array.isArray(spec['panels']) || Array.isArray(spec['rows']) || isRecord(spec['elements']);
}

function describeList(list: readonly unknown[]): string {
  if (list.length === 0) return 'an empty list';
  const [first] = list;
  const what = Array.isArray(first) ? 'a list' : describeContent(first);
  return list.length === 1
    ? `a list of ${what}`
    : `a list of ${list.length} without such a query, the first being ${what}`;
}

const mostNames = 6;

function describeFields(names: readonly string[]): string {
  if (names.length === 0) return 'an object without fields';
  const shown = names.slice(0, mostNames).map((name) => printable(JSON.stringify(cutText(name, 40))));
  return `an object with ${shown.join(', ')}${names.length > mostNames ? ' …' : ''}`;
}
