import type { FieldConfig, Float64Field, Int64Field, Labels, TimeField } from '../dataframe/field.ts';
import type { FrameMeta } from '../dataframe/frame-meta.ts';

/** One time series on its way from an answer to a frame. */
export interface Series {
  /** The server's name for it, or the column's. */
  readonly name: string;
  /** The server's display name. */
  readonly title: string | undefined;
  readonly labels: Labels;
  readonly config: FieldConfig;
  /** What the server says of it beside that. */
  readonly meta: FrameMeta | undefined;
  readonly time: TimeField;
  readonly value: Float64Field | Int64Field;
}
