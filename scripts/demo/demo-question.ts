import type { DataFrame } from '../../src/backend/sdk/dataframe/data-frame.ts';

/** Something that Grafana would ask the plugin, and how its answer is to be shown. */
export interface DemoQuestion {
  readonly title: string;
  readonly range: DemoRange;
  readonly format: 'chart' | 'table' | 'rule';
  /** @throws when the plugin answers with an error, or not at all. */
  readonly frames: () => Promise<readonly DataFrame[]>;
}

export interface DemoRange {
  readonly fromEpochMs: number;
  readonly toEpochMs: number;
}
