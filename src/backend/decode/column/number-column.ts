import type { Float64Field, Int64Field } from '../../sdk/dataframe/field.ts';
import type { ColumnBuilder, FinishedColumn } from './column-builder.ts';
import { parseNumber } from './parse-number.ts';
import { createValidityBuilder, validityProperty, type ValidityBuilder } from './validity-builder.ts';

/** The part of a number field that its values decide. */
export type NumberColumn = Pick<Float64Field, ColumnKey> | Pick<Int64Field, ColumnKey>;

type ColumnKey = 'type' | 'values' | 'validity';

/**
 * A growing column of numbers. They go into doubles; only when an integer would be rounded there does the column
 * become int64, and then only if everything else in it is an integer of 64 bits too. Otherwise it is rounded and counts as lost.
 */
export class NumberColumnBuilder implements ColumnBuilder<NumberColumn> {
  readonly #values: Float64Array;
  readonly #validity: ValidityBuilder;
  /** The integers that a double rounds, by index. */
  readonly #inexact = new Map<number, bigint>();
  #count = 0;

  /** @param capacity the most cells there will be. */
  constructor(capacity: number) {
    this.#values = new Float64Array(capacity);
    this.#validity = createValidityBuilder(capacity);
  }

  /** Adds a cell as `parseNumber` reads it; false, and nothing is added, when it is not a number. */
  append(cell: unknown): boolean {
    const value = typeof cell === 'number' ? cell : parseNumber(cell);
    if (value === undefined) return false;
    if (value === null) {
      this.appendNull();
      return true;
    }
    this.#values[this.#count] = typeof value === 'bigint' ? this.#toDouble(value) : value;
    this.#count++;
    return true;
  }

  appendNull(): void {
    this.#validity.addNull(this.#count);
    this.#values[this.#count++] = NaN;
  }

  finish(): FinishedColumn<NumberColumn> {
    const values = this.#count === this.#values.length ? this.#values : this.#values.slice(0, this.#count);
    const validity = this.#validity.finish(this.#count);
    const integers = this.#inexact.size > 0 ? toIntegers(values, validity?.nullCount ?? 0, this.#inexact) : undefined;
    if (integers !== undefined) {
      return { column: { type: 'int64', values: integers, ...validityProperty(validity) }, lost: undefined };
    }
    const got = [...this.#inexact.values()].find(isChanged);
    const lost =
      got === undefined ? undefined : { expected: 'integers of 64 bits alone, or numbers a double can hold', got };
    return { column: { type: 'float64', values, ...validityProperty(validity) }, lost };
  }

  #toDouble(value: bigint): number {
    const rounded = Number(value);
    if (!Number.isFinite(rounded) || BigInt(rounded) !== value) this.#inexact.set(this.#count, value);
    return rounded;
  }
}

/** False when the digits are the shortest form of a double: then the server has written that double. */
function isChanged(value: bigint): boolean {
  return String(Number(value)) !== value.toString();
}

// Nulls are stored as NaN. Any other NaN cannot become an integer.
function toIntegers(
  values: Float64Array,
  nullCount: number,
  inexact: ReadonlyMap<number, bigint>,
): BigInt64Array | undefined {
  const integers = new BigInt64Array(values.length);
  let nans = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? 0;
    if (Number.isNaN(value)) {
      nans++;
      continue;
    }
    const exact = inexact.get(i) ?? (Number.isInteger(value) ? BigInt(value) : undefined);
    if (exact === undefined || BigInt.asIntN(64, exact) !== exact) return undefined;
    integers[i] = exact;
  }
  return nans === nullCount ? integers : undefined;
}
