import type { Field, Float64Field, Int64Field, Labels, TimeField } from '../../sdk/dataframe/field.ts';
import type { FrameMeta } from '../../sdk/dataframe/frame-meta.ts';

/** What a server's answer to /query holds, as columns, before anybody asks which query it belongs to. */
export interface DecodedAnswer {
  readonly results: readonly DecodedResult[];
  /** Malformed elements that were left out, each named: `result[3].datapoints[17]: expected [value, time], got "abc"`. */
  readonly problems: readonly string[];
}

export type DecodedResult = DecodedSeries | DecodedTable;

interface DecodedHeader {
  /** The element's place in the answer; elements that were left out keep theirs, so places can have gaps. */
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
  /** The places of fields that are texts although they are of times, which cannot be read. */
  readonly unreadTimes?: readonly number[] | undefined;
}

/**
 * The body as a whole is not an answer to /query; the message names what was expected, what came and where. Or it is one, but says
 * that it is an error: the message is the server's.
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
 * A `page` is unreadable as well: web servers answer with one wherever nothing else is, or to whoever is not signed in. What is `too-large` was
 * not read: each query alone may get less; what is `too-many` was, and is too much for the call.
 */
export type DecodeErrorReason = 'unreadable' | 'page' | 'stated' | 'too-large' | 'too-many';
