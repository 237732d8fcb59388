import type { Field } from '../../sdk/dataframe/field.ts';

/** A result, a frame or an option, split into its fields and its head: all other properties, as an object that JSON can hold. */
export interface Part<Head extends object> {
  readonly head: Head;
  readonly fields: readonly Field[];
}

/** The content of one message. */
export type Piece =
  | {
      /** JSON: each head, followed by its fields without their columns. Parsing JSON takes a third of the time of structured clone. */
      readonly items: string;
      /** Places of all columns, in the order of their fields; see ColumnPlacer. */
      readonly places: Float64Array;
      /** Values of all text fields, in the order of the fields. */
      readonly texts: readonly Texts[];
    }
  /** Further texts of the last field, which has too many for one message. */
  | { readonly more: Texts };

export type Texts = readonly (string | null)[];

/** A field's header; or, for one without labels and config that was sent before, its number among those. */
export type FieldItem = FieldHeader | number;
export type FieldHeader = readonly [type: Field['type'], name: string, more?: Pick<Field, 'labels' | 'config'>];
