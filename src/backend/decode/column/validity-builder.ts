import { allValid, clearValid, type Validity } from '../../sdk/dataframe/field.ts';

/** Collects which values of a growing column are null; allocates nothing while none is. */
export interface ValidityBuilder {
  addNull(index: number): void;
  /** The bitmap of the first `length` values; undefined when none of them is null. */
  finish(length: number): Validity | undefined;
}

/** @param capacity the most values the column can get. */
export function createValidityBuilder(capacity: number): ValidityBuilder {
  let bitmap: Uint8Array | undefined;
  let nullCount = 0;
  return {
    addNull(index) {
      bitmap ??= allValid(capacity);
      clearValid(bitmap, index);
      nullCount++;
    },
    finish(length) {
      return bitmap === undefined ? undefined : { bitmap: truncated(bitmap, length), nullCount };
    },
  };
}

/** `validity` as a field has it: a property that is there or not. */
export function validityProperty(validity: Validity | undefined): { readonly validity?: Validity } {
  return validity === undefined ? {} : { validity };
}

function truncated(bitmap: Uint8Array, length: number): Uint8Array {
  const shorter = bitmap.slice(0, (length + 7) >> 3);
  const used = length & 7;
  if (used !== 0) shorter[shorter.length - 1] = (shorter[shorter.length - 1] ?? 0) & ((1 << used) - 1);
  return shorter;
}
