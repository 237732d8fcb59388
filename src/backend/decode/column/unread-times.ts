import type { Field } from '../../sdk/dataframe/field.ts';
import { isTimeName, parseColumnKind } from './column-kind.ts';

/**
 * The places of the columns that are texts although they are of times: they are declared so, and no cell is a time; or Grafana takes
 * them for such because of their names, and each cell has a date and a time of day that cannot be read.
 * @param types as declared, one for each field; absent where nothing is
 */
export function unreadTimes(
  fields: readonly Field[],
  types: readonly unknown[] = [],
): { readonly unreadTimes?: readonly number[] } {
  const places = fields.flatMap((field, place) => {
    const isUnread = types[place] === undefined ? isNamedSo(field) : parseColumnKind(types[place]) === 'time';
    return isUnread && field.type !== 'time' ? [place] : [];
  });
  return places.length === 0 ? {} : { unreadTimes: places };
}

function isNamedSo(field: Field): boolean {
  return (
    field.type === 'string' &&
    isTimeName(field.name) &&
    field.values.every((value) => value === null || dateAndTime.test(value))
  );
}

const dateAndTime = /^\d{1,4}[-./]\d{1,2}[-./]\d{1,4}\D{1,3}\d{1,2}:\d\d/;
