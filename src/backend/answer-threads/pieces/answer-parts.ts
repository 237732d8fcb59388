import type { DecodedResult, DecodedSeries, DecodedTable } from '../../decode/answer/decoded-answer.ts';
import type { DataFrame } from '../../sdk/dataframe/data-frame.ts';
import type { Float64Field, Int64Field, Labels, TimeField } from '../../sdk/dataframe/field.ts';
import { fieldsOf } from '../columns-of.ts';
import type { Part } from './piece.ts';

/** A result without its fields. */
export type ResultHead = SeriesHead | Omit<DecodedTable, 'fields'>;

/** `labels` is undefined for none: where there are thousands of series, most have none. */
type SeriesHead = Omit<DecodedSeries, 'time' | 'value' | 'labels'> & { readonly labels: Labels | undefined };

export function* partsOfResults(results: Iterable<DecodedResult>): Generator<Part<ResultHead>> {
  for (const result of results) yield { head: headOf(result), fields: fieldsOf(result) };
}

/** The properties are listed one by one, since a rest pattern (`...head`) takes several times as long for thousands of series. */
function headOf(result: DecodedResult): ResultHead {
  const { kind, position, target, refId, meta } = result;
  if (kind === 'table') return { kind, position, target, refId, meta, ...unreadTimesOf(result) };
  const { title, unit, labels } = result;
  return { kind, position, target, refId, meta, title, unit, labels: isEmpty(labels) ? undefined : labels };
}

function unreadTimesOf({ unreadTimes }: Pick<DecodedTable, 'unreadTimes'>): Pick<DecodedTable, 'unreadTimes'> {
  return unreadTimes === undefined ? {} : { unreadTimes };
}

function isEmpty(labels: Labels): boolean {
  return Object.keys(labels).length === 0;
}

const noLabels: Labels = {};

export function toResult({ head, fields }: Part<ResultHead>): DecodedResult {
  const { kind, position, target, refId, meta } = head;
  if (kind === 'table') return { kind, position, target, refId, meta, fields, ...unreadTimesOf(head) };
  const { title, unit, labels = noLabels } = head;
  const [time, value] = fields as readonly [TimeField, Float64Field | Int64Field];
  return { kind, position, target, refId, meta, title, unit, labels, time, value };
}

/** A frame without its fields. */
export type FrameHead = Omit<DataFrame, 'fields'>;

export function* partsOfFrames(frames: Iterable<DataFrame>): Generator<Part<FrameHead>> {
  for (const { fields, ...head } of frames) yield { head, fields };
}

export function toFrame({ head, fields }: Part<FrameHead>): DataFrame {
  return { ...head, fields };
}
