import type { TimeField } from '../../sdk/dataframe/field.ts';
import type { ColumnBuilder, FinishedColumn } from './column-builder.ts';
import { parseNumber } from './parse-number.ts';
import { parseTimeText } from '../time/parse-time-text.ts';
import {
  commonTimeUnit,
  longToMilliseconds,
  timeUnitOf,
  toMilliseconds,
  unitInRange,
  type AskedRange,
  type TimeUnit,
} from '../time/time-unit.ts';
import { createValidityBuilder, validityProperty, type ValidityBuilder } from './validity-builder.ts';

/** The part of a time field that its values decide. */
export type TimeColumn = Pick<TimeField, 'type' | 'values' | 'validity'>;

/**
 * A growing column of times. The unit of its numbers is found from their size and from the range of the request, for the whole column
 * at once: a column has one unit, and no single value may be read in another. Times that 64 bits of ns cannot hold become null and
 * count as lost: hosts cannot store them.
 */
export class TimeColumnBuilder implements ColumnBuilder<TimeColumn> {
  readonly #capacity: number;
  readonly #values: Float64Array;
  readonly #validity: ValidityBuilder;
  readonly #votes = { s: 0, ms: 0, us: 0, ns: 0 };
  /** 1 where the value came as text and is in ms already; absent while none did. */
  #dates: Uint8Array | undefined;
  /** The values that came as long integers; absent while none did. */
  #exact: BigInt64Array | undefined;
  #count = 0;
  #min = Infinity;
  #max = -Infinity;

  readonly #asked: AskedRange | undefined;

  /** @param capacity the most cells there will be. */
  constructor(capacity: number, asked?: AskedRange) {
    this.#capacity = capacity;
    this.#asked = asked;
    this.#values = new Float64Array(capacity);
    this.#validity = createValidityBuilder(capacity);
  }

  /** Adds a number, a numeric string or a date as text; false, and nothing is added, for anything else, null included. */
  append(cell: unknown): boolean {
    if (typeof cell === 'number') return this.#appendNumber(cell);
    if (typeof cell === 'string') {
      const date = parseTimeText(cell);
      if (date !== undefined) return this.#appendDate(date);
    }
    const value = typeof cell === 'boolean' ? undefined : parseNumber(cell);
    if (typeof value === 'bigint') return this.#appendLong(value);
    return typeof value === 'number' && this.#appendNumber(value);
  }

  appendNull(): void {
    this.#validity.addNull(this.#count);
    this.#values[this.#count++] = NaN;
  }

  finish(): FinishedColumn<TimeColumn> {
    const outOfRange = this.#convert(this.#unit());
    const values = this.#count === this.#capacity ? this.#values : this.#values.slice(0, this.#count);
    const validity = validityProperty(this.#validity.finish(this.#count));
    const lost = outOfRange === undefined ? undefined : { expected: 'times from 1677 to 2262', got: outOfRange };
    return { column: { type: 'time', values, ...validity }, lost };
  }

  #appendNumber(value: number): boolean {
    if (Number.isNaN(value)) return false;
    const unit = timeUnitOf(value);
    if (unit !== undefined) this.#votes[unit]++;
    if (value < this.#min) this.#min = value;
    if (value > this.#max) this.#max = value;
    this.#values[this.#count++] = value;
    return true;
  }

  #appendDate(time: number): true {
    this.#dates ??= new Uint8Array(this.#capacity);
    this.#dates[this.#count] = 1;
    this.#values[this.#count++] = time;
    return true;
  }

  #appendLong(value: bigint): boolean {
    if (BigInt.asIntN(64, value) !== value) return false;
    this.#exact ??= new BigInt64Array(this.#capacity);
    this.#exact[this.#count] = value;
    return this.#appendNumber(Number(value));
  }

  #unit(): TimeUnit {
    const suggested = commonTimeUnit(this.#votes);
    if (this.#asked === undefined || this.#min > this.#max) return suggested;
    return unitInRange(suggested, { min: this.#min, max: this.#max }, this.#asked);
  }

  /** To ms, in place. Returns the first value that is out of range. */
  #convert(unit: TimeUnit): number | undefined {
    let outOfRange: number | undefined;
    for (let i = 0; i < this.#count; i++) {
      const value = this.#values[i] ?? 0;
      const time = this.#dates?.[i] === 1 ? value : this.#toMilliseconds(i, unit);
      this.#values[i] = time;
      if (Math.abs(time) <= maxTimeMs || Number.isNaN(time)) continue;
      outOfRange ??= value;
      this.#values[i] = NaN;
      this.#validity.addNull(i);
    }
    return outOfRange;
  }

  #toMilliseconds(index: number, unit: TimeUnit): number {
    const long = this.#exact?.[index] ?? 0n;
    if (long !== 0n) return longToMilliseconds(long, unit);
    return toMilliseconds(this.#values[index] ?? 0, unit);
  }
}

/** 2^63 ns in ms: what a host can hold. */
export const maxTimeMs = 9_223_372_036_854;
