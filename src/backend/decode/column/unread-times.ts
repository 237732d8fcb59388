import type { Field } from '../../sdk/dataframe/field.ts';
import { parseColumnKind } from './column-kind.ts';

/**
 * The places of the columns that were declared as times and are texts, because no cell of theirs is a time.
 * @param types as declared, one for each field
 */
export function unreadTimes(
  fields: readonly Field[],
  types: readonly unknown[],
): { readonly unreadTimes?: readonly number[] } {
  const places = fields.flatMap(({ type }, place) =>
    type !== 'time' && parseColumnKind(types[place]) === 'time' ? [place] : [],
  );
  return places.length === 0 ? {} : { unreadTimes: places };
}
