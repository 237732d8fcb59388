import type { AskedRange } from '../time/time-unit.ts';

/** What is known from the request and helps to read its answer. */
export interface AnswerHints {
  /** The range that was asked for. */
  readonly asked?: AskedRange;
  /** Which column of a saved annotation is which of Grafana's: `time`, `timeEnd`, `title`, `text`, `tags`, `id`. */
  readonly columnNames?: Readonly<Record<string, string>>;
}
