import type { Field } from '../../sdk/dataframe/field.ts';

/** Something with fields, taken apart: a result, a frame, an option. Its head is an object as JSON has them. */
export interface Part<Head extends object> {
  readonly head: Head;
  readonly fields: readonly Field[];
}

/** What another message carries. */
export type Piece =
  | {
      /** Heads, and behind each its fields without their columns: JSON is read in a third of the time that cloned objects take. */
      readonly items: string;
      /** Of all columns in the order of their fields. */
      readonly places: Float64Array;
      /** Of all fields of texts. */
      readonly texts: readonly Texts[];
    }
  /** More texts of the last field. */
  | { readonly more: Texts };

export type Texts = readonly (string | null)[];

/** A field's header: what it often lacks comes last, and one without that is told by its place among those before. */
export type FieldItem = FieldHeader | number;
export type FieldHeader = readonly [type: Field['type'], name: string, more?: Pick<Field, 'labels' | 'config'>];
