import type { Field } from './field.ts';
import type { FrameMeta } from './frame-meta.ts';

/** A table of typed columns of one length: what an answer is made of, in memory and on the wire. */
export interface DataFrame {
  readonly name: string;
  readonly refId?: string;
  readonly meta?: FrameMeta;
  readonly fields: readonly Field[];
}

/** Rows of a frame. */
export function frameLength(frame: DataFrame): number {
  return frame.fields[0]?.values.length ?? 0;
}

/**
 * The frame itself, once its columns are known to be of one length.
 * @throws {Error} naming the first column that differs: a frame that is not checked must not be encoded.
 */
export function checkedFrame(frame: DataFrame): DataFrame {
  const length = frameLength(frame);
  for (const field of frame.fields) {
    if (field.values.length !== length) {
      throw new Error(
        `frame "${frame.name}": field "${field.name}" has ${field.values.length} values, expected ${length} as in the first field`,
      );
    }
  }
  return frame;
}
