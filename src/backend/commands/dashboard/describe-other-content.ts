import { isRecord } from '../../../shared/is-record.ts';
import { describeContent, isDashboard } from '../saved/describe-content.ts';
import { readSavedContent, type SavedContent } from '../saved/read-saved-content.ts';

/** What JSON is, where it should have been a dashboard, and what to do with it: the names of its fields at most, no values. */
export function describeOtherContent(value: unknown): string {
  if (Array.isArray(value)) return describeList(value);
  return kindOf(value) ?? savedKind(value) ?? describeContent(value);
}

function describeList(list: readonly unknown[]): string {
  if (list.some(isDashboardRecord)) return 'a list of dashboards: give one at a time';
  if (list.some(isSearchHit)) return `a list of what Grafana found, without panels: ${fetchOne}`;
  return savedKind(list) ?? describeContent(list);
}

function isDashboardRecord(value: unknown): boolean {
  return isRecord(value) && isDashboard(value);
}

/** Of `/api/search`. Source: Grafana's documentation, "Folder/Dashboard Search HTTP API". */
function isSearchHit(value: unknown): boolean {
  return isRecord(value) && typeof value['type'] === 'string' && value['type'].startsWith('dash-');
}

const fetchOne = 'fetch one from /api/dashboards/uid/UID';

/** Other files and answers that have to do with dashboards. */
function kindOf(value: unknown): string | undefined {
  if (!isRecord(value)) return undefined;
  const { kind, items, spec, schemaVersion } = value;
  if (Array.isArray(items) && items.some(isDashboardRecord)) return 'a list of dashboards: give one of its "items"';
  const holdsText = kind === 'ConfigMap' || (isRecord(spec) && typeof spec['json'] === 'string');
  if (holdsText) return 'a Kubernetes resource with a dashboard as text inside: give that text';
  if (typeof schemaVersion === 'number' || kind === 'Dashboard') return 'a dashboard without panels';
  return Object.entries(kinds).find(([name]) => name in value)?.[1];
}

/** By the field that only they have. */
const kinds: Readonly<Record<string, string>> = {
  providers: 'a provisioning file that says where dashboards are: give one of the files in its "path"',
  datasources: 'a provisioning file of data sources: give a dashboard; the server is told by --url',
  message: `an answer of Grafana with "message" in place of a dashboard: ${fetchOne}, with a token that may read it`,
};

/** What other options take. */
function savedKind(value: unknown): string | undefined {
  const saved = readOrNothing(value);
  if (saved === undefined) return undefined;
  if (saved.queries.length === 0) return 'alert rules: use alert --model FILE';
  return isRecord(value) && Array.isArray(value['targets'])
    ? 'a panel: use query --model FILE'
    : 'saved queries: use query --model FILE';
}

function readOrNothing(value: unknown): SavedContent | undefined {
  try {
    return readSavedContent(value);
  } catch {
    return undefined;
  }
}
