/** Grafana's FrameMeta, the part we use; source: grafana-plugin-sdk-go, data/frame_meta.go and frame_type.go. */
export interface FrameMeta {
  readonly type?: FrameType;
  /** Written with `type`; a host takes the typed path for alert rules only when it is not [0, 0]. */
  readonly typeVersion?: readonly [major: number, minor: number];
  readonly custom?: Readonly<Record<string, unknown>>;
  readonly stats?: readonly Stat[];
  readonly notices?: readonly Notice[];
  readonly preferredVisualisationType?: 'graph' | 'table' | 'logs' | 'trace' | 'nodeGraph' | 'flamegraph';
  readonly executedQueryString?: string;
  readonly dataTopic?: 'annotations';
}

/** The dataplane contract's kinds of frame. */
export type FrameType =
  | 'timeseries-wide'
  | 'timeseries-long'
  | 'timeseries-multi'
  | 'numeric-wide'
  | 'numeric-multi'
  | 'numeric-long'
  | 'log-lines'
  | 'table';

/** A figure for the query inspector. */
export interface Stat {
  readonly displayName: string;
  readonly value: number;
  readonly unit?: string;
}

/** Shown at the panel's corner. Any other severity is a decode error on the host. */
export interface Notice {
  readonly severity: 'info' | 'warning' | 'error';
  readonly text: string;
}

/** The version of the dataplane contract our typed frames follow. */
export const dataplaneVersion: readonly [number, number] = [0, 1];
