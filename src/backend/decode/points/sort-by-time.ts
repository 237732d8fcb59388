import { isNull, type Field, type TimeField, type Validity } from '../../sdk/dataframe/field.ts';
import { createValidityBuilder, validityProperty } from '../column/validity-builder.ts';

/**
 * The rows of some columns ascending by one of them; rows of equal times keep their order, rows without a time are
 * left out. Returns the columns themselves when they are in order already.
 */
export function sortByTime(fields: readonly Field[], time: TimeField): readonly Field[] {
  const rows = rowsByTime(time);
  return rows === undefined ? fields : fields.map((field) => takeRows(field, rows));
}

/** The rows that `sortByTime` takes, in its order; undefined when these are all rows as they are. */
export function rowsByTime(time: TimeField): Uint32Array | undefined {
  return isAscending(time) ? undefined : sortedRows(time);
}

/** Some rows of a column, as a column. */
export function takeRows<F extends Field>(field: F, rows: Uint32Array): F {
  return takeFieldRows(field, rows) as F;
}

function isAscending({ values, validity }: TimeField): boolean {
  if (validity !== undefined) return false;
  let previous = -Infinity;
  for (const time of values) {
    if (time < previous) return false;
    previous = time;
  }
  return true;
}

function sortedRows(time: TimeField): Uint32Array {
  const rows = new Uint32Array(time.values.length);
  let count = 0;
  for (let row = 0; row < rows.length; row++) {
    if (!isNull(time, row)) rows[count++] = row;
  }
  const { values } = time;
  return rows.subarray(0, count).sort((a, b) => (values[a] ?? 0) - (values[b] ?? 0));
}

function takeFieldRows(field: Field, rows: Uint32Array): Field {
  if (field.type === 'string' || field.type === 'json') {
    return { ...field, values: Array.from(rows, (row) => field.values[row] ?? null) };
  }
  const { validity, ...rest } = field;
  const kept = validityProperty(validity && takeValidity(validity, rows));
  switch (rest.type) {
    case 'int64':
      return { ...rest, ...kept, values: BigInt64Array.from(rows, (row) => rest.values[row] ?? 0n) };
    case 'boolean':
      return { ...rest, ...kept, values: Uint8Array.from(rows, (row) => rest.values[row] ?? 0) };
    default:
      return { ...rest, ...kept, values: Float64Array.from(rows, (row) => rest.values[row] ?? 0) };
  }
}

function takeValidity(validity: Validity, rows: Uint32Array): Validity | undefined {
  const builder = createValidityBuilder(rows.length);
  rows.forEach((row, index) => {
    if (((validity.bitmap[row >> 3] ?? 0) & (1 << (row & 7))) === 0) builder.addNull(index);
  });
  return builder.finish(rows.length);
}
