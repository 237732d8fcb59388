import type { BooleanField } from '../../sdk/dataframe/field.ts';
import type { ColumnBuilder, FinishedColumn } from './column-builder.ts';
import { createValidityBuilder, validityProperty, type ValidityBuilder } from './validity-builder.ts';

/** The part of a boolean field that its values decide. */
export type BooleanColumn = Pick<BooleanField, 'type' | 'values' | 'validity'>;

/** A growing column of booleans. */
export class BooleanColumnBuilder implements ColumnBuilder<BooleanColumn> {
  readonly #values: Uint8Array;
  readonly #validity: ValidityBuilder;
  #count = 0;

  /** @param length the number of cells there will be. */
  constructor(length: number) {
    this.#values = new Uint8Array(length);
    this.#validity = createValidityBuilder(length);
  }

  /** Adds true, false, 1, 0 or one of these as text; false, and nothing is added, for anything else. */
  append(cell: unknown): boolean {
    const value = parseBoolean(cell);
    if (value === undefined) return false;
    this.#values[this.#count++] = value ? 1 : 0;
    return true;
  }

  appendNull(): void {
    this.#validity.addNull(this.#count++);
  }

  finish(): FinishedColumn<BooleanColumn> {
    const validity = validityProperty(this.#validity.finish(this.#count));
    return { column: { type: 'boolean', values: this.#values, ...validity }, lost: undefined };
  }
}

function parseBoolean(cell: unknown): boolean | undefined {
  if (cell === true || cell === 1) return true;
  if (cell === false || cell === 0) return false;
  if (typeof cell !== 'string') return undefined;
  if (/^\s*(?:true|1)\s*$/i.test(cell)) return true;
  return /^\s*(?:false|0)\s*$/i.test(cell) ? false : undefined;
}
