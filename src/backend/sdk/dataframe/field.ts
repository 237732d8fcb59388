/**
 * A column with a name. Values are columnar: typed arrays and a validity bitmap, never an array of point objects.
 * Every array of a frame's fields has the frame's length.
 */
export type Field = TimeField | Float64Field | Int64Field | BooleanField | StringField | JsonField;

export interface FieldHeader {
  readonly name: string;
  /** Grafana's labels: what tells two series of one name apart. */
  readonly labels?: Labels;
  readonly config?: FieldConfig;
}

/** Milliseconds since the epoch, UTC; fractions carry micro- and nanoseconds as far as a double can. */
export interface TimeField extends FieldHeader {
  readonly type: 'time';
  readonly values: Float64Array;
  readonly validity?: Validity;
}

export interface Float64Field extends FieldHeader {
  readonly type: 'float64';
  readonly values: Float64Array;
  readonly validity?: Validity;
}

/** Integers that a double cannot hold exactly. */
export interface Int64Field extends FieldHeader {
  readonly type: 'int64';
  readonly values: BigInt64Array;
  readonly validity?: Validity;
}

/** 0 or 1 a byte. */
export interface BooleanField extends FieldHeader {
  readonly type: 'boolean';
  readonly values: Uint8Array;
  readonly validity?: Validity;
}

export interface StringField extends FieldHeader {
  readonly type: 'string';
  readonly values: readonly (string | null)[];
}

/** Objects and arrays, as JSON text; reaches Grafana as a string column, since Grafana 7 knows no other type. */
export interface JsonField extends FieldHeader {
  readonly type: 'json';
  readonly values: readonly (string | null)[];
}

export type Labels = Readonly<Record<string, string>>;

/**
 * Arrow's validity bitmap: bit i (least significant first) is 1 when value i is there, 0 when it is null.
 * Absent means that no value is null. `values[i]` of a null is 0 or NaN and must not be read.
 */
export interface Validity {
  readonly bitmap: Uint8Array;
  readonly nullCount: number;
}

/** Grafana's FieldConfig, the part a server can give; source: grafana-plugin-sdk-go, data/field_config.go. */
export interface FieldConfig {
  readonly displayName?: string;
  readonly displayNameFromDS?: string;
  readonly description?: string;
  readonly unit?: string;
  readonly decimals?: number;
  readonly min?: number;
  readonly max?: number;
  /** In ms. */
  readonly interval?: number;
  readonly filterable?: boolean;
  readonly noValue?: string;
  readonly custom?: Readonly<Record<string, unknown>>;
  readonly links?: readonly unknown[];
  readonly mappings?: readonly unknown[];
  readonly thresholds?: Readonly<Record<string, unknown>>;
  readonly color?: Readonly<Record<string, unknown>>;
}

/** Whether value i of a field is null. */
export function isNull(field: Field, i: number): boolean {
  if (field.type === 'string' || field.type === 'json') return field.values[i] == null;
  return field.validity !== undefined && !isValid(field.validity.bitmap, i);
}

/** The number of nulls in a field. */
export function nullCount(field: Field): number {
  if (field.type === 'string' || field.type === 'json') {
    return field.values.reduce((count, value) => (value === null ? count + 1 : count), 0);
  }
  return field.validity?.nullCount ?? 0;
}

function isValid(bitmap: Uint8Array, i: number): boolean {
  return ((bitmap[i >> 3] ?? 0) & (1 << (i & 7))) !== 0;
}

/** A bitmap of `length` values that are all there. Bits beyond `length` are 0, as Arrow advises. */
export function allValid(length: number): Uint8Array {
  const bitmap = new Uint8Array((length + 7) >> 3).fill(0xff);
  if ((length & 7) !== 0) bitmap[bitmap.length - 1] = (1 << (length & 7)) - 1;
  return bitmap;
}

/** Marks value i as null. */
export function clearValid(bitmap: Uint8Array, i: number): void {
  bitmap[i >> 3] = (bitmap[i >> 3] ?? 0) & ~(1 << (i & 7));
}
