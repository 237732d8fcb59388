import type { AnswerKind } from '../../decode/answer-decoder.ts';
import type { UpstreamMeter } from '../../upstream/contract/upstream-meter.ts';

/** Counts what one data source does. */
export interface DataSourceMeter extends UpstreamMeter {
  /** An answer was read, or could not be; waiting for a thread is part of the time. */
  decoded(kind: AnswerKind, seconds: number): void;
  /** So many notices go out beside an answer. */
  noticed(count: number): void;
  /** A stream of live panels begins or ends. */
  streaming(change: 1 | -1): void;
}
