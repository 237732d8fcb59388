import type { Field, Float64Field, Int64Field, Labels, TimeField } from '../../sdk/dataframe/field.ts';
import type { FrameMeta } from '../../sdk/dataframe/frame-meta.ts';

/** A server's answer to /query as columns, before its results are matched to queries. */
export interface DecodedAnswer {
  readonly results: readonly DecodedResult[];
  /** Malformed elements that were left out, each named: `result[3].datapoints[17]: expected [value, time], got "abc"`. */
  readonly problems: readonly string[];
}

export type DecodedResult = DecodedSeries | DecodedTable;

interface DecodedHeader {
  /** The element's index in the answer. Elements that were left out are counted too, so that indexes can have gaps. */
  readonly position: number;
  /** The server's `target` or `name`; undefined when it gave none. */
  readonly target: string | undefined;
  readonly refId: string | undefined;
  readonly meta: FrameMeta | undefined;
}

/** One time series, ascending by time; both columns have one length, which may be 0. */
export interface DecodedSeries extends DecodedHeader {
  readonly kind: 'series';
  /** The server's `title`: a display name. */
  readonly title: string | undefined;
  readonly unit: string | undefined;
  /** The server's `tags`. */
  readonly labels: Labels;
  readonly time: TimeField;
  readonly value: Float64Field | Int64Field;
}

/** A table, a data frame, documents: columns as they are, in the server's order. */
export interface DecodedTable extends DecodedHeader {
  readonly kind: 'table';
  readonly fields: readonly Field[];
  /** Indexes of the fields that should be times, but hold texts that cannot be read as times. */
  readonly unreadTimes?: readonly number[] | undefined;
}

/**
 * The body as a whole is not a usable answer; the message names what was expected, what came and where. Or the answer reports an
 * error, whose message this has.
 */
export class DecodeError extends Error {
  readonly reason: DecodeErrorReason;

  constructor(message: string, cause?: unknown, reason: DecodeErrorReason = 'unreadable') {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'DecodeError';
    this.reason = reason;
  }
}

/**
 * - `page`: a web page, which web servers send for unknown paths and to callers who are not signed in. Unreadable as well.
 * - `stated`: the server reports an error.
 * - `too-large`: it was not read; each query alone may get a smaller answer.
 * - `too-many`: it was read, and holds more series or columns than one call may get.
 */
export type DecodeErrorReason = 'unreadable' | 'page' | 'stated' | 'too-large' | 'too-many';
