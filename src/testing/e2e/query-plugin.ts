import type { DataFrame } from '../../backend/sdk/dataframe/data-frame.ts';
import type { SettingsModel } from '../../shared/settings-model.ts';

/** The questions that a dashboard and a rule have, in neither version's terms. Each rejects with the plugin's error. */
export interface PluginQueries {
  /** The frames of all queries; the first is A. */
  panel(models: readonly Model[]): Promise<readonly DataFrame[]>;
  rule(model: Model): Promise<readonly DataFrame[]>;
  /** The events' texts. */
  annotations(query: string): Promise<readonly string[]>;
  metrics(typed: string): Promise<readonly string[]>;
  payloadOptions(question: { readonly metric: string; readonly name: string }): Promise<readonly string[]>;
  variable(query: string): Promise<readonly string[]>;
  tagKeys(): Promise<readonly string[]>;
  tagValues(key: string, filters: readonly AdHocFilter[]): Promise<readonly string[]>;
  health(): Promise<string>;
}

export type Model = Readonly<Record<string, unknown>>;

export interface AdHocFilter {
  readonly key: string;
  readonly operator: string;
  readonly value: string;
}

export interface QueriedDataSource {
  /** A new one is a new instance. */
  readonly id: number;
  readonly url: string;
  readonly jsonData: SettingsModel;
  /** Decrypted, as Grafana hands them over. */
  readonly secrets?: Readonly<Record<string, string>>;
  /** Beside jsonData; version 1 has neither. */
  readonly basicAuth?: boolean;
  readonly basicAuthUser?: string;
}

export const panelRange = { fromEpochMs: 1714543200000, toEpochMs: 1714564800000 };

export function refIdOf(i: number): string {
  return String.fromCodePoint(0x41 + i);
}

/** The texts of a table's column. */
export function columnOf(frames: readonly DataFrame[], name: string): readonly string[] {
  return frames.flatMap(({ fields }) => [...(fields.find((field) => field.name === name)?.values ?? [])].map(String));
}
