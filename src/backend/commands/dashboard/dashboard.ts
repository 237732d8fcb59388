import { isRecord } from '../../../shared/is-record.ts';
import type { SavedModel } from '../saved-model.ts';

/** What a dashboard asks, whichever of Grafana's schemas it was saved in. */
export interface Dashboard {
  readonly uid: string | undefined;
  readonly range: { readonly from?: string; readonly to?: string };
  readonly variables: readonly DashboardVariable[];
  readonly annotations: readonly DashboardAnnotation[];
  readonly panels: readonly DashboardPanel[];
}

export interface DashboardVariable {
  readonly name: string;
  readonly type: string;
  /** As it is saved: a text, an object, or the list of a custom variable. */
  readonly query: unknown;
  /** What was chosen when the dashboard was saved. */
  readonly current: unknown;
  /** In place of all values, where "All" is chosen. */
  readonly allValue: string | undefined;
  readonly source: SourceReference;
}

export interface DashboardAnnotation {
  readonly name: string;
  readonly saved: Readonly<Record<string, unknown>>;
  readonly source: SourceReference;
}

export interface DashboardPanel {
  readonly id: number | undefined;
  readonly title: string;
  readonly queries: readonly { readonly model: SavedModel; readonly source: SourceReference }[];
}

/** Which data source something belongs to; empty for Grafana's default one. */
export interface SourceReference {
  readonly type?: string;
  /** A uid, or in old dashboards a name. */
  readonly name?: string;
}

export function toRange(time: unknown): Dashboard['range'] {
  if (!isRecord(time)) return {};
  const { from, to } = time;
  return { ...(typeof from === 'string' && { from }), ...(typeof to === 'string' && { to }) };
}

export function recordsIn(list: unknown): readonly Readonly<Record<string, unknown>>[] {
  return Array.isArray(list) ? list.filter(isRecord) : [];
}

export function toText(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
