import type { DecodedResult } from '../../decode/answer/decoded-answer.ts';
import type { DataFrame } from '../../sdk/dataframe/data-frame.ts';
import type { Float64Field, Int64Field, TimeField } from '../../sdk/dataframe/field.ts';
import { fieldsOf } from '../columns-of.ts';
import type { Part } from './pieces.ts';

/** A result without its fields. */
export type ResultHead = Readonly<Record<string, unknown>> & Pick<DecodedResult, 'kind'>;

export function* partsOfResults(results: Iterable<DecodedResult>): Generator<Part<ResultHead>> {
  for (const result of results) {
    const { time, value, fields, ...head } = { time: undefined, value: undefined, fields: undefined, ...result };
    yield { head, fields: fieldsOf(result) };
  }
}

export function toResult({ head, fields }: Part<ResultHead>): DecodedResult {
  if (head.kind !== 'series') return { ...head, fields } as unknown as DecodedResult;
  const [time, value] = fields as readonly [TimeField, Float64Field | Int64Field];
  return { ...head, time, value } as unknown as DecodedResult;
}

/** A frame without its fields. */
export type FrameHead = Omit<DataFrame, 'fields'>;

export function* partsOfFrames(frames: Iterable<DataFrame>): Generator<Part<FrameHead>> {
  for (const { fields, ...head } of frames) yield { head, fields };
}

export function toFrame({ head, fields }: Part<FrameHead>): DataFrame {
  return { ...head, fields };
}
