import type { FieldConfig, Float64Field, Int64Field, Labels, TimeField } from '../../sdk/dataframe/field.ts';
import type { FrameMeta } from '../../sdk/dataframe/frame-meta.ts';
import type { DecodedSeries } from '../../decode/answer/decoded-answer.ts';
import type { Query } from '../query/parse-query.ts';

/** One time series on its way from an answer to a frame. */
export interface Series {
  /** The server's name for it, or the column's. */
  readonly name: string;
  /** The server's display name. */
  readonly title: string | undefined;
  readonly labels: Labels;
  readonly config: FieldConfig;
  /** The server's `meta` of the series. */
  readonly meta: FrameMeta | undefined;
  readonly time: TimeField;
  readonly value: Float64Field | Int64Field;
}

/** A series without a name gets the query's target as its name. */
export function toSeries(
  { target = '', title, unit, labels, meta, time, value }: DecodedSeries,
  { target: asked = value.name }: Pick<Query, 'target'>,
): Series {
  const config = unit === undefined ? (value.config ?? noConfig) : { ...value.config, unit };
  return { name: target === '' ? asked : target, title, labels, config, meta, time, value };
}

const noConfig: FieldConfig = {};
